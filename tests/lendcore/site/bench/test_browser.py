from lendcore.site.bench.browser import FormReader


def forms_of(page):
    reader = FormReader()
    reader.feed(page)
    return reader.forms


def test_a_form_is_read_as_a_browser_would_send_it():
    page = """
        <form><input name="first" value="Ada"><input name="empty">
        <input type="checkbox" name="on" checked><input type="checkbox" name="off">
        <input type="radio" name="kind" value="a"><input type="radio" name="kind"
        value="b" checked><input type="submit" name="save" value="Save">
        <textarea name="note">\nTwo &amp; three</textarea></form>
    """

    assert forms_of(page) == [
        {
            "first": ["Ada"],
            "empty": [""],
            "on": ["on"],
            "kind": ["b"],
            "note": ["Two & three"],
        }
    ]


def test_a_select_sends_its_chosen_options_and_else_the_first():
    page = """
        <form><select name="state"><option value="UT">Utah</option>
        <option value="NV" selected>Nevada</option></select>
        <select name="rank"><option value="">Other</option>
        <option value="primary">Primary</option></select></form>
    """

    assert forms_of(page) == [{"state": ["NV"], "rank": [""]}]


def test_each_form_is_read_apart_and_inputs_outside_belong_to_none():
    page = """
        <form><input name="a" value="1"></form><input name="lost" value="x">
        <form><input name="a" value="2"><input name="a" value="3"></form>
    """

    assert forms_of(page) == [{"a": ["1"]}, {"a": ["2", "3"]}]


def test_a_template_for_further_rows_is_not_sent():
    page = """
        <form><input name="phones-0-number" value="1"><template>
        <input name="phones-new-number" value=""></template>
        <input name="last" value="2"></form>
    """

    assert forms_of(page) == [{"phones-0-number": ["1"], "last": ["2"]}]

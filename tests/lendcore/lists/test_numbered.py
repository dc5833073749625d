from lendcore.lists.numbered import number_pages


def pages(asked, rows=range(25)):
    return number_pages(list(rows), asked, size=10, url=lambda number: f"?p={number}")


def test_a_page_knows_its_rows_and_its_neighbours():
    page = pages("2")

    assert list(page.rows) == list(range(10, 20))
    assert page.range_label == "11 to 20 of 25"
    assert (page.previous_url, page.next_url) == ("?p=1", "?p=3")
    assert not page.is_only


def test_the_ends_lead_nowhere():
    assert (pages("1").previous_url, pages("3").next_url) == ("", "")


def test_odd_numbers_are_the_first_page_and_high_ones_the_last():
    assert [pages(text).number for text in ("", "x", "1.5")] == [1, 1, 1]
    assert [pages(text).number for text in ("9", "0", "-3")] == [3, 3, 3]


def test_few_rows_make_one_page_and_none_an_empty_one():
    assert pages("", range(10)).is_only
    assert list(pages("", []).rows) == []

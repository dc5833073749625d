import pytest

from lendcore.imports.columns import Column, ColumnSet
from lendcore.imports.mapping import bind, read_mapping
from lendcore.imports.readers import UnknownValue
from lendcore.imports.refusals import ImportRefused

HEADER = ("Name", "Street", "Zip", "Status", "Born", "Other")
KNOWN = ColumnSet(
    columns={
        column.name: column
        for column in (
            Column(name="import_id", meaning="ID"),
            Column(name="company_name", meaning="Name"),
            Column(
                name="full_name", meaning="Name", splitters={"full_name": lambda t: {}}
            ),
            Column(name="postal_code", meaning="ZIP", takes_padding=True),
            Column(name="birth_date", meaning="Born", takes_dates=True),
            Column(name="rate", meaning="Rate", takes_percent=True),
        )
    },
    required={"import_id": "Imports need import_id."},
    refused={"password": "Imports take no passwords."},
)


def bound(tmp_path, text, header=HEADER):
    path = tmp_path / "book.toml"
    path.write_text(text, encoding="utf-8")
    return bind(read_mapping(path, entity="customers"), header, KNOWN)


def texts(tmp_path, text, *cells, header=HEADER):
    mapping = bound(tmp_path, text, header)
    return {column.name: column.read(cells) for column in mapping.columns}


def mapped(columns, top='ignore = "*"'):
    return f'{top}\n[columns]\nimport_id = "Name"\n{columns}\n'


ROW = (" Acme ", "1 Main St", "1234", "Current", "4/17/88", "x")


def test_a_column_is_read_without_the_spaces_around_it(tmp_path):
    assert texts(tmp_path, mapped(""), *ROW) == {"import_id": "Acme"}


def test_constants_prefixes_and_joins_make_a_value(tmp_path):
    found = texts(
        tmp_path,
        'ignore = "*"\n[columns]\n'
        'import_id = { columns = ["Name", "Zip"], join = "/", prefix = "A-" }\n'
        'company_name = { constant = "Company" }',
        *ROW,
    )

    assert found == {"import_id": "A-Acme/1234", "company_name": "Company"}


def test_a_digest_does_not_depend_on_case_and_spaces(tmp_path):
    mapping = bound(
        tmp_path,
        'ignore = "*"\n[columns]\nimport_id = { digest = ["Name", "Zip"] }',
    )
    read = mapping.columns[0].read

    first = read(("ACME  INC", "", "59101", "", "", ""))

    assert len(first) == 16
    assert first == read(("Acme Inc ", "other", "59101", "", "", ""))
    assert first != read(("Acme Inc", "", "59102", "", "", ""))
    assert read(("", "street", "", "", "", "")) == ""


def test_the_parts_of_a_digest_cannot_run_into_each_other(tmp_path):
    mapping = bound(
        tmp_path,
        'ignore = "*"\n[columns]\nimport_id = { digest = ["Name", "Zip"] }',
    )
    read = mapping.columns[0].read

    assert read(("ab", "", "c", "", "", "")) != read(("a", "", "bc", "", "", ""))


def test_a_value_table_translates_whatever_the_case(tmp_path):
    text = mapped(
        'company_name = { column = "Status", values = { CURRENT = "Active" } }'
    )

    assert texts(tmp_path, text, *ROW)["company_name"] == "Active"


def test_a_value_that_no_table_has_is_an_error_or_goes_to_otherwise(tmp_path):
    spec = '{ column = "Status", values = { paid = "Done" }%s }'
    strict = bound(tmp_path, mapped(f"company_name = {spec % ''}"))
    lenient = spec % ', otherwise = "Active"'

    with pytest.raises(UnknownValue, match="it has paid"):
        strict.columns[1].read(ROW)
    found = texts(tmp_path, mapped(f"company_name = {lenient}"), *ROW)
    assert found["company_name"] == "Active"


def test_null_marks_mean_an_empty_cell(tmp_path):
    text = mapped(
        'company_name = { column = "Status", null = ["none"] }',
        top='null = ["NA"]\nignore = "*"',
    )

    assert texts(tmp_path, text, "Acme", "", "", "NA", "", "")["company_name"] == ""
    assert texts(tmp_path, text, "Acme", "", "", "none", "", "")["company_name"] == ""
    assert texts(tmp_path, text, "Acme", "", "", "na", "", "")["company_name"] == "na"


def test_options_of_a_column_are_kept_for_its_reader(tmp_path):
    mapping = bound(
        tmp_path,
        mapped(
            'postal_code = { column = "Zip", pad_zip = true }\nbirth_date = "Born"\n'
            'rate = { column = "Other", percent = true }',
            top='date_format = "%m/%d/%y"\nignore = "*"',
        ),
    )

    specs = {column.name: column.spec for column in mapping.columns}
    assert specs["postal_code"]["pad_zip"] is True
    assert specs["rate"]["percent"] is True
    assert specs["birth_date"]["date_format"] == ("%m/%d/%y",)


def test_reports_call_a_column_by_its_name_in_the_file(tmp_path):
    mapping = bound(
        tmp_path,
        'ignore = "*"\n[columns]\nimport_id = { digest = ["Name", "Zip"] }\n'
        'company_name = { constant = "x" }\npostal_code = "Zip"',
    )

    assert mapping.label("postal_code") == "Zip"
    assert mapping.label("import_id") == "Name + Zip"
    assert mapping.label("company_name") == "company_name"
    assert mapping.label("birth_date") == "birth_date"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[columns", "no TOML"),
        ('ignore = "*"', "has no [columns]"),
        ('nul = ["NA"]\n[columns]\nimport_id="Name"', 'Did you mean "null"?'),
        ('entity = "loans"\n[columns]\nimport_id="Name"', "is for loans"),
        (mapped('company_nam = "Name"'), 'Did you mean "company_name"?'),
        (mapped('company_name = "Nmae"'), 'no column "Nmae". Did you mean "Name"?'),
        (mapped('company_name = { colunm = "Name" }'), 'Did you mean "column"?'),
        (mapped("company_name = 5"), "is a text or a table"),
        (mapped("company_name = { column = 5 }"), "is a text in quotes"),
        (mapped("company_name = { values = {} }"), "exactly one of column"),
        (
            mapped('company_name = { column = "Name", constant = "x" }'),
            "exactly one of column",
        ),
        (mapped('company_name = { column = "Name", otherwise = "x" }'), "a table of"),
        (mapped('company_name = { column = "Name", values = { a = 1 } }'), "of texts"),
        (mapped('birth_date = { column = "Born", date_format = "%Y" }'), "no date"),
        (mapped('birth_date = { column = "Born", date_format = "dmy" }'), "no date"),
        (mapped('postal_code = { column = "Zip", pad_zip = "yes" }'), "true or false"),
        (mapped('company_name = { column = "Zip", pad_zip = true }'), "takes no"),
        (mapped('rate = { column = "Zip", percent = "6" }'), "true or false"),
        (mapped('postal_code = { column = "Zip", percent = true }'), "takes no"),
        (mapped('full_name = { column = "Name", split = "last" }'), "no way to split"),
        (mapped('password = "Name"'), "take no passwords"),
        (mapped("custom.color = 'Name'"), 'in quotes: "custom:key"'),
        ('ignore="*"\n[columns]\ncompany_name = "Name"', "need import_id"),
        (mapped("", top='ignore = ["Street"]'), 'nothing of "Zip", "Status"'),
        (mapped("", top='ignore = ["Stret", "*"]'), 'no column "Stret"'),
    ],
)
def test_a_wrong_mapping_is_refused_with_a_sentence(tmp_path, text, sentence):
    with pytest.raises(ImportRefused) as caught:
        bound(tmp_path, text)

    assert sentence in str(caught.value)


def test_a_mapping_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ImportRefused, match=r"absent\.toml can't be read"):
        read_mapping(tmp_path / "absent.toml", entity="customers")
    path = tmp_path / "latin.toml"
    path.write_bytes(b'[columns]\nimport_id = "\xe9"')
    with pytest.raises(ImportRefused, match="not encoded as UTF-8"):
        read_mapping(path, entity="customers")


def test_without_a_mapping_the_header_has_our_own_names():
    mapping = bind(None, ("company_name", "import_id"), KNOWN)

    assert [column.name for column in mapping.columns] == ["import_id", "company_name"]
    assert mapping.columns[0].read(("Acme", "A-1")) == "A-1"


def test_without_a_mapping_an_unknown_column_is_refused():
    with pytest.raises(ImportRefused) as caught:
        bind(None, ("import_id", "company"), KNOWN)

    assert str(caught.value) == (
        'The header names "company", which is no column of this import. '
        'Did you mean "company_name"?'
    )

"""Files that somebody made to break things, or that broke on their own."""

import gzip

import pytest

from customers.models import Customer
from lendcore.imports.refusals import ImportRefused
from lendcore.models import ImportRun
from tests.builders_imports import person, reasons, run_import, write

pytestmark = pytest.mark.usefixtures("in_tenant")

HEADER = b"import_id,first_name,last_name\n"


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "=HYPERLINK(1)",
        "Robert'); DROP TABLE customers_customer;--",
        "{{ 7 * 7 }} {% now %}",
        "%(first)s %s 100%",
        "\\N",
        "NULL",
        "👩🏽‍💻 Zoë",
        "محمد بن سلمان",
        "שרה כהן",
        "\u202eevil",
        "ﬁﬂ ẞ İstanbul ı",
    ],
)
def test_a_name_is_stored_as_it_is_written_and_nothing_is_executed(
    tenant, tmp_path, name
):
    row = person(first_name=name, do_not_case_format="yes", last_name=name)

    result = run_import(tenant, write(tmp_path, [row]))

    assert reasons(result) == []
    customer = Customer.objects.get()
    assert (customer.first_name, customer.last_name) == (name, name)
    assert Customer.history.model.objects.get().first_name == name


def test_a_file_name_with_signs_of_sql_is_only_a_name(tenant, tmp_path):
    name = "100%s {} '; --.csv"

    run_import(tenant, write(tmp_path, [person()], name))

    assert Customer.history.model.objects.get().history_change_reason == name
    assert ImportRun.objects.get().file_name == name


def test_nul_bytes_and_foreign_encodings_cost_their_rows_alone(tenant, tmp_path):
    content = (
        HEADER
        + b"A-1,Zo\xc3\xab,Vega\n"
        + b"A-2,Jos\xe9,Vega\n"
        + b"A-3,Nul\x00l,Vega\n"
        + b"A-4,Wei,Chen\n"
    )

    result = run_import(tenant, write(tmp_path, content), takes_good_lines=True)

    assert [(line, column) for line, column, _ in reasons(result)] == [
        (3, "first_name"),
        (4, "first_name"),
    ]
    names = Customer.objects.order_by("import_id").values_list("first_name", flat=True)
    assert list(names) == ["Zoë", "Wei"]


def test_a_cell_of_ten_megabytes_costs_its_row_alone(tenant, tmp_path):
    content = HEADER + b"A-1," + b"x" * 10_000_000 + b",Vega\nA-2,Wei,Chen\n"

    result = run_import(
        tenant, write(tmp_path, content), takes_good_lines=True, process_count=0
    )

    (problem,) = reasons(result)
    assert problem[:2] == (2, "first_name")
    assert len(str(ImportRun.objects.get().problems)) < 1000
    assert Customer.objects.get().first_name == "Wei"


def test_control_characters_are_refused(tenant, tmp_path):
    path = write(tmp_path, HEADER + b"A-1,Bell\x07,Vega\n")

    assert reasons(run_import(tenant, path)) == [
        (2, "first_name", "Remove the control characters from this text.")
    ]


def test_ragged_rows_cost_their_rows_alone(tenant, tmp_path):
    path = write(tmp_path, HEADER + b"A-1,Wei\nA-2,Wei,Chen\nA-3,a,b,c\n")

    result = run_import(tenant, path, takes_good_lines=True)

    assert [line for line, _, _ in reasons(result)] == [2, 4]
    assert Customer.objects.get().import_id == "A-2"


def test_a_packed_file_cut_off_in_the_middle_leaves_nothing(tenant, tmp_path):
    rows = b"".join(b"A-%d,Wei,Chen\n" % number for number in range(5000))
    whole = gzip.compress(HEADER + rows)
    path = write(tmp_path, whole[: len(whole) // 2], "book.csv.gz")

    with pytest.raises(ImportRefused, match="damaged or cut off"):
        run_import(tenant, path, takes_good_lines=True)

    assert not Customer.objects.exists()


def test_a_packed_file_imports_like_a_plain_one(tenant, tmp_path):
    path = write(tmp_path, gzip.compress(HEADER + b"A-1,Wei,Chen\n"), "book.csv.gz")

    run_import(tenant, path)

    assert Customer.objects.get().first_name == "Wei"


def test_more_problems_than_the_record_keeps_are_all_counted(
    tenant, tmp_path, monkeypatch
):
    monkeypatch.setattr("lendcore.imports.problems.MOST_KEPT", 50)
    rows = b"".join(b"A-%d,,\n" % number for number in range(120))
    report = tmp_path / "report.csv"

    result = run_import(tenant, write(tmp_path, HEADER + rows), report=report)

    assert result.log.errors == 120
    assert len(ImportRun.objects.get().problems) == 50
    assert len(report.read_text().splitlines()) == 121

"""Bad rows: each named, and none of them in."""

import csv

import pytest

from customers.imports.transaction import CustomerTransaction
from customers.models import Customer
from customers.services import custom_fields as services
from lendcore.history.recording import recorded
from lendcore.imports.refusals import ImportRefused
from lendcore.models import CustomField, ImportRun
from lendcore.services.custom_fields import FieldInput
from tests.builders_customers import make_customer
from tests.builders_imports import (
    SSN,
    import_actor,
    person,
    reasons,
    run_import,
    warnings_of,
    write,
)

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.fixture
def run(tenant, tmp_path):
    def run(*rows, **options):
        return run_import(tenant, write(tmp_path, list(rows)), **options)

    return run


@pytest.mark.parametrize(
    ("cells", "column", "sentence"),
    [
        ({"import_id": ""}, "import_id", "Needs an import ID."),
        ({"import_id": "x" * 65}, "import_id", "at most 64"),
        ({"action": "delete"}, "action", "add, update or remove"),
        ({"customer_type": "robot"}, "customer_type", "individual, company, flooring"),
        ({"status": "Gone"}, "status", "there are Active, Lead, Inactive"),
        ({"first_name": "", "last_name": ""}, "last_name", "first or last name"),
        ({"customer_type": "company"}, "company_name", "company's name"),
        ({"first_name": "x" * 81}, "first_name", "at most 80"),
        ({"generation_code": "Esq."}, "generation_code", "no generation"),
        ({"do_not_case_format": "maybe"}, "do_not_case_format", "yes or no"),
        ({"email": "vega@"}, "email", "valid email"),
        ({"birth_date": "17.04.1988"}, "birth_date", "04/17/1988"),
        ({"birth_date": "2090-01-01"}, "birth_date", "in the past"),
        ({"tax_number": "none"}, "tax_number", "no digits"),
        ({"tax_number": SSN, "tax_number_type": "ein"}, "tax_number_type", "no EIN"),
        ({"driver_license": "D1234567"}, "driver_license_region", "Choose the state"),
        ({"credit_limit": "5"}, "credit_limit", "Only a flooring customer"),
        ({"gender": "5"}, "gender", "na, female, male, other"),
        ({"postal_code": "1234"}, "postal_code", "leading zero may be lost"),
        ({"region": "Bavaria"}, "region", "no state of the US"),
        ({"region": "ON"}, "region", "state or province of United States"),
        ({"phone_1": "12345"}, "phone_1", "Needs 10 digits"),
        ({"phone_1": "801 555 0142", "phone_1_kind": "pager"}, "phone_1_kind", "cell,"),
        (
            {"phone_1": "801 555 0142", "phone_2": "(801) 555-0142"},
            "phone_2",
            "stands here twice",
        ),
        (
            {
                "phone_1": "801 555 0142",
                "phone_1_rank": "primary",
                "phone_2": "801 555 0143",
                "phone_2_rank": "primary",
            },
            "phone_2_rank",
            "Only one phone is primary.",
        ),
        ({"social_username": "vega"}, "social_network", "Say of which network"),
        ({"social_network": "x", "social_url": "ftp://x.org"}, "social_url", "https"),
        ({"import_id": "(clear)"}, "import_id", "can't be emptied"),
        ({"status": "(clear)"}, "status", "can't be emptied"),
    ],
)
def test_a_bad_cell_is_named_with_line_column_and_reason(run, cells, column, sentence):
    result = run(person(1), person(2, **cells))

    (problem,) = reasons(result)
    assert problem[:2] == (3, column)
    assert sentence in problem[2]
    assert not Customer.objects.exists()


def test_all_bad_cells_of_all_rows_are_reported(run):
    result = run(
        person(1, email="x", phone_1="1"),
        person(2),
        person(3, birth_date="x", first_name="", last_name=""),
    )

    assert [(line, column) for line, column, _ in reasons(result)] == [
        (2, "email"),
        (2, "phone_1"),
        (4, "birth_date"),
    ]
    assert result.counts.rejected == 2


def test_one_bad_line_keeps_the_whole_file_out(run):
    result = run(person(1), person(2, email="x"))

    record = ImportRun.objects.get()
    assert not Customer.objects.exists()
    assert not Customer.history.model.objects.exists()
    assert record.outcome == "rejected"
    assert (record.rows_read, record.rows_added, record.rows_rejected) == (2, 0, 1)
    assert record.problems[0]["reason"] == "Enter a valid email address."
    assert result.run.finished_at is not None


def test_line_mode_takes_the_good_ones(run):
    result = run(person(1), person(2, email="x"), person(3), takes_good_lines=True)

    names = Customer.objects.order_by("import_id").values_list("import_id", flat=True)
    assert list(names) == ["BOOK-1", "BOOK-3"]
    assert (result.counts.added, result.counts.rejected) == (2, 1)
    assert ImportRun.objects.get().outcome == "done"
    assert ImportRun.objects.get().mode == "line"


def test_a_dry_run_says_what_would_happen_and_leaves_nothing(run):
    result = run(person(1), person(2, email="vega@example.com"), is_dry_run=True)

    assert result.counts.added == 2
    assert not Customer.objects.exists()
    assert ImportRun.objects.get().outcome == "dry_run"
    assert ImportRun.objects.get().rows_added == 2


def test_secrets_never_reach_report_or_record(run, tmp_path):
    report = tmp_path / "report.csv"

    run(
        person(1, tax_number="536-22-871X4444", driver_license="?!D123"),
        person(2, email="536-22-8714", first_name="x" * 90),
        person(3, birth_date="1988-17-04"),
        report=report,
    )

    text = report.read_text() + str(ImportRun.objects.get().problems)
    for secret in ("536-22", "8714", "D123", "1988-17"):
        assert secret not in text
    assert "•••••" in text


def test_the_report_names_every_problem(run, tmp_path):
    report = tmp_path / "report.csv"

    run(person(1, email="=1+1"), person(2, city="x", region="??"), report=report)

    rows = list(csv.DictReader(report.read_text("utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["value"]) for row in rows] == [
        ("2", "email", "'=1+1"),
        ("3", "region", "??"),
    ]


# Rows against each other, and against those on file --------------------------------


def test_an_import_id_twice_in_a_file_is_named_with_its_first_line(run):
    result = run(person(1), person(2, import_id="BOOK-1"), takes_good_lines=True)

    assert reasons(result) == [
        (3, "import_id", "This import ID stands on line 2 already.")
    ]
    assert Customer.objects.get().first_name == "Marisol"


def test_a_given_username_that_is_taken_is_refused(run, actor):
    taken = make_customer(actor, username="Vega")

    result = run(
        person(1, username="vega"), person(2, username="a"), person(3, username="A")
    )

    assert reasons(result) == [
        (2, "username", f"Customer {taken.pk} has this username."),
        (4, "username", "Line 3 has this username."),
    ]


def test_default_usernames_that_are_taken_get_the_next_number(run, actor):
    make_customer(actor, username="annlee", email="", import_id="")
    make_customer(actor, username="annlee3", email="", import_id="")
    names = {"first_name": "Ann", "last_name": "Lee"}

    run(
        person(1, **names),
        person(2, **names),
        person(3, **names),
        person(4, username="annlee5"),
        person(5),
        person(6, first_name="Tariq", last_name="vegae"),
    )

    usernames = dict(Customer.objects.values_list("import_id", "username"))
    assert usernames["BOOK-1"] == "annlee2"
    assert usernames["BOOK-2"] == "annlee4"
    assert usernames["BOOK-3"] == "annlee6"
    assert usernames["BOOK-5"] == "paulovegae"
    assert usernames["BOOK-6"] == "tariqvegae"


def test_a_tax_number_and_birth_date_on_file_are_refused(run, actor):
    person_on_file = make_customer(actor)
    run(person(9, tax_number=SSN, birth_date="1988-04-17"))
    stored = Customer.objects.exclude(pk=person_on_file.pk).get()

    result = run(
        person(1, tax_number=SSN, birth_date="1988-04-17"),
        person(2, tax_number="536-22-8715", birth_date="1990-01-01"),
        person(3, tax_number="536228715", birth_date="1990-01-01"),
    )

    assert reasons(result) == [
        (
            2,
            "tax_number",
            f"Customer {stored.pk} has the same tax number and date of birth.",
        ),
        (4, "tax_number", "Line 3 has the same tax number and date of birth."),
    ]


def test_placeholder_numbers_may_repeat(run):
    cells = {"tax_number": "000-00-0000", "birth_date": "1990-01-01"}

    result = run(person(1, **cells), person(2, **cells))

    assert reasons(result) == []
    assert Customer.objects.count() == 2


def test_lookalikes_are_warnings_that_name_line_or_customer(run, actor):
    on_file = make_customer(actor, email="Vega@example.com")

    result = run(
        person(1, email="vega@EXAMPLE.com"),
        person(2, street="1 Main St", postal_code="84043", phone_1="801 555 0142"),
        person(3, street="1 MAIN  ST", postal_code="84043", phone_1="8015550142"),
    )

    assert warnings_of(result) == [
        (2, "email", f"Customer {on_file.pk} has the same e-mail address."),
        (3, "phone_1", "Line 4 has the same phone number."),
        (3, "street", "Line 4 has the same address."),
        (4, "phone_1", "Line 3 has the same phone number."),
        (4, "street", "Line 3 has the same address."),
    ]
    assert result.counts.added == 3


def test_a_required_custom_field_must_be_given(run, tenant):
    with recorded(import_actor(tenant)):
        CustomField.objects.create(
            key="branch", label="Branch", kind="text", is_required=True
        )

    result = run(person(1), person(2, **{"custom:branch": "Lehi"}))

    assert reasons(result) == [(2, "custom:branch", "This field is required.")]


def test_an_inactive_status_is_not_given_anew(run, tenant):
    from customers.models import CustomerStatus

    with recorded(import_actor(tenant)):
        CustomerStatus.objects.create(name="Old", is_active=False)

    assert reasons(run(person(1, status="old"))) == [
        (2, "status", "This status is inactive.")
    ]


# Files ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("import_id,last_name\n", "a header and no rows"),
        ("import_id,last_name,password\n1,Vega,x\n", "take no passwords"),
        ("last_name\nVega\n", "Imports need import_id"),
        ("import_id,lastname\n1,Vega\n", 'Did you mean "last_name"?'),
        ("import_id,last_name,Last_Name\n1,a,b\n", "twice"),
        ('import_id,last_name\n1,"Vega\n', "Line 2: A quote opens here"),
        ("import_id,custom:shoe\n1,9\n", '"custom:shoe", which is no column'),
    ],
)
def test_a_file_that_cannot_be_used_is_on_record_with_the_reason(
    tenant, tmp_path, content, sentence
):
    with pytest.raises(ImportRefused) as refusal:
        run_import(tenant, write(tmp_path, content))

    assert sentence in str(refusal.value)
    record = ImportRun.objects.get()
    assert record.outcome == "failed"
    assert record.finished_at is not None
    assert sentence in record.problems[0]["reason"]
    assert not Customer.objects.exists()


def test_a_missing_file_leaves_no_record(tenant, tmp_path):
    with pytest.raises(ImportRefused, match="There is no file"):
        run_import(tenant, tmp_path / "absent.csv")

    assert not ImportRun.objects.exists()


def test_an_unforeseen_error_is_on_record_by_its_name_alone(
    tenant, tmp_path, monkeypatch
):
    def fail(*args):
        raise RuntimeError("Marisol's number is 536-22-8714")

    monkeypatch.setattr(
        "customers.imports.usernames.UsernameNumbers.number_defaults", fail
    )
    with pytest.raises(RuntimeError):
        run_import(tenant, write(tmp_path, [person()]))

    record = ImportRun.objects.get()
    assert record.outcome == "failed"
    assert "RuntimeError" in record.problems[0]["reason"]
    assert "536" not in str(record.problems)
    assert not Customer.objects.exists()


def test_a_run_that_died_is_closed_by_the_next_one(run, tenant, tmp_path):
    run(person(1))
    ImportRun.objects.update(outcome="running", finished_at=None, problems=[])

    run(person(2))

    died, done = ImportRun.objects.order_by("pk")
    assert (died.outcome, done.outcome) == ("failed", "done")
    assert died.finished_at is not None
    assert "The process ended" in died.problems[0]["reason"]


def test_a_field_that_changes_before_the_import_has_its_turn_stops_it(
    tenant, in_tenant, tmp_path, monkeypatch, actor
):
    def change_first(turn):
        services.change_field(
            actor=actor,
            field_id=field.pk,
            data=FieldInput(label="Branch", kind="number"),
        )
        begin(turn)

    field = services.add_field(
        actor=actor, data=FieldInput(label="Branch", kind="text")
    ).field
    begin = CustomerTransaction.begin
    monkeypatch.setattr(CustomerTransaction, "begin", change_first)
    with pytest.raises(ImportRefused, match="changed the custom fields"):
        run_import(tenant, write(tmp_path, [person()]))

    assert not Customer.objects.exists()

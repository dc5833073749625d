"""What becomes of rows whose customer is on file."""

import pytest

from customers.imports.batches import BatchMaker
from customers.models import (
    Address,
    Customer,
    CustomerCustomValue,
    Phone,
    SocialProfile,
)
from customers.services import secrets
from lendcore.history.recording import recorded
from lendcore.models import CustomField, ImportRun
from tests.builders_imports import (
    SSN,
    import_actor,
    person,
    reasons,
    run_import,
    write,
)

pytestmark = pytest.mark.usefixtures("in_tenant")

FULL = {
    "email": "vega@example.com",
    "tax_number": SSN,
    "driver_license": "D1234567",
    "driver_license_region": "UT",
    "birth_date": "1988-04-17",
    "street": "1 Main St",
    "city": "Lehi",
    "region": "UT",
    "postal_code": "84043",
    "mailing_street": "PO Box 5",
    "mailing_postal_code": "59101",
    "phone_1": "801 555 0142",
    "phone_2": "801 555 0143",
    "phone_2_kind": "home",
    "social_network": "x",
    "social_username": "vega",
}


@pytest.fixture
def run(tenant, tmp_path):
    def run(*rows, **options):
        return run_import(tenant, write(tmp_path, list(rows)), **options)

    return run


def counts(result):
    found = result.counts
    return (
        found.added,
        found.updated,
        found.removed,
        found.unchanged,
        found.rejected,
    )


def history_count():
    return sum(
        model.history.model.objects.count()
        for model in (Customer, Phone, Address, SocialProfile)
    )


@pytest.mark.parametrize("takes_good_lines", [True, False])
def test_the_same_file_twice_adds_nothing_and_is_no_error(run, takes_good_lines):
    rows = [person(1, **FULL), person(2), person(3, customer_type="individual")]
    run(*rows)
    before = history_count()
    versions = list(Customer.objects.order_by("pk").values_list("version", flat=True))

    result = run(*rows, takes_good_lines=takes_good_lines)

    assert counts(result) == (0, 0, 0, 3, 0)
    assert reasons(result) == []
    assert history_count() == before
    assert list(Customer.objects.order_by("pk").values_list("version", flat=True)) == (
        versions
    )


def test_an_added_row_that_differs_is_refused_and_says_in_what(run):
    run(person(**FULL))

    result = run(person(**FULL | {"email": "new@example.com", "street": "2 Main St"}))

    assert counts(result) == (0, 0, 0, 0, 1)
    (problem,) = reasons(result)
    assert problem[:2] == (2, "import_id")
    assert "is there already and differs in email, addresses" in problem[2]
    assert Customer.objects.get().email == "vega@example.com"


def test_update_existing_turns_an_added_row_into_an_update(run):
    run(person(**FULL))

    result = run(person(email="new@example.com"), updates_existing=True)

    assert counts(result) == (0, 1, 0, 0, 0)
    assert Customer.objects.get().email == "new@example.com"


def test_an_update_changes_the_given_columns_and_no_others(run):
    run(person(**FULL))
    before = Customer.objects.values().get()

    run({"import_id": "BOOK-1", "action": "update", "company_name": "Vega LLC"})

    after = Customer.objects.values().get()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"company_name", "search", "version"}
    assert after["version"] == 2
    entry = Customer.history.model.objects.order_by("-history_id").first()
    assert entry.history_type == "~"
    assert entry.changed_fields == ["company_name"]
    assert entry.company_name == "Vega LLC"
    assert entry.email == "vega@example.com"


def test_an_empty_cell_keeps_what_is_on_file_and_clear_empties_it(run):
    run(person(**FULL, middle_name="Ines", contact_name="Ana"))

    run(
        {
            "import_id": "BOOK-1",
            "action": "update",
            "middle_name": "",
            "contact_name": "(clear)",
            "birth_date": "(clear)",
            "tax_number": "(clear)",
            "driver_license": "(clear)",
            "unit": "(clear)",
        }
    )

    customer = Customer.objects.get()
    assert customer.middle_name == "Ines"
    assert customer.contact_name == ""
    assert customer.birth_date is None
    assert customer.tax_number_encrypted is None
    assert customer.tax_number_last_four == ""
    assert customer.driver_license_encrypted is None


def test_a_new_number_is_sealed_under_the_key_on_file(run):
    run(person(**FULL))

    run({"import_id": "BOOK-1", "action": "update", "tax_number": "536-22-8715"})

    customer = Customer.objects.get()
    assert secrets.open_number(customer, "tax_number") == "536228715"
    assert secrets.open_number(customer, "driver_license") == "D1234567"


def test_a_first_number_of_a_customer_on_file_gets_a_key(run):
    run(person())

    run({"import_id": "BOOK-1", "action": "update", "tax_number": SSN})

    assert secrets.open_number(Customer.objects.get(), "tax_number") == "536228714"


def test_an_edited_address_loses_its_marks(run, tenant):
    run(person(**FULL))
    address = Address.objects.get(purpose="primary")
    address.is_verified = address.is_standardized = True
    with recorded(import_actor(tenant)):
        address.save()

    run({"import_id": "BOOK-1", "action": "update", "street": "2 Main St"})

    address.refresh_from_db()
    assert (address.street, address.city) == ("2 Main St", "Lehi")
    assert not address.is_verified
    assert not address.is_standardized
    entry = Address.history.model.objects.order_by("-history_id").first()
    assert sorted(entry.changed_fields) == ["is_standardized", "is_verified", "street"]
    assert Customer.objects.get().version == 2


def test_the_list_facts_follow_the_address(run):
    run(person(**FULL))

    run({"import_id": "BOOK-1", "action": "update", "city": "Provo"})

    customer = Customer.objects.get()
    assert (customer.city, customer.city_folded) == ("Provo", "provo")


def test_a_phone_on_file_is_changed_and_a_new_one_is_added(run):
    run(person(**FULL))

    run(
        {
            "import_id": "BOOK-1",
            "action": "update",
            "phone_1": "(801) 555-0143",
            "phone_1_kind": "office",
            "phone_1_do_not_call": "yes",
            "phone_2": "801 555 0199",
        }
    )

    phones = Phone.objects.order_by("position").values_list(
        "number", "kind", "is_primary", "is_do_not_call"
    )
    assert list(phones) == [
        ("+18015550142", "cell", True, False),
        ("+18015550143", "office", False, True),
        ("+18015550199", "cell", False, False),
    ]
    entries = Phone.history.model.objects.order_by("history_id")[2:]
    assert [(entry.history_type, entry.changed_fields) for entry in entries] == [
        ("~", ["kind", "is_do_not_call"]),
        ("+", []),
    ]


def test_phones_change_places_only_where_the_row_says_so(run):
    run(person(**FULL, phone_2_rank="secondary"))

    run(
        {
            "import_id": "BOOK-1",
            "action": "update",
            "phone_1": "801 555 0143",
            "phone_1_rank": "primary",
            "phone_2": "801 555 0142",
            "phone_2_rank": "secondary",
        }
    )

    ranks = dict(Phone.objects.values_list("number", "is_primary"))
    assert ranks == {"+18015550142": False, "+18015550143": True}
    assert Phone.objects.get(is_secondary=True).number == "+18015550142"


def test_a_profile_on_file_is_not_added_again(run):
    run(person(**FULL))

    result = run(
        {
            "import_id": "BOOK-1",
            "action": "update",
            "social_network": "x",
            "social_username": "vega",
        }
    )

    assert counts(result) == (0, 0, 0, 1, 0)
    assert SocialProfile.objects.count() == 1


def test_remove_only_sets_the_built_in_inactive_status(run):
    run(person(**FULL))

    result = run(
        {"import_id": "BOOK-1", "action": "remove", "last_name": "Ignored"},
    )

    customer = Customer.objects.get()
    assert counts(result) == (0, 0, 1, 0, 0)
    assert customer.status.code == "inactive"
    assert customer.last_name == "Vegaa"
    assert Phone.objects.count() == 2
    entry = Customer.history.model.objects.order_by("-history_id").first()
    assert entry.changed_fields == ["status"]
    again = run({"import_id": "BOOK-1", "action": "remove"})
    assert counts(again) == (0, 0, 0, 1, 0)


@pytest.mark.parametrize("action", ["update", "remove"])
def test_nobody_on_file_is_a_problem_of_the_row(run, action):
    result = run({"import_id": "BOOK-9", "action": action})

    assert reasons(result) == [(2, "import_id", "No customer has this import ID.")]


def test_a_name_on_file_keeps_its_case_when_the_row_is_silent(run, tenant):
    run(person(last_name="MCDONALD", do_not_case_format="yes"))
    with recorded(import_actor(tenant)):
        customer = Customer.objects.get()
        customer.do_not_case_format = False
        customer.save()

    run({"import_id": "BOOK-1", "action": "update", "email": "vega@example.com"})

    assert Customer.objects.get().last_name == "MCDONALD"


def test_a_license_keeps_its_state_unless_the_number_comes_along(run):
    run(person(**FULL))

    result = run(
        {"import_id": "BOOK-1", "action": "update", "driver_license_region": "NV"}
    )

    assert reasons(result) == [
        (
            2,
            "driver_license_region",
            "Give the license number too when its state changes.",
        )
    ]


def test_a_whole_address_cannot_be_taken_away(run):
    run(person(city="Lehi"))

    result = run({"import_id": "BOOK-1", "action": "update", "city": "(clear)"})

    assert reasons(result) == [
        (2, "street", "An import can't take a whole address away.")
    ]


def test_custom_values_are_laid_over_and_the_mirror_follows(run, tenant):
    with recorded(import_actor(tenant)):
        for key in ("color", "size"):
            CustomField.objects.create(
                key=key, label=key, kind="text", is_filterable=True
            )
    run(person(**{"custom:color": "Red", "custom:size": "L"}))

    run({"import_id": "BOOK-1", "action": "update", "custom:color": "Blue"})

    assert Customer.objects.get().custom_values == {"color": "Blue", "size": "L"}
    mirrored = CustomerCustomValue.objects.order_by("field__key")
    assert [row.text_value for row in mirrored] == ["blue", "l"]
    entry = Customer.history.model.objects.order_by("-history_id").first()
    assert entry.changed_fields == ["custom_values"]


def test_a_retired_choice_may_stay_and_not_be_given_anew(run, tenant):
    with recorded(import_actor(tenant)):
        field = CustomField.objects.create(
            key="tier", label="Tier", kind="select", choices=["Gold", "Silver"]
        )
    rows = [person(1, **{"custom:tier": "Gold"})]
    run(*rows)
    field.retired_choices = ["Gold"]
    with recorded(import_actor(tenant)):
        field.save()

    assert counts(run(*rows)) == (0, 0, 0, 1, 0)
    refused = run(person(2, **{"custom:tier": "gold"}))
    assert reasons(refused) == [(2, "custom:tier", "This choice is no longer used.")]


def test_somebody_who_saves_meanwhile_is_not_overwritten(run, tenant, monkeypatch):
    run(person())
    make = BatchMaker.make

    def make_and_wait(*args):
        batch = make(*args)
        customer = Customer.objects.get()
        customer.version += 1
        customer.middle_name = "Typed"
        with recorded(import_actor(tenant)):
            customer.save()
        return batch

    monkeypatch.setattr(BatchMaker, "make", make_and_wait)
    result = run({"import_id": "BOOK-1", "action": "update", "email": "a@example.com"})

    (problem,) = reasons(result)
    assert problem[2].startswith("Somebody saved customer")
    assert ImportRun.objects.order_by("-pk").first().outcome == "rejected"

"""What becomes of an added row."""

from datetime import date
from decimal import Decimal

import pytest

from customers.models import (
    Address,
    Customer,
    CustomerCustomValue,
    CustomerKey,
    Phone,
    SocialProfile,
)
from customers.services import secrets
from lendcore.history.recording import recorded
from lendcore.models import CustomField, ImportRun
from lendcore.tenancy.context import activate_tenant
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
def imported(tenant, tmp_path):
    """Return a function that imports rows and gives the only customer back."""

    def run(*rows, **options):
        result = run_import(tenant, write(tmp_path, list(rows)), **options)
        assert reasons(result) == []
        return Customer.objects.order_by("pk").last()

    return run


def make_field(tenant, **facts):
    with recorded(import_actor(tenant)):
        return CustomField.objects.create(**({"label": facts["key"].title()} | facts))


def test_a_row_becomes_a_customer_with_the_defaults_of_the_page(imported):
    customer = imported(person(email="Marisol@Example.com"))

    assert customer.import_id == "BOOK-1"
    assert customer.display_name == "Marisol Vegaa"
    assert customer.customer_type == "individual"
    assert customer.status.code == "active"
    assert customer.gender == "na"
    assert customer.username == "Marisol@Example.com"
    assert customer.may_sell_information
    assert customer.mailing_same_as_primary
    assert customer.version == 1


def test_last_names_are_cased_unless_the_row_says_not_to(imported):
    assert imported(person(1, last_name="O'BRIEN")).last_name == "O'brien"
    kept = imported(person(2, last_name="MCDONALD", do_not_case_format="yes"))
    assert kept.last_name == "MCDONALD"


def test_every_own_column_is_stored(imported):
    customer = imported(
        {
            "import_id": "F-1",
            "customer_type": "Flooring",
            "status": "lead",
            "company_name": "Big Sky  Motors, LLC",
            "contact_name": "Ana Ruiz",
            "first_name": "Ana",
            "generation_code": "JR.",
            "credit_limit": "250000.50",
            "birth_date": "4/17/1988",
            "gender": "Unknown",
            "may_sell_information": "no",
            "username": "bigsky",
        }
    )

    assert customer.customer_type == "flooring"
    assert customer.status.code == "lead"
    assert customer.company_name == "Big Sky Motors, LLC"
    assert customer.contact_name == "Ana Ruiz"
    assert customer.generation_code == "jr"
    assert customer.credit_limit == Decimal("250000.50")
    assert customer.birth_date == date(1988, 4, 17)
    assert customer.gender == "na"
    assert not customer.may_sell_information
    assert customer.username == "bigsky"


def test_somebody_under_16_is_not_sold_by_default(imported):
    assert not imported(person(birth_date="2015-01-01")).may_sell_information


def test_numbers_are_sealed_under_the_customers_own_key(imported):
    customer = imported(
        person(
            tax_number=SSN, driver_license="d-1234 567", driver_license_region="Utah"
        )
    )

    assert customer.tax_number_kind == "ssn"
    assert customer.tax_number_last_four == "8714"
    assert customer.tax_number_problem == ""
    assert customer.driver_license_region == "UT"
    assert secrets.open_number(customer, "tax_number") == "536228714"
    assert secrets.open_number(customer, "driver_license") == "d-1234 567"
    assert bytes(customer.tax_number_index) == secrets.tax_number_index(
        "ssn", "536228714"
    )


def test_a_customer_without_secrets_has_no_key(imported):
    customer = imported(person())

    assert not CustomerKey.objects.filter(customer=customer).exists()


def test_a_number_that_cannot_be_right_is_kept_marked_and_a_warning(tenant, tmp_path):
    path = write(tmp_path, [person(tax_number="000-12-3456")])

    result = run_import(tenant, path)

    customer = Customer.objects.get()
    assert customer.tax_number_last_four == "3456"
    assert customer.tax_number_problem == "No SSN begins with these three digits."
    assert warnings_of(result) == [
        (
            2,
            "tax_number",
            "No SSN begins with these three digits. The number is kept and marked.",
        )
    ]
    assert "3456" not in str(result.log.kept)


def test_the_kind_of_a_tax_number_follows_type_and_country(imported):
    company = {"customer_type": "company", "company_name": "Acme"}

    assert imported(person(1, tax_number="12-3456789", **company)).tax_number_kind == (
        "ein"
    )
    canadian = imported(
        person(2, tax_number="046 454 286", city="Toronto", region="ON", country="CA")
    )
    assert canadian.tax_number_kind == "sin"
    named = imported(person(3, tax_number=SSN, tax_number_type="SSN", **company))
    assert named.tax_number_kind == "ssn"


def test_addresses_are_stored_and_completed_from_the_zip_code(imported):
    customer = imported(
        person(
            street="2214 W Canyon Rim Dr",
            unit="# 3",
            postal_code="84043-1122",
            mailing_street="PO Box 5",
            mailing_city="Billings",
            mailing_region="montana",
            mailing_postal_code="59101",
        )
    )

    primary = Address.objects.get(purpose="primary")
    assert (primary.city, primary.region) == ("Lehi", "UT")
    assert primary.postal_code == "84043-1122"
    assert primary.unit == "# 3"
    mailing = Address.objects.get(purpose="mailing")
    assert mailing.lines == ["PO Box 5", "Billings, MT 59101"]
    assert not customer.mailing_same_as_primary
    assert (customer.city, customer.region) == ("Lehi", "UT")
    assert customer.postal_code == "84043-1122"


def test_a_mailing_address_equal_to_the_primary_one_is_no_second_one(imported):
    parts = {"street": "1 Main St", "postal_code": "59101"}
    customer = imported(
        person(**parts, **{f"mailing_{part}": text for part, text in parts.items()})
    )

    assert Address.objects.count() == 1
    assert customer.mailing_same_as_primary


def test_a_partial_address_is_kept(imported):
    imported(person(city="Somewhere"))

    assert not Address.objects.get().is_complete


def test_the_first_phone_is_primary_unless_another_one_says_so(imported):
    imported(
        person(
            1,
            phone_1="801 555 0142 ext. 7",
            phone_1_kind="Smart phone",
            phone_2="+44 20 7946 0958",
            phone_2_rank="secondary",
            phone_2_do_not_call="yes",
        )
    )
    first, second = Phone.objects.order_by("position")
    assert (first.number, first.extension) == ("+18015550142", "7")
    assert (first.kind, first.search_digits) == ("smart_phone", "8015550142")
    assert first.is_primary
    assert not first.is_secondary
    assert (second.number, second.kind) == ("+442079460958", "cell")
    assert second.is_secondary
    assert second.is_do_not_call

    customer = imported(
        person(
            2,
            phone_1="801 555 0143",
            phone_2="801 555 0144",
            phone_2_rank="Primary",
            phone_2_do_not_call="y",
        )
    )
    primary = Phone.objects.get(customer=customer, is_primary=True)
    assert primary.number == "+18015550144"
    assert customer.is_do_not_call


def test_a_social_profile_is_stored(imported):
    imported(person(social_network="LinkedIn", social_url="linkedin.com/in/vega"))

    profile = SocialProfile.objects.get()
    assert profile.network == "linkedin"
    assert profile.url == "https://linkedin.com/in/vega"


def test_custom_fields_are_typed_mirrored_and_defaulted(imported, tenant):
    make_field(tenant, key="income", kind="currency", is_filterable=True)
    make_field(tenant, key="since", kind="date", is_filterable=True)
    make_field(
        tenant,
        key="tags",
        kind="multi_select",
        choices=["VIP", "Staff"],
        is_filterable=True,
    )
    make_field(tenant, key="source", kind="text", default_value="branch")

    customer = imported(
        person(
            **{
                "custom:income": "$1,234.50",
                "custom:since": "04/17/2020",
                "custom:tags": "staff; vip",
            }
        )
    )

    assert customer.custom_values == {
        "income": "1234.50",
        "since": "2020-04-17",
        "tags": ["VIP", "Staff"],
        "source": "branch",
    }
    mirrored = CustomerCustomValue.objects.filter(customer=customer)
    assert sorted(
        (row.field.key, row.text_value, row.number_value, row.date_value)
        for row in mirrored
    ) == [
        ("income", "", 12345000, None),
        ("since", "", None, date(2020, 4, 17)),
        ("tags", "Staff", None, None),
        ("tags", "VIP", None, None),
    ]


def test_a_full_name_is_split_as_the_mapping_says(tenant, tmp_path):
    mapping = write(
        tmp_path,
        '[columns]\nimport_id = "No"\n'
        'full_name = { column = "Name", split = "last_first" }\n',
        "book.toml",
    )
    path = write(tmp_path, 'No,Name\n1,SMITH JOHN A\n2,"DOE, JANE JR"\n3,MADONNA\n')

    result = run_import(tenant, path, mapping=mapping)

    assert reasons(result) == []
    names = [
        (row.first_name, row.middle_name, row.last_name, row.generation_code)
        for row in Customer.objects.order_by("import_id")
    ]
    assert names == [
        ("JOHN", "A", "Smith", "none"),
        ("JANE", "", "Doe", "jr"),
        ("", "", "Madonna", "none"),
    ]


def test_dates_and_zip_codes_follow_the_mapping(tenant, tmp_path):
    mapping = write(
        tmp_path,
        '[columns]\nimport_id = "No"\nlast_name = "Name"\n'
        'birth_date = { column = "Born", date_format = ["%d.%m.%y", "%d.%m.%Y"] }\n'
        'postal_code = { column = "Zip", pad_zip = true }\n',
        "book.toml",
    )
    path = write(tmp_path, "No,Name,Born,Zip\n1,Vega,17.4.61,2139\n2,Ruiz,1.2.1990,\n")

    result = run_import(tenant, path, mapping=mapping)

    assert reasons(result) == []
    first, second = Customer.objects.order_by("import_id")
    assert (first.birth_date, first.city) == (date(1961, 4, 17), "Cambridge")
    assert second.birth_date == date(1990, 2, 1)


def test_history_begins_with_the_import_and_names_it(imported, tenant):
    customer = imported(
        person(
            street="1 Main St",
            phone_1="801 555 0142",
            social_network="x",
            social_username="vega",
        )
    )

    run = ImportRun.objects.get()
    for model in (Customer, Phone, Address, SocialProfile):
        entry = model.history.model.objects.get()
        assert entry.history_type == "+"
        assert entry.source == "import"
        assert entry.actor_name == "dana (import)"
        assert entry.history_change_reason == "book.csv"
        assert entry.change_set == run.change_set
        assert entry.changed_fields == []
        assert entry.tenant_id == tenant.pk
    entry = Customer.history.model.objects.get()
    assert entry.last_name == customer.last_name
    assert entry.history_date == customer.created_at
    assert Phone.history.model.objects.get().id == Phone.objects.get().pk


def test_history_rows_equal_those_that_the_page_would_write(imported):
    customer = imported(person(tax_number=SSN, email="vega@example.com"))

    entry = Customer.history.model.objects.get()
    for field in Customer.history.model.tracked_fields:
        assert getattr(entry, field.attname) == getattr(customer, field.attname)


def test_another_tenant_sees_nothing_of_it(imported, other_tenant):
    imported(person())

    with activate_tenant(other_tenant.pk):
        assert not Customer.objects.exists()
        assert not ImportRun.objects.exists()
        assert not Customer.history.model.objects.exists()


def test_a_member_is_named_in_history(tenant, tmp_path, agent):
    actor = import_actor(tenant, name=agent.name, user_id=agent.pk)

    run_import(tenant, write(tmp_path, [person()]), actor=actor)

    entry = Customer.history.model.objects.get()
    assert (entry.actor_name, entry.history_user_id) == ("Dana Whitfield", agent.pk)
    assert ImportRun.objects.get().run_by == "Dana Whitfield"

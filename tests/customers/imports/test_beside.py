"""A large file, read in processes of its own and written in a thread of its own."""

import pytest

from customers.models import Customer, Phone
from customers.services import secrets
from lendcore.models import ImportRun
from tests.builders_imports import SSN, person, reasons, run_import, write

pytestmark = pytest.mark.usefixtures("in_tenant")


@pytest.mark.django_db(transaction=True)
def test_a_large_file_read_and_written_beside_gives_the_same(tenant, tmp_path):
    rows = [person(1, tax_number=SSN, phone_1="801 555 0142"), person(2, email="x")]

    result = run_import(
        tenant, write(tmp_path, rows), takes_good_lines=True, process_count=1
    )

    assert reasons(result) == [(3, "email", "Enter a valid email address.")]
    assert Phone.objects.get().number == "+18015550142"
    assert secrets.open_number(Customer.objects.get(), "tax_number") == "536228714"
    assert ImportRun.objects.get().outcome == "done"


@pytest.mark.django_db(transaction=True)
def test_an_error_beside_leaves_nothing(tenant, tmp_path, monkeypatch):
    def fail(numbers):
        raise RuntimeError("Out of luck.")

    monkeypatch.setattr(
        "customers.imports.usernames.UsernameNumbers.number_defaults", fail
    )
    with pytest.raises(RuntimeError, match="Out of luck"):
        run_import(tenant, write(tmp_path, [person()]), process_count=1)

    assert not Customer.objects.exists()
    assert ImportRun.objects.get().outcome == "failed"

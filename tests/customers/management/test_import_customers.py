import io
import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from environ import Env

from customers.models import Customer
from customers.services import custom_fields as services
from customers.services.custom_fields import ImportAtWork
from lendcore.models import ImportRun
from lendcore.services.custom_fields import FieldInput
from lendcore.tenancy.context import activate_tenant
from tests.builders_imports import import_actor, person, write


def run(path, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(
        "import_customers",
        str(path),
        tenant="northwind",
        stdout=out,
        stderr=err,
        **options,
    )
    return out.getvalue(), err.getvalue()


def test_the_summary_says_what_became_of_the_rows(tenant, tmp_path):
    out, err = run(write(tmp_path, [person(1), person(2)]))

    assert "book.csv: 2 rows read" in out
    assert "Imported: 2 added, 0 updated, 0 removed, 0 unchanged, 0 rejected." in out
    assert err == ""


def test_a_rejected_file_prints_its_problems_and_fails(tenant, tmp_path):
    path = write(tmp_path, [person(1, email="x")])
    err = io.StringIO()

    with pytest.raises(CommandError, match="Correct the rows"):
        call_command(
            "import_customers",
            str(path),
            tenant="northwind",
            stdout=io.StringIO(),
            stderr=err,
        )

    assert 'error: Line 2, email "x": Enter a valid email address.' in err.getvalue()


def test_in_line_mode_a_bad_row_is_no_failure(tenant, tmp_path):
    path = write(tmp_path, [person(1, email="x"), person(2)])

    out, err = run(path, on_error="line")

    assert "1 added" in out
    assert "1 rejected" in out
    assert "Line 2" in err


def test_many_problems_are_cut_on_the_screen(tenant, tmp_path):
    rows = [person(number, email="x") for number in range(1, 31)]

    _, err = run(write(tmp_path, rows), on_error="line")

    assert err.count("error:") == 20
    assert "… and 10 more; --report writes all to a file." in err


def test_a_dry_run_says_so(tenant, tmp_path):
    out, _ = run(write(tmp_path, [person(1)]), dry_run=True)

    assert "Dry run; nothing was imported. It would be: 1 added" in out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"tenant": "nowhere"}, "There is no active tenant nowhere."),
        ({"actor": "stranger@example.com"}, "no active member of northwind"),
        ({"actor": "agent@southbank.example"}, "no active member of northwind"),
    ],
)
def test_a_wrong_tenant_or_actor_is_refused(
    tenant, other_tenant, tmp_path, options, sentence
):
    from tests.builders import make_member

    make_member(other_tenant, "agent")
    path = write(tmp_path, [person()])

    with pytest.raises(CommandError, match=sentence):
        call_command("import_customers", str(path), **{"tenant": "northwind"} | options)


def test_a_member_can_be_named_as_the_author(tenant, agent, tmp_path):
    run(write(tmp_path, [person()]), actor="AGENT@northwind.example")

    with activate_tenant(tenant.pk):
        entry = Customer.history.model.objects.get()
    assert (entry.actor_name, entry.history_user_id) == ("Dana Whitfield", agent.pk)


def test_the_report_never_overwrites_the_file(tenant, tmp_path):
    path = write(tmp_path, [person()])
    before = path.read_bytes()

    with pytest.raises(CommandError, match="would overwrite"):
        run(path, report=path)

    assert path.read_bytes() == before


def test_a_file_that_cannot_be_used_ends_with_one_sentence(tenant, tmp_path):
    with pytest.raises(CommandError) as refusal:
        run(tmp_path / "absent.csv")

    assert str(refusal.value).startswith("There is no file")


# A process of its own, that others can see and kill ---------------------------------


def start(path, *options):
    login = Env().db_url("DATABASE_URL")
    # Credentials come from the environment of the tests; the database is theirs.
    url = (
        f"postgres://{login['USER']}:{login['PASSWORD']}@{login['HOST']}:"
        f"{login['PORT']}/{connection.settings_dict['NAME']}"
    )
    return subprocess.Popen(
        [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "import_customers",
            str(path),
            "--tenant",
            "northwind",
            "--skip-checks",
            *options,
        ],
        env=os.environ | {"DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_until_running(process):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if ImportRun.objects.filter(outcome="running").exists():
            return
        time.sleep(0.02)
    pytest.fail(f"The import never began: {process.stderr.read()}")


def large_book(folder):
    rows = (f"A-{number},Wei,Chen,{number}@example.com" for number in range(60_000))
    return write(
        folder, "import_id,first_name,last_name,email\n" + "\n".join(rows), "large.csv"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_import_that_is_killed_leaves_no_customer(in_tenant, tmp_path, number):
    process = start(large_book(tmp_path))
    wait_until_running(process)

    process.send_signal(number)
    _, err = process.communicate(timeout=60)

    assert process.returncode != 0
    assert not Customer.objects.exists()
    expected = "running" if number == signal.SIGKILL else "failed"
    assert ImportRun.objects.get().outcome == expected
    if number == signal.SIGTERM:
        assert b"Stopped. Nothing was imported." in err


def wait_for_its_lock():
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                "AND database = (SELECT oid FROM pg_database "
                "WHERE datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    pytest.fail("The import took no lock.")


@pytest.mark.django_db(transaction=True)
def test_a_second_import_of_the_tenant_is_refused_meanwhile(in_tenant, tmp_path):
    field = services.add_field(
        actor=import_actor(in_tenant), data=FieldInput(label="Branch", kind="text")
    ).field
    process = start(large_book(tmp_path))
    try:
        # Once its record is there, the lock is that of the import itself.
        wait_until_running(process)
        wait_for_its_lock()

        with pytest.raises(CommandError, match="Another import of this tenant"):
            run(write(tmp_path, [person()]))
        with pytest.raises(ImportAtWork):
            services.change_field(
                actor=import_actor(in_tenant),
                field_id=field.pk,
                data=FieldInput(label="Branch", kind="text", is_filterable=True),
            )
    finally:
        process.kill()
        process.communicate()

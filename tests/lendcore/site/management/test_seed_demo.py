import io

import pytest
from django.core.management import CommandError, call_command

from lendcore.database import state
from lendcore.site.demo import members
from lendcore.site.demo.members import LOGINS, OPERATOR
from lendcore.site.demo.seeding import SeedRefused
from lendcore.site.management.commands import seed_demo as command


@pytest.fixture
def calls(monkeypatch):
    """The calls of the seeding, which is not run here."""
    made = []
    monkeypatch.setattr(
        command, "seed_demo", lambda **facts: made.append(facts) or ["northwind"]
    )
    return made


@pytest.fixture
def demo_site(monkeypatch, tmp_path, settings):
    """A site as `make demo` sets it up."""
    path = tmp_path / "app.env"
    path.write_text("SECRET_KEY=x\n")
    monkeypatch.setattr(state, "app_env_path", lambda: path)
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return path


def run(*options):
    out = io.StringIO()
    call_command("seed_demo", *options, stdout=out)
    return out.getvalue()


def test_a_demo_on_this_machine_is_seeded(demo_site, calls):
    assert "Filled northwind" in run()
    assert len(calls) == 1


def test_a_site_without_a_demos_settings_is_refused(demo_site, calls):
    demo_site.unlink()

    with pytest.raises(CommandError, match="passwords everybody can read"):
        run()
    assert not calls


def test_a_site_that_others_can_reach_is_refused(demo_site, calls, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "lender.example"]

    with pytest.raises(CommandError, match="--yes-known-passwords"):
        run()
    assert not calls


def test_known_passwords_can_be_accepted(demo_site, calls, settings):
    settings.ALLOWED_HOSTS = ["lender.example"]

    run("--yes-known-passwords")

    assert len(calls) == 1


def test_a_second_run_says_nothing(demo_site, monkeypatch):
    monkeypatch.setattr(command, "seed_demo", lambda **facts: [])

    assert run() == ""


def test_a_refusal_is_one_clear_sentence(demo_site, monkeypatch):
    def refuse(**facts):
        raise SeedRefused("There is a tenant that the demo did not make.")

    monkeypatch.setattr(command, "seed_demo", refuse)

    with pytest.raises(CommandError, match=r"^There is a tenant that the demo did"):
        run()


@pytest.mark.usefixtures("tenant")
def test_the_log_ins_are_shown_with_their_passwords(calls):
    for person in (*LOGINS, OPERATOR):
        members.make_user(person)

    shown = run("--show-logins")

    assert "/login/northwind/" in shown
    for person in (*LOGINS, OPERATOR):
        assert f"{person.email} " in shown
        assert person.password in shown
    assert not calls


@pytest.mark.usefixtures("db")
def test_without_a_demo_no_log_ins_are_shown():
    assert "@" not in run("--show-logins")

"""Programs of lines of credit."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import LineProgram
from accounts.services.errors import AccountRefused
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as


class ProgramNameTaken(AccountRefused):
    message = "Another program has this name."
    field = "name"


class ProgramStale(AccountRefused):
    message = "Somebody has changed this program meanwhile."


_TAKEN = {"accounts_program_name": ProgramNameTaken}


@dataclass(frozen=True, kw_only=True)
class ProgramInput:
    """A program as its form gives it.

    terms: in the engine's JSON, with days where a line has dates. The others are rules
    that are read at each draw.
    """

    name: str
    terms: Mapping[str, Any]
    refuses_over_limit: bool = True
    refuses_late_draws: bool = True
    most_days_past_due: int | None = None


@records_history
def add_program(*, actor: Actor, data: ProgramInput) -> LineProgram:
    """Return a new program. Raises ProgramNameTaken."""
    return _save(LineProgram(), data)


@records_history
def change_program(
    *, actor: Actor, program_id: int, version: int, data: ProgramInput
) -> LineProgram:
    """Return the program, changed: its lines keep their terms and get its rules.

    Raises ProgramStale, ProgramNameTaken.
    """
    program = LineProgram.objects.select_for_update(no_key=True).get(pk=program_id)
    if program.version != version:
        raise ProgramStale
    program.version += 1
    return _save(program, data)


@records_history
def set_program_active(
    *, actor: Actor, program_id: int, is_active: bool
) -> LineProgram:
    """Return the program, offered for new lines or not; its lines go on."""
    program = LineProgram.objects.select_for_update(no_key=True).get(pk=program_id)
    if program.is_active != is_active:
        program.is_active = is_active
        program.version += 1
        program.save()
    return program


def _save(program: LineProgram, data: ProgramInput) -> LineProgram:
    program.name, program.terms = data.name, dict(data.terms)
    program.refuses_over_limit = data.refuses_over_limit
    program.refuses_late_draws = data.refuses_late_draws
    program.most_days_past_due = data.most_days_past_due
    with refused_as(_TAKEN):
        program.save()
    return program

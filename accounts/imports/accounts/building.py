"""From a row's values to an account: new, or laid over the one on file."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from accounts.engine.account import Terms
from accounts.engine.errors import EngineError
from accounts.imports.accounts import opening, terms
from accounts.imports.accounts.rows import AccountRow, Built, Stored
from accounts.imports.cells import column_of
from accounts.mapping import read_agreed, terms_from_program
from accounts.models import (
    Account,
    AccountStatus,
    AccountSubStatus,
    Kind,
    LineProgram,
    Transaction,
)
from accounts.services.errors import IsActive, IsArchived
from lendcore.actors import Actor
from lendcore.imports.cells import find_label, spelled_labels
from lendcore.imports.history_sql import stored_columns
from lendcore.imports.parsing import RowParser

ALREADY_THERE = (
    "An account with this import ID is there already and differs in {names}. Use the "
    "action update, or --update-existing."
)
LABELS = ("portfolio", "source_company")
_OPENING_DIFFERS = (
    "The account has other opening figures already. What was posted is never changed."
)
_HAS_ENTRIES = "The account has entries already; opening figures come first."
_STILL_OPEN = "The account is open. Close or deactivate it first."
_TRACKED = tuple(
    field
    for field in Account.history.model.tracked_fields
    if field.column != "tenant_id"
)
_EMPTY = {
    field.column: field.get_default()
    for field in Account._meta.concrete_fields
    if field.column in stored_columns(Account)
}


class Builder:
    """Builds accounts by the rules of the services. Asks no database."""

    def __init__(
        self,
        *,
        actor: Actor,
        parser: RowParser,
        statuses: Iterable[AccountStatus],
        sub_statuses: Iterable[AccountSubStatus],
        programs: Iterable[LineProgram],
    ) -> None:
        self._actor = actor
        self._parser = parser
        self._mapped = {bound.name for bound in parser.mapping.columns}
        self._statuses = {status.pk: status for status in statuses}
        self._by_code = {each.code: each for each in self._statuses.values()}
        self._sub_statuses: dict[int, list[AccountSubStatus]] = {
            status: [] for status in self._statuses
        }
        for each in sub_statuses:
            self._sub_statuses[each.status_id].append(each)
        self._programs = {program.pk: program for program in programs}

    # New accounts ----------------------------------------------------------------

    def build_new(self, row: AccountRow) -> Built | None:
        """Return a new account; what is wrong is added to the row, and then None."""
        at = self._actor.at
        given = row.given
        is_active = bool(given.get("activate"))
        columns = _EMPTY | {
            "import_id": row.import_id,
            "number": given.get("number") or row.import_id,
            "title": given.get("title", ""),
            "kind": given.get("kind"),
            "program_id": given.get("program"),
            "is_active": is_active,
            "activated_at": at if is_active else None,
            "created_at": at,
            "updated_at": at,
        }
        built = Built(columns, {name: given.get(name) or "" for name in LABELS})
        self._check_kind(row, columns)
        if len(columns["number"]) > Account._meta.get_field("number").max_length:
            self._report(row, "number", "The import ID is too long for a number.")
        self._set_status(row, columns, None)
        if row.is_bad:
            return None
        program = self._programs.get(columns["program_id"])
        agreed = self._lay_terms(row, columns, self._given_by(row, program))
        self._set_opening(row, built, None)
        if agreed is not None and is_active and not row.is_bad:
            self._replay(row, built, agreed, ())
        return None if row.is_bad else built

    def _given_by(self, row: AccountRow, program: LineProgram | None) -> dict[str, Any]:
        """Return what a program gives to a line; its days count from the opening."""
        if program is None:
            return {}
        opened = row.given.get("open_date")
        day = date.fromisoformat(opened) if opened else self._actor.today
        return terms_from_program(program.terms, day)

    def _check_kind(self, row: AccountRow, columns: Mapping[str, Any]) -> None:
        kind, program = columns["kind"], columns["program_id"]
        if kind is None:
            self._report(row, "kind", f"Say what it is: {', '.join(Kind.values)}.")
        elif kind == Kind.LINE and program is None:
            self._report(row, "program", "A line starts from a program.")
        elif kind != Kind.LINE and program is not None:
            self._report(row, "program", "Only a line has a program.")

    # Accounts on file --------------------------------------------------------------

    def build_removed(self, row: AccountRow, stored: Stored) -> Built | None:
        """Return the account in the archive."""
        before, after = stored.columns, dict(stored.columns)
        if before["is_active"] and before["closed_on"] is None:
            self._report(row, "action", _STILL_OPEN)
            return None
        after["archived_at"] = before["archived_at"] or self._actor.at
        return self._changed(Built(after), stored)

    def build_changed(
        self, row: AccountRow, stored: Stored, entries: Sequence[Transaction]
    ) -> Built | None:
        """Return the account on file with what the row gives laid over it.

        entries: all that was posted, where `needs_entries`.
        """
        before, given = stored.columns, row.given
        after = dict(before)
        names = {each: given[each] for each in LABELS if each in given}
        built = Built(
            after,
            {
                each: name
                for each, name in names.items()
                if name.casefold() != stored.names[each].casefold()
            },
        )
        after |= {name: given[name] for name in ("number", "title") if name in given}
        for name, column in (("kind", "kind"), ("program", "program_id")):
            if name in given and given[name] != before[column]:
                self._report(row, name, f"The {name} of an account never changes.")
        self._set_activity(row, after)
        self._set_status(row, after, before)
        built.other_status = after["status_id"] != before["status_id"]
        agreed = self._lay_terms(row, after, before["terms"])
        if before["is_active"] and after["terms"] != before["terms"]:
            self._report(row, _first_term(row), IsActive.message)
        self._set_opening(row, built, stored)
        starts = after["is_active"] and not before["is_active"]
        if not row.is_bad and agreed is not None and (starts or built.opening):
            self._replay(row, built, agreed, entries)
        return None if row.is_bad else self._changed(built, stored)

    def needs_entries(self, row: AccountRow, stored: Stored) -> bool:
        """Whether a row may start the figures of an account on file anew."""
        starts = row.given.get("activate") and not stored.columns["is_active"]
        return bool(stored.entries and starts)

    def refuse_difference(self, row: AccountRow, built: Built) -> None:
        """Say that an added row is on file already, and what differs."""
        names = [*built.changed, *(["opening figures"] if built.opening else [])]
        reason = ALREADY_THERE.format(names=", ".join(names))
        self._report(row, "import_id", reason)

    def _set_activity(self, row: AccountRow, after: dict[str, Any]) -> None:
        wanted = row.given.get("activate", after["is_active"])
        if wanted and not after["is_active"]:
            if after["archived_at"] is not None:
                self._report(row, "activate", IsArchived.message)
            after["activated_at"] = after["activated_at"] or self._actor.at
        after["is_active"] = wanted

    def _changed(self, built: Built, stored: Stored) -> Built:
        before, after = stored.columns, built.columns
        built.changed = [
            field.name
            for field in _TRACKED
            if before[field.column] != after[field.column] or field.name in built.names
        ]
        after["version"] = before["version"] + 1
        after["updated_at"] = self._actor.at
        return built

    # Both --------------------------------------------------------------------------

    def _set_status(
        self, row: AccountRow, after: dict[str, Any], before: Mapping[str, Any] | None
    ) -> None:
        """Set status, sub-status and the day of closing as the services would."""
        given = row.given
        starts = after["is_active"] and not (before and before["is_active"])
        status = self._statuses.get(given.get("status") or after["status_id"])
        closer = given.get("sub_status", "")
        if status is None or status.code == "application":
            if starts and "status" in given:
                reason = "An activated account is no application; leave this out."
                self._report(row, "status", reason)
            status = self._by_code["open" if starts else "application"]
            if starts and "sub_status" not in given:
                closer = self._repaying(status)
        if before is None or status.pk != before["status_id"] or "sub_status" in given:
            after["sub_status_id"] = self._sub_status(row, status, closer)
        after["status_id"] = status.pk
        self._set_closed(row, after, status)

    def _repaying(self, status: AccountStatus) -> str:
        """Return the sub-status of an account that starts, if the tenant has it."""
        known = self._sub_statuses[status.pk]
        codes = {each.code for each in known if each.is_active}
        return "repaying" if "repaying" in codes else ""

    def _sub_status(
        self, row: AccountRow, status: AccountStatus, name: str
    ) -> int | None:
        if not name:
            return None
        spelled = spelled_labels(self._sub_statuses[status.pk])
        try:
            return find_label(spelled, name, f"sub-status of {status}").pk
        except ValueError as error:
            self._report(row, "sub_status", str(error))
            return None

    def _set_closed(
        self, row: AccountRow, after: dict[str, Any], status: AccountStatus
    ) -> None:
        closed_on = row.given.get("closed_on")
        if status.code == "closed":
            today = self._actor.today
            after["closed_on"] = closed_on or after["closed_on"] or today
            return
        after["closed_on"] = None
        if closed_on is not None:
            self._report(row, "closed_on", "Only a closed account has been closed.")

    def _lay_terms(
        self, row: AccountRow, columns: dict[str, Any], base: Mapping[str, Any]
    ) -> Terms | None:
        """Set the terms; return them as the engine has them, None for bad ones."""
        laid = terms.lay_over(base, terms.only_terms(row.given))
        try:
            agreed = read_agreed(columns["kind"], laid)
            if not columns["terms"] or agreed != read_agreed(columns["kind"], base):
                columns["terms"] = laid
        except EngineError as error:
            self._refuse(row, error)
            return None
        return agreed

    def _set_opening(
        self, row: AccountRow, built: Built, stored: Stored | None
    ) -> None:
        """Set the opening figures where the row has some that are not on file."""
        found = opening.find_opening(row.given)
        if found is None:
            stray = next((name for name in opening.NAMES if name in row.given), "")
            if stray:
                reason = "Goes with boarded_on, the day of the opening figures."
                self._report(row, stray, reason)
            return
        try:
            opening.entry_of(found)
        except EngineError as error:
            self._refuse(row, error)
            return
        if stored is not None and stored.opening is not None:
            if opening.entry_of(stored.opening) != opening.entry_of(found):
                self._report(row, "boarded_on", _OPENING_DIFFERS)
        elif stored is not None and stored.entries:
            self._report(row, "boarded_on", _HAS_ENTRIES)
        elif not built.columns["is_active"]:
            reason = "Only an activated account has opening figures."
            self._report(row, "boarded_on", reason)
        else:
            built.opening = found

    def _replay(
        self,
        row: AccountRow,
        built: Built,
        agreed: Terms,
        entries: Sequence[Transaction],
    ) -> None:
        """Set the figures as of today, or say why the engine refuses the account."""
        try:
            built.figures = opening.figures(
                agreed, built.opening, entries, self._actor.today
            )
        except EngineError as error:
            self._refuse(row, error)

    def _refuse(self, row: AccountRow, error: EngineError) -> None:
        column = column_of(error, self._parser.columns)
        if error.field == "effective":
            column = "boarded_on"
        if column in self._mapped:
            self._report(row, column, error.sentence)
        else:
            # What is wrong stands in no column of the file: it is missing.
            self._report(row, "", f"{column or error.field}: {error.sentence}")

    def _report(self, row: AccountRow, column: str, reason: str) -> None:
        row.problems.append(self._parser.problem(row, column, reason))


def _first_term(row: AccountRow) -> str:
    return next(iter(terms.only_terms(row.given)), "")

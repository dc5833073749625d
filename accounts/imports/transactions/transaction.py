"""The one transaction in which entries are written, account by account.

Batches are checked and staged as they come. When the file has ended, each account is
replayed once, with all of its entries, and takes all of them or none.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import batched

from django.db import IntegrityError

from accounts.imports.accounts.staging import SNAPSHOTS
from accounts.imports.refreshing import refresh_standings
from accounts.imports.transactions import statements
from accounts.imports.transactions.batches import (
    BATCH,
    ENTRIES,
    NUMBERED,
    Batch,
)
from accounts.imports.transactions.replaying import Replayed, ToReplay, prepare
from accounts.models import Account, AccountSnapshot, Transaction
from accounts.services import listings
from lendcore.actors import Actor
from lendcore.imports.copy_text import packed_rows
from lendcore.imports.mapping import BoundMapping
from lendcore.imports.plans import allow_hash_joins, keep_plans_good
from lendcore.imports.problems import Problem
from lendcore.imports.refusals import ImportRefused
from lendcore.imports.rows import ADD, BAD, UNCHANGED, Written
from lendcore.imports.staging import fetch, run
from lendcore.imports.transaction import ImportTransaction
from lendcore.imports.workers import work_in_order

ACCOUNTS_AT_ONCE = 200
_MEANWHILE = (
    "Somebody posted while the import ran, and now the rule {rule} would be broken. "
    "Run the import again."
)
_DIFFERS = "An entry with this external ID is posted already, and differs."
_SEEN = "This external ID stands on line {} already."
_NO_TARGET = "No entry of this account has this external ID."
_IDLE = (
    "Somebody paused or archived account {number} while the file was read. Run the "
    "import again."
)


class EntryTransaction(ImportTransaction):
    """Stages the whole file, replays its accounts, and writes what they take.

    process_count: how many processes replay beside this one.
    """

    def __init__(
        self, *, actor: Actor, mapping: BoundMapping, process_count: int
    ) -> None:
        super().__init__(actor)
        self._mapping = mapping
        self._process_count = process_count
        self._author = {
            "entered_at": actor.at,
            "entered_by": actor.name,
            "entered_by_id": actor.user_id,
            "change_set": actor.change_set,
        }
        self._finds_stored = False
        self._changed: list[int] = []

    def prepare(self) -> None:
        """Make the temporary tables."""
        keep_plans_good((Account, AccountSnapshot, Transaction))
        for table in (BATCH, ENTRIES, NUMBERED, SNAPSHOTS):
            table.create()
        ENTRIES.index("idempotency_key")
        keyed = Transaction.objects.filter(idempotency_key__isnull=False)
        # The first entries of a tenant find none, and need not ask for each row.
        self._finds_stored = keyed.exists()

    # While the file is read ----------------------------------------------------------

    def write(self, batch: Batch) -> Written:
        """Stage the good rows of a batch; return what became of all others."""
        problems, becomes = list(batch.problems), Counter(batch.becomes)
        if not batch.packed:
            return Written(becomes, problems)
        BATCH.empty()
        BATCH.copy(batch.packed)
        label = self._mapping.label("external_id")
        for line, first in [*fetch(statements.SEEN), *fetch(statements.TWICE)]:
            problems.append(Problem(line, label, "", _SEEN.format(first)))
        known = fetch(statements.STORED) if self._finds_stored else []
        for line, is_same in known:
            if not is_same:
                problems.append(Problem(line, label, "", _DIFFERS))
        bad = {each.line for each in problems[len(batch.problems) :]}
        same = {line for line, is_same in known if is_same} - bad
        BATCH.delete_lines(bad | same)
        becomes[BAD] += len(bad)
        becomes[UNCHANGED] += len(same)
        run(statements.KEEP)
        return Written(becomes, problems)

    # When it has ended ---------------------------------------------------------------

    def finish(self) -> Iterator[Written]:
        """Yield what became of every staged row. Raises ImportRefused when somebody
        posted what one of ours needs."""
        run(statements.COUNT_ENTRIES)
        yield self._without_targets()
        allow_hash_joins(are_allowed=True)
        run(statements.NUMBER)
        NUMBERED.index("account_id")
        run(statements.COUNT_NUMBERED)
        run(statements.SET_REVERSES)
        allow_hash_joins(are_allowed=False)
        ids = [account_id for (account_id,) in fetch(statements.ACCOUNTS)]
        results = work_in_order(
            prepare,
            self.actor.today,
            (
                self._chunk(some)
                for some in batched(ids, ACCOUNTS_AT_ONCE, strict=False)
            ),
            process_count=self._process_count if len(ids) > ACCOUNTS_AT_ONCE else 0,
        )
        for replayed in results:
            yield self._write(replayed)
        # Once no account is to be locked any more: agents lock accounts first as well.
        refresh_standings(self._changed)

    def _without_targets(self) -> Written:
        """Take out reversals of what there is not."""
        label = self._mapping.label("reverses")
        found = fetch(statements.NO_TARGET)
        ENTRIES.delete_lines(line for (line,) in found)
        return Written(
            Counter({BAD: len(found)}),
            [Problem(line, label, "", _NO_TARGET) for (line,) in found],
        )

    def _chunk(self, ids: tuple[int, ...]) -> list[ToReplay]:
        """Return some accounts with their entries, locked from here on."""
        wanted = {"ids": list(ids)}
        rows: dict[int, list[tuple]] = {account_id: [] for account_id in ids}
        accounts = fetch(statements.LOCK, wanted)
        for account_id, *row in fetch(statements.ALL_ENTRIES, wanted):
            rows[account_id].append(tuple(row))
        idle = next((number for *_, number, runs in accounts if not runs), None)
        if idle is not None:
            raise ImportRefused(_IDLE.format(number=idle))
        return [
            ToReplay(account_id, kind, terms, rows[account_id])
            for account_id, kind, terms, *_ in accounts
        ]

    def _write(self, replayed: list[Replayed]) -> Written:
        taken = [each for each in replayed if each.figures is not None]
        refused = [each for each in replayed if each.figures is None]
        wanted = {"ids": [each.account_id for each in taken]}
        becomes: Counter[str] = Counter()
        if taken:
            try:
                becomes[ADD] += run(statements.ADD, wanted | self._author)
            except IntegrityError as error:
                rule = getattr(error.__cause__.diag, "constraint_name", "")
                raise ImportRefused(_MEANWHILE.format(rule=rule)) from error
            SNAPSHOTS.empty()
            SNAPSHOTS.copy(
                packed_rows(
                    (each.account_id, *each.figures, each.line) for each in taken
                )
            )
            run(statements.DELETE_FIGURES)
            run(statements.ADD_FIGURES)
            listings.refresh(wanted["ids"])
            self._changed += wanted["ids"]
        problems = [self._refusal(each) for each in refused]
        if refused:
            lines = {"ids": [each.account_id for each in refused]}
            ((count,),) = fetch(statements.COUNT_LINES, lines)
            becomes[BAD] += count
        return Written(becomes, problems)

    def _refusal(self, refused: Replayed) -> Problem:
        field = refused.field.rpartition("].")[2]
        label = self._mapping.label(field)
        is_column = any(field == bound.name for bound in self._mapping.columns)
        reason = refused.sentence if is_column else f"{field}: {refused.sentence}"
        return Problem(
            refused.line,
            label if is_column else "",
            "",
            f"{reason} None of the account's lines is taken.",
        )

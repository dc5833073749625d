"""One import of accounts, from the file to the record of the run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.imports.accounts.batches import BatchMaker
from accounts.imports.accounts.parsing import (
    Recipe,
    make_builder,
    make_parser,
    prepare,
)
from accounts.imports.accounts.transaction import AccountTransaction
from accounts.imports.replays import replaying_processes
from accounts.models import AccountStatus, AccountSubStatus, LineProgram
from lendcore.actors import Actor
from lendcore.imports.mapping import MappingFile
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options, Parts, Result, import_file, processes_for
from lendcore.imports.source import Source

ENTITY = "accounts"
# Some 2,000 accounts: each is replayed, which takes far longer than reading its row.
LARGE_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class AccountOptions(Options):
    """creates_labels: portfolios and source companies that are missing are made."""

    creates_labels: bool = False


def import_accounts(
    *,
    actor: Actor,
    options: AccountOptions,
    progress: Progress,
    clock: Callable[[], datetime],
) -> Result:
    """Return the result of an import into the active tenant. Raises ImportRefused."""
    return import_file(
        ENTITY, assemble, actor=actor, options=options, progress=progress, clock=clock
    )


def assemble(
    actor: Actor, options: AccountOptions, source: Source, mapping: MappingFile | None
) -> Parts:
    """Return what works together in one run. Raises ImportRefused."""
    recipe = Recipe(
        actor=actor,
        mapping=mapping,
        header=source.header,
        statuses=tuple(AccountStatus.objects.order_by("position", "pk")),
        sub_statuses=tuple(AccountSubStatus.objects.order_by("position", "pk")),
        programs=tuple(LineProgram.objects.order_by("pk")),
    )
    parser = make_parser(recipe)
    maker = BatchMaker(
        actor,
        parser,
        make_builder(recipe, parser),
        updates_existing=options.updates_existing,
    )
    return Parts(
        prepare=prepare,
        recipe=recipe,
        make=maker.make,
        transaction=AccountTransaction(
            actor=actor,
            mapping=parser.mapping,
            reason=source.name,
            creates_labels=options.creates_labels,
        ),
        process_count=replaying_processes(
            processes_for(options, source, large_bytes=LARGE_BYTES)
        ),
    )

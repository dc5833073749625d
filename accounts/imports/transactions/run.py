"""One import of entries, from the file to the record of the run."""

from collections.abc import Callable
from datetime import datetime

from accounts.imports.replays import replaying_processes
from accounts.imports.transactions.batches import BatchMaker
from accounts.imports.transactions.parsing import Recipe, make_parser, prepare
from accounts.imports.transactions.transaction import EntryTransaction
from lendcore.actors import Actor
from lendcore.imports.mapping import MappingFile
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options, Parts, Result, import_file, processes_for
from lendcore.imports.source import Source

ENTITY = "transactions"


def import_transactions(
    *,
    actor: Actor,
    options: Options,
    progress: Progress,
    clock: Callable[[], datetime],
) -> Result:
    """Return the result of an import into the active tenant. Raises ImportRefused."""
    return import_file(
        ENTITY, assemble, actor=actor, options=options, progress=progress, clock=clock
    )


def assemble(
    actor: Actor, options: Options, source: Source, mapping: MappingFile | None
) -> Parts:
    """Return what works together in one run. Raises ImportRefused."""
    recipe = Recipe(actor=actor, mapping=mapping, header=source.header)
    parser = make_parser(recipe)
    processes = processes_for(options, source)
    return Parts(
        prepare=prepare,
        recipe=recipe,
        make=BatchMaker(actor.tenant.id, parser).make,
        transaction=EntryTransaction(
            actor=actor,
            mapping=parser.mapping,
            process_count=replaying_processes(processes),
        ),
        process_count=processes,
    )

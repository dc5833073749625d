"""One import of accounts' customers, from the file to the record of the run."""

from collections.abc import Callable
from datetime import datetime

from accounts.imports.links.batches import BatchMaker
from accounts.imports.links.parsing import Recipe, make_parser, prepare
from accounts.imports.links.transaction import LinkTransaction
from lendcore.actors import Actor
from lendcore.imports.mapping import MappingFile
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options, Parts, Result, import_file, processes_for
from lendcore.imports.source import Source

ENTITY = "links"


def import_links(
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
    recipe = Recipe(mapping=mapping, header=source.header)
    parser = make_parser(recipe)
    return Parts(
        prepare=prepare,
        recipe=recipe,
        make=BatchMaker(parser).make,
        transaction=LinkTransaction(
            actor=actor,
            mapping=parser.mapping,
            reason=source.name,
            updates=options.updates_existing,
        ),
        process_count=processes_for(options, source),
    )

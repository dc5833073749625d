"""One import of customers, from the file to the record of the run."""

from collections.abc import Callable
from datetime import datetime

from customers.imports.batches import BatchMaker
from customers.imports.parsing import Recipe, make_parser, prepare
from customers.imports.transaction import CustomerTransaction
from customers.models import CustomerStatus
from customers.queries.customers import list_custom_fields
from lendcore.actors import Actor
from lendcore.imports.mapping import MappingFile
from lendcore.imports.progress import Progress
from lendcore.imports.run import Options, Parts, Result, import_file, processes_for
from lendcore.imports.source import Source

ENTITY = "customers"


def import_customers(
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
    recipe = Recipe(
        actor=actor,
        mapping=mapping,
        header=source.header,
        statuses=tuple(CustomerStatus.objects.order_by("position", "pk")),
        custom_fields=tuple(list_custom_fields()),
    )
    parser = make_parser(recipe)
    maker = BatchMaker(recipe, parser, updates_existing=options.updates_existing)
    return Parts(
        prepare=prepare,
        recipe=recipe,
        make=maker.make,
        transaction=CustomerTransaction(
            actor=actor,
            mapping=parser.mapping,
            custom_fields=recipe.custom_fields,
            reason=source.name,
        ),
        process_count=processes_for(options, source),
    )

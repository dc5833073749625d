"""What accounts start from: templates and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db.models import OuterRef

from accounts.models import Account, AccountTemplate, LineProgram
from lendcore.queries.counts import capped_count, count_label


@dataclass(frozen=True, kw_only=True)
class ProgramRow:
    """A program with how many lines it has, counted up to the cap and one."""

    program: LineProgram
    line_count: int

    @property
    def lines_label(self) -> str:
        noun = "line" if self.line_count == 1 else "lines"
        return f"{count_label(self.line_count)} {noun}"

    @property
    def balances(self) -> str:
        """The names of its balances."""
        named = (each.get("name", "") for each in self.program.terms.get("buckets", []))
        return ", ".join(each for each in named if each)

    @property
    def limit(self) -> Decimal | None:
        return _number(self.program.terms.get("limit"))

    @property
    def rate(self) -> Decimal | None:
        """The rate of its first balance."""
        first = next(iter(self.program.terms.get("buckets", [])), {})
        return _number(first.get("rate_annual"))


def _number(held: object) -> Decimal | None:
    try:
        return Decimal(held) if isinstance(held, str) else None
    except InvalidOperation:
        return None


def list_programs(*, only_active: bool = False) -> list[ProgramRow]:
    """Return programs by name, with their lines. One query."""
    programs = LineProgram.objects.order_by("name", "pk")
    if only_active:
        programs = programs.filter(is_active=True)
    lines = Account.objects.filter(program=OuterRef("pk"))
    return [
        ProgramRow(program=each, line_count=each.line_count)
        for each in programs.annotate(line_count=capped_count(lines))
    ]


def get_program_row(program: LineProgram) -> ProgramRow:
    """Return a program with its lines. One query."""
    lines = Account.objects.filter(program=OuterRef("pk"))
    counted = LineProgram.objects.annotate(line_count=capped_count(lines))
    row = counted.get(pk=program.pk)
    return ProgramRow(program=row, line_count=row.line_count)


def list_templates(*, only_active: bool = False) -> Sequence[AccountTemplate]:
    """Return templates by kind and name. One query."""
    templates = AccountTemplate.objects.order_by("-kind", "name", "pk")
    return list(templates.filter(is_active=True) if only_active else templates)

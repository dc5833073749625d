"""An account as it will be written, with everything that happened to it."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from accounts.engine.account import Result, Terms, replay_account
from accounts.mapping import entries_of, first_day
from accounts.models import Account, Role, Transaction
from lendcore.actors import Actor
from lendcore.site.demo.accounts.habits import Habit
from lendcore.site.demo.accounts.people import Borrower


@dataclass(frozen=True)
class Step:
    """A change of the account itself: values of its columns from a moment on."""

    actor: Actor
    values: dict[str, object]


@dataclass(frozen=True)
class PlannedLink:
    """Somebody on the account. hand: a switch that somebody turned later."""

    customer_id: int
    role: Role
    ecoa_code: str = ""
    hand: tuple[Actor, str] | None = None


@dataclass(frozen=True)
class PlannedPromise:
    """A promise to pay."""

    actor: Actor
    by: date
    amount: Decimal
    note: str = ""


@dataclass(kw_only=True)
class Plan:
    """One account.

    borrower: the primary customer, or whom it is about. opened: who entered it, when.
    kept: day and amount of a payment that keeps a promise. ties: from it to others.
    """

    account: Account
    terms: Terms
    borrower: Borrower
    opened: Actor
    habit: Habit | None = None
    kept: tuple[date, Decimal] | None = None
    steps: list[Step] = field(default_factory=list)
    entries: list[Transaction] = field(default_factory=list)
    links: list[PlannedLink] = field(default_factory=list)
    promises: list[PlannedPromise] = field(default_factory=list)
    ties: list[tuple[Actor, "Plan"]] = field(default_factory=list)

    @property
    def is_active(self) -> bool:
        """Whether it was activated."""
        return bool(self.steps)

    @property
    def is_closed(self) -> bool:
        """Whether it came to an end."""
        return any("closed_on" in step.values for step in self.steps)

    def replayed(self, today: date) -> Result:
        """Return the account as of a day."""
        entries = entries_of(self.entries)
        return replay_account(
            self.terms, entries, max(today, first_day(self.terms, entries))
        )

"""How lines of credit are drawn on and paid."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from accounts.engine.line_terms import LineTerms
from accounts.engine.transactions import Code
from lendcore.site.demo.accounts.entries import Entries
from lendcore.site.demo.accounts.habits import METHODS

_SHOPS = (
    "Lakeside Grocery",
    "Canyon Hardware",
    "Beehive Fuel",
    "City utilities",
    "Red Rock Tires",
    "Sego Pharmacy",
    "Juniper Books",
    "Transfer to checking",
)
# Of what is owed, above any minimum of the programs.
_SHARE = Decimal("0.09")
_LEAST = Decimal(60)
# How full a line gets, so that interest and fees never pass the limit.
_FULL = Decimal("0.8")


class LineUser:
    """Draws the entries of one line."""

    def __init__(
        self,
        rng: random.Random,
        terms: LineTerms,
        entries: Entries,
        today: date,
    ) -> None:
        self._rng = rng
        self._terms = terms
        self._entries = entries
        self._today = today
        self._method = rng.choice(METHODS)
        # About what is owed; a replay has the figure.
        self._owed = Decimal(0)

    def use(self, *, unpaid_since: date | None) -> None:
        """Draw, and pay each statement until the first one due after `unpaid_since`."""
        self._draw(self._terms.open_date + timedelta(days=1), Decimal("0.25"))
        for close, due in self._cycles():
            self._shop(close)
            has_stopped = unpaid_since is not None and due >= unpaid_since
            if has_stopped:
                return
            day = due - timedelta(days=self._rng.randrange(1, 8))
            if day >= self._today:
                return
            self._pay(day)

    def _cycles(self) -> Iterator[tuple[date, date]]:
        """Yield each close from the opening on, with the due date of its statement."""
        closes, index = self._terms.close_dates, 0
        while (close := closes[index]) < self._today:
            if close > self._terms.open_date:
                yield close, close + timedelta(days=self._terms.due_days)
            index += 1

    def _shop(self, close: date) -> None:
        """Draw in the days before a close, so much that something stays owed."""
        if self._owed < self._terms.limit / 8:
            self._draw(close - timedelta(days=7), Decimal("0.16"))
        for _ in range(self._rng.choice((0, 1, 1, 2, 3))):
            day = close - timedelta(days=self._rng.randrange(1, 6))
            self._draw(day, Decimal(self._rng.randrange(1, 9)) / 100)

    def _draw(self, day: date, share: Decimal) -> None:
        limit = self._terms.limit
        amount = limit * share + Decimal(self._rng.randrange(-900, 900)) / 100
        amount = max(amount.quantize(Decimal("0.01")), Decimal("12.40"))
        is_before = day <= self._terms.open_date or day >= self._today
        if is_before or self._owed + amount > limit * _FULL:
            return
        note = self._rng.choice(_SHOPS)
        self._entries.add(Code.ADVANCE, day, amount, note=note)
        self._owed += amount

    def _pay(self, day: date) -> None:
        monthly = Decimal("1.025")
        self._owed *= monthly
        amount = max((self._owed * _SHARE).quantize(Decimal(1)), _LEAST)
        self._entries.pay(day, amount, self._method)
        self._owed -= amount

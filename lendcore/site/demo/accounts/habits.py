"""How borrowers pay: entries of loans and leases, drawn from what falls due."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from accounts.engine.account import Result, Terms, replay_account
from accounts.engine.options import Bucket
from accounts.engine.transactions import Code
from accounts.mapping import entries_of, first_day
from accounts.models import Method, Transaction
from lendcore.site.demo.accounts.entries import Entries

DAY = timedelta(days=1)
NSF_FEE = Decimal("25.00")
METHODS = (
    *[Method.ACH] * 11,
    *[Method.CARD] * 4,
    *[Method.CHECK] * 3,
    Method.CASH,
    Method.MONEY_ORDER,
)


class Habit(StrEnum):
    """What is told of an account. The late ones name their days past due."""

    ON_TIME = "on time"
    SLOW = "a few days late"
    LATE = "1 to 29"
    LATE_30 = "30 to 59"
    LATE_60 = "60 to 89"
    LATE_90 = "90 and more"
    CAUGHT_UP = "was late once"
    PAID_OFF = "paid off"
    CHARGED_OFF = "charged off"
    RETURNED = "a payment came back"
    BACKDATED = "a check lay around"
    ADVANCED = "more was lent"
    RATE_CHANGED = "the rate was lowered"
    ADJUSTED = "past due taken out"
    MOVED = "a due date was moved"


DAYS_LATE = {
    Habit.LATE: (3, 29),
    Habit.LATE_30: (30, 59),
    Habit.LATE_60: (60, 89),
    Habit.LATE_90: (90, 118),
    Habit.CHARGED_OFF: (135, 200),
}
WEIGHTS: Mapping[Habit, int] = {
    Habit.ON_TIME: 50,
    Habit.SLOW: 9,
    Habit.LATE: 6,
    Habit.LATE_30: 4,
    Habit.LATE_60: 2,
    Habit.LATE_90: 2,
    Habit.CAUGHT_UP: 5,
    Habit.PAID_OFF: 10,
    Habit.CHARGED_OFF: 2,
    Habit.RETURNED: 3,
    Habit.BACKDATED: 2,
    Habit.ADVANCED: 2,
    Habit.RATE_CHANGED: 2,
    Habit.ADJUSTED: 1,
    Habit.MOVED: 1,
}


@dataclass(frozen=True)
class Due:
    """An installment, as the schedule has it."""

    day: date
    amount: Decimal


class Payer:
    """Draws the entries of one account.

    dues: what falls due while it is ours. method: how its payments come, any without
    it. closed_on, ending: when it came to an end, and the code of the sub-status.
    kept: day and amount of a payment that keeps a promise.
    """

    def __init__(
        self,
        rng: random.Random,
        terms: Terms,
        dues: Sequence[Due],
        entries: Entries,
        *,
        today: date,
        method: Method | None = None,
    ) -> None:
        self._rng = rng
        self._terms = terms
        self._begins = first_day(terms, entries_of(entries.rows))
        self._today = today
        self._all = dues
        # Nothing happens on the day of the seeding.
        self._dues = [due for due in dues if due.day < today]
        self._entries = entries
        self._method = method or rng.choice(METHODS)
        self.closed_on: date | None = None
        self.ending = ""
        self.kept: tuple[date, Decimal] | None = None

    def follow(self, habit: Habit) -> Habit:
        """Draw the entries; return which habit it became, where there is not enough
        behind the account for the one asked for."""
        has_matured = self._all[-1].day < self._today
        if has_matured and habit not in DAYS_LATE:
            habit = Habit.PAID_OFF
        if self._stop(habit) if habit in DAYS_LATE else _TALES[habit](self):
            return habit
        # Too little lies behind it for the one asked for.
        habit = Habit.PAID_OFF if has_matured else Habit.ON_TIME
        _TALES[habit](self)
        return habit

    # Usual days --------------------------------------------------------------------

    def _on_time(self) -> bool:
        for due in self._dues:
            self._pay(due)
        return True

    def _pay(self, due: Due, later: int = 0) -> Transaction | None:
        day = due.day + timedelta(days=later)
        if not later and self._method != Method.ACH and len(self._dues) > 1:
            day = max(day - timedelta(days=self._rng.randrange(3)), self._begins)
        if day >= self._today:
            return None
        return self._entries.pay(day, due.amount, self._method)

    def _slow(self) -> bool:
        most = min(9, (self._all[1].day - self._all[0].day).days // 2)
        for due in self._dues:
            self._pay(due, self._rng.randrange(1, most + 1))
        return bool(self._dues)

    # Late ---------------------------------------------------------------------------

    def _stop(self, habit: Habit) -> bool:
        """Pay until some day, and no more."""
        least, most = DAYS_LATE[habit]
        fitting = [
            place
            for place, due in enumerate(self._dues)
            if least <= (self._today - due.day).days <= most
        ]
        if not fitting:
            return False
        place = self._rng.choice(fitting)
        for due in self._dues[:place]:
            self._pay(due)
        unpaid = self._dues[place]
        if habit is Habit.CHARGED_OFF:
            self._charge_off(unpaid.day + timedelta(days=self._rng.randrange(121, 130)))
        elif self._rng.random() < 0.3:
            part = (unpaid.amount * self._rng.randrange(2, 7) / 10).quantize(Decimal(1))
            day = unpaid.day + timedelta(days=self._rng.randrange(1, 9))
            if part and day < self._today:
                self._entries.pay(day, part, Method.CASH, note="Part of it")
        return True

    def _caught_up(self) -> bool:
        """Miss one, and pay it with the next."""
        if len(self._dues) < 4:
            return False
        place = self._rng.randrange(1, len(self._dues) - 1)
        for due in self._dues[:place]:
            self._pay(due)
        missed, following = self._dues[place : place + 2]
        result = self.replayed(following.day)
        day, amount = following.day, result.amount_past_due + result.fees
        if result.next_due is not None and result.next_due.due_date == day:
            amount += result.next_due.unpaid
        self._entries.pay(day, amount, Method.CARD, note="By phone, as promised")
        if missed.day < day:
            self.kept = (day, amount)
        for due in self._dues[place + 2 :]:
            self._pay(due)
        return True

    # Ends ---------------------------------------------------------------------------

    def _pay_off(self) -> bool:
        has_matured = self._all[-1].day < self._today
        if len(self._dues) < 3 and not has_matured:
            return False
        place = (
            len(self._dues) - 1
            if has_matured
            else self._rng.randrange(2, len(self._dues))
        )
        for due in self._dues[:place]:
            self._pay(due)
        day = self._dues[place].day
        if not has_matured:
            day = max(day - timedelta(days=self._rng.randrange(4)), self._begins)
        self._entries.pay(
            day,
            self.replayed(day).payoff().amount,
            self._rng.choice((Method.ACH, Method.CHECK, Method.WIRE)),
            code=Code.PAYOFF,
            note="Payoff",
        )
        self.closed_on, self.ending = day, "paid_off"
        return True

    def _charge_off(self, day: date) -> None:
        result = self.replayed(day)
        parts = (
            (Code.WAIVER, Bucket.FEES, result.fees),
            (
                Code.WRITE_OFF,
                Bucket.INTEREST,
                result.due_interest + result.accrued_interest,
            ),
            (Code.WRITE_OFF, Bucket.PRINCIPAL, result.principal),
        )
        note = "Charge-off at 120 days"
        for code, bucket, amount in parts:
            if amount:
                details = {"bucket": bucket.value}
                self._entries.add(code, day, amount, details=details, note=note)
        later = day + timedelta(days=self._rng.randrange(5, 60))
        if later < self._today:
            part = (result.principal / 8).quantize(Decimal(1))
            note = "From the collection agency"
            self._entries.add(Code.RECOVERY, later, part, note=note)
        self.closed_on, self.ending = day, "charged_off"

    # Single events --------------------------------------------------------------------

    def _returned(self) -> bool:
        """One automatic debit comes back, and is paid again with a fee."""
        self._method = Method.ACH
        fitting = [
            place
            for place, due in enumerate(self._dues)
            if (self._today - due.day).days > 9
        ]
        if not fitting:
            return False
        place = self._rng.choice(fitting)
        for number, due in enumerate(self._dues):
            row = self._pay(due)
            if number == place and row is not None:
                self._bounce(row)
        return True

    def _bounce(self, row: Transaction) -> None:
        day = row.effective + timedelta(days=self._rng.randrange(2, 4))
        self._entries.take_back(row, day)
        self._entries.add(Code.CHARGE, day, NSF_FEE, note="NSF fee")
        again = day + timedelta(days=self._rng.randrange(1, 4))
        self._entries.pay(again, row.amount + NSF_FEE, Method.CARD)

    def _backdated(self) -> bool:
        """A check is entered days after the day for which it counts."""
        fitting = [
            place
            for place, due in enumerate(self._dues)
            if (self._today - due.day).days > 13
        ]
        if not fitting:
            return False
        late = self._rng.choice(fitting)
        for place, due in enumerate(self._dues):
            if place == late:
                entered = due.day + timedelta(days=self._rng.randrange(5, 13))
                self._entries.pay(
                    due.day,
                    due.amount,
                    Method.CHECK,
                    entered=entered,
                    note=f"Postmarked {due.day:%b %d}".replace(" 0", " "),
                )
            else:
                self._pay(due)
        return True

    def _advanced(self) -> bool:
        if self._is_fixed or len(self._dues) < 4:
            return False
        amount = (self._terms.amount / 10).quantize(Decimal(1))
        return self._go_on_after(
            lambda day: self._entries.add(
                Code.ADVANCE, day, amount, note="Further advance"
            )
        )

    def _rate_changed(self) -> bool:
        if self._is_fixed or len(self._dues) < 4:
            return False
        rate = self._terms.rate_annual - Decimal("0.02")
        details = {"rate_annual": f"{rate}"}
        return self._go_on_after(
            lambda day: self._entries.add(
                Code.RATE_CHANGE, day, details=details, note="Hardship plan"
            )
        )

    @property
    def _is_fixed(self) -> bool:
        """Whether what falls due is fixed by the schedule."""
        method = getattr(self._terms, "interest_method", None)
        return method != "simple"

    def _go_on_after(self, change: Callable[[date], Transaction]) -> bool:
        """Pay for a while, change something, and pay what is asked for then."""
        place = self._rng.randrange(1, len(self._dues) - 1)
        for due in self._dues[: place + 1]:
            self._entries.pay(due.day, due.amount, self._method)
        day = self._dues[place].day + timedelta(days=3)
        change(day)
        for due in self._dues[place + 1 :]:
            coming = self.replayed(max(due.day - DAY, day)).next_due
            if coming is not None and coming.unpaid:
                self._entries.pay(due.day, coming.unpaid, self._method)
        return True

    def _adjusted(self) -> bool:
        """Leave one out, which an agent takes out of what is past due."""
        fitting = [
            place
            for place, due in enumerate(self._dues)
            if place and (self._today - due.day).days > 21
        ]
        if not fitting or (self._all[1].day - self._all[0].day).days < 25:
            return False
        place = self._rng.choice(fitting)
        for number, due in enumerate(self._dues):
            if number != place:
                self._pay(due)
        day = self._dues[place].day + timedelta(days=20)
        result = self.replayed(day)
        note = "Deferred after a talk"
        if result.amount_past_due:
            self._entries.add(Code.PAST_DUE_ADJUSTMENT, day, note=note)
        if result.fees:
            details = {"bucket": Bucket.FEES.value}
            self._entries.add(Code.WAIVER, day, result.fees, details=details, note=note)
        return True

    def _moved(self) -> bool:
        coming = [due for due in self._all if due.day > self._today + 3 * DAY]
        is_monthly = (self._all[1].day - self._all[0].day).days >= 25
        if not coming or not is_monthly:
            return False
        self._on_time()
        details = {
            "old_due_date": coming[0].day.isoformat(),
            "new_due_date": (coming[0].day + 5 * DAY).isoformat(),
        }
        day = self._today - 2 * DAY
        self._entries.add(Code.DUE_DATE_CHANGE, day, details=details, note="New payday")
        return True

    def replayed(self, day: date) -> Result:
        """Return the account on a day, after what is drawn so far."""
        return replay_account(self._terms, entries_of(self._entries.rows), day)


_TALES: Mapping[Habit, Callable[[Payer], bool]] = {
    Habit.ON_TIME: Payer._on_time,
    Habit.SLOW: Payer._slow,
    Habit.CAUGHT_UP: Payer._caught_up,
    Habit.PAID_OFF: Payer._pay_off,
    Habit.RETURNED: Payer._returned,
    Habit.BACKDATED: Payer._backdated,
    Habit.ADVANCED: Payer._advanced,
    Habit.RATE_CHANGED: Payer._rate_changed,
    Habit.ADJUSTED: Payer._adjusted,
    Habit.MOVED: Payer._moved,
}


def some_habit(rng: random.Random) -> Habit:
    """Return a habit, the usual ones most often."""
    return rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]

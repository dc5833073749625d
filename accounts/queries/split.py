"""A payment over linked accounts: which there are, and what each is owed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.engine.account import Result
from accounts.mapping import replayed
from accounts.models import Account, SplitPayment, Transaction
from accounts.queries.links import list_split_partners

_ZERO = Decimal(0)


@dataclass(frozen=True, kw_only=True)
class SplitAccount:
    """An account on which a part of a payment may be placed. result: as of today."""

    account: Account
    result: Result

    @property
    def past_due(self) -> Decimal:
        return self.result.amount_past_due

    @property
    def suggestion(self) -> tuple[str, Decimal]:
        """What is likely to be paid on it, in words and as an amount."""
        fees = self.result.fees
        if self.past_due:
            words = "Past due and fees" if fees else "Past due"
            return words, self.past_due + fees
        coming = self.result.next_due
        if coming is None:
            return "Payoff", self.result.payoff().amount
        return "Next due", coming.unpaid


def list_split_accounts(account_id: int, day: date) -> list[SplitAccount]:
    """Return the accounts over which a payment on one of them may be split, that one
    first. Three queries. Those on which nothing can be posted are left out."""
    ids = [account_id, *list_split_partners(account_id)]
    found = Account.objects.filter(
        pk__in=ids, is_active=True, archived_at__isnull=True
    ).select_related("program")
    entries: dict[int, list[Transaction]] = {each: [] for each in ids}
    for row in Transaction.objects.filter(account_id__in=ids).order_by("entry"):
        entries[row.account_id].append(row)
    accounts = sorted(found, key=lambda each: (each.pk != account_id, each.number))
    return [
        SplitAccount(account=each, result=replayed(each, entries[each.pk], day))
        for each in accounts
    ]


def oldest_first(
    accounts: Sequence[SplitAccount], amount: Decimal
) -> Mapping[int, Decimal]:
    """Return how an amount goes to what is past due longest, then to what is due next,
    the rest to the first account; by account."""
    late = sorted(accounts, key=lambda each: -each.result.days_past_due)
    placed: dict[int, Decimal] = {}
    left = amount
    for each in late:
        part = min(left, each.suggestion[1])
        placed[each.account.pk] = part
        left -= part
    if left and accounts:
        first = accounts[0].account.pk
        placed[first] = placed.get(first, _ZERO) + left
    return {pk: part for pk, part in placed.items() if part}


def find_same_split(
    account_id: int, *, amount: Decimal, effective: date
) -> SplitPayment | None:
    """Return a split of the same amount and date with a part on an account. One
    query."""
    found = SplitPayment.objects.filter(amount=amount, effective=effective)
    return found.filter(parts__account_id=account_id).order_by("-pk").first()

"""Writing accounts in bulk, each step with its history, each replayed once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from accounts.models import (
    AccessDefault,
    Account,
    AccountCustomer,
    AccountLink,
    Kind,
    Promise,
    SplitPayment,
    Transaction,
)
from accounts.models.links import CHANNELS
from accounts.services import access, listings, snapshots, standings
from lendcore.actors import Actor
from lendcore.site.demo.accounts.plans import Plan, PlannedLink
from lendcore.site.demo.accounts.told import Told

_ROWS_AT_ONCE = 1_000
_PREFIXES = {Kind.LOAN: ("LN", 100_000), Kind.LEASE: ("LS", 300_000)}
_PREFIXES |= {Kind.LINE: ("LC", 200_000)}


def number_accounts(plans: Iterable[Plan], *, kept: Sequence[str]) -> None:
    """Give accounts their numbers, in the order given. kept: numbers that are used
    elsewhere."""
    counts = {kind: first for kind, (_, first) in _PREFIXES.items()}
    for plan in plans:
        kind = plan.account.kind
        number = ""
        while not number or number in kept:
            counts[kind] += 1
            number = f"{_PREFIXES[kind][0]}-{counts[kind]}"
        plan.account.number = number


def write_accounts(
    plans: Sequence[Plan],
    *,
    today: date,
    defaults: Mapping[tuple[int, str], AccessDefault],
) -> None:
    """Write accounts with everything that belongs to them. No account is locked: until
    the transaction ends, nobody else sees one."""
    _save_accounts(plans)
    _save_links(plans, defaults)
    _save_entries(plans)
    snapshots.add_snapshots(
        (plan.account, plan.replayed(today), len(plan.entries))
        for plan in plans
        if plan.is_active
    )
    listings.refresh(plan.account.pk for plan in plans)
    _save_promises(plans)
    _save_ties(plans)
    standings.refresh(link.customer_id for plan in plans for link in plan.links)


def _save_accounts(plans: Sequence[Plan]) -> None:
    told = Told(Account)
    for plan in plans:
        account = told.add(plan.account, plan.opened)
        for step in plan.steps:
            told.change(account, step.actor, step.values)
            account.version += 1
            account.updated_at = step.actor.at
    told.save()


# Links ------------------------------------------------------------------------------


def _save_links(
    plans: Sequence[Plan], defaults: Mapping[tuple[int, str], AccessDefault]
) -> None:
    told = Told(AccountCustomer)
    for plan in plans:
        for link in plan.links:
            _tell_link(told, plan, link, defaults)
    told.save()


def _tell_link(
    told: Told[AccountCustomer],
    plan: Plan,
    link: PlannedLink,
    defaults: Mapping[tuple[int, str], AccessDefault],
) -> None:
    """Tell of a link: who set it, which defaults it followed, what was set by hand."""
    actor = plan.opened.anew(plan.opened.at + timedelta(minutes=4))
    row = AccountCustomer(
        account=plan.account,
        customer_id=link.customer_id,
        role=link.role,
        ecoa_code=link.ecoa_code,
        linked_at=actor.at,
    )
    told.add(row, actor)
    changes = [
        (step.actor, step.values["status"])
        for step in plan.steps
        if "status" in step.values
    ]
    if link.hand is not None:
        changes.append((link.hand[0], None))
    for author, status in sorted(changes, key=lambda change: change[0].at):
        if status is None:
            told.change(row, author, _turned(row, link.hand[1]))
        else:
            default = defaults.get((status.pk, link.role))
            told.change(row, author, _followed(row, default))


def _turned(row: AccountCustomer, channel: str) -> dict[str, Any]:
    return {
        f"{channel}_access": not getattr(row, f"{channel}_access"),
        f"{channel}_source": "hand",
    }


def _followed(row: AccountCustomer, default: AccessDefault | None) -> dict[str, Any]:
    """Return the switches as the defaults would have them."""
    names = [f"{channel}_access" for channel in CHANNELS]
    before = {name: getattr(row, name) for name in names}
    access.follow(row, default)
    after = {name: getattr(row, name) for name in names}
    for name in names:
        setattr(row, name, before[name])
    return after


# Entries ----------------------------------------------------------------------------


def _save_entries(plans: Sequence[Plan]) -> None:
    rows = []
    for plan in plans:
        for row in plan.entries:
            row.account = plan.account
            rows.append(row)
    splits = {id(row.split_payment): row.split_payment for row in rows if _is_part(row)}
    SplitPayment.objects.bulk_create(list(splits.values()))
    for row in rows:
        if _is_part(row):
            row.split_payment = splits[id(row.split_payment)]
    Transaction.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)


def _is_part(row: Transaction) -> bool:
    return row.split_payment is not None


def _save_promises(plans: Sequence[Plan]) -> None:
    told = Told(Promise)
    for plan in plans:
        for promise in plan.promises:
            row = Promise(
                account=plan.account,
                promised_on=promise.actor.today,
                due_date=promise.by,
                amount=promise.amount,
                after_entry=_entries_before(plan, promise.actor),
                note=promise.note,
                made_by=promise.actor.name,
            )
            told.add(row, promise.actor)
    told.save()


def _entries_before(plan: Plan, actor: Actor) -> int:
    return sum(row.entered_at < actor.at for row in plan.entries)


def _save_ties(plans: Sequence[Plan]) -> None:
    told = Told(AccountLink)
    for plan in plans:
        for actor, other in plan.ties:
            row = AccountLink(
                from_account=plan.account,
                to_account=other.account,
                linked_at=actor.at,
            )
            told.add(row, actor)
    told.save()

"""Who is on an account beside its borrower, and what was promised."""

import random
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from accounts.models import Kind, Role
from accounts.models.links import CHANNELS, Ecoa
from lendcore.site.demo.accounts.habits import DAYS_LATE, Habit
from lendcore.site.demo.accounts.lists import ATTORNEY, Lists
from lendcore.site.demo.accounts.office import Office
from lendcore.site.demo.accounts.people import Borrower, Borrowers
from lendcore.site.demo.accounts.plans import Plan, PlannedLink, PlannedPromise, Step
from lendcore.site.demo.accounts.products import BUSINESSES, PEOPLE, is_of_car

# Shares of all accounts.
_ALONE, _WITH_ANOTHER, _WITH_SPOUSE, _BY_HAND = 0.006, 0.12, 0.7, 0.08
_LAWYERS_AT = 18
_SOLD_BY_DEALER = 40


class Company:
    """Puts customers on accounts."""

    def __init__(
        self, rng: random.Random, *, office: Office, lists: Lists, people: Borrowers
    ) -> None:
        self._rng = rng
        self._office = office
        self._lists = lists
        self._people = people

    def join(self, plans: Sequence[Plan]) -> None:
        """Add links and promises to accounts."""
        for plan in plans:
            # A loan without anybody has nobody to bill, so only some have none.
            if self._rng.random() > _ALONE or plan.ties:
                plan.links = self._links(plan)
            self._promise(plan)
        late = [
            plan
            for plan in plans
            if plan.habit in DAYS_LATE
            and plan.borrower.who == PEOPLE
            and plan.links
            and not plan.is_closed
        ]
        count = min(_LAWYERS_AT, len(late))
        for plan in self._rng.sample(late, count):
            self._retain_lawyer(plan)
        self._name_dealer(plans)

    def _name_dealer(self, plans: Sequence[Plan]) -> None:
        """Put the dealer who sold it on the loans of some cars."""
        dealer = self._people.dealer
        if dealer is None:
            return
        cars = [plan for plan in plans if plan.links and is_of_car(plan.account.title)]
        for plan in self._rng.sample(cars, min(_SOLD_BY_DEALER, len(cars))):
            plan.links.append(self._link(plan, dealer, Role.ADDITIONAL, ""))

    def _links(self, plan: Plan) -> list[PlannedLink]:
        borrower = plan.borrower
        other = self._another(borrower)
        spouse = self._people.find_spouse(borrower)
        alone = Ecoa.BUSINESS if borrower.who == BUSINESSES else Ecoa.INDIVIDUAL
        code = Ecoa.JOINT if other else alone
        links = [self._link(plan, borrower, Role.PRIMARY, code)]
        if other:
            links.append(self._link(plan, other, Role.SECONDARY, code))
        elif spouse and self._rng.random() < _WITH_SPOUSE:
            is_line = plan.account.kind == Kind.LINE
            role = Role.AUTHORIZED if is_line else Role.SECONDARY
            code = Ecoa.AUTHORIZED if is_line else Ecoa.JOINT
            links.append(self._link(plan, spouse, role, code))
        elif plan.account.kind == Kind.LINE and self._rng.random() < 0.1:
            friend = self._people.pick(PEOPLE)
            if friend.id != borrower.id:
                role, code = Role.AUTHORIZED, Ecoa.AUTHORIZED
                links.append(self._link(plan, friend, role, code))
        return links

    def _another(self, borrower: Borrower) -> Borrower | None:
        """Return who signed with them, if anybody did."""
        if self._rng.random() > _WITH_ANOTHER:
            return None
        other = self._people.pick(borrower.who)
        return other if other.id != borrower.id else None

    def _link(self, plan: Plan, who: Borrower, role: Role, code: str) -> PlannedLink:
        hand = None
        days = (self._office.today - plan.opened.at.date()).days
        if self._rng.random() < _BY_HAND and plan.is_active and days > 4:
            later = self._rng.randrange(2, days)
            day = plan.opened.at.date() + timedelta(days=later)
            hand = (self._office.somebody(day), self._rng.choice(CHANNELS))
        return PlannedLink(who.id, role, code, hand)

    def _retain_lawyer(self, plan: Plan) -> None:
        """Let the borrower take a lawyer, who then stands on the account."""
        known = {link.customer_id for link in plan.links}
        lawyer = self._rng.choice(self._people.lawyers)
        if lawyer.id in known:
            return
        plan.links.append(self._link(plan, lawyer, Role.ADDITIONAL, ""))
        last = max(
            (row.entered_at.date() for row in plan.entries),
            default=plan.opened.at.date(),
        )
        day = max(last, self._office.today - timedelta(days=6))
        status = self._lists.sub_statuses[ATTORNEY]
        actor = self._office.somebody(min(day, self._office.today - timedelta(days=1)))
        plan.steps.append(Step(actor, {"sub_status": status}))

    # Promises -----------------------------------------------------------------------

    def _promise(self, plan: Plan) -> None:
        today = self._office.today
        if plan.kept:
            day, amount = plan.kept
            actor = self._office.somebody(day - timedelta(days=4))
            plan.promises.append(PlannedPromise(actor, day, amount, "By phone"))
        is_late = plan.habit in DAYS_LATE and plan.habit is not Habit.CHARGED_OFF
        if not is_late or self._rng.random() > 0.55:
            return
        amount = Decimal(self._rng.randrange(6, 60) * 10)
        made = today - timedelta(days=self._rng.randrange(1, 4))
        by = made + timedelta(days=self._rng.randrange(4, 10))
        if self._rng.random() < 0.4 and plan.habit is not Habit.LATE:
            # Nothing came by then.
            made = today - timedelta(days=self._rng.randrange(12, 24))
            by = made + timedelta(days=self._rng.randrange(3, 8))
        made = max(made, plan.opened.at.date())
        promise = PlannedPromise(self._office.somebody(made), max(by, made), amount)
        plan.promises.append(promise)

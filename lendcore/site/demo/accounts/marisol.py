"""The accounts of Marisol Vega: posted one by one, as agents do."""

from decimal import Decimal

from accounts.engine.calendar import add_months
from accounts.engine.money import ZERO
from accounts.engine.transactions import Code
from accounts.inputs import EntryInput, LinkInput
from accounts.models import Kind, Method, ReversalReason, Role, Transaction
from accounts.models.links import Ecoa
from accounts.services import account_links, accounts, customers, splits, transactions
from lendcore.site.demo.accounts.desk import Deed, Desk
from lendcore.site.demo.accounts.lists import HARDSHIP, Lists
from lendcore.site.demo.accounts.office import Office
from lendcore.site.demo.members import DANA, RAJ, THEO

CAR, REPAIR, LAPTOP = "LN-100482", "LN-100511", "LN-100126"
LINE, LEASE = "LC-200117", "LS-300026"
NUMBERS = (CAR, REPAIR, LAPTOP, LINE, LEASE)
_NSF_FEE = Decimal("25.00")


class Accounts:
    """Opens them and tells what happened, all dates counted back from today.

    brother, lawyer, company: who else is on one of them.
    """

    def __init__(
        self,
        office: Office,
        lists: Lists,
        *,
        marisol: int,
        brother: int,
        lawyer: int,
        company: int,
    ) -> None:
        self._office = office
        self._lists = lists
        self._desk = Desk(office, lists)
        # Of the car loan, every two weeks.
        self._payment = ZERO
        self._marisol = marisol
        self._brother = brother
        self._lawyer = lawyer
        self._company = company

    def tell(self) -> None:
        """Write everything, in the order in which it happened."""
        deeds = [
            *self._laptop(),
            *self._lease(),
            *self._line(),
            *self._car(),
            *self._repair(),
        ]
        for _, do in sorted(deeds, key=lambda deed: -deed[0]):
            do()

    # Accounts ------------------------------------------------------------------------

    def _laptop(self) -> list[Deed]:
        """A small loan that she has paid off."""
        first = self._office.day(402)
        terms = {
            "amount": "1640.00",
            "rate_annual": "0.1590",
            "contract_date": self._office.day(430).isoformat(),
            "first_payment_date": first.isoformat(),
            "number_of_payments": 12,
        }
        opening = self._desk.open(
            430,
            LAPTOP,
            Kind.LOAN,
            "Laptop and wheel",
            terms,
            portfolio="Small loans",
            links=[self._hers(Role.PRIMARY, Ecoa.INDIVIDUAL)],
        )
        payments = [
            self._desk.pay_due(LAPTOP, add_months(first, place), Method.ACH)
            for place in range(9)
        ]
        return [opening, *payments, (131, lambda: self._desk.pay_off(LAPTOP, 131))]

    def _lease(self) -> list[Deed]:
        """A company's van, which she had signed for and the company has bought."""
        first = self._office.day(480)
        terms = {
            "capitalized_cost": "38450.00",
            "residual": "24000.00",
            "term_months": 36,
            "money_factor": "0.00215",
            "payment_tax": "0.0725",
            "contract_date": self._office.day(510).isoformat(),
            "first_payment_date": first.isoformat(),
        }
        links = [
            LinkInput(
                customer_id=self._company, role=Role.PRIMARY, ecoa_code=Ecoa.BUSINESS
            ),
            self._hers(Role.SECONDARY, Ecoa.COSIGNER),
        ]
        title = f"Lease · {self._office.day(510).year - 2} Ford Transit"
        opening = self._desk.open(
            510, LEASE, Kind.LEASE, title, terms, portfolio="Auto", links=links
        )
        payments = [
            self._desk.pay_due(LEASE, add_months(first, place), Method.CHECK)
            for place in range(12)
        ]
        return [
            opening,
            (
                300,
                lambda: self._desk.switch(
                    LEASE, self._marisol, 300, "email", is_on=False
                ),
            ),
            *payments,
            (88, lambda: self._desk.pay_off(LEASE, 88)),
        ]

    def _line(self) -> list[Deed]:
        """A line for every day, of which a minimum was missed."""
        closes = self._office.day(42)
        terms = {
            "open_date": self._office.day(270).isoformat(),
            "closes": closes.day,
            "draw_end_date": add_months(self._office.day(270), 60).isoformat(),
        }
        links = [
            self._hers(Role.PRIMARY, Ecoa.INDIVIDUAL),
            LinkInput(
                customer_id=self._brother,
                role=Role.AUTHORIZED,
                ecoa_code=Ecoa.AUTHORIZED,
            ),
        ]
        deeds: list[Deed] = [
            self._desk.open(
                270,
                LINE,
                Kind.LINE,
                "Everyday 5K",
                terms,
                portfolio="Lines",
                links=links,
            ),
            (
                260,
                lambda: self._desk.switch(LINE, self._marisol, 260, "sms", is_on=True),
            ),
            (9, lambda: self._desk.promise(LINE, 9, 1, "95.00")),
        ]
        deeds += [
            self._desk.entry(LINE, days, Code.ADVANCE, amount, note=note)
            for days, amount, note in _DRAWS
        ]
        deeds += [
            self._desk.entry(
                LINE, days, Code.PAYMENT, f"{amount}.00", method=Method.ACH
            )
            for days, amount in _PAYMENTS
        ]
        deeds += [
            self._desk.entry(
                LINE, 3, Code.PENDING_SWIPE, "38.20", note="Lakeside Grocery"
            ),
            self._desk.entry(LINE, 1, Code.PENDING_SWIPE, "25.27", note="Beehive Fuel"),
        ]
        return deeds

    def _car(self) -> list[Deed]:
        """The car loan of the pictures: late, with a promise and a lower rate."""
        terms = {
            "amount": "10400.00",
            "rate_annual": "0.1790",
            "contract_date": self._office.day(263).isoformat(),
            "first_payment_date": self._office.day(239).isoformat(),
            "number_of_payments": 78,
            "frequency": "biweekly",
            "day_count": "actual/365",
            "includes_today": True,
            "late_fee": {"kind": "fixed", "amount": "20.00", "grace_days": 9},
        }
        links = [
            self._hers(Role.PRIMARY, Ecoa.JOINT),
            LinkInput(
                customer_id=self._brother, role=Role.SECONDARY, ecoa_code=Ecoa.JOINT
            ),
        ]
        lawyer = LinkInput(customer_id=self._lawyer, role=Role.ADDITIONAL)
        year = self._office.day(263).year - 6
        title = f"{year} Toyota RAV4"
        dues = [self._office.day(239 - 14 * place) for place in range(15)]
        deeds: list[Deed] = [
            self._desk.open(
                263, CAR, Kind.LOAN, title, terms, portfolio="Auto", links=links
            ),
            *[self._desk.pay_due(CAR, due, Method.ACH) for due in dues],
            (
                250,
                lambda: self._desk.switch(CAR, self._marisol, 250, "sms", is_on=True),
            ),
            (53, self._return_debit),
            (49, self._pay_two),
            (24, self._enter_check),
            (10, lambda: self._desk.post(CAR, 11, Code.PAYMENT, "60.00", THEO, _CASH)),
            (9, lambda: self._add(CAR, 9, lawyer)),
            (8, self._lower_rate),
            (3, lambda: self._desk.promise(CAR, 3, -4, "307.00")),
        ]
        return deeds

    def _repair(self) -> list[Deed]:
        """A small loan beside it, with her brother, always in time."""
        first = self._office.day(63)
        terms = {
            "amount": "1850.00",
            "rate_annual": "0.1990",
            "contract_date": self._office.day(94).isoformat(),
            "first_payment_date": first.isoformat(),
            "number_of_payments": 12,
        }
        links = [
            self._hers(Role.PRIMARY, Ecoa.JOINT),
            LinkInput(
                customer_id=self._brother, role=Role.SECONDARY, ecoa_code=Ecoa.JOINT
            ),
        ]
        return [
            self._desk.open(
                94,
                REPAIR,
                Kind.LOAN,
                "Transmission repair",
                terms,
                portfolio="Small loans",
                links=links,
            ),
            (93, self._tie),
            self._desk.pay_due(REPAIR, first, Method.ACH),
            self._desk.pay_due(REPAIR, add_months(first, 2), Method.ACH),
        ]

    # Deeds ------------------------------------------------------------------------

    def _return_debit(self) -> None:
        """The debit of four days ago comes back."""
        car = self._desk.by_number[CAR]
        debit = Transaction.objects.filter(account=car).latest("entry")
        self._payment = debit.amount
        transactions.reverse(
            actor=self._desk.at(DANA, 53),
            account_id=debit.account_id,
            entry=debit.entry,
            reason=ReversalReason.NSF,
            note="R01 insufficient funds",
            fee=_NSF_FEE,
        )

    def _pay_two(self) -> None:
        """She pays it by phone, and the next of the repair with it."""
        day = self._office.day(49)
        parts = [
            (self._desk.by_number[CAR].pk, self._payment + _NSF_FEE),
            (self._desk.by_number[REPAIR].pk, self._desk.due_next(REPAIR, day)),
        ]
        splits.split_payment(
            actor=self._desk.at(DANA, 49),
            account_id=parts[0][0],
            data=EntryInput(
                code=Code.PAYMENT,
                effective=day,
                amount=sum((amount for _, amount in parts), ZERO),
                method=Method.CARD,
                reference="4471902",
                note="By phone, for both loans",
            ),
            parts=parts,
        )

    def _enter_check(self) -> None:
        self._desk.post(
            CAR,
            29,
            Code.PAYMENT,
            f"{self._payment}",
            RAJ,
            {"method": Method.CHECK, "reference": "2048", "note": "Postmarked in time"},
            entered=24,
        )

    def _lower_rate(self) -> None:
        details = {"details": {"rate_annual": "0.1590"}, "note": "Hardship plan"}
        self._desk.post(CAR, 8, Code.RATE_CHANGE, "0.00", DANA, details)
        accounts.set_status(
            actor=self._desk.at(DANA, 8),
            account_id=self._desk.by_number[CAR].pk,
            status=self._lists.statuses["open"],
            sub_status=self._lists.sub_statuses[HARDSHIP],
            reason="Fewer hours at work",
        )

    def _tie(self) -> None:
        account_links.tie(
            actor=self._desk.at(RAJ, 93),
            from_id=self._desk.by_number[REPAIR].pk,
            to_id=self._desk.by_number[CAR].pk,
        )

    def _add(self, number: str, days: int, link: LinkInput) -> None:
        customers.link_customers(
            actor=self._desk.at(DANA, days),
            account_id=self._desk.by_number[number].pk,
            links=[link],
        )

    def _hers(self, role: str, code: str) -> LinkInput:
        return LinkInput(customer_id=self._marisol, role=role, ecoa_code=code)


# Days ago, amount, where.
_DRAWS = (
    (262, "612.40", "Kiln and clay"),
    (231, "148.20", "Lakeside Grocery"),
    (204, "389.99", "Red Rock Tires"),
    (171, "84.12", "Beehive Fuel"),
    (139, "702.15", "Glaze supplies"),
    (108, "96.30", "City utilities"),
    (77, "418.75", "Canyon Hardware"),
    (38, "84.12", "Lakeside Grocery"),
    (30, "46.90", "City utilities"),
    (19, "71.44", "Red Rock Tires"),
)
# Days ago, amount.
_PAYMENTS = (
    (238, 60),
    (208, 90),
    (178, 95),
    (147, 100),
    (116, 110),
    (85, 120),
    (54, 125),
)
_CASH = {"method": Method.CASH, "reference": "7731", "note": "Lehi branch"}

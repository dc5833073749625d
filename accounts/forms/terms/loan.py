"""The terms of a loan, as an agent types them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from accounts.engine.calendar import BusinessDays
from accounts.engine.day_count import DayCount
from accounts.engine.money import Rounding
from accounts.engine.options import (
    Excess,
    FirstPeriod,
    InterestMethod,
    PaymentRounding,
    PayoffInterest,
)
from accounts.engine.terms import DEFAULT_ORDER, annual_rate
from accounts.forms.terms.base import Group, TermsForm
from accounts.forms.terms.fields import (
    FREQUENCY_WORDS,
    OrderField,
    as_json,
    choice,
    day,
    money,
    percent,
    whole,
    yes_no,
)
from accounts.forms.terms.parts import (
    BUSINESS_DAY_WORDS,
    DAY_COUNT_WORDS,
    LATE_FEE_NAMES,
    ROUNDING_WORDS,
    LateFeeFields,
    waterfall,
)

METHOD_WORDS = {
    InterestMethod.SIMPLE: "Simple interest",
    InterestMethod.LOCKED: "Simple interest, fixed by the schedule",
    InterestMethod.FLAT: "Flat, on the amount lent",
    InterestMethod.INTEREST_ONLY: "Interest only, principal at the end",
    InterestMethod.RULE_78: "Rule of 78",
}
FIRST_PERIOD_WORDS = {
    FirstPeriod.ACTUAL: "As long as it is",
    FirstPeriod.ONE_PERIOD: "As one period, where months have 30 days",
    FirstPeriod.FORCED_REGULAR: "As one regular period",
}
PAYMENT_ROUNDING_WORDS = {
    PaymentRounding.NEAREST: "To the nearest cent",
    PaymentRounding.UP_TO_CENT: "Up to the cent",
    PaymentRounding.UP_TO_UNIT: "Up to the whole dollar",
}
EXCESS_WORDS = {
    Excess.NEXT: "To the next payments, which count as paid early",
    Excess.LAST: "To the last payments, so that the loan ends earlier",
    Excess.PRINCIPAL: "Off the principal; the payment stays",
    Excess.REAMORTIZE: "Off the principal; the payment is cut anew",
}
PAYOFF_WORDS = {
    PayoffInterest.TO_DAY: "To the day of the payoff",
    PayoffInterest.TO_PERIOD_END: "To the end of the period",
}


class LoanTermsForm(LateFeeFields, TermsForm):
    """The common choices first; the rest in groups that open."""

    kind = "loan"
    own = ("contract_date", "first_payment_date", "final_date")
    groups = (
        Group(
            "Amount and rate",
            ("amount", "rate_annual", "prepaid_finance_charge", "interest_method"),
            is_open=True,
        ),
        Group(
            "Payments",
            ("number_of_payments", "frequency", "contract_date", "first_payment_date"),
            is_open=True,
        ),
        Group("Late payments", LATE_FEE_NAMES, is_open=True),
        Group(
            "More on payments",
            (
                "payment_amount",
                "final_date",
                "balloon",
                "escrow_payment",
                "due_on_last_day",
                "business_days",
            ),
            "Fixed payment, balloon, escrow, business days",
        ),
        Group(
            "More on interest",
            ("day_count", "first_period", "overdue_accrues"),
            "How days are counted, the first period",
        ),
        Group(
            "Where payments go",
            ("order", "waterfall", "excess"),
            "Order, and what is paid beyond the due amount",
        ),
        Group(
            "Payoff and delinquency",
            ("payoff_interest", "includes_today", "delinquency_grace_days"),
            "Interest in a payoff, days of grace",
        ),
        Group(
            "Rounding",
            ("payment_rounding", "rounding", "rounds_interest", "smooths_last"),
            "Payments and interest to the cent",
        ),
    )

    amount = money("Amount lent", required=True)
    rate_annual = percent("Annual rate", required=True)
    prepaid_finance_charge = money(
        "Prepaid finance charge",
        help_text="Such as an origination fee. Taken from the amount lent, counts as "
        "finance charge.",
    )
    interest_method = choice(
        "Interest method", METHOD_WORDS, initial=InterestMethod.SIMPLE
    )
    number_of_payments = whole("Number of payments")
    frequency = choice("How often", FREQUENCY_WORDS, initial="monthly")
    contract_date = day(
        "Contract date", required=True, help_text="Interest is counted from here."
    )
    first_payment_date = day("First due date", required=True)
    payment_amount = money(
        "Payment amount", help_text="Instead of the number of payments."
    )
    final_date = day("Last due date", help_text="Instead of the number of payments.")
    balloon = money(
        "Balloon", help_text="Principal that comes due with the last payment."
    )
    escrow_payment = money("Escrow with each payment")
    due_on_last_day = yes_no("Due on the last day of the month")
    business_days = choice(
        "Due dates on weekends", BUSINESS_DAY_WORDS, initial=BusinessDays.IGNORE
    )
    day_count = choice("Day count", DAY_COUNT_WORDS, initial=DayCount.THIRTY_360)
    first_period = choice(
        "The first period counts", FIRST_PERIOD_WORDS, initial=FirstPeriod.ACTUAL
    )
    overdue_accrues = yes_no("What is past due bears interest", initial=True)
    order = OrderField(DEFAULT_ORDER, label="A payment pays")
    waterfall = waterfall()
    excess = choice("What is paid beyond goes", EXCESS_WORDS, initial=Excess.NEXT)
    payoff_interest = choice(
        "A payoff owes interest", PAYOFF_WORDS, initial=PayoffInterest.TO_DAY
    )
    includes_today = yes_no("A payoff includes the interest of its own day")
    delinquency_grace_days = whole(
        "Days of grace before delinquency", help_text="Past due, not delinquent yet."
    )
    payment_rounding = choice(
        "The payment is rounded",
        PAYMENT_ROUNDING_WORDS,
        initial=PaymentRounding.NEAREST,
    )
    rounding = choice(
        "Half a cent is rounded", ROUNDING_WORDS, initial=Rounding.HALF_UP
    )
    rounds_interest = yes_no("Interest of each period to the cent", initial=True)
    smooths_last = yes_no("Bring the last payment close to the others")

    def normal(self, terms: Mapping[str, Any]) -> dict[str, Any]:
        """Return terms with an annual rate, whatever period theirs is for."""
        laid = super().normal(terms)
        if "rate" in laid:
            rate = Decimal(laid.pop("rate"))
            laid["rate_annual"] = as_json(
                annual_rate(rate, laid.pop("rate_period", ""))
            )
        return laid

    def name_of(self, field: str) -> str:
        """The schedule's questions are about the payments."""
        asked = {"payments": "number_of_payments"}
        return asked.get(field) or super().name_of(field)

"""The terms of a lease, as an agent types them."""

from decimal import Decimal

from accounts.engine.calendar import BusinessDays
from accounts.engine.lease_terms import LeasePayoff
from accounts.engine.money import Rounding
from accounts.engine.options import Excess
from accounts.engine.terms import DEFAULT_ORDER
from accounts.forms.terms.base import Group, TermsForm
from accounts.forms.terms.fields import (
    FactorField,
    OrderField,
    choice,
    day,
    money,
    percent,
    whole,
    yes_no,
)
from accounts.forms.terms.parts import (
    BUSINESS_DAY_WORDS,
    LATE_FEE_NAMES,
    ROUNDING_WORDS,
    LateFeeFields,
    waterfall,
)

PAYOFF_WORDS = {
    LeasePayoff.STANDARD: "The rent that is due and unpaid",
    LeasePayoff.FULL: "The rent of the whole lease, less what was paid",
}
EXCESS_WORDS = {
    Excess.NEXT: "To the next payments",
    Excess.LAST: "To the last payments",
}


class LeaseTermsForm(LateFeeFields, TermsForm):
    """The common choices first; the rest in groups that open."""

    kind = "lease"
    own = ("contract_date", "first_payment_date")
    groups = (
        Group(
            "Cost and rent",
            ("capitalized_cost", "residual", "money_factor", "rate_annual"),
            is_open=True,
        ),
        Group(
            "Payments",
            ("term_months", "payment_tax", "contract_date", "first_payment_date"),
            is_open=True,
        ),
        Group("Late payments", LATE_FEE_NAMES, is_open=True),
        Group(
            "More on payments",
            ("due_on_last_day", "business_days"),
            "Last day of the month, business days",
        ),
        Group(
            "Payoff and delinquency",
            ("payoff", "payoff_includes_residual", "delinquency_grace_days"),
            "What ends the lease early, days of grace",
        ),
        Group(
            "Where payments go",
            ("order", "waterfall", "excess"),
            "Order, and what is paid beyond the due amount",
        ),
        Group("Rounding", ("rounding",), "Payments and rent to the cent"),
    )

    capitalized_cost = money(
        "Capitalized cost", required=True, help_text="After all reductions."
    )
    residual = money(
        "Residual", required=True, help_text="What the thing is worth at the end."
    )
    money_factor = FactorField(
        label="Money factor",
        required=False,
        help_text="Or the annual rate, which is 24 money factors.",
    )
    rate_annual = percent("Annual rate", help_text="Instead of the money factor.")
    term_months = whole("Term in months", required=True)
    payment_tax = percent("Tax on each payment", highest=Decimal(1))
    contract_date = day("Contract date", required=True)
    first_payment_date = day("First due date", required=True)
    due_on_last_day = yes_no("Due on the last day of the month")
    business_days = choice(
        "Due dates on weekends", BUSINESS_DAY_WORDS, initial=BusinessDays.IGNORE
    )
    payoff = choice("A payoff owes", PAYOFF_WORDS, initial=LeasePayoff.STANDARD)
    payoff_includes_residual = yes_no(
        "A payoff buys the thing",
        initial=True,
        help_text="Else it is handed back, and the residual is not paid.",
    )
    delinquency_grace_days = whole(
        "Days of grace before delinquency", help_text="Past due, not delinquent yet."
    )
    order = OrderField(
        DEFAULT_ORDER,
        label="A payment pays",
        help_text="Of a lease interest is rent, principal depreciation, escrow tax.",
    )
    waterfall = waterfall()
    excess = choice("What is paid beyond goes", EXCESS_WORDS, initial=Excess.NEXT)
    rounding = choice(
        "Half a cent is rounded", ROUNDING_WORDS, initial=Rounding.HALF_UP
    )

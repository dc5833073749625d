"""Fields that terms of several kinds share."""

from django import forms

from accounts.engine.calendar import BusinessDays
from accounts.engine.day_count import DayCount
from accounts.engine.money import Rounding
from accounts.engine.options import LateFeeKind, Waterfall
from accounts.forms.terms.base import NOTHING
from accounts.forms.terms.fields import choice, money, percent, whole

DAY_COUNT_WORDS = {
    DayCount.THIRTY_360: "30/360: every month has 30 days",
    DayCount.ACTUAL_365: "Actual days / 365",
    DayCount.ACTUAL_360: "Actual days / 360",
    DayCount.ACTUAL_364: "Actual days / 364",
    DayCount.ACTUAL_366_IN_LEAP: "Actual days / 366 with a leap day, else / 365",
    DayCount.ACTUAL_ACTUAL: "Actual days / actual days of the year",
}
ROUNDING_WORDS = {
    Rounding.HALF_UP: "Up",
    Rounding.HALF_EVEN: "To the even cent",
    Rounding.UP: "Always up",
    Rounding.DOWN: "Always down",
}
BUSINESS_DAY_WORDS = {
    BusinessDays.IGNORE: "Stay where they are",
    BusinessDays.NEXT: "Move to the next business day",
    BusinessDays.PREVIOUS: "Move to the business day before",
}
WATERFALL_WORDS = {
    Waterfall.BY_INSTALLMENT: "The oldest payment whole, then the next",
    Waterfall.BY_BUCKET: "One part of all payments, then the next part",
}
LATE_FEE_WORDS = {
    NOTHING: "No late fee",
    LateFeeKind.FIXED: "An amount",
    LateFeeKind.PERCENT_OF_PAYMENT: "A percentage of the payment",
    LateFeeKind.PERCENT_OF_UNPAID: "A percentage of what is unpaid",
    LateFeeKind.GREATER: "The greater of amount and percentage of the payment",
    LateFeeKind.LESSER: "The lesser of amount and percentage of the payment",
    LateFeeKind.GREATER_OF_UNPAID: "The greater of amount and percentage of the unpaid",
    LateFeeKind.LESSER_OF_UNPAID: "The lesser of amount and percentage of the unpaid",
}
LATE_FEE_NAMES = (
    "late_fee__kind",
    "late_fee__grace_days",
    "late_fee__amount",
    "late_fee__percent",
    "late_fee__cap",
)
WITH_AMOUNT = frozenset(LateFeeKind) - {
    LateFeeKind.PERCENT_OF_PAYMENT,
    LateFeeKind.PERCENT_OF_UNPAID,
}
WITH_PERCENT = frozenset(LateFeeKind) - {LateFeeKind.FIXED}


class LateFeeFields(forms.Form):
    """A late fee, or none."""

    optional = {"late_fee": "late_fee__kind"}

    late_fee__kind = choice("Late fee", LATE_FEE_WORDS, initial=NOTHING)
    late_fee__grace_days = whole(
        "Days of grace", help_text="After the due date, before the late fee."
    )
    late_fee__amount = money("Late fee amount")
    late_fee__percent = percent("Late fee percentage", highest=1)
    late_fee__cap = money("At most", help_text="No late fee is above this.")

    def clean(self) -> dict[str, object]:
        """Ask for the amount and the percentage that the kind of fee needs."""
        kind = self.cleaned_data.get("late_fee__kind")
        for wanted, name in (
            (WITH_AMOUNT, "late_fee__amount"),
            (WITH_PERCENT, "late_fee__percent"),
        ):
            is_missing = not (self.cleaned_data.get(name) or self.errors.get(name))
            if kind in wanted and is_missing:
                self.add_error(name, "This kind of late fee needs it.")
        return super().clean()


def waterfall() -> forms.ChoiceField:
    return choice(
        "Several payments due", WATERFALL_WORDS, initial=Waterfall.BY_INSTALLMENT
    )

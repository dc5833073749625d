"""The terms of a line of credit, and those of a program of lines."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from accounts.engine.account import Terms
from accounts.engine.day_count import DayCount
from accounts.engine.line_terms import (
    LINE_PARTS,
    BalanceOrder,
    InterestBasis,
    MinimumKind,
)
from accounts.engine.money import Rounding
from accounts.engine.options import Bucket
from accounts.forms.terms.base import Group, TermsForm, stand_in_day
from accounts.forms.terms.fields import (
    BUCKET_WORDS,
    OrderField,
    choice,
    day,
    money,
    percent,
    text,
    whole,
    yes_no,
)
from accounts.forms.terms.parts import (
    DAY_COUNT_WORDS,
    LATE_FEE_NAMES,
    ROUNDING_WORDS,
    LateFeeFields,
)
from accounts.mapping import DRAW_END_DAYS, MOST_DRAW_DAYS, terms_from_program

MOST_BALANCES = 5
BASIS_WORDS = {
    InterestBasis.AVERAGE_WITH_NEW: "Average daily balance, new draws included",
    InterestBasis.AVERAGE_WITHOUT_NEW: "Average daily balance, without new draws",
    InterestBasis.DAILY: "Each day's balance at that day's rate",
}
MINIMUM_WORDS = {
    MinimumKind.PERCENT: "A percentage of the closing balance",
    MinimumKind.PERCENT_PLUS: "A percentage of principal, plus interest and fees",
    MinimumKind.FIXED: "An amount",
    MinimumKind.FULL: "The whole closing balance",
}
BALANCE_ORDER_WORDS = {
    BalanceOrder.HIGHEST_RATE: "The highest rate first",
    BalanceOrder.LOWEST_RATE: "The lowest rate first",
    BalanceOrder.AS_LISTED: "As the balances are listed",
}
PART_CHOICES = [(part.value, BUCKET_WORDS[part].capitalize()) for part in LINE_PARTS]
MINIMUM_NAMES = (
    "minimum__kind",
    "minimum__percent",
    "minimum__amount",
    "minimum__floor",
    "minimum__past_due_added",
)
INTEREST_NAMES = ("interest_basis", "day_count", "accrues_on", "spares_repaid")
PAYING_NAMES = ("minimum_order", "minimum_buckets", "excess_buckets")
ENDING_NAMES = ("includes_today", "delinquency_grace_days", "rounding")


class LineTermsForm(LateFeeFields, TermsForm):
    """The values of one line, which its program gave."""

    kind = "line"
    own = ("open_date", "draw_end_date")
    needed = ("minimum__kind",)
    groups = (
        Group("Limit and rates", ("limit",), is_open=True),
        Group(
            "Dates", ("open_date", "draw_end_date", "closes", "due_days"), is_open=True
        ),
        Group("Late payments", LATE_FEE_NAMES, is_open=True),
        Group("Minimum payment", MINIMUM_NAMES, "What a statement asks for"),
        Group("More on interest", INTEREST_NAMES, "Which balance bears it, grace"),
        Group("Where payments go", PAYING_NAMES, "Parts and balances, in which order"),
        Group("Payoff, delinquency, rounding", ENDING_NAMES, "And days of grace"),
    )

    limit = money("Credit limit", required=True)
    open_date = day("Open date", required=True)
    draw_end_date = day("Draw period ends", help_text="Empty for no end.")
    closes = whole(
        "Closes on day",
        required=True,
        help_text="Of each month; 31 is the last day of any.",
    )
    due_days = whole(
        "Days to pay", required=True, initial=25, help_text="After a statement closes."
    )
    minimum__kind = choice(
        "The minimum is", MINIMUM_WORDS, initial=MinimumKind.PERCENT_PLUS
    )
    minimum__percent = percent("Percentage", highest=1)
    minimum__amount = money("Amount, of a fixed minimum")
    minimum__floor = money("Never below", help_text="Unless less is owed.")
    minimum__past_due_added = yes_no(
        "A statement asks for the past due too", initial=True
    )
    interest_basis = choice(
        "Interest is on", BASIS_WORDS, initial=InterestBasis.AVERAGE_WITH_NEW
    )
    day_count = choice("Day count", DAY_COUNT_WORDS, initial=DayCount.ACTUAL_365)
    accrues_on = forms.MultipleChoiceField(
        label="What bears interest",
        choices=PART_CHOICES,
        required=False,
        initial=[Bucket.PRINCIPAL.value],
        widget=forms.CheckboxSelectMultiple,
    )
    spares_repaid = yes_no("What was repaid in time keeps its grace", initial=True)
    minimum_order = OrderField(LINE_PARTS, label="A payment pays, up to the minimum")
    minimum_buckets = choice(
        "Balances up to the minimum",
        BALANCE_ORDER_WORDS,
        initial=BalanceOrder.AS_LISTED,
    )
    excess_buckets = choice(
        "Balances beyond the minimum",
        BALANCE_ORDER_WORDS,
        initial=BalanceOrder.HIGHEST_RATE,
    )
    includes_today = yes_no("A payoff includes the interest of its own day")
    delinquency_grace_days = whole(
        "Days of grace before delinquency", help_text="Past due, not delinquent yet."
    )
    rounding = choice(
        "Half a cent is rounded", ROUNDING_WORDS, initial=Rounding.HALF_UP
    )

    def prepare(self) -> None:
        """Ask for the rate of each balance that the program has."""
        names = ["limit"]
        for place, bucket in enumerate(self.base.get("buckets", [])):
            name = f"buckets__{place}__rate_annual"
            self.fields[name] = percent(f"Rate on {bucket['name']}", required=True)
            names.append(name)
        first, *rest = self.groups
        self.groups = (replace(first, names=tuple(names)), *rest)

    def origin_hint(self, name: str, origin: Mapping[str, Any]) -> str:
        """Say the program's days, and the date on which they fall."""
        days = origin.get(DRAW_END_DAYS)
        if name != "draw_end_date" or days is None:
            return super().origin_hint(name, origin)
        opened = self.base.get("open_date")
        day = date.fromisoformat(opened) if opened else stand_in_day()
        begun = terms_from_program(origin, day)
        return f"{days:,} days, {super().origin_hint(name, begun)}"

    def to_terms(self) -> dict[str, Any]:
        """Return the terms; what the program has and the line has not is None there,
        so that the program's does not come back."""
        laid = super().to_terms()
        return {**dict.fromkeys(self.base.keys() - laid.keys()), **laid}

    def name_of(self, field: str) -> str:
        """A balance stands in the engine's words by its name."""
        parts = field.split(".")
        named = [each.get("name") for each in self.terms.get("buckets", [])]
        if parts[0] == "buckets" and len(parts) == 3 and parts[1] in named:
            parts[1] = str(named.index(parts[1]))
        return "__".join(parts)


class ProgramTermsForm(LineTermsForm):
    """The values that a program gives to its lines."""

    own = ()
    groups = (
        Group(
            "Limit and dates",
            ("limit", DRAW_END_DAYS, "closes", "due_days"),
            is_open=True,
        ),
        *LineTermsForm.groups[2:],
    )

    open_date = None
    draw_end_date = None
    draw_end_days = whole(
        "Days of the draw period",
        help_text="From the opening of a line. Empty for no end.",
    )

    def prepare(self) -> None:
        """Ask for the balances: name, rate and grace of each."""
        self.fields["limit"].label = "Usual credit limit"
        names = []
        for place in range(MOST_BALANCES):
            held = f"buckets__{place}__"
            word = "The first balance" if place == 0 else f"Balance {place + 1}"
            self.fields[f"{held}name"] = text(word, max_length=40)
            self.fields[f"{held}name"].required = place == 0
            self.fields[f"{held}rate_annual"] = percent(f"Rate on balance {place + 1}")
            self.fields[f"{held}has_grace"] = yes_no("No interest if paid in full")
            names += [f"{held}{part}" for part in ("name", "rate_annual", "has_grace")]
        first, *rest = self.groups
        common, more = tuple(names[:6]), tuple(names[6:])
        self.groups = (
            first,
            Group("Balances", common, is_open=True, is_three_wide=True),
            Group("More balances", more, "Up to five", is_three_wide=True),
            *rest,
        )

    def clean_draw_end_days(self) -> int | None:
        days = self.cleaned_data["draw_end_days"]
        if days is not None and not 0 <= days <= MOST_DRAW_DAYS:
            raise forms.ValidationError(f"Give 0 to {MOST_DRAW_DAYS:,} days.")
        return days

    def clean(self) -> dict[str, Any]:
        """Ask for the rate of each balance that has a name."""
        for place in range(MOST_BALANCES):
            name, rate = f"buckets__{place}__name", f"buckets__{place}__rate_annual"
            has_rate = self.cleaned_data.get(rate) is not None
            if (
                self.cleaned_data.get(name)
                and not has_rate
                and not self.errors.get(rate)
            ):
                self.add_error(rate, "Give the rate of this balance.")
            if has_rate and not self.cleaned_data.get(name) and place:
                self.add_error(name, "Give the balance a name.")
        return super().clean()

    def to_terms(self) -> dict[str, Any]:
        """Return the terms with the balances that have a name."""
        laid = super(LineTermsForm, self).to_terms()
        laid["buckets"] = [each for each in laid["buckets"] if each.get("name")]
        return laid

    def check(self, terms: Mapping[str, Any]) -> Terms:
        """Let the engine judge a line of the program that opens on some day."""
        opened = {
            **terms_from_program(terms, stand_in_day()),
            "open_date": stand_in_day().isoformat(),
        }
        return super().check(opened)

    def name_of(self, field: str) -> str:
        return "buckets__0__name" if field == "buckets" else super().name_of(field)

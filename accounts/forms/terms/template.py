"""The terms of a template: those of a loan or lease that are not its own."""

from typing import Any

from accounts.engine.account import Terms
from accounts.forms.terms.base import TermsForm, stand_in_day
from accounts.forms.terms.lease import LeaseTermsForm
from accounts.forms.terms.loan import LoanTermsForm
from accounts.mapping import read_agreed

# What an account says for itself. To judge a template, the engine gets these where it
# says nothing: an amount above whatever may be taken from it.
_AMOUNT = "999999999.00"
_LENGTHS = ("number_of_payments", "payment_amount", "final_date")


class _OfTemplate(TermsForm):
    def prepare(self) -> None:
        """Leave out what each account says for itself; ask for nothing."""
        for name in self.own:
            del self.fields[name]
        for name in self.asked:
            self.fields[name].required = False

    asked: tuple[str, ...] = ()

    def check(self, terms: dict[str, Any]) -> Terms:
        """Let the engine judge an account that fills what the template leaves open."""
        day = stand_in_day().isoformat()
        days = {"contract_date": day, "first_payment_date": day}
        return read_agreed(self.kind, {**self.stand_ins(terms), **days, **terms})

    def stand_ins(self, terms: dict[str, Any]) -> dict[str, Any]:
        raise NotImplementedError


class LoanTemplateForm(_OfTemplate, LoanTermsForm):
    """A loan without its dates; amount, rate and length may be left open."""

    asked = ("amount", "rate_annual")

    def stand_ins(self, terms: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {"amount": _AMOUNT, "rate_annual": "0"}
        if not any(terms.get(name) for name in _LENGTHS):
            is_single = terms.get("frequency") == "single"
            found["number_of_payments"] = 1 if is_single else 2
        return found


class LeaseTemplateForm(_OfTemplate, LeaseTermsForm):
    """A lease without its dates; cost, rent and term may be left open."""

    asked = ("capitalized_cost", "residual", "term_months")

    def stand_ins(self, terms: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {
            "capitalized_cost": _AMOUNT,
            "residual": "0.00",
            "term_months": 12,
        }
        if not terms.get("money_factor") and not terms.get("rate_annual"):
            found["money_factor"] = "0"
        return found

"""Forms of terms: what people type on one side, the engine's JSON on the other."""

from accounts.forms.terms.base import Difference, Said, TermsForm, differences
from accounts.forms.terms.lease import LeaseTermsForm
from accounts.forms.terms.line import LineTermsForm, ProgramTermsForm
from accounts.forms.terms.loan import LoanTermsForm
from accounts.forms.terms.template import LeaseTemplateForm, LoanTemplateForm

FORMS: dict[str, type[TermsForm]] = {
    "loan": LoanTermsForm,
    "lease": LeaseTermsForm,
    "line": LineTermsForm,
}
TEMPLATE_FORMS: dict[str, type[TermsForm]] = {
    "loan": LoanTemplateForm,
    "lease": LeaseTemplateForm,
}

__all__ = [
    "FORMS",
    "TEMPLATE_FORMS",
    "Difference",
    "LeaseTermsForm",
    "LineTermsForm",
    "LoanTermsForm",
    "ProgramTermsForm",
    "Said",
    "TermsForm",
    "differences",
]

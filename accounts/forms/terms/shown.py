"""The terms of an account, as its page shows them."""

from accounts.forms.terms.base import Said
from accounts.forms.terms.lease import LeaseTermsForm
from accounts.forms.terms.line import LineTermsForm
from accounts.forms.terms.loan import LoanTermsForm
from accounts.models import Account
from accounts.queries.entry_rows import in_words

_FORMS = {"loan": LoanTermsForm, "lease": LeaseTermsForm, "line": LineTermsForm}


def terms_in_words(account: Account, date_format: str) -> list[Said]:
    """Return the terms as they were agreed: in the form's words, and what it has no
    field for by its name. No query."""
    form = _FORMS[account.kind](base=account.terms, date_format=date_format)
    said = form.said(account.terms)
    known = {name.partition("__")[0] for name in said}
    others = {
        name: value
        for name, value in form.base.items()
        if name not in known and value is not None
    }
    return [
        *said.values(),
        *(
            Said(_spelled(name).capitalize(), in_words(each))
            for name, each in others.items()
        ),
    ]


def _spelled(name: str) -> str:
    return name.replace("_", " ")

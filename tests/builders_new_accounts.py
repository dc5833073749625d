"""Forms of the pages that make an account, as a browser posts them."""

from django.urls import reverse

from accounts.forms.terms.starting import typed_of
from tests.builders_accounts import TYPED_LOAN

KIND = reverse("accounts:new")
TERMS = reverse("accounts:new_terms")
PREVIEW = reverse("accounts:new_preview")
PROGRAM = reverse("accounts:new_program")
PEOPLE = reverse("accounts:new_customers")
REVIEW = reverse("accounts:new_review")
ACCEPT = reverse("accounts:new_accept")


def typed(draft, **changes):
    """Return what the page of a loan's terms posts."""
    draft.refresh_from_db()
    return {"key": str(draft.key), **TYPED_LOAN, **changes}


def keyed(draft, **changes):
    """Return what a form of the draft carries along."""
    draft.refresh_from_db()
    return {"key": str(draft.key), "version": draft.version, **changes}


def typed_line(browser, draft, **changes):
    """Return what the page of terms posts, untouched but for some changes."""
    shown = browser.get(TERMS).context
    return keyed(draft) | typed_of(shown["form"]) | typed_of(shown["labels"]) | changes

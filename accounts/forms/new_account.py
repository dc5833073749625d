"""Forms of the pages that make an account, beside those of terms and labels."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.inputs import LinkInput
from accounts.models import AccountTemplate, Kind, Role
from accounts.queries.customer_links import CHOOSABLE_ROLES

MOST_PEOPLE = 20
_ROLES = {role.value for role in CHOOSABLE_ROLES}


class StartForm(forms.Form):
    """What kind of account to make, and from which template."""

    start = forms.ChoiceField(
        widget=forms.RadioSelect,
        label="What to make",
        error_messages={
            "required": "Choose what to make.",
            "invalid_choice": "Choose one of the list; this template is not in it now.",
        },
    )

    def __init__(
        self, *args: Any, templates: Iterable[AccountTemplate], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.templates = {each.pk: each for each in templates}
        blank = [(kind.value, kind.label) for kind in Kind]
        named = [(start_of(each.kind, each), each.name) for each in templates]
        self.fields["start"].choices = [*blank, *named]

    @property
    def kind(self) -> str:
        return self.cleaned_data["start"].partition("-")[0]

    @property
    def template(self) -> AccountTemplate | None:
        _, _, key = self.cleaned_data["start"].partition("-")
        return self.templates[int(key)] if key else None


def start_of(kind: str, template: AccountTemplate | None) -> str:
    """Return the choice that stands for a kind and a template."""
    return f"{kind}-{template.pk}" if template else kind


def read_people(data: QueryDict, before: Sequence[LinkInput]) -> list[LinkInput]:
    """Return the customers of an account to be: those it has, with the role posted for
    each, then those that were ticked. A role that there is not changes nothing."""
    people = {each.customer_id: each.role for each in before}
    for text in data.getlist("pick"):
        if text.isdecimal() and len(text) <= 18:
            people.setdefault(int(text), Role.SECONDARY)
    removed = data.get("remove", "")
    return [
        LinkInput(customer_id=each, role=_role(data, each, role))
        for each, role in people.items()
        if str(each) != removed
    ]


def _role(data: QueryDict, customer_id: int, before: str) -> str:
    posted = data.get(f"role-{customer_id}", "")
    return posted if posted in _ROLES else before

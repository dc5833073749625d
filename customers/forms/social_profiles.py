"""Rows of social profiles."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.forms import BaseFormSet, formset_factory

from customers.forms.fields import PlainText
from customers.inputs import SocialProfileInput
from customers.models import SocialProfile


class SocialProfileForm(forms.Form):
    """One profile: a network, and an address or a username."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    network = forms.ChoiceField(choices=SocialProfile.Network.choices)
    url = forms.URLField(
        max_length=300,
        required=False,
        label="Address",
        assume_scheme="https",
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )
    username = PlainText(max_length=80, required=False)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if url and urlsplit(url).scheme not in {"http", "https"}:
            raise forms.ValidationError("A web address begins with https://.")
        return url

    def to_input(self) -> SocialProfileInput | None:
        values = self.cleaned_data
        if values.get("DELETE") or not (values.get("url") or values.get("username")):
            return None
        return SocialProfileInput(
            id=values["id"],
            network=values["network"],
            url=values["url"],
            username=values["username"],
        )


class BaseSocialProfileFormSet(BaseFormSet):
    """The rows of one customer."""

    def to_inputs(self) -> tuple[SocialProfileInput, ...]:
        """Return the filled rows of a valid formset."""
        rows = [form.to_input() for form in self.forms]
        return tuple(row for row in rows if row is not None)


SocialProfileFormSet = formset_factory(
    SocialProfileForm,
    formset=BaseSocialProfileFormSet,
    extra=0,
    can_delete=True,
    max_num=30,
    absolute_max=40,
)


def initial_of(profiles: Iterable[SocialProfile]) -> list[dict[str, Any]]:
    """Return what the rows show of saved profiles."""
    return [
        {
            "id": profile.pk,
            "network": profile.network,
            "url": profile.url,
            "username": profile.username,
        }
        for profile in profiles
    ]

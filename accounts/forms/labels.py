"""What an account is called, and where it is filed."""

from typing import Any

from django import forms

from accounts.inputs import LabelsInput
from accounts.models import Account, Portfolio, SourceCompany
from accounts.queries.numbers import is_number_taken
from lendcore.forms.typed import PlainTextField

_FIELDS = Account._meta.get_field


class LabelsForm(forms.Form):
    """Number, title and the lists that an account stands in."""

    number = PlainTextField(
        label="Account number", max_length=_FIELDS("number").max_length
    )
    title = PlainTextField(
        max_length=_FIELDS("title").max_length,
        required=False,
        help_text="A few words, such as what was bought.",
    )
    portfolio = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="None"
    )
    source_company = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="None"
    )
    import_id = PlainTextField(
        label="Import ID",
        max_length=_FIELDS("import_id").max_length,
        required=False,
        help_text="By which an import knows the account again.",
    )

    def __init__(
        self,
        *args: Any,
        account: Account | None = None,
        number: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["number"].initial = number
        for name, model in (
            ("portfolio", Portfolio),
            ("source_company", SourceCompany),
        ):
            # What the account has stays, though nobody else can pick it any more.
            held = getattr(account, f"{name}_id", None)
            rows = model.objects.filter(is_active=True)
            kept = model.objects.filter(pk=held) if held else model.objects.none()
            self.fields[name].queryset = (rows | kept).order_by("position", "pk")
        if account is not None:
            for name, field in self.fields.items():
                field.initial = getattr(account, name)

    def clean_number(self) -> str:
        number = self.cleaned_data["number"]
        if is_number_taken(number, but_for=self.account):
            raise forms.ValidationError("Another account has this number.")
        return number

    def to_input(self) -> LabelsInput:
        """Return what the service takes, of a valid form."""
        return LabelsInput(**{name: self.cleaned_data[name] for name in self.fields})

"""Forms of the customer status list."""

from typing import Any

from django import forms

from customers.models import CustomerStatus
from lendcore.forms.typed import PlainTextField


class StatusForm(forms.Form):
    """Name and color of a status."""

    name = PlainTextField(
        max_length=60, error_messages={"required": "Give the status a name."}
    )
    tone = forms.ChoiceField(
        label="Color",
        choices=CustomerStatus.Tone.choices,
        initial=CustomerStatus.Tone.MUTED,
        widget=forms.RadioSelect,
    )


class InactivateForm(forms.Form):
    """What happens to the customers who have a status that goes."""

    LEAVE, MOVE, DELETE = "leave", "move", "delete"

    then = forms.ChoiceField(initial=LEAVE)
    move_to = forms.ModelChoiceField(
        queryset=None, required=False, empty_label=None, label="New status"
    )

    def __init__(
        self, *args: Any, status: CustomerStatus, is_used: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        other = CustomerStatus.objects.filter(is_active=True).exclude(pk=status.pk)
        self.fields["move_to"].queryset = other.order_by("position", "pk")
        second = (self.MOVE, "Move") if is_used else (self.DELETE, "Delete")
        self.fields["then"].choices = [(self.LEAVE, "Leave"), second]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("then") == self.MOVE and not values.get("move_to"):
            self.add_error("move_to", "Choose the status that they get instead.")
        return values

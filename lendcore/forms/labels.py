"""Forms of a list of labels."""

from typing import Any

from django import forms

from lendcore.forms.typed import PlainTextField
from lendcore.labels import LabelList
from lendcore.models.label import Label


class LabelForm(forms.Form):
    """Name of a label, and its color where the list has any."""

    name = PlainTextField(max_length=60)
    tone = forms.ChoiceField(
        label="Color",
        choices=Label.Tone.choices,
        initial=Label.Tone.MUTED,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, labels: LabelList, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = f"Give the {labels.noun} a name."
        self.fields["name"].error_messages["required"] = required
        if not labels.has_color:
            del self.fields["tone"]


class InactivateForm(forms.Form):
    """What happens to those who have a label that goes."""

    LEAVE, MOVE, DELETE = "leave", "move", "delete"

    then = forms.ChoiceField(initial=LEAVE)
    move_to = forms.ModelChoiceField(queryset=None, required=False, empty_label=None)

    def __init__(
        self,
        *args: Any,
        labels: LabelList,
        label: Label,
        is_used: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.noun = labels.noun
        others = labels.model.objects.filter(is_active=True).exclude(pk=label.pk)
        if labels.parent:
            parent = f"{labels.parent}_id"
            others = others.filter(**{parent: getattr(label, parent)})
        self.fields["move_to"].label = f"New {labels.noun}"
        self.fields["move_to"].queryset = others.order_by("position", "pk")
        second = (self.MOVE, "Move") if is_used else (self.DELETE, "Delete")
        self.fields["then"].choices = [(self.LEAVE, "Leave"), second]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("then") == self.MOVE and not values.get("move_to"):
            self.add_error("move_to", f"Choose the {self.noun} that they get instead.")
        return values

"""The tenant's own fields of a customer, as one form."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from django import forms

from lendcore import custom_values
from lendcore.actors import Actor
from lendcore.models import CustomField
from lendcore.rules.dates import DATE_INPUTS


class CustomFieldsForm(forms.Form):
    """One form field for each active definition, named by its key."""

    def __init__(
        self,
        *args: Any,
        fields: list[CustomField],
        stored: Mapping[str, Any],
        is_new: bool,
        actor: Actor,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.definitions = fields
        self.stored = stored
        for definition in fields:
            self.fields[definition.key] = custom_values.form_field_for(
                definition,
                stored=stored.get(definition.key),
                is_new=is_new,
                country=actor.tenant.country,
                date_formats=DATE_INPUTS[actor.tenant.date_format],
            )

    def to_column(self) -> dict[str, Any]:
        """Return the whole JSON column after this save."""
        return custom_values.merged(self.definitions, self.stored, self.cleaned_data)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields by their group, in the tenant's order."""
        groups: dict[str, list[forms.BoundField]] = defaultdict(list)
        for definition in self.definitions:
            groups[definition.group].append(self[definition.key])
        return list(groups.items())

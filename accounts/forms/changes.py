"""Small forms of what may be done with an account."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import Account, AccountStatus, AccountSubStatus
from lendcore.forms.typed import PlainTextField


class ReasonForm(forms.Form):
    """Why something is done; the history keeps it."""

    reason = PlainTextField(
        max_length=200, help_text="Stands in the history of the account."
    )


class StatusForm(forms.Form):
    """A status, or one of its sub-statuses, in one list."""

    state = forms.ChoiceField(
        label="Status",
        help_text="Access of customers follows the defaults of a new status.",
        error_messages={"invalid_choice": "Choose a status of the list."},
    )

    def __init__(
        self,
        data: Any = None,
        *,
        account: Account,
        statuses: Iterable[AccountStatus],
        sub_statuses: Iterable[AccountSubStatus],
        suggested: str = "",
    ) -> None:
        """suggested: the code of the status to begin with, instead of the account's."""
        super().__init__(data)
        self.statuses = {each.pk: each for each in statuses}
        self.sub_statuses = {each.pk: each for each in sub_statuses}
        self.fields["state"].choices = [
            (status.name, list(self._states(status)))
            for status in self.statuses.values()
        ]
        first = _code(account.status_id, account.sub_status_id)
        for status in self.statuses.values():
            if suggested and status.code == suggested:
                first = _code(status.pk, None)
        self.fields["state"].initial = first

    def _states(self, status: AccountStatus) -> Iterable[tuple[str, str]]:
        yield _code(status.pk, None), status.name
        for each in self.sub_statuses.values():
            if each.status_id == status.pk:
                yield _code(status.pk, each.pk), f"{status.name} · {each.name}"

    @property
    def chosen(self) -> tuple[AccountStatus, AccountSubStatus | None]:
        """The status and sub-status, of a valid form."""
        status, _, closer = self.cleaned_data["state"].partition("-")
        return (
            self.statuses[int(status)],
            self.sub_statuses[int(closer)] if closer else None,
        )


def _code(status_id: int, sub_status_id: int | None) -> str:
    return f"{status_id}-{sub_status_id}" if sub_status_id else f"{status_id}"

"""The account that a member is about to make."""

from accounts.inputs import LinkInput
from accounts.models import AccountDraft


def find_draft(user_id: int) -> AccountDraft | None:
    """Return a member's draft, with what it starts from, finished or not. One query."""
    drafts = AccountDraft.objects.select_related("template", "program")
    return drafts.filter(made_by_id=user_id).first()


def people_of(draft: AccountDraft) -> list[LinkInput]:
    """Return the customers of a draft. No query."""
    return [
        LinkInput(customer_id=each["customer"], role=each["role"])
        for each in draft.people
    ]

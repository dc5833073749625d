"""Why a write on an account was refused. Each message is a sentence for people."""


class AccountRefused(Exception):
    """Nothing was written. field: the form's, where one is to blame."""

    message = ""
    field = ""

    def __init__(self, message: str = "", *, field: str = "") -> None:
        super().__init__(message or self.message)
        self.field = field or self.field


class Stale(AccountRefused):
    message = "Somebody has changed this account meanwhile. Look at it once more."


class NumberTaken(AccountRefused):
    message = "Another account has this number."
    field = "number"


class ImportIdTaken(AccountRefused):
    message = "Another account has this import ID."
    field = "import_id"


class TermsRefused(AccountRefused):
    """Terms that no account can have; the engine says which and why."""


class EntryRefused(AccountRefused):
    """A transaction that the account can't take; the engine says why."""


class PostedMeanwhile(AccountRefused):
    message = "Something was posted on this account meanwhile. Look at it once more."


class BooksClosed(EntryRefused):
    """An entry that would change books from before the cut-off date."""

    field = "effective"


class NotActive(AccountRefused):
    message = "The account is not activated, so nothing can be posted on it."


class IsActive(AccountRefused):
    message = "The account is active. Deactivate it before its terms are changed."


class IsArchived(AccountRefused):
    message = "The account is archived. Take it out of the archive first."


class ProgramInactive(AccountRefused):
    message = "Choose a program that is active."
    field = "program"


class AlreadyReversed(AccountRefused):
    message = "This entry is reversed already."


class KeyUsed(AccountRefused):
    message = "This was saved already, with other values. Open the page anew."


class LinkedAlready(AccountRefused):
    message = "This customer is linked already."


class NeedsPrimary(AccountRefused):
    message = (
        "The primary customer can't go while others stay. Make somebody else primary "
        "first."
    )


class RoleRefused(AccountRefused):
    message = "Choose one of the roles."
    field = "role"


class TieChanged(AccountRefused):
    message = "The link was changed since. Nothing was undone."


class SwitchMoved(AccountRefused):
    message = "Access was changed since. Nothing was undone."


class RolesChanged(AccountRefused):
    message = "The customers were changed since. Nothing was undone."


class AccountsLinkedAlready(AccountRefused):
    message = "These accounts are linked already."


class OneLinkOnly(AccountRefused):
    message = "A loan or lease can be linked to one account only."


class CopyRefused(EntryRefused):
    """An entry that a linked account, on which it is posted too, can't take."""


class SplitRefused(AccountRefused):
    """A payment that can't be placed as it was asked."""

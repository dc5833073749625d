"""What can keep a customer from being saved."""

from customers.models import Customer
from customers.queries.duplicates import Duplicate


class CustomerError(Exception):
    """A save was refused; nothing was changed."""


class Stale(CustomerError):
    """Somebody else saved the customer since the page was opened."""

    def __init__(self, current: Customer) -> None:
        super().__init__("The customer was changed meanwhile.")
        self.current = current


class DuplicatesFound(CustomerError):
    """Other customers look like the same person; the agent may save anyway."""

    def __init__(self, duplicates: list[Duplicate]) -> None:
        super().__init__("Other customers look like this one.")
        self.duplicates = duplicates


class SamePerson(CustomerError):
    """Another customer has the same tax number and date of birth. No way past."""

    def __init__(self, duplicates: list[Duplicate]) -> None:
        super().__init__("Another customer has the same tax number and birth date.")
        self.duplicates = duplicates


class TooManyTyped(CustomerError):
    """Somebody who may not see whole tax numbers has typed a great many of them."""

    def __init__(self) -> None:
        super().__init__(
            "You have typed many tax numbers in a short time. Wait a while, or ask "
            "somebody whose role shows whole tax numbers."
        )


class Taken(CustomerError):
    """A value that must be unique in the tenant belongs to another customer."""

    def __init__(self, field: str) -> None:
        super().__init__(f"Another customer has this {field}.")
        self.field = field


class PrimaryPhone(CustomerError):
    """The primary phone can't go while other phones are there."""

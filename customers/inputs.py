"""What the customer services take: typed values, already checked by a form.

The page, the import and the API all end in these dataclasses.
"""

from dataclasses import dataclass, field
from typing import Any

from lendcore.rules.tax_numbers import CheckedTaxNumber


@dataclass(frozen=True, kw_only=True)
class PhoneInput:
    """One phone row; `id` of a saved one, None for a new one."""

    id: int | None = None
    kind: str = "cell"
    number: str
    extension: str = ""
    search_digits: str
    is_primary: bool = False
    is_secondary: bool = False
    is_do_not_call: bool = False


@dataclass(frozen=True, kw_only=True)
class AddressInput:
    """The parts of an address; all but the country may be empty."""

    street: str = ""
    unit: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = "US"

    @property
    def is_empty(self) -> bool:
        return not any(
            (self.street, self.unit, self.city, self.region, self.postal_code)
        )


@dataclass(frozen=True, kw_only=True)
class SocialProfileInput:
    """One social profile; `id` of a saved one, None for a new one."""

    id: int | None = None
    network: str
    url: str = ""
    username: str = ""


@dataclass(frozen=True, kw_only=True)
class CustomerInput:
    """Everything that one save of the edit page holds.

    values: plain columns of Customer by name.
    tax_number, driver_license, web_password: None keeps what is stored; an empty
    tax number or licence removes it. custom_values: the whole column, None keeps it.
    """

    values: dict[str, Any]
    tax_number: CheckedTaxNumber | None = field(default=None, repr=False)
    removes_tax_number: bool = False
    driver_license: str | None = field(default=None, repr=False)
    web_password: str | None = field(default=None, repr=False)
    primary_address: AddressInput = field(default_factory=AddressInput)
    mailing_address: AddressInput = field(default_factory=AddressInput)
    phones: tuple[PhoneInput, ...] = ()
    social_profiles: tuple[SocialProfileInput, ...] = ()
    custom_values: dict[str, Any] | None = None

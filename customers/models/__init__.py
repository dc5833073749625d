"""A customer and what belongs to them."""

from customers.models.address import Address
from customers.models.credit_score import CreditScore
from customers.models.custom_value import CustomerCustomValue
from customers.models.customer import Customer
from customers.models.customer_key import CustomerKey
from customers.models.phone import Phone
from customers.models.social_profile import SocialProfile
from customers.models.standing import CustomerStanding
from customers.models.status import CustomerStatus

__all__ = [
    "Address",
    "CreditScore",
    "Customer",
    "CustomerCustomValue",
    "CustomerKey",
    "CustomerStanding",
    "CustomerStatus",
    "Phone",
    "SocialProfile",
]

"""People, companies and dealers on file."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

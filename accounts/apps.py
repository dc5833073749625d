"""Loans, leases and lines of credit."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

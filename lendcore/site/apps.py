"""The top floor: what composes several apps."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lendcore.site"
    label = "site_floor"

"""Templates that new loans and leases start from."""

from collections.abc import Mapping
from typing import Any

from accounts.models import AccountTemplate
from accounts.services.errors import AccountRefused
from lendcore.actors import Actor
from lendcore.history.recording import records_history
from lendcore.services.refusals import refused_as


class TemplateNameTaken(AccountRefused):
    message = "Another template has this name."
    field = "name"


class TemplateStale(AccountRefused):
    message = "Somebody has changed this template meanwhile."


_TAKEN = {"accounts_template_name": TemplateNameTaken}


@records_history
def add_template(
    *, actor: Actor, kind: str, name: str, terms: Mapping[str, Any]
) -> AccountTemplate:
    """Return a new template. Raises TemplateNameTaken.

    terms: in the engine's JSON, checked by the form; they may leave much open.
    """
    template = AccountTemplate(kind=kind, name=name, terms=dict(terms))
    with refused_as(_TAKEN):
        template.save()
    return template


@records_history
def change_template(
    *,
    actor: Actor,
    template_id: int,
    version: int,
    name: str,
    terms: Mapping[str, Any],
) -> AccountTemplate:
    """Return the template with other terms; accounts made from it keep theirs.

    Raises TemplateStale, TemplateNameTaken.
    """
    template = AccountTemplate.objects.select_for_update().get(pk=template_id)
    if template.version != version:
        raise TemplateStale
    template.name, template.terms = name, dict(terms)
    template.version += 1
    with refused_as(_TAKEN):
        template.save()
    return template


@records_history
def set_template_active(
    *, actor: Actor, template_id: int, is_active: bool
) -> AccountTemplate:
    """Return the template, offered for new accounts or not."""
    template = AccountTemplate.objects.select_for_update().get(pk=template_id)
    if template.is_active != is_active:
        template.is_active = is_active
        template.version += 1
        template.save()
    return template

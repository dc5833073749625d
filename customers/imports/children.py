"""Phones, addresses and profiles of a row, laid over those on file.

A file adds and changes; it never takes a phone, an address or a profile away.
"""

from collections.abc import Callable
from typing import Any

from customers.imports.columns import ADDRESS_PARTS, MAILING, MOST_PHONES
from customers.imports.forms import RowForms
from customers.imports.rows import Child, Stored
from customers.models import Address
from lendcore.imports.rows import ParsedRow

PRIMARY, SECONDARY = Address.Purpose.PRIMARY.value, Address.Purpose.MAILING.value
# Takes one of our columns and a sentence.
type Report = Callable[[str, str], None]

_NEW_PHONE = {
    "id": None,
    "kind": "cell",
    "is_primary": False,
    "is_secondary": False,
    "is_do_not_call": False,
    "is_verified": False,
    "carrier": "",
}
_PHONE_TRACKED = ("kind", "is_primary", "is_secondary", "is_do_not_call")
_RANKS = ("is_primary", "is_secondary")
_PHONE_COLUMNS = tuple(
    (
        f"phone_{place}",
        f"phone_{place}_kind",
        f"phone_{place}_rank",
        f"phone_{place}_do_not_call",
    )
    for place in range(1, MOST_PHONES + 1)
)


# Phones -----------------------------------------------------------------------


def merge_phones(
    row: ParsedRow, stored: Stored, report: Report
) -> tuple[list[dict[str, Any]], list[Child]]:
    """Return the customer's phones after this row, and those to be written.

    A number on file is changed, another one is added. The first phone of a customer
    becomes primary when none is; otherwise only where the row says so.
    """
    given = row.given
    phones = [dict(phone) for phone in stored.phones]
    seen: set[tuple[str, str]] = set()
    ranked: set[str] = set()
    for column, kind, rank, do_not_call in _PHONE_COLUMNS:
        parsed = given.get(column)
        if parsed is None:
            continue
        number = (parsed.e164, parsed.extension)
        if number in seen:
            report(column, "This number stands here twice.")
            continue
        seen.add(number)
        phone = _found(phones, number)
        if phone is None:
            phone = _new_phone(parsed, position=len(phones))
            phones.append(phone)
        phone["kind"] = given.get(kind, phone["kind"])
        phone["is_do_not_call"] = given.get(do_not_call, phone["is_do_not_call"])
        wanted = given.get(rank)
        if wanted is not None:
            if wanted in ranked:
                report(rank, f"Only one phone is {wanted}.")
            ranked.add(wanted)
            _rank(phones, phone, wanted)
    if phones and not any(phone["is_primary"] for phone in phones):
        _rank(phones, phones[0], "primary")
    return phones, _changed_phones(phones, stored)


def _found(
    phones: list[dict[str, Any]], number: tuple[str, str]
) -> dict[str, Any] | None:
    for phone in phones:
        if (phone["number"], phone["extension"]) == number:
            return phone
    return None


def _new_phone(parsed: Any, *, position: int) -> dict[str, Any]:
    return _NEW_PHONE | {
        "number": parsed.e164,
        "extension": parsed.extension,
        "search_digits": parsed.national_digits,
        "position": position,
    }


def _rank(phones: list[dict[str, Any]], chosen: dict[str, Any], rank: str) -> None:
    for phone in phones:
        phone[f"is_{rank}"] = phone is chosen
    other = "is_secondary" if rank == "primary" else "is_primary"
    chosen[other] = False


def _changed_phones(phones: list[dict[str, Any]], stored: Stored) -> list[Child]:
    before = {phone["id"]: phone for phone in stored.phones}
    children = []
    for phone in phones:
        if phone["id"] is None:
            children.append(Child(phone))
            continue
        saved = before[phone["id"]]
        changed = [name for name in _PHONE_TRACKED if phone[name] != saved[name]]
        if changed:
            children.append(Child(phone, changed))
    return children


def loses_rank(child: Child) -> bool:
    """Return whether a phone on file changes its rank.

    Ranks are unique at every moment, so all such phones first go down to none.
    """
    return child.changed is not None and any(rank in child.changed for rank in _RANKS)


# Addresses --------------------------------------------------------------------


def merge_addresses(
    row: ParsedRow, stored: Stored, forms: RowForms, report: Report
) -> tuple[dict[str, Any] | None, bool | None, list[Child]]:
    """Return the primary address, whether mail goes there too, and what to write.

    The second is None when the row says nothing of it.
    """
    primary = stored.addresses.get(PRIMARY)
    mailing = stored.addresses.get(SECONDARY)
    same_mail = None
    children: list[Child] = []
    given = _given_parts(row, "", primary)
    if given:
        primary, children = _merge(row, PRIMARY, primary, given, forms, report)
    given = _given_parts(row, MAILING, mailing)
    if given:
        parts, added = _merge(row, SECONDARY, mailing, given, forms, report)
        # Books often write the same address twice; that is no second one.
        same_mail = mailing is None and _same_place(parts, primary)
        if not same_mail:
            children += added
    return primary, same_mail, children


def _given_parts(
    row: ParsedRow, prefix: str, saved: dict[str, Any] | None
) -> dict[str, str]:
    given = {
        part: row.given[f"{prefix}{part}"]
        for part in ADDRESS_PARTS
        if f"{prefix}{part}" in row.given
    }
    # A country alone is no address; it says where the customer is at home.
    is_address = saved is not None or given.keys() - {"country"}
    return given if is_address else {}


def _merge(
    row: ParsedRow,
    purpose: str,
    saved: dict[str, Any] | None,
    given: dict[str, str],
    forms: RowForms,
    report: Report,
) -> tuple[dict[str, Any] | None, list[Child]]:
    prefix = "" if purpose == PRIMARY else MAILING
    parts, errors = forms.check_address(saved, given)
    for part, sentences in errors.items():
        report(f"{prefix}{part}", " ".join(sentences))
    if errors:
        return saved, []
    if not any(parts[part] for part in ADDRESS_PARTS if part != "country"):
        if saved is not None:
            report(f"{prefix}street", "An import can't take a whole address away.")
        return saved, []
    if saved is None:
        new = parts | {"id": None, "purpose": purpose}
        new |= {"is_verified": False, "is_standardized": False}
        return new, [Child(new)]
    changed = [part for part in ADDRESS_PARTS if parts[part] != saved[part]]
    if not changed:
        return saved, []
    # Any edit clears both marks.
    marks = {"is_verified": False, "is_standardized": False}
    changed += [mark for mark in marks if saved[mark]]
    after = saved | parts | marks
    return after, [Child(after, changed)]


def _same_place(parts: dict[str, Any] | None, primary: dict[str, Any] | None) -> bool:
    if parts is None or primary is None:
        return parts is primary
    return all(parts[part] == primary[part] for part in ADDRESS_PARTS)


# Social profiles ----------------------------------------------------------------


def merge_profile(row: ParsedRow, stored: Stored, report: Report) -> list[Child]:
    """Return the row's profile when it is not on file yet."""
    network = row.given.get("social_network")
    url = row.given.get("social_url", "")
    username = row.given.get("social_username", "")
    if not url and not username:
        return []
    if network is None:
        report("social_network", "Say of which network this profile is.")
        return []
    for profile in stored.profiles:
        if (
            profile["network"] == network
            and url in ("", profile["url"])
            and username in ("", profile["username"])
        ):
            return []
    new = {"id": None, "network": network, "url": url, "username": username}
    return [Child(new)]

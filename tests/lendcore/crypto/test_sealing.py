"""Sealed values open in their own place, under their own key, or not at all."""

import pytest

from lendcore.crypto.sealing import (
    KEY_BYTES,
    NONCE_BYTES,
    VERSION,
    CannotOpen,
    new_key,
    open_sealed,
    place,
    seal,
)

KEY = bytes(range(KEY_BYTES))
HERE = place(7, 1248, "tax_number")


@pytest.mark.parametrize("value", [b"", b"536228714", "Ünïcode".encode(), b"x" * 9000])
def test_what_was_sealed_can_be_opened(value):
    assert open_sealed(seal(value, key=KEY, bound_to=HERE), key=KEY, bound_to=HERE) == (
        value
    )


def test_a_value_from_the_database_opens_as_it_comes():
    sealed = memoryview(seal(b"536228714", key=KEY, bound_to=HERE))

    assert open_sealed(sealed, key=KEY, bound_to=HERE) == b"536228714"


def test_the_same_value_never_looks_the_same():
    sealed = {seal(b"536228714", key=KEY, bound_to=HERE) for _ in range(100)}

    assert len(sealed) == 100


def test_a_sealed_value_shows_nothing_but_its_length():
    sealed = seal(b"536228714", key=KEY, bound_to=HERE)

    assert sealed[:1] == VERSION
    assert len(sealed) == 1 + NONCE_BYTES + 9 + 16
    assert b"536228714" not in sealed


@pytest.mark.parametrize(
    "elsewhere",
    [
        place(8, 1248, "tax_number"),
        place(7, 1249, "tax_number"),
        place(7, 1248, "driver_license"),
        b"",
    ],
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere):
    sealed = seal(b"536228714", key=KEY, bound_to=HERE)

    with pytest.raises(CannotOpen, match="does not belong here"):
        open_sealed(sealed, key=KEY, bound_to=elsewhere)


def test_another_key_does_not_open_it():
    sealed = seal(b"536228714", key=KEY, bound_to=HERE)

    with pytest.raises(CannotOpen):
        open_sealed(sealed, key=new_key(), bound_to=HERE)


def test_no_changed_bit_goes_unnoticed():
    sealed = seal(b"536228714", key=KEY, bound_to=HERE)

    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        with pytest.raises(CannotOpen):
            open_sealed(bytes(changed), key=KEY, bound_to=HERE)


@pytest.mark.parametrize("length", [0, 1, 5, 13, 28])
def test_a_cut_off_value_is_refused_in_words(length):
    sealed = seal(b"536228714", key=KEY, bound_to=HERE)[:length]

    with pytest.raises(CannotOpen):
        open_sealed(sealed, key=KEY, bound_to=HERE)


def test_a_refusal_names_neither_value_nor_key():
    with pytest.raises(CannotOpen) as refusal:
        open_sealed(seal(b"536228714", key=KEY, bound_to=HERE), key=KEY, bound_to=b"")

    assert "536228714" not in str(refusal.value)
    assert refusal.value.__cause__ is None


def test_new_keys_are_long_and_all_different():
    keys = {new_key() for _ in range(50)}

    assert len(keys) == 50
    assert {len(key) for key in keys} == {KEY_BYTES}


def test_places_of_different_parts_differ():
    parts = [(1, 11, "a"), (11, 1, "a"), (1, 1, "1a"), (1, "1|a")]

    assert len({place(*each) for each in parts}) == len(parts)

"""Figures that others worked out, to the cent."""

import pytest

from tests.accounts.engine.cases import FOLDER, check, list_cases

CASES = list_cases()


@pytest.mark.parametrize("name", CASES)
def test_a_reference_case_comes_out_to_the_cent(name):
    check(CASES[name])


def test_there_are_cases():
    if not FOLDER.is_dir():
        pytest.skip("The reference data is absent; set REFERENCE_DIR to its folder.")

    assert len(CASES) > 40

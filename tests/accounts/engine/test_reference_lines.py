"""Every reference case of a lease or a line, to the cent."""

import json
from decimal import Decimal

from tests.reference_lines import ADAPTERS


def test_leases_and_lines_of_the_reference_are_reproduced(reference_dir):
    cases = [
        case
        for path in sorted((reference_dir / "loans").glob("*.json"))
        for case in json.loads(path.read_text())["cases"]
        if case["kind"] in ADAPTERS and case["rederived"]
    ]

    assert {case["kind"] for case in cases} == set(ADAPTERS)
    for case in cases:
        found = ADAPTERS[case["kind"]](case)
        expected = {name: Decimal(text) for name, text in case["expected"].items()}
        assert found == expected, case["id"]

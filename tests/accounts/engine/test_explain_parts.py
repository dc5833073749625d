"""The parts of a payoff, and what they come to."""

from decimal import Decimal

import pytest

from accounts.engine.explanation import Explanation, Line, in_part


def lines(*amounts):
    return [Line(what="Interest", amount=Decimal(amount)) for amount in amounts]


def test_lines_stand_under_their_part_in_the_order_of_its_first():
    explanation = Explanation(
        "payoff",
        Decimal("111.00"),
        (
            Line(what="Principal", amount=Decimal("100.00")),
            *in_part("Interest", lines("8.00")),
            *in_part("Fees", lines("5.00")),
            *in_part("Interest", lines("-2.00")),
        ),
    )

    assert [(part.name, part.total) for part in explanation.parts] == [
        ("", Decimal("100.00")),
        ("Interest", Decimal("6.00")),
        ("Fees", Decimal("5.00")),
    ]
    assert sum(part.total for part in explanation.parts) == explanation.total


@pytest.mark.parametrize(("amounts", "is_summed"), [(["1"], False), (["1", "2"], True)])
def test_a_sum_is_shown_of_several_lines(amounts, is_summed):
    total = sum(map(Decimal, amounts))
    explanation = Explanation("payoff", total, tuple(in_part("Fees", lines(*amounts))))

    assert explanation.parts[0].is_summed == is_summed
    plain = Explanation("payoff", total, tuple(lines(*amounts)))
    assert not plain.parts[0].is_summed

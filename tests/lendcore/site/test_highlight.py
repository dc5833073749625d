import pytest

from lendcore.site.highlight import marked


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("Marisol Vega", ["vega"], "Marisol [Vega]"),
        ("Vegá Vega", ["vega"], "[Vegá] [Vega]"),
        ("Strauß", ["strauss"], "[Strauß]"),
        ("Strauß", ["s"], "[S]trau[ß]"),
        ("Ana", ["an", "na"], "[Ana]"),
        ("Ana", ["x", ""], "Ana"),
        ("", ["a"], ""),
        ("e\u0301a", ["ea"], "[e\u0301a]"),
    ],
)
def test_what_was_searched_is_marked(text, words, expected):
    pieces = marked(text, words)

    shown = "".join(f"[{p.text}]" if p.is_marked else p.text for p in pieces)
    assert shown == expected

"""Rules for driver's licence numbers, of which each state has its own shape."""


def shown_ending(number: str) -> str:
    """Return the end of a licence number that is kept in clear.

    Four letters or digits, and never more than half of them: a number may be as short
    as four, and would stand there whole.
    """
    plain = [letter for letter in number if letter.isalnum()]
    size = min(4, len(plain) // 2)
    return "".join(plain[len(plain) - size :])

"""What is wrong with terms, transactions or a question: the field, and the rule."""


class EngineError(ValueError):
    """Something that the engine can't take. The message is a sentence for people.

    field: the name of the field as the dataclass and the JSON have it.
    """

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field
        self.sentence = sentence


class BadTerms(EngineError):
    """Terms that no account can have."""


class BadTransaction(EngineError):
    """A transaction that does not fit the account.

    entry: its entry sequence, where it is one of a list.
    """

    def __init__(self, field: str, sentence: str, *, entry: int | None = None) -> None:
        super().__init__(field if entry is None else f"{field} of {entry}", sentence)
        self.field = field
        self.entry = entry


class BadQuestion(EngineError):
    """A date or a figure that can't be asked for."""


class NeverAmortizes(BadTerms):
    """The payment does not even cover the interest of a period."""


class IdentityBroken(AssertionError):
    """A result contradicts itself. A mistake of the engine, never of the caller."""

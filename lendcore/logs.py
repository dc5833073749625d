"""Keeps numbers that look like secrets out of the logs.

Code never logs a tax number on purpose. This filter is for what a library or a
traceback might carry along.
"""

import logging
import re

# Nine digits in the groupings of SSN, SIN and EIN, and runs of 9 to 19 digits.
SECRET_LIKE = re.compile(
    r"\b\d{3}-\d{2}-\d{4}\b|\b\d{2}-\d{7}\b|\b\d{3} \d{3} \d{3}\b"
    r"|(?<![\w.:/-])\d{9,19}\b"
)


class WithoutSecrets(logging.Filter):
    """Rewrites a record's message with such numbers blanked."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        blanked = without_numbers(message)
        if blanked != message:
            record.msg, record.args = blanked, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = without_numbers(record.exc_text)
        if record.stack_info:
            record.stack_info = without_numbers(record.stack_info)
        return True


def without_numbers(text: str) -> str:
    return SECRET_LIKE.sub("[number removed]", text)

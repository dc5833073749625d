"""Numbers that look like secrets do not reach the log."""

import logging

import pytest

from lendcore.logs import WithoutSecrets


def record(message, *args, exc_info=None):
    return logging.LogRecord("x", logging.ERROR, "x.py", 1, message, args, exc_info)


def written(entry):
    assert WithoutSecrets().filter(entry) is True
    return logging.Formatter().format(entry)


@pytest.mark.parametrize(
    "secret",
    ["536-22-8714", "91-1144442", "046 454 286", "536228714", "4111111111111111"],
)
@pytest.mark.parametrize("frame", ["{}", "number={}", "({})", "Row ({}, 'x')", '"{}"'])
def test_tax_and_card_numbers_are_blanked(secret, frame):
    line = written(record("Could not save %s", frame.format(secret)))

    assert secret not in line
    assert "[number removed]" in line


@pytest.mark.parametrize(
    "text",
    [
        "GET /customers/1248/ 200",
        "2026-04-17T21:30:00+00:00",
        "Task 12345678 took 0.123 s",
        "tenant 7: 1,000,000 rows",
        "84043-1234",
        "127.0.0.1:54321",
    ],
)
def test_ids_times_and_counts_are_left_alone(text):
    assert written(record("%s", text)) == text


def test_a_message_without_numbers_keeps_its_arguments():
    entry = record("Task %s of tenant %s failed.", "send", 7)

    WithoutSecrets().filter(entry)

    assert entry.args == ("send", 7)


def failure(text):
    try:
        raise ValueError(text)
    except ValueError as error:
        return (ValueError, error, error.__traceback__)


def test_tracebacks_are_blanked_too():
    line = written(record("Refused", exc_info=failure("no: 536-22-8714")))

    assert "536-22-8714" not in line
    assert "ValueError: no: [number removed]" in line


def test_a_traceback_that_was_written_before_is_blanked_too():
    # Another handler may have formatted the record first, and left the text in it.
    entry = record("Refused", exc_info=failure("no: 536-22-8714"))
    logging.Formatter().format(entry)

    assert "536-22-8714" not in written(entry)


def test_a_stack_is_blanked_too():
    entry = record("Refused")
    entry.stack_info = "Stack:\n  check('536-22-8714')"

    assert "536-22-8714" not in written(entry)

"""python -m accounts.engine: quotes and replays, JSON in and out."""

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import Any, TextIO

from accounts.engine.account import explain_account, replay_account, verify
from accounts.engine.errors import BadTerms, EngineError
from accounts.engine.explain_quote import explain_quote
from accounts.engine.printing import (
    as_json,
    as_table,
    explanation_values,
    quote_values,
    replay_values,
)
from accounts.engine.reading import (
    parse,
    read_date,
    read_terms,
    read_transactions,
)
from accounts.engine.schedule import make_schedule
from accounts.engine.terms import LoanTerms


def main(
    arguments: Sequence[str], stdin: TextIO, stdout: TextIO, stderr: TextIO
) -> int:
    """Run a command; return 0, or 2 and say why the input can't be taken."""
    options = make_parser().parse_args(arguments)
    try:
        values = options.run(parse(stdin.read()), options)
    except EngineError as error:
        print(error, file=stderr)
        return 2
    text = as_table(values) if options.table else json.dumps(as_json(values), indent=2)
    print(text, file=stdout)
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the two commands."""
    parser = argparse.ArgumentParser(
        prog="python -m accounts.engine",
        description="Schedules, allocations and payoffs to the cent. docs/money.md "
        "says what each figure means.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    quote = commands.add_parser("quote", help="terms to a schedule")
    quote.set_defaults(run=run_quote)
    quote.add_argument("--explain", metavar="FIGURE")
    again = commands.add_parser("replay", help="terms and transactions to figures")
    again.add_argument("--as-of", required=True, metavar="DATE")
    again.add_argument("--explain", metavar="FIGURE")
    again.add_argument(
        "--verify", action="store_true", help="go through it in several ways"
    )
    again.set_defaults(run=run_replay)
    for command in (quote, again):
        command.add_argument("--table", action="store_true", help="for a person")
    return parser


def run_quote(values: Any, options: argparse.Namespace) -> dict[str, Any]:
    """Return the quote of terms."""
    terms = read_terms(values)
    if options.explain and isinstance(terms, LoanTerms):
        schedule = make_schedule(terms)
        return explanation_values(explain_quote(terms, schedule, options.explain))
    return quote_values(terms)


def run_replay(values: Any, options: argparse.Namespace) -> dict[str, Any]:
    """Return the figures of an account on a day."""
    as_of: date = read_date("as_of", options.as_of)
    if not isinstance(values, dict) or "terms" not in values:
        raise BadTerms("terms", "Give an object with terms and transactions.")
    terms = read_terms(values["terms"])
    entries = read_transactions(values.get("transactions", []))
    go_through = verify if options.verify else replay_account
    result = go_through(terms, entries, as_of)
    if options.explain:
        return explanation_values(explain_account(result, options.explain))
    return replay_values(result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin, sys.stdout, sys.stderr))

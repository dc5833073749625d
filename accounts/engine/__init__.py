"""The money engine: terms and transactions replayed to the cent, each figure explained.

Pure Python on `Decimal`, `date` and frozen dataclasses: no framework, no clock, no
database. docs/money.md says what each figure means and where its formula comes from.
"""

"""The money engine: pure functions on decimals, dates and frozen dataclasses."""

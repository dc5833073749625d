"""Accounts from a file: terms, labels, opening figures."""

"""Entries of accounts from a file."""

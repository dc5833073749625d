"""Customers of accounts from a file."""

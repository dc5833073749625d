"""Invented accounts of the demo tenants, each with the history of its days."""

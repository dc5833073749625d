"""Invented data for the demo tenants. Nobody and nothing here is real."""

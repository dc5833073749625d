"""Importing accounts, who belongs to them, and what was posted on them."""

"""Importing customers from files."""

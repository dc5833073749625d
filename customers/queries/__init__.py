"""Reads of customers; each says how many SQL queries it costs."""

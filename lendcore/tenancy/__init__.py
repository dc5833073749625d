"""Tenancy: one lender's closed world, and the three walls around it.

The manager filters by the active tenant, row security refuses what the manager
forgot, and two-column foreign keys keep a row from pointing across tenants.
"""

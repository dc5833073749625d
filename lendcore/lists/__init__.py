"""List pages: columns, order, keyset pages, chips, saved views, selection, export.

Knows no entity: customers use it first, accounts and cards later.
"""

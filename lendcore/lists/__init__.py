"""List pages: columns, order, keyset pages, chips, saved views, selection, export.

Knows no entity: a `definition.ListDefinition` says what differs. Customers and accounts
use it; cards come later.
"""

"""The settings of a tenant: people, roles, past imports, the access log."""

"""What changes the foundation's rows: tenants, people, roles, records."""

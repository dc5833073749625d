"""PostgreSQL: the embedded server, its roles and the backend that Django uses."""

"""Django's PostgreSQL backend, which also tells the server the active tenant."""

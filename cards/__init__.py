"""Cards on lines of credit."""

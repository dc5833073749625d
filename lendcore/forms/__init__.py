"""Forms of the foundation: strings into typed values, with clear error texts."""

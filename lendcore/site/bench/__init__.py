"""The benchmark: a large invented book of customers, and what it costs to use it."""

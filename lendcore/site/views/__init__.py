"""Pages that compose several apps."""

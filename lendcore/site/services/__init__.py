"""What changes rows of several apps at once."""

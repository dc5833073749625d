"""Why the benchmark stops."""


class BenchStopped(Exception):
    """Something is not as it has to be to measure; the message says what."""

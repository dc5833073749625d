"""How many processes replay accounts."""


def replaying_processes(process_count: int) -> int:
    """Return how many processes replay, where so many read rows; 0 for none.

    One more: while they replay, this process and the database mostly wait.
    """
    return process_count + 1 if process_count else 0

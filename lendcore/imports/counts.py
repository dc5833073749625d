"""How many rows of a file became what."""

from dataclasses import dataclass


@dataclass
class Counts:
    """Rows of one run; in a run that was rolled back, what would have become."""

    read: int = 0
    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    rejected: int = 0

    def as_columns(self) -> dict[str, int]:
        """Return the counts by the column names of ImportRun."""
        return {f"rows_{name}": count for name, count in vars(self).items()}

    def __str__(self) -> str:
        return (
            f"{self.added:,} added, {self.updated:,} updated, "
            f"{self.removed:,} removed, {self.unchanged:,} unchanged, "
            f"{self.rejected:,} rejected"
        )

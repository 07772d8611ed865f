"""What became of an import, as an object for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one record of a source, or of the source."""

    source: str
    record: str  # what the source calls it; empty for the source as a whole
    message: str


@dataclass
class Report:
    """What was imported, what was skipped and why, and what was guessed or left out of what was imported."""

    imported: list[Line] = field(default_factory=list)
    skipped: list[Line] = field(default_factory=list)
    warnings: list[Line] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Write it as an object of three lists."""
        return asdict(self)

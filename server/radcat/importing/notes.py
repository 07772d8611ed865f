"""What is said of an import beside its drafts: what was guessed, and what was left out and why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence about a record of a source, or about the source as a whole."""

    message: str
    record: str = ""  # its IRI or identifier in the source; empty for the source

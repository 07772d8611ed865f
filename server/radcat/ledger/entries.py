"""What is appended to the ledger, and what is read off it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from radcat.model import Record
from radcat.model.lineage import Lineage


class Status(StrEnum):
    """Whether a version shows the record or its tombstone."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """A version about to be appended."""

    record: Record
    targets: frozenset[str]  # names that it points at, and those of the records that could hold them
    reason: str
    status: Status = Status.PUBLISHED
    place: str | None = None  # of its file, below the catalogue's root, where that is yet to be written
    before: str | None = None  # sha256 of what the file holds until then, None where there is no file
    keys: frozenset[str] = frozenset()  # of a dataset: see duplicates
    places: Mapping[str, str] | None = None  # see model.listing; worked out from the text where they are not given
    lineage: Lineage | None = None  # see model.lineage; likewise


@dataclass(frozen=True, slots=True)
class Version:
    """One appended version of a record."""

    sequence: int
    status: Status
    date: str  # xsd:dateTime, UTC
    agent: str
    reason: str
    record: Record

    @classmethod
    def read(cls, row: Any) -> Self:
        """Read a row of the table of versions."""
        record = Record(row.kind, row.name, row.text)
        return cls(row.sequence, Status(row.status), row.date, row.agent, row.reason, record)


@dataclass(frozen=True, slots=True)
class Head:
    """What the ledger knows of a name without reading its text."""

    name: str
    kind: str
    status: Status
    sequence: int
    sha256: str

    @property
    def is_published(self) -> bool:
        """Whether its newest version is no tombstone."""
        return self.status is Status.PUBLISHED


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a file is not published, or why a published record no longer conforms."""

    place: str
    name: str
    published: bool
    sha256: str
    summary: str


@dataclass(frozen=True, slots=True)
class Pending:
    """A version whose file is yet to be written, or to be removed."""

    place: str
    before: str | None
    version: Version

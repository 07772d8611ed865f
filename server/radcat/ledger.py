"""The ledger: every version of every record, append-only, in a relational database.

History, tombstones, ETags and harvests are read off it, and every index can be rebuilt from it.
The newest sequence number is the registry's generation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from radcat import database, memberships
from radcat.errors import LedgerVersionError, StoreDamaged
from radcat.model import Record

SCHEMA_VERSION: Final = "3"
OLDER: Final = frozenset({"1", "2"})  # layouts that lack only what is made when the ledger is opened
MOST_TARGETS: Final = 500  # in one question; databases take only so many parameters

_tables = sa.MetaData()

_version = sa.Table(
    "version",
    _tables,
    sa.Column("sequence", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("date", sa.String, nullable=False),
    sa.Column("agent", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("text", sa.LargeBinary, nullable=False),
    sa.Index("version_of_name", "name", "sequence"),
    sa.Index("version_of_kind", "kind", "sequence"),
    sa.Index("version_of_date", "date", "sequence"),
    sqlite_autoincrement=True,
)
# The newest version of each name: what a list or a page reads, at the same cost however long the history.
_head = sa.Table(
    "head",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("sequence", sa.Integer, sa.ForeignKey("version.sequence"), nullable=False),
    sa.Index("head_of_kind", "kind", "status", "name"),
    sa.Index("head_in_order", "sequence"),
    sa.Index("head_of_kind_in_order", "kind", "sequence"),
)
# What the newest versions point at: a target, and every record that could hold it. Read to find who points at a record.
_reference = sa.Table(
    "reference",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("target", sa.String, primary_key=True),
    sa.Index("reference_to", "target", "name"),
)
# Files that were not published, and published records that no longer conform: the last sync's, replaced each time.
_finding = sa.Table(
    "finding",
    _tables,
    sa.Column("place", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("published", sa.Boolean, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
)
# Versions that were appended before their file was written: what a crash leaves here is finished by whoever comes next.
_pending = sa.Table(
    "pending",
    _tables,
    sa.Column("sequence", sa.Integer, sa.ForeignKey("version.sequence"), primary_key=True),
    sa.Column("place", sa.String, nullable=False),
    sa.Column("before", sa.String),
)
_meta = sa.Table(
    "meta",
    _tables,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)

# Built once: a page asks these dozens of times, and building a statement costs more than asking it.
_LATEST = (
    sa.select(_version)
    .join(_head, _version.c.sequence == _head.c.sequence)
    .where(_head.c.name == sa.bindparam("wanted"))
)
_GENERATION = sa.select(sa.func.max(_version.c.sequence))
_LAST_DATE = sa.select(_version.c.date).order_by(_version.c.sequence.desc()).limit(1)


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


@dataclass(frozen=True, slots=True)
class Version:
    """One appended version of a record."""

    sequence: int
    status: Status
    date: str  # xsd:dateTime, UTC
    agent: str
    reason: str
    record: Record


@dataclass(frozen=True, slots=True)
class Head:
    """What the ledger knows of a name without reading its text."""

    name: str
    kind: str
    status: Status
    sequence: int
    sha256: str


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


class Ledger:
    """Versions in order. Safe to share between threads; other processes may read and append beside it."""

    def __init__(self, url: str) -> None:
        """Open the database at *url*, making its tables if there are none.

        Raises:
            LedgerVersionError: another version of radcat wrote it.
            StoreDamaged: it is no database, or can't be opened.
        """
        self._engine = database.connect(url)
        try:
            self._prepare(url)
        except sa.exc.DatabaseError as error:
            self.close()
            raise StoreDamaged(
                f"the ledger {url} can't be opened: {error.orig}; bring back a copy of it, "
                "or move it away to begin a new one from the files."
            ) from error

    def _prepare(self, url: str) -> None:
        with self._engine.begin() as connection:
            written = self._layout(connection)
            if written not in (None, SCHEMA_VERSION, *OLDER):
                raise LedgerVersionError(
                    f"the ledger {url} has layout {written}, this radcat reads {SCHEMA_VERSION}; "
                    "run the radcat that wrote it, or point RADCAT_DATA at an empty folder."
                )
            if written == SCHEMA_VERSION:
                return
            database.create(connection, _tables)
            database.create(connection, memberships.TABLES)
            memberships.fill(connection)
            connection.execute(_meta.delete().where(_meta.c.key == "schema"))
            connection.execute(_meta.insert().values(key="schema", value=SCHEMA_VERSION))

    @staticmethod
    def _layout(connection: sa.Connection) -> str | None:
        if not sa.inspect(connection).has_table(_meta.name):
            return None
        return connection.scalar(sa.select(_meta.c.value).where(_meta.c.key == "schema"))

    @classmethod
    def in_folder(cls, folder: Path) -> Ledger:
        """Open the SQLite ledger of a data folder, making the folder if need be."""
        return cls(database.in_folder(folder))

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    @property
    def engine(self) -> sa.Engine:
        """The database's connections, for who reads the versions in another way."""
        return self._engine

    @property
    def generation(self) -> int:
        """The newest sequence number; 0 while nothing was ever published."""
        with self._engine.connect() as connection:
            return connection.scalar(_GENERATION) or 0

    def append(
        self,
        entries: Sequence[Entry],
        agent: str,
        findings: Iterable[Finding] = (),
        now: datetime | None = None,
    ) -> int:
        """Append versions and replace the findings, all or nothing, and return the new generation.

        What has a place is pending until `written` is told of it.
        """
        date = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with self._engine.begin() as connection:
            # A clock set back must not: who harvests from a date on would miss what came after it.
            date = max(date, connection.scalar(_LAST_DATE) or date)
            for entry in entries:
                record = entry.record
                row = {
                    "kind": record.kind,
                    "name": record.name,
                    "status": entry.status,
                    "sha256": record.sha256,
                    "date": date,
                    "agent": agent,
                    "reason": entry.reason,
                    "text": record.text,
                }
                sequence = connection.execute(_version.insert().values(row).returning(_version.c.sequence)).scalar_one()
                head = {"kind": record.kind, "status": entry.status, "sequence": sequence}
                if not connection.execute(_head.update().where(_head.c.name == record.name).values(head)).rowcount:
                    connection.execute(_head.insert().values(name=record.name, **head))
                if entry.place is not None:
                    connection.execute(
                        _pending.insert().values(sequence=sequence, place=entry.place, before=entry.before)
                    )
                targets = entry.targets if entry.status is Status.PUBLISHED else None
                _refer(connection, record.name, targets or ())
                memberships.follow(connection, record.kind, record.name, sequence, targets)
            connection.execute(_finding.delete())
            if rows := [asdict(finding) for finding in findings]:
                connection.execute(_finding.insert(), rows)
        return self.generation

    def pending(self) -> list[Pending]:
        """Read which versions are yet to be written to their files, in order."""
        joined = _pending.join(_version, _pending.c.sequence == _version.c.sequence)
        query = sa.select(_version, _pending.c.place, _pending.c.before).select_from(joined)
        with self._engine.connect() as connection:
            found = connection.execute(query.order_by(_version.c.sequence))
            return [Pending(row.place, row.before, _read(row)) for row in found]

    def written(self, sequences: Iterable[int]) -> None:
        """Note that the files of these versions are written, durably."""
        with self._engine.begin() as connection:
            connection.execute(_pending.delete().where(_pending.c.sequence.in_(list(sequences))))

    def latest(self, name: str) -> Version | None:
        """Read the newest version of *name*, tombstones included."""
        with self._engine.connect() as connection:
            row = connection.execute(_LATEST, {"wanted": name}).first()
        return _read(row) if row else None

    def history(self, name: str) -> list[Version]:
        """Read every version of *name*, oldest first."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(_version).where(_version.c.name == name).order_by(_version.c.sequence))
            return [_read(row) for row in found]

    def changes(self, after: int = 0) -> Iterator[Version]:
        """Read the newest versions of the names that changed after sequence number *after*, in order."""
        joined = _version.join(_head, _version.c.sequence == _head.c.sequence)
        query = sa.select(_version).select_from(joined).where(_version.c.sequence > after)
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(_version.c.sequence)):
                yield _read(row)

    def heads(self) -> dict[str, Head]:
        """Read what is known of every name, without the texts."""
        columns = (
            _version.c.sequence,
            _version.c.kind,
            _version.c.name,
            _version.c.status,
            _version.c.sha256,
        )
        joined = _version.join(_head, _version.c.sequence == _head.c.sequence)
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(*columns).select_from(joined))
            return {row.name: Head(row.name, row.kind, Status(row.status), row.sequence, row.sha256) for row in found}

    def head(self, name: str) -> Head | None:
        """Read what is known of one name; see `heads`."""
        version = self.latest(name)
        if version is None:
            return None
        return Head(name, version.record.kind, version.status, version.sequence, version.record.sha256)

    def referring(self, *targets: str, limit: int | None = None) -> list[str]:
        """Name the published records that point at one of *targets*, or at something below it; *limit* of them."""
        found: set[str] = set()
        with self._engine.connect() as connection:
            for start in range(0, len(targets), MOST_TARGETS):
                wanted = _reference.c.target.in_(targets[start : start + MOST_TARGETS])
                query = sa.select(_reference.c.name).where(wanted).distinct().order_by(_reference.c.name).limit(limit)
                found.update(connection.scalars(query))
        return sorted(found)[:limit]

    def names(self, kind: str, after: str = "", limit: int | None = None, offset: int = 0) -> list[str]:
        """List the published names of *kind* in order, from behind *after*."""
        wanted = (_head.c.kind == kind) & (_head.c.status == Status.PUBLISHED) & (_head.c.name > after)
        query = sa.select(_head.c.name).where(wanted).order_by(_head.c.name).limit(limit).offset(offset)
        with self._engine.connect() as connection:
            return list(connection.scalars(query))

    def count(self, kind: str) -> int:
        """Count the published records of *kind*."""
        wanted = (_head.c.kind == kind) & (_head.c.status == Status.PUBLISHED)
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).where(wanted)) or 0

    def findings(self) -> list[Finding]:
        """Read what the last publication left out, and what no longer conforms."""
        with self._engine.connect() as connection:
            return [Finding(*row) for row in connection.execute(sa.select(_finding).order_by(_finding.c.place))]


def _read(row: Any) -> Version:
    record = Record(row.kind, row.name, row.text)
    return Version(row.sequence, Status(row.status), row.date, row.agent, row.reason, record)


def _refer(connection: sa.Connection, name: str, targets: Iterable[str]) -> None:
    connection.execute(_reference.delete().where(_reference.c.name == name))
    if rows := [{"name": name, "target": target} for target in sorted(targets)]:
        connection.execute(_reference.insert(), rows)

"""Reading the ledger in order, a page at a time, as harvesters do.

Every page is found by the sequence number that it begins behind, over an index, so that the last page of a long list
costs what the first did; nothing is ever counted off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import sqlalchemy as sa
from cachetools import LRUCache

from radcat.ledger import database, snapshots
from radcat.ledger.tables import HEAD, MEMBERSHIP, NEWEST, VERSION
from radcat.ledger.versions import Ledger, Status, Version


@dataclass(frozen=True, slots=True)
class Change:
    """The newest version of a name, without its text."""

    sequence: int
    kind: str
    name: str
    status: Status
    date: str  # xsd:dateTime, UTC


@dataclass(frozen=True, slots=True)
class Span:
    """Which newest versions are meant: of one kind, or of all; from a date until another, both included; in a set."""

    kind: str | None = None
    since: str | None = None  # xsd:dateTime, UTC, as the ledger writes it
    until: str | None = None
    target: str | None = None  # a name that they point at, or that speaks of them; of datasets only
    status: Status | None = None


class Chronicle:
    """The ledger's versions in the order in which they were appended. Safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger, self._engine = ledger, ledger.engine
        self._counts: LRUCache[tuple[int, Span], int] = LRUCache(64)
        self._lock = Lock()

    def versions(self, span: Span, after: int, limit: int) -> list[Version]:
        """Read the newest versions of *span* behind the sequence number *after*, with their texts."""
        return [Version.read(row) for row in self._read([VERSION], span, after, limit)]

    def changes(self, span: Span, after: int, limit: int) -> list[Change]:
        """Read the newest versions of *span* behind the sequence number *after*, without their texts."""
        columns = [VERSION.c[name] for name in ("sequence", "kind", "name", "status", "date")]
        rows = self._read(columns, span, after, limit)
        return [Change(row.sequence, row.kind, row.name, Status(row.status), row.date) for row in rows]

    def count(self, span: Span) -> int:
        """Count the newest versions of *span*; unless they are all of a kind, once a generation: it reads them all."""
        if span == Span(span.kind, status=span.status) and span.kind and span.status in (None, Status.PUBLISHED):
            tally = self._ledger.tallies.get(span.kind)
            return 0 if tally is None else tally.names if span.status is None else tally.published
        key = (self._ledger.generation, span)
        with self._lock:
            known = self._counts.get(key)
        if known is None:
            with snapshots.reading(self._engine) as connection:
                query = self._where(connection, sa.select(sa.func.count()), span, 0)
                known = connection.scalar(query) or 0
            with self._lock:
                self._counts[key] = known
        return known

    def among(self, span: Span, names: Sequence[str]) -> int:
        """Count those of *names* whose newest versions are in *span*."""
        found = 0
        with snapshots.reading(self._engine) as connection:
            for some in database.parts(names):
                query = self._where(connection, sa.select(sa.func.count()), span, 0)
                found += connection.scalar(query.where(HEAD.c.name.in_(some))) or 0
        return found

    def nth(self, span: Span, number: int) -> int:
        """Find the sequence number of the version of *span* before which *number* stand; this one counts them off."""
        order = MEMBERSHIP.c.sequence if span.target is not None else HEAD.c.sequence
        with snapshots.reading(self._engine) as connection:
            query = self._where(connection, sa.select(order), span, 0).order_by(order).limit(1).offset(number)
            return connection.scalar(query) or self._ledger.generation + 1

    def named(self, kind: str, after: str, limit: int) -> list[Version]:
        """Read the published records of *kind* by name, from behind the name *after*."""
        wanted = (HEAD.c.kind == kind) & (HEAD.c.status == Status.PUBLISHED) & (HEAD.c.name > after)
        query = sa.select(VERSION).select_from(NEWEST).where(wanted).order_by(HEAD.c.name).limit(limit)
        with snapshots.reading(self._engine) as connection:
            return [Version.read(row) for row in connection.execute(query)]

    def standing(self, kind: str, generation: int) -> list[tuple[str, int]]:
        """List the records of *kind* that were published at *generation*, by name, with their sequence numbers.

        Whatever is appended in the meantime, the answer is the same.
        """
        newest = sa.select(sa.func.max(VERSION.c.sequence)).where(
            (VERSION.c.kind == kind) & (VERSION.c.sequence <= generation)
        )
        newest = newest.group_by(VERSION.c.name)
        query = sa.select(VERSION.c.name, VERSION.c.sequence).where(
            VERSION.c.sequence.in_(newest) & (VERSION.c.status == Status.PUBLISHED)
        )
        with snapshots.reading(self._engine) as connection:
            return [(row.name, row.sequence) for row in connection.execute(query.order_by(VERSION.c.name))]

    def numbered(self, sequences: Sequence[int]) -> list[Version]:
        """Read the versions of these sequence numbers, a few hundred at most, by name."""
        query = sa.select(VERSION).where(VERSION.c.sequence.in_(list(sequences))).order_by(VERSION.c.name)
        with snapshots.reading(self._engine) as connection:
            return [Version.read(row) for row in connection.execute(query)]

    def history(self, kind: str, after: int, until: int) -> list[Version]:
        """Read all versions of *kind*, old ones too, behind *after* and up to *until*, both sequence numbers."""
        wanted = (VERSION.c.kind == kind) & (VERSION.c.sequence > after) & (VERSION.c.sequence <= until)
        with snapshots.reading(self._engine) as connection:
            found = connection.execute(sa.select(VERSION).where(wanted).order_by(VERSION.c.sequence))
            return [Version.read(row) for row in found]

    def newest(self, kind: str, before: int | None, limit: int) -> list[Version]:
        """Read the last versions of *kind*, newest first, from below the sequence number *before*."""
        wanted = VERSION.c.kind == kind
        if before is not None:
            wanted &= VERSION.c.sequence < before
        query = sa.select(VERSION).where(wanted).order_by(VERSION.c.sequence.desc()).limit(limit)
        with snapshots.reading(self._engine) as connection:
            return [Version.read(row) for row in connection.execute(query)]

    def following(self, kind: str, after: int) -> tuple[int, str] | None:
        """Find the first version of *kind* behind the sequence number *after*: its own, and its date."""
        wanted = (VERSION.c.kind == kind) & (VERSION.c.sequence > after)
        query = sa.select(VERSION.c.sequence, VERSION.c.date).where(wanted).order_by(VERSION.c.sequence).limit(1)
        with snapshots.reading(self._engine) as connection:
            row = connection.execute(query).first()
        return (row.sequence, row.date) if row else None

    def stretches(self, size: int) -> list[tuple[int, str]]:
        """Cut the sequence numbers into stretches of *size*; list those that hold a newest version, and its last date.

        Stretch n, from 0, is what lies behind n * size. Each costs two look-ups, whatever it holds.
        """
        found: list[tuple[int, str]] = []
        newest = sa.select(HEAD.c.sequence, VERSION.c.date).select_from(NEWEST)
        position = 0
        with snapshots.reading(self._engine) as connection:
            while True:
                ahead = newest.where(HEAD.c.sequence > position).order_by(HEAD.c.sequence).limit(1)
                if (row := connection.execute(ahead).first()) is None:
                    return found
                stretch = (row.sequence - 1) // size
                position = (stretch + 1) * size
                within = newest.where(HEAD.c.sequence <= position).order_by(HEAD.c.sequence.desc()).limit(1)
                found.append((stretch, connection.execute(within).one().date))

    def first_date(self) -> str | None:
        """Read when something was published first; None where nothing ever was."""
        return self._date(VERSION.c.sequence)

    def last_date(self) -> str | None:
        """Read when something changed last; None where nothing ever was published."""
        return self._date(VERSION.c.sequence.desc())

    def first_dates(self, names: Sequence[str]) -> dict[str, str]:
        """Read when each of *names* was published first."""
        name = VERSION.c.name
        query = sa.select(name, sa.func.min(VERSION.c.date)).group_by(name)
        found: dict[str, str] = {}
        with snapshots.reading(self._engine) as connection:
            for some in database.parts(names):
                found.update((row[0], row[1]) for row in connection.execute(query.where(name.in_(some))))
        return found

    def _date(self, order: sa.ColumnElement[Any]) -> str | None:
        query = sa.select(VERSION.c.date).order_by(order).limit(1)
        with snapshots.reading(self._engine) as connection:
            return connection.scalar(query)

    def memberships(self, names: list[str]) -> dict[str, list[str]]:
        """Read which concepts, schemes and sources each dataset of *names* is in the sets of, in order."""
        found: dict[str, list[str]] = {name: [] for name in names}
        query = sa.select(MEMBERSHIP.c.name, MEMBERSHIP.c.target).where(MEMBERSHIP.c.name.in_(names))
        with snapshots.reading(self._engine) as connection:
            for row in connection.execute(query.order_by(MEMBERSHIP.c.target)):
                found[row.name].append(row.target)
        return found

    def _read(self, columns: list[Any], span: Span, after: int, limit: int) -> list[Any]:
        order = MEMBERSHIP.c.sequence if span.target is not None else HEAD.c.sequence
        with snapshots.reading(self._engine) as connection:
            query = self._where(connection, sa.select(*columns), span, after)
            return list(connection.execute(query.order_by(order).limit(limit)))

    def _where(self, connection: sa.Connection, query: sa.Select[Any], span: Span, after: int) -> sa.Select[Any]:
        joined: sa.FromClause = NEWEST
        order: sa.ColumnElement[int] = HEAD.c.sequence
        if span.target is not None:
            joined = MEMBERSHIP.join(HEAD, HEAD.c.name == MEMBERSHIP.c.name).join(
                VERSION, VERSION.c.sequence == HEAD.c.sequence
            )
            order = MEMBERSHIP.c.sequence
            query = query.where(MEMBERSHIP.c.target == span.target)
        first, last = self._sequences(connection, span)
        query = query.select_from(joined).where(order > max(after, first - 1))
        if span.kind is not None:
            query = query.where(HEAD.c.kind == span.kind)
        if span.status is not None:
            query = query.where(HEAD.c.status == span.status)
        return query if last is None else query.where(order <= last)

    @staticmethod
    def _sequences(connection: sa.Connection, span: Span) -> tuple[int, int | None]:
        """Turn dates into sequence numbers: the ledger's dates never go back."""
        date, sequence = VERSION.c.date, VERSION.c.sequence
        last: int | None = None
        if span.until is not None:
            query = sa.select(sequence).where(date <= span.until).order_by(date.desc(), sequence.desc()).limit(1)
            last = connection.scalar(query) or 0
        if span.since is None:
            return 0, last
        query = sa.select(sequence).where(date >= span.since).order_by(date, sequence).limit(1)
        first: int | None = connection.scalar(query)
        return (0, 0) if first is None else (first, last)  # nothing is so new

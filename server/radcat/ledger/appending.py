"""Appending versions, with all that hangs on them: heads, references, keys, lists, tallies, harvest sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Final

import sqlalchemy as sa

from radcat.errors import RecordError
from radcat.ledger import lineages, listings, memberships, tallies
from radcat.ledger.entries import Entry, Status
from radcat.ledger.tables import DATASET_KEY, HEAD, NEWEST, PENDING, REFERENCE, VERSION
from radcat.model import Record, duplicates
from radcat.rdf import turtle

AT_ONCE: Final = 500  # versions that are appended together, and so held in memory


def together(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """Take *entries* AT_ONCE at most, no name twice at once."""
    some: dict[str, Entry] = {}
    for entry in entries:
        if len(some) == AT_ONCE or entry.record.name in some:
            yield list(some.values())
            some = {}
        some[entry.record.name] = entry
    if some:
        yield list(some.values())


def append(connection: sa.Connection, entries: Sequence[Entry], date: str, agent: str) -> None:
    """Append *entries* as the next versions, with all that hangs on them."""
    rows = [_row(entry, date, agent) for entry in entries]
    # The database gives the first number, never one that it gave before, and the others follow.
    first = connection.execute(VERSION.insert().values(rows[0]).returning(VERSION.c.sequence)).scalar_one()
    if others := [{**row, "sequence": sequence} for sequence, row in enumerate(rows[1:], first + 1)]:
        connection.execute(VERSION.insert(), others)
    numbered = list(enumerate(entries, first))
    published = [entry for entry in entries if entry.status is Status.PUBLISHED]
    names = [entry.record.name for entry in entries]
    counted = [(e.record.kind, e.record.name, sequence, e.status is Status.PUBLISHED) for sequence, e in numbered]
    tallies.follow(connection, counted)
    listings.follow(connection, names, [(entry.record, entry.places) for entry in published])
    lineages.follow(connection, names, [(entry.record, entry.lineage) for entry in published])
    _replace(
        connection,
        HEAD,
        names,
        [
            {"name": e.record.name, "kind": e.record.kind, "status": e.status, "sequence": sequence}
            for sequence, e in numbered
        ],
    )
    pending = [{"sequence": s, "place": e.place, "before": e.before} for s, e in numbered if e.place is not None]
    if pending:
        connection.execute(PENDING.insert(), pending)
    targets = [{"name": e.record.name, "target": target} for e in published for target in sorted(e.targets)]
    _replace(connection, REFERENCE, names, targets)
    keys = [{"name": e.record.name, "key": key} for e in published for key in sorted(e.keys)]
    _replace(connection, DATASET_KEY, names, keys)
    memberships.follow(
        connection,
        [
            (e.record.kind, e.record.name, sequence, e.targets if e.status is Status.PUBLISHED else None)
            for sequence, e in numbered
        ],
    )


def _row(entry: Entry, date: str, agent: str) -> dict[str, object]:
    record = entry.record
    return {
        "kind": record.kind,
        "name": record.name,
        "status": entry.status,
        "sha256": record.sha256,
        "date": date,
        "agent": agent,
        "reason": entry.reason,
        "text": record.text,
    }


def _replace(connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Put *rows* in the place of those that *table* has of *names*."""
    connection.execute(table.delete().where(table.c.name == sa.bindparam("of")), [{"of": name} for name in names])
    if rows:
        connection.execute(table.insert(), rows)


def fill_keys(connection: sa.Connection) -> None:
    """Take up what a ledger already holds that was written before there were keys."""
    base = "http://localhost/"  # whatever relative addresses stand under: the keys have none of them
    wanted = (HEAD.c.kind == "dataset") & (HEAD.c.status == Status.PUBLISHED)
    for row in connection.execute(sa.select(VERSION).select_from(NEWEST).where(wanted)).all():
        record = Record(row.kind, row.name, row.text)
        with suppress(RecordError):  # a text that is refused today may have been taken once
            graph = turtle.parse(record.text, base, record.name)
            keys = duplicates.keys(graph, record.iri(base))
            _replace(
                connection, DATASET_KEY, [record.name], [{"name": record.name, "key": key} for key in sorted(keys)]
            )

"""Lists of records in the order of their names, kept beside the ledger in step with it; see `model.listing`.

A page of a list is read off an index, however many records there are. Names are worked out when a record is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Final

import sqlalchemy as sa

from radcat.errors import RecordError
from radcat.ledger import snapshots
from radcat.ledger.filling import Filling
from radcat.ledger.tables import LISTING
from radcat.model import Record
from radcat.model.listing import ANY, place, places
from radcat.rdf import turtle

_BASE = "http://localhost/"  # whatever relative addresses stand under: no name has any of them


def follow(
    connection: sa.Connection, gone: Sequence[str], published: Iterable[tuple[Record, Mapping[str, str] | None]]
) -> None:
    """Put *published* records into their lists, and take those named *gone*, old versions too, out of them.

    The places of a record are worked out from its text where they are not given.
    """
    connection.execute(LISTING.delete().where(LISTING.c.name == sa.bindparam("of")), [{"of": name} for name in gone])
    rows = [
        {"kind": record.kind, "tag": tag, "place": at, "name": record.name}
        for record, given in published
        for tag, at in (_places(record) if given is None else given).items()
    ]
    if rows:
        connection.execute(LISTING.insert(), rows)


def _places(record: Record) -> Mapping[str, str]:
    iri = record.iri(_BASE)
    try:
        return places(turtle.parse(record.text, _BASE, record.name), iri, record.kind)
    except RecordError:  # a text that is refused today may have been taken once
        return {ANY: place(str(iri))}


def _take_up(connection: sa.Connection, records: Sequence[Record]) -> None:
    follow(connection, [record.name for record in records], [(record, None) for record in records])


FILLING: Final = Filling("listing", _take_up)


def pages(
    engine: sa.Engine,
    asked: Sequence[tuple[Sequence[str], int]],
    wanted: Sequence[str],
    offset: int,
    multilingual: Set[str],
) -> list[list[str]]:
    """Name the records of several lists, each of its kinds and so many of them, from behind *offset*.

    They are in the order of a reader who welcomes the languages *wanted*; only the kinds that are *multilingual* have
    another one for other readers.
    """
    tags = _accepted(wanted)
    with snapshots.reading(engine) as connection:
        parts = []
        for number, (kinds, limit) in enumerate(asked):
            spoken = (multilingual & set(kinds)) and _has_any(connection, kinds, tags)
            part = (_in_languages(kinds, tags) if spoken else _for_anybody(kinds)).limit(limit).offset(offset)
            parts.append(sa.select(sa.literal(number).label("number"), part.subquery().c.name))
        found: list[list[str]] = [[] for _ in asked]
        for row in connection.execute(sa.union_all(*parts) if len(parts) > 1 else parts[0]):
            found[row.number].append(row.name)
        return found


def _has_any(connection: sa.Connection, kinds: Sequence[str], tags: Sequence[str]) -> bool:
    probe = sa.select(LISTING.c.name).where(LISTING.c.kind.in_(kinds) & LISTING.c.tag.in_(tags)).limit(1)
    return connection.scalar(probe) is not None


def _for_anybody(kinds: Sequence[str]) -> sa.Select[tuple[str]]:
    mine = LISTING.c
    of_kinds = mine.kind.in_(kinds) if len(kinds) > 1 else mine.kind == kinds[0]  # in the order of the table
    return sa.select(mine.name).where(of_kinds & (mine.tag == ANY)).order_by(mine.place, mine.name)


def _in_languages(kinds: Sequence[str], tags: Sequence[str]) -> sa.Select[tuple[str]]:
    """Each record at its place in the first of *tags* that it has, else at the one that it has for anybody."""
    rank = sa.case({tag: number for number, tag in enumerate((*tags, ANY))}, value=LISTING.c.tag)
    number = sa.func.row_number().over(partition_by=LISTING.c.name, order_by=rank).label("number")
    wanted = LISTING.c.kind.in_(kinds) & LISTING.c.tag.in_([*tags, ANY])
    best = sa.select(LISTING.c.name, LISTING.c.place, number).where(wanted).subquery()
    return sa.select(best.c.name).where(best.c.number == 1).order_by(best.c.place, best.c.name)


def _accepted(wanted: Sequence[str]) -> list[str]:
    """The tags that *wanted* can mean, the best first (lookup of RFC 4647, section 3.4)."""
    found: list[str] = []
    for tag in wanted:
        parts = tag.split("-")
        found += ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return list(dict.fromkeys(tag for tag in found if tag))

"""How many records of each kind are published, and which version of it is the newest: kept, so that no page counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from radcat.ledger import database
from radcat.ledger.tables import HEAD, TALLY

_PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Tally:
    """What is kept of one kind."""

    published: int  # records
    names: int  # those of tombstones included
    newest: int  # sequence number of the newest version of any record of it, tombstones included
    is_multilingual: bool  # whether a record of it has another place in lists for readers of another language


def follow(connection: sa.Connection, versions: Sequence[tuple[str, str, int, bool]]) -> None:
    """Take up new *versions*: kind, name, sequence number, and whether it is published. Heads are those before them."""
    before: dict[str, tuple[str, bool]] = {}
    for some in database.parts([name for _, name, _, _ in versions]):
        query = sa.select(HEAD.c.name, HEAD.c.kind, HEAD.c.status).where(HEAD.c.name.in_(some))
        before |= {row.name: (row.kind, row.status == _PUBLISHED) for row in connection.execute(query)}
    change, named, newest = Counter[str](), Counter[str](), dict[str, int]()
    for kind, name, sequence, is_published in versions:
        old_kind, was_published = before.get(name, (kind, False))
        named[old_kind] -= name in before
        named[kind] += 1
        change[old_kind] -= was_published
        change[kind] += is_published
        newest[kind] = max(newest.get(kind, 0), sequence)
    for kind in change:
        row = connection.execute(sa.select(TALLY).where(TALLY.c.kind == kind)).first()
        known = (row.published, row.names, row.newest) if row else (0, 0, 0)
        connection.execute(TALLY.delete().where(TALLY.c.kind == kind))
        values = {"published": known[0] + change[kind], "names": known[1] + named[kind]}
        values["newest"] = max(known[2], newest.get(kind, 0))
        connection.execute(TALLY.insert().values(kind=kind, **values))


def fill(connection: sa.Connection) -> None:
    """Count what a ledger already holds that was written before there were tallies."""
    connection.execute(TALLY.delete())
    published = sa.func.sum(sa.case((HEAD.c.status == _PUBLISHED, 1), else_=0))
    counted = sa.select(HEAD.c.kind, published, sa.func.count(), sa.func.max(HEAD.c.sequence)).group_by(HEAD.c.kind)
    connection.execute(TALLY.insert().from_select(["kind", "published", "names", "newest"], counted))

"""Which harvest sets a dataset is in, kept beside the ledger in step with it.

A dataset is in the set of each concept that it points at, of each scheme of those, and of each source that speaks of
it. The sequence number stands beside it, so that the page of a set costs the same however far in and however rare.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from radcat.ledger.tables import HEAD, MEMBERSHIP, REFERENCE

VOCABULARY: Final = "ns/"  # before the name of every concept and scheme
SOURCES: Final = "sources/"
ALL_SOURCES: Final = "sources"  # what a dataset that any source speaks of is in


def follow(connection: sa.Connection, kind: str, name: str, sequence: int, targets: Iterable[str] | None) -> None:
    """Take up a new version that points at *targets*; None is a withdrawal, which leaves a dataset in its sets."""
    if kind == "dataset" and targets is None:
        connection.execute(MEMBERSHIP.update().where(MEMBERSHIP.c.name == name).values(sequence=sequence))
    elif kind == "dataset":
        speaking = sa.select(REFERENCE.c.name).where((REFERENCE.c.target == name) & _is_source(REFERENCE.c.name))
        sources = set(connection.scalars(speaking))
        sets = {target for target in targets or () if target.startswith(VOCABULARY)} | sources
        sets |= {ALL_SOURCES} if sources else set()
        connection.execute(MEMBERSHIP.delete().where(MEMBERSHIP.c.name == name))
        _insert(connection, [{"name": name, "target": target, "sequence": sequence} for target in sorted(sets)])
    elif kind == "source":
        connection.execute(MEMBERSHIP.delete().where(MEMBERSHIP.c.target == name))
        spoken = HEAD.join(REFERENCE, HEAD.c.name == REFERENCE.c.target)
        found = sa.select(HEAD.c.name, HEAD.c.sequence).select_from(spoken)
        rows = connection.execute(found.where((REFERENCE.c.name == name) & (HEAD.c.kind == "dataset")))
        _insert(connection, [{"name": row.name, "target": name, "sequence": row.sequence} for row in rows])
        _gather_sources(connection)


def fill(connection: sa.Connection) -> None:
    """Take up what a ledger already holds that was written before there were sets."""
    pointing = HEAD.join(REFERENCE, HEAD.c.name == REFERENCE.c.name)
    concepts = sa.select(HEAD.c.name, REFERENCE.c.target, HEAD.c.sequence).select_from(pointing)
    concepts = concepts.where((HEAD.c.kind == "dataset") & REFERENCE.c.target.startswith(VOCABULARY))
    spoken = HEAD.join(REFERENCE, HEAD.c.name == REFERENCE.c.target)
    sources = sa.select(HEAD.c.name, REFERENCE.c.name, HEAD.c.sequence).select_from(spoken)
    sources = sources.where((HEAD.c.kind == "dataset") & _is_source(REFERENCE.c.name))
    connection.execute(MEMBERSHIP.delete())
    for found in (concepts, sources):
        connection.execute(MEMBERSHIP.insert().from_select(["name", "target", "sequence"], found))
    _gather_sources(connection)


def _gather_sources(connection: sa.Connection) -> None:
    connection.execute(MEMBERSHIP.delete().where(MEMBERSHIP.c.target == ALL_SOURCES))
    any_source = sa.select(MEMBERSHIP.c.name, sa.literal(ALL_SOURCES), MEMBERSHIP.c.sequence).distinct()
    any_source = any_source.where(_is_source(MEMBERSHIP.c.target))
    connection.execute(MEMBERSHIP.insert().from_select(["name", "target", "sequence"], any_source))


def _is_source(name: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    return name.startswith(SOURCES)


def _insert(connection: sa.Connection, rows: list[dict[str, object]]) -> None:
    if rows:
        connection.execute(MEMBERSHIP.insert(), rows)

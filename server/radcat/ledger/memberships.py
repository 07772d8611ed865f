"""Which harvest sets a dataset is in, kept beside the ledger in step with it.

A dataset is in the set of each concept that it points at, of each scheme of those, and of each source that speaks of
it. The sequence number stands beside it, so that the page of a set costs the same however far in and however rare.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from radcat.ledger.tables import HEAD, MEMBERSHIP, REFERENCE

VOCABULARY: Final = "ns/"  # before the name of every concept and scheme
SOURCES: Final = "sources/"
ALL_SOURCES: Final = "sources"  # what a dataset that any source speaks of is in


def follow(connection: sa.Connection, versions: Sequence[tuple[str, str, int, Iterable[str] | None]]) -> None:
    """Take up new *versions*: kind, name, sequence number, and the targets, which are None for a withdrawal.

    A withdrawn dataset stays in its sets. References and heads are those after the versions.
    """
    datasets = {name: (sequence, targets) for kind, name, sequence, targets in versions if kind == "dataset"}
    gone = [{"of": name, "at": sequence} for name, (sequence, targets) in datasets.items() if targets is None]
    if gone:
        moved = MEMBERSHIP.update().where(MEMBERSHIP.c.name == sa.bindparam("of"))
        connection.execute(moved.values(sequence=sa.bindparam("at")), gone)
    published = {name: (sequence, targets) for name, (sequence, targets) in datasets.items() if targets is not None}
    if published:
        _enter(connection, published)
    for kind, name, _, _ in versions:
        if kind == "source":
            _follow_source(connection, name)


def _enter(connection: sa.Connection, published: Mapping[str, tuple[int, Iterable[str]]]) -> None:
    """Put datasets into the sets of their concepts, and of the sources that speak of them."""
    speaking = _is_source(REFERENCE.c.name) & REFERENCE.c.target.in_(list(published))
    sources: dict[str, set[str]] = {}
    for row in connection.execute(sa.select(REFERENCE.c.name, REFERENCE.c.target).where(speaking)):
        sources.setdefault(row.target, {ALL_SOURCES}).add(row.name)
    rows: list[dict[str, object]] = []
    for name, (sequence, targets) in published.items():
        sets = {target for target in targets if target.startswith(VOCABULARY)} | sources.get(name, set())
        rows += [{"name": name, "target": target, "sequence": sequence} for target in sorted(sets)]
    of_name = MEMBERSHIP.delete().where(MEMBERSHIP.c.name == sa.bindparam("of"))
    connection.execute(of_name, [{"of": name} for name in published])
    _insert(connection, rows)


def _follow_source(connection: sa.Connection, name: str) -> None:
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

"""Who points at a record: how many datasets do, and which records of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

import sqlalchemy as sa

from radcat.ledger import database, snapshots
from radcat.ledger.entries import Status, Version
from radcat.ledger.tables import HEAD, NEWEST, REFERENCE, VERSION
from radcat.model import KIND

_POINTING = REFERENCE.c.name.startswith(KIND["dataset"].path, autoescape=True)


def numbers(engine: sa.Engine, targets: Sequence[str]) -> dict[str, int]:
    """Count the published datasets that point at each of *targets*; those that none points at are left out."""
    query = sa.select(REFERENCE.c.target, sa.func.count().label("number"))
    query = query.where(REFERENCE.c.target.in_(targets) & _POINTING).group_by(REFERENCE.c.target)
    with snapshots.reading(engine) as connection:
        return {row.target: row.number for row in connection.execute(query)}


def most_used(engine: sa.Engine, kinds: Sequence[str], limit: int, offset: int = 0) -> list[str]:
    """Name published records of *kinds*, those first that most datasets point at."""
    number = sa.func.count(REFERENCE.c.name)
    pointed = HEAD.outerjoin(REFERENCE, (REFERENCE.c.target == HEAD.c.name) & _POINTING)
    published = HEAD.c.kind.in_(kinds) & (HEAD.c.status == Status.PUBLISHED)
    query = sa.select(HEAD.c.name).select_from(pointed).where(published).group_by(HEAD.c.name)
    with snapshots.reading(engine) as connection:
        return list(connection.scalars(query.order_by(number.desc(), HEAD.c.name).limit(limit).offset(offset)))


def pointing(engine: sa.Engine, target: str, kind: str) -> list[Version]:
    """Read the published records of *kind* that point at *target*, or at something below it, in order."""

    def ask() -> list[Version]:
        query = sa.select(VERSION).select_from(_pointing([target], kind).join(VERSION, _IS_HEAD))
        with snapshots.reading(engine) as connection:
            return [Version.read(row) for row in connection.execute(query.order_by(VERSION.c.name))]

    return snapshots.remembered(engine, ("pointing", kind, target), ask)


def hold(engine: sa.Engine, targets: Iterable[str], kind: str, beside: str) -> None:
    """Read at once what `pointing` is asked for each of *targets* in this snapshot.

    With it come the records that those point at and whose names begin with *beside*, for `Ledger.latest`.
    """
    if (snapshot := snapshots.current(engine)) is None:
        return
    for some in database.parts(sorted(set(targets))):
        found: dict[str, list[Version]] = {target: [] for target in some}
        first = _pointing(some, kind)
        query = sa.union_all(
            sa.select(REFERENCE.c.target, VERSION).select_from(first.join(VERSION, _IS_HEAD)),
            sa.select(sa.literal("").label("target"), VERSION)
            .select_from(NEWEST)
            .where(HEAD.c.name.in_(_beside(some, kind, beside))),
        )
        for row in snapshot.connection.execute(query):
            version = Version.read(row)
            snapshot.remembered["latest", version.record.name] = version
            if row.target:
                found[row.target].append(version)
        for target, versions in found.items():
            remember(snapshot, target, kind, versions)


def together(target: str, kind: str, beside: str) -> sa.Select[tuple[str]]:
    """The names that `hold` reads for one *target*, as a query, for who reads them with others."""
    pointing_ = sa.select(HEAD.c.name).select_from(_pointing([target], kind))
    return sa.select(HEAD.c.name).where(HEAD.c.name.in_(pointing_) | HEAD.c.name.in_(_beside([target], kind, beside)))


def remember(snapshot: snapshots.Snapshot, target: str, kind: str, versions: Iterable[Version]) -> None:
    """Note in *snapshot* what `pointing` is to answer."""
    snapshot.remembered["pointing", kind, target] = sorted(versions, key=lambda each: each.record.name)


def names(engine: sa.Engine, targets: Iterable[str], kind: str) -> dict[str, list[str]]:
    """Name the published records of *kind* that point at each of *targets*, in order."""
    found: dict[str, list[str]] = {target: [] for target in targets}
    with snapshots.reading(engine) as connection:
        for some in database.parts(sorted(found)):
            query = sa.select(REFERENCE.c.target, HEAD.c.name).select_from(_pointing(some, kind))
            for row in connection.execute(query.order_by(HEAD.c.name)):
                found[row.target].append(row.name)
    return found


def states(engine: sa.Engine, targets: Iterable[str], kind: str) -> dict[str, int]:
    """Tell for each of *targets* which records of *kind* point at it, as a number that differs when they do.

    0 stands for none.
    """
    found: dict[str, list[int]] = {target: [] for target in targets}
    with snapshots.reading(engine) as connection:
        for some in database.parts(sorted(found)):
            query = sa.select(REFERENCE.c.target, HEAD.c.sequence).select_from(_pointing(some, kind))
            for row in connection.execute(query.order_by(HEAD.c.sequence)):
                found[row.target].append(row.sequence)
    return {target: _number(sequences) for target, sequences in found.items()}


_IS_HEAD = VERSION.c.sequence == HEAD.c.sequence


def _pointing(targets: Sequence[str], kind: str) -> sa.FromClause:
    wanted = REFERENCE.c.target.in_(targets) & (HEAD.c.kind == kind) & (HEAD.c.status == Status.PUBLISHED)
    return HEAD.join(REFERENCE, (REFERENCE.c.name == HEAD.c.name) & wanted)


def _beside(targets: Sequence[str], kind: str, beside: str) -> sa.Select[tuple[str]]:
    names_ = sa.select(HEAD.c.name).select_from(_pointing(targets, kind))
    found = sa.select(REFERENCE.c.target).where(REFERENCE.c.name.in_(names_))
    return found.where(REFERENCE.c.target.startswith(beside, autoescape=True))


def _number(sequences: Sequence[int]) -> int:
    return int.from_bytes(sha256(repr(sequences).encode()).digest()[:6]) if sequences else 0

"""How often records are pointed at by datasets."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from radcat.ledger import snapshots
from radcat.ledger.entries import Status
from radcat.ledger.tables import HEAD, REFERENCE
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

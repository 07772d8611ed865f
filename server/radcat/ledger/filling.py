"""Taking up what a ledger already holds, by tables that are kept beside it and are younger than it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from radcat.ledger import database
from radcat.ledger.tables import HEAD, META, NEWEST, VERSION
from radcat.model import Record

_WHOLE: Final = "~"  # behind every name


@dataclass(frozen=True, slots=True)
class Filling:
    """How far a table has taken up the published records, which the ledger remembers under *key*."""

    key: str  # in the table of what is known of the ledger itself: the last name taken up, or _WHOLE
    take_up: Callable[[sa.Connection, Sequence[Record]], None]
    kinds: Sequence[str] | None = None  # of the records that are taken up; None for all

    def note_whole(self, connection: sa.Connection) -> None:
        """Note that all records are taken up, of a ledger that holds none."""
        connection.execute(META.insert().values(key=self.key, value=_WHOLE))

    def run(self, engine: sa.Engine) -> None:
        """Take up what is missing. It is done in parts, and what is done stays done when it is interrupted."""
        wanted = HEAD.c.status == "published"
        if self.kinds is not None:
            wanted &= HEAD.c.kind.in_(self.kinds)
        query = sa.select(VERSION).select_from(NEWEST).where(wanted).order_by(HEAD.c.name).limit(database.AT_ONCE)
        while True:
            with engine.begin() as connection:
                done = connection.scalar(sa.select(META.c.value).where(META.c.key == self.key)) or ""
                if done == _WHOLE:
                    return
                rows = connection.execute(query.where(HEAD.c.name > done))
                some = [Record(row.kind, row.name, row.text) for row in rows]
                if some:
                    self.take_up(connection, some)
                connection.execute(META.delete().where(META.c.key == self.key))
                connection.execute(META.insert().values(key=self.key, value=some[-1].name if some else _WHOLE))

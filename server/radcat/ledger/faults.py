"""What is wrong with a registry and stays so until somebody acts: kept in its database, so that every process shows it.

Each source of faults replaces its own. What is noted here must never stop the work that it is about: where the
database can't be written, the log has it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from radcat.ledger import database, snapshots

log = logging.getLogger(__name__)

_tables = sa.MetaData()
_fault = sa.Table(
    "fault",
    _tables,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, and what to do about it."""

    source: str  # what kind of fault: a word such as "withdrawals" or "store"
    name: str  # of the record, file or kind of records that it is about
    summary: str  # for anybody: it names no path of this machine and no address inside a network
    detail: str = ""  # for whoever runs the registry


class Faults:
    """The faults of one registry. Safe to share between threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        """Keep them in the database behind *engine*, which is its owner's to close; nothing is read or written yet."""
        self._engine = engine

    def all(self) -> list[Fault]:
        """List what is noted, in order of source and name; nothing where the database can't be read."""
        try:
            with snapshots.reading(self._engine) as connection:
                if not sa.inspect(connection).has_table(_fault.name):
                    return []
                found = connection.execute(sa.select(_fault).order_by(_fault.c.source, _fault.c.name))
                return [Fault(*row) for row in found]
        except sa.exc.DatabaseError as error:
            log.warning("the noted faults can't be read: %s", error.orig)
            return []

    def note(self, source: str, faults: Iterable[Fault], among: Iterable[str] | None = None) -> None:
        """Replace the faults of *source*: all of them, or only those about the names *among*."""
        new = {fault.name: fault for fault in faults}
        names = None if among is None else set(among) | set(new)
        old = {f.name: f for f in self.all() if f.source == source and (names is None or f.name in names)}
        if old == new:
            return  # as nearly always, and then nothing is written
        try:
            with self._engine.begin() as connection:
                database.create(connection, _tables)
                for name in old:
                    connection.execute(_fault.delete().where((_fault.c.source == source) & (_fault.c.name == name)))
                for fault in new.values():
                    connection.execute(_fault.insert().values(asdict(fault)))
        except sa.exc.DatabaseError as error:
            log.warning("a fault can't be noted (%s): %s", error.orig, "; ".join(f.summary for f in new.values()))

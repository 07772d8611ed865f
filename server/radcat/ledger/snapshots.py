"""One state of the database for as long as a page is made: everything is read in one read transaction.

Whoever answers a request opens a snapshot. What reads the same database in that thread then shares its connection,
and so sees one generation, whatever is published meanwhile; what was read once is remembered until it is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

import sqlalchemy as sa

Answer = TypeVar("Answer")
_OPEN: ContextVar[Snapshot | None] = ContextVar("snapshot", default=None)


class Snapshot:
    """The state of a database that was newest when it was first asked; of one thread."""

    def __init__(self, engine: sa.Engine) -> None:
        """Read through *engine*; no transaction begins before something is asked."""
        self._engine = engine
        self._connection: sa.Connection | None = None
        self.remembered: dict[Hashable, Any] = {}

    def is_of(self, engine: sa.Engine) -> bool:
        """Whether *engine* leads to the same database."""
        return engine is self._engine or engine.url == self._engine.url

    @property
    def connection(self) -> sa.Connection:
        """The connection that holds the transaction."""
        if self._connection is None:
            self._connection = self._engine.connect()
            if self._engine.dialect.name == "sqlite":
                # Python's driver begins none for statements that only read.
                self._connection.exec_driver_sql("BEGIN")
        return self._connection

    def close(self) -> None:
        """End the transaction."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.remembered.clear()


def begin(engine: sa.Engine) -> Snapshot:
    """Open a snapshot for this thread, until `end`; one that is open is ended."""
    end()
    found = Snapshot(engine)
    _OPEN.set(found)
    return found


def end() -> None:
    """Close the snapshot of this thread, if there is one: who writes is to read what was written."""
    if (found := _OPEN.get()) is not None:
        _OPEN.set(None)
        found.close()


def current(engine: sa.Engine) -> Snapshot | None:
    """The snapshot of this thread, where it is one of the database behind *engine*."""
    found = _OPEN.get()
    return found if found is not None and found.is_of(engine) else None


@contextmanager
def reading(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Read in the snapshot of this thread, or by a connection of one's own where there is none."""
    if (found := current(engine)) is not None:
        yield found.connection
        return
    with engine.connect() as connection:
        yield connection


def remembered(engine: sa.Engine, key: Hashable, ask: Callable[[], Answer]) -> Answer:
    """Ask once in a snapshot, and every time where there is none."""
    if (found := current(engine)) is None:
        return ask()
    if key not in found.remembered:
        found.remembered[key] = ask()
    return cast(Answer, found.remembered[key])

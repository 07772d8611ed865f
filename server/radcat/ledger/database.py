"""The registry's relational database: how it is opened, and tables that are made where there are none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

FILE: Final = "ledger.db"
BUSY: Final = 10_000  # milliseconds that one writer waits for another
KEPT_OPEN: Final = 16  # connections, while nobody needs more
AT_ONCE: Final = 500  # names in one question
PRIVATE: Final = 0o600  # mode of a file with secrets


def in_folder(folder: Path) -> str:
    """Say the address of the database of a data folder, making the folder and the file if need be.

    Nobody else may read the file, and what SQLite puts beside it: it holds what people sign in with.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    with suppress(FileExistsError, OSError):  # on a medium that is only read, opening it says what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
    with suppress(OSError):  # another user's, or one on such a medium
        if stat.S_IMODE(path.stat().st_mode) & ~PRIVATE:
            for name in (FILE, f"{FILE}-wal", f"{FILE}-shm"):
                if (folder / name).exists():
                    (folder / name).chmod(PRIVATE)
    return f"sqlite:///{path}"


def connect(url: str) -> sa.Engine:
    """Open the database at *url*; nothing is read or written yet."""
    # A request may hold a connection until it is answered, and as many are answered at once as there are threads.
    more = {} if url == "sqlite://" else {"pool_size": KEPT_OPEN, "max_overflow": -1}
    engine = sa.create_engine(url, **more)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _durable_and_concurrent)
    return engine


def parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut *names* into parts that one question may hold; databases take only so many parameters."""
    for start in range(0, len(names), AT_ONCE):
        yield names[start : start + AT_ONCE]


def create(connection: sa.Connection, tables: sa.MetaData, only: Sequence[sa.Table] | None = None) -> None:
    """Make those of *tables*, or *only* some of them, that are not there; other processes may be at the same."""
    for table in tables.sorted_tables if only is None else only:
        connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))


@contextmanager
def without_waiting(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Write in a transaction, or fail at once where another one is being written.

    Raises:
        sqlalchemy.exc.DatabaseError: it can't be written now.
    """
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            yield connection
            connection.commit()
        finally:
            if is_sqlite:
                connection.rollback()
                connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY}")


@contextmanager
def at_ease(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Write in a transaction that a power cut may undo, which saves waiting for the disk."""
    with engine.connect() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite:
            connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
            connection.commit()
        try:
            yield connection
            connection.commit()
        finally:
            if is_sqlite:
                connection.rollback()
                connection.exec_driver_sql("PRAGMA synchronous=FULL")
                connection.commit()


def _durable_and_concurrent(connection: Any, _record: Any) -> None:
    # WAL lets the web processes read while one process appends; FULL keeps an appended version over a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={BUSY}", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")

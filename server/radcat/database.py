"""The registry's relational database: how it is opened, and tables that are made where there are none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

FILE: Final = "ledger.db"


def in_folder(folder: Path) -> str:
    """Say the address of the database of a data folder, making the folder if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{folder / FILE}"


def connect(url: str) -> sa.Engine:
    """Open the database at *url*; nothing is read or written yet."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _durable_and_concurrent)
    return engine


def create(connection: sa.Connection, tables: sa.MetaData) -> None:
    """Make those of *tables* that are not there; other processes may be at the same."""
    for table in tables.sorted_tables:
        connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
        for index in sorted(table.indexes, key=lambda i: str(i.name)):
            connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))


def _durable_and_concurrent(connection: Any, _record: Any) -> None:
    # WAL lets the web processes read while one process appends; FULL keeps an appended version over a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=10000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")

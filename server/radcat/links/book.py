"""The newest answer of every address that was asked, in the registry's database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

import sqlalchemy as sa

from radcat import database
from radcat.links.answer import Answer

_tables = sa.MetaData()
_answer = sa.Table(
    "link_answer",
    _tables,
    sa.Column("address", sa.String, primary_key=True),
    sa.Column("status", sa.Integer),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("final", sa.String, nullable=False),
    sa.Column("date", sa.String, nullable=False),
)


class Book:
    """Keeps answers; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open the database at *url*, making the table if there is none."""
        self._engine = database.connect(url)
        with self._engine.begin() as connection:
            database.create(connection, _tables)

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    def keep(self, answers: Iterable[Answer]) -> None:
        """Put *answers* in the place of those that their addresses gave before, all or nothing."""
        with self._engine.begin() as connection:
            for answer in answers:
                connection.execute(_answer.delete().where(_answer.c.address == answer.address))
                connection.execute(_answer.insert().values(**asdict(answer)))

    def answers(self, addresses: Iterable[str] | None = None) -> dict[str, Answer]:
        """Read the newest answer of every address, or of *addresses*, as far as they were asked."""
        query = sa.select(_answer)
        if addresses is not None:
            query = query.where(_answer.c.address.in_(list(addresses)))
        with self._engine.connect() as connection:
            return {row.address: Answer(*row) for row in connection.execute(query)}

    @property
    def newest(self) -> str | None:
        """When an address was last asked; None where none was."""
        with self._engine.connect() as connection:
            newest: str | None = connection.scalar(sa.select(sa.func.max(_answer.c.date)))
        return newest

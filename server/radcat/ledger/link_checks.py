"""The newest answer of every address that was asked, in the registry's database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

import sqlalchemy as sa

from radcat.ledger import database, snapshots
from radcat.ledger.tables import LINK_ANSWER

NEWEST: Final = "newest answer"  # its date, among what a snapshot remembers


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of one address."""

    address: str
    status: int | None  # of HTTP, after redirects; None where nothing answered
    reason: str  # what went wrong, in words; empty where nothing did
    final: str  # where redirects led
    date: str  # xsd:dateTime, UTC

    @property
    def works(self) -> bool:
        """Whether a portal would count the address as one that answers (200 to 399)."""
        return self.status is not None and 200 <= self.status < 400

    @property
    def wants_login(self) -> bool:
        """Whether somebody is there who asks who we are: the address is right, and not public."""
        return self.status in (401, 402, 403, 407)


class Book:
    """Keeps answers; safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open the database at *url*, making the table if there is none."""
        self._engine = database.connect(url)
        with self._engine.begin() as connection:
            database.create(connection, LINK_ANSWER.metadata, [LINK_ANSWER])

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    def keep(self, answers: Iterable[Answer]) -> None:
        """Put *answers* in the place of those that their addresses gave before, all or nothing."""
        with self._engine.begin() as connection:
            for answer in answers:
                connection.execute(LINK_ANSWER.delete().where(LINK_ANSWER.c.address == answer.address))
                connection.execute(LINK_ANSWER.insert().values(**asdict(answer)))

    def answers(self, addresses: Iterable[str] | None = None) -> dict[str, Answer]:
        """Read the newest answer of every address, or of *addresses*, as far as they were asked."""
        query = sa.select(LINK_ANSWER)
        if addresses is not None:
            query = query.where(LINK_ANSWER.c.address.in_(list(addresses)))
        with snapshots.reading(self._engine) as connection:
            return {row.address: Answer(*row) for row in connection.execute(query)}

    @property
    def newest(self) -> str | None:
        """When an address was last asked; None where none was."""

        def ask() -> str | None:
            with snapshots.reading(self._engine) as connection:
                newest: str | None = connection.scalar(sa.select(sa.func.max(LINK_ANSWER.c.date)))
            return newest

        return snapshots.remembered(self._engine, NEWEST, ask)

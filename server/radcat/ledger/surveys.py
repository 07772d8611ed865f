"""The rows of the survey, kept in the registry's database: a page of them costs the same however many there are.

The tables are those of one state of the registry, and are replaced together, so that a reader sees one state.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from radcat.ledger import database, snapshots
from radcat.ledger.tables import SURVEY, SURVEY_ROW

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a table without its rows."""

    basis: str  # what it was computed by: with another query, it is worthless
    generation: int  # of the ledger, that it shows
    checksum: str  # SHA-256 of the table
    rows: int
    variables: tuple[str, ...]
    headings: Mapping[str, str]


class Surveys:
    """Keeps tables by name; safe to share between threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        """Keep them in the database behind *engine*, which is its owner's to close."""
        self._engine = engine

    def kept(self) -> dict[str, Kept]:
        """Say which tables are kept, and of what."""
        with snapshots.reading(self._engine) as connection:
            rows = connection.execute(sa.select(SURVEY)).all()
        return {row.part: _kept(json.loads(row.described)) for row in rows}

    def rows(self, asked: Sequence[tuple[str, int, int]]) -> dict[str, tuple[Row, ...]]:
        """Read rows of several tables: name, how many, and how many stand before them."""
        found: dict[str, list[Row]] = {part: [] for part, _, _ in asked}
        mine = SURVEY_ROW.c
        wanted = [(mine.part == part) & (mine.place >= at) & (mine.place < at + count) for part, count, at in asked]
        query = sa.select(SURVEY_ROW).where(sa.or_(*wanted)).order_by(mine.part, mine.place)
        with snapshots.reading(self._engine) as connection:
            for row in connection.execute(query):
                found[row.part].append(tuple(json.loads(row.cells)))
        return {part: tuple(rows) for part, rows in found.items()}

    def forget(self) -> None:
        """Keep nothing any more, the tables of editions neither."""
        with database.at_ease(self._engine) as connection:
            connection.execute(SURVEY_ROW.delete())
            connection.execute(SURVEY.delete())

    def keep(self, tables: Mapping[str, tuple[Kept, Sequence[Row]]]) -> None:
        """Put *tables* in the place of those of the same names; others stay, such as those of editions."""
        with database.at_ease(self._engine) as connection:
            connection.execute(SURVEY_ROW.delete().where(SURVEY_ROW.c.part.in_(tables)))
            connection.execute(SURVEY.delete().where(SURVEY.c.part.in_(tables)))
            for part, (kept, rows) in tables.items():
                described = json.dumps({name: getattr(kept, name) for name in Kept.__slots__})
                connection.execute(SURVEY.insert().values(part=part, described=described))
                cells = [{"part": part, "place": n, "cells": json.dumps(row)} for n, row in enumerate(rows)]
                if cells:
                    connection.execute(SURVEY_ROW.insert(), cells)


def _kept(members: dict[str, object]) -> Kept:
    return Kept(**{**members, "variables": tuple(members["variables"])})  # type: ignore[arg-type]  # as `keep` wrote it

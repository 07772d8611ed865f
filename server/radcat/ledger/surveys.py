"""The rows of the survey, kept in the registry's database: a page of them costs the same however many there are.

The tables are those of one state of the registry, and are replaced together, so that a reader sees one state.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from radcat.ledger import database, snapshots
from radcat.ledger.tables import SURVEY, SURVEY_LIST, SURVEY_ROW
from radcat.model import Text

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a table without its rows."""

    basis: str  # what it was computed by: with another query, it is worthless
    generation: int  # of the ledger, that it shows
    checksum: str  # SHA-256 of the table
    rows: int
    variables: tuple[str, ...]
    headings: Mapping[str, Mapping[str, str]]  # of columns, by language
    base: str  # base IRI of the registry when it was computed: addresses in its cells begin with it


class Surveys:
    """Keeps tables by name; safe to share between threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        """Keep them in the database behind *engine*, which is its owner's to close."""
        self._engine = engine

    def kept(self) -> dict[str, Kept]:
        """Say which tables are kept, and of what."""
        return self.kept_with(())[0]

    def kept_with(self, lists: Sequence[str]) -> tuple[dict[str, Kept], dict[str, list[Any]]]:
        """Say the same, and read some of the *lists* that are kept with the tables; one that is not is left out."""
        tables = sa.select(
            SURVEY.c.part.label("name"), SURVEY.c.described.label("text"), sa.literal(0).label("is_list")
        )
        mine = SURVEY_LIST.c
        query = sa.union_all(tables, sa.select(mine.name, mine.members, sa.literal(1)).where(mine.name.in_(lists)))
        with snapshots.reading(self._engine) as connection:
            rows = connection.execute(query if lists else tables).all()
        kept = {row.name: _kept(json.loads(row.text)) for row in rows if not row.is_list}
        return kept, {row.name: json.loads(row.text) for row in rows if row.is_list}

    def rows(self, asked: Mapping[str, Sequence[int] | None]) -> dict[str, tuple[Row, ...]]:
        """Read rows of several tables by their places, in the order of these; None stands for all rows of a table."""
        if not asked:
            return {}
        found: dict[str, dict[int, Row]] = {part: {} for part in asked}
        wanted = [_at(part, places) for part, places in asked.items()]
        query = sa.select(SURVEY_ROW).where(sa.or_(*wanted)).order_by(SURVEY_ROW.c.part, SURVEY_ROW.c.place)
        with snapshots.reading(self._engine) as connection:
            for row in connection.execute(query):
                found[row.part][row.place] = tuple(map(_cell, json.loads(row.cells)))
        return {
            part: tuple(rows.values() if (places := asked[part]) is None else (rows[p] for p in places if p in rows))
            for part, rows in found.items()
        }

    def forget(self) -> None:
        """Keep nothing any more, the tables of editions neither."""
        with database.at_ease(self._engine) as connection:
            for table in (SURVEY_LIST, SURVEY_ROW, SURVEY):
                connection.execute(table.delete())

    def keep(
        self, tables: Mapping[str, tuple[Kept, Sequence[Row]]], lists: Mapping[str, Sequence[Any]] | None = None
    ) -> None:
        """Put *tables* in the place of those of the same names; others stay, such as those of editions.

        *lists* are kept with them, in the place of all that were.
        """
        with database.at_ease(self._engine) as connection:
            connection.execute(SURVEY_ROW.delete().where(SURVEY_ROW.c.part.in_(tables)))
            connection.execute(SURVEY.delete().where(SURVEY.c.part.in_(tables)))
            for part, (kept, rows) in tables.items():
                described = json.dumps({name: getattr(kept, name) for name in Kept.__slots__})
                connection.execute(SURVEY.insert().values(part=part, described=described))
                cells = [
                    {"part": part, "place": n, "cells": json.dumps([*map(_json, row)])} for n, row in enumerate(rows)
                ]
                if cells:
                    connection.execute(SURVEY_ROW.insert(), cells)
            if lists is not None:
                connection.execute(SURVEY_LIST.delete())
                members = [{"name": name, "members": json.dumps(list(each))} for name, each in lists.items()]
                if members:
                    connection.execute(SURVEY_LIST.insert(), members)


def _at(part: str, places: Sequence[int] | None) -> sa.ColumnElement[bool]:
    mine = SURVEY_ROW.c
    if isinstance(places, range) and places.step == 1:
        return (mine.part == part) & (mine.place >= places.start) & (mine.place < places.stop)
    if places is None:
        return mine.part == part
    listed = sa.func.json_each(json.dumps(list(places))).table_valued("value")  # as many as there are
    return (mine.part == part) & mine.place.in_(sa.select(listed.c.value))


def _kept(members: dict[str, Any]) -> Kept:
    return Kept(**{"base": "", **members, "variables": tuple(members["variables"])})  # older versions knew no base


def _json(cell: str | None) -> str | list[str] | None:
    """A text with a language as a list of both."""
    tag = getattr(cell, "language", None)
    return [str(cell), tag] if tag else cell


def _cell(written: str | list[str] | None) -> str | None:
    return Text(written[0], language=written[1]) if isinstance(written, list) else written

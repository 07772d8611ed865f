"""Scores of datasets, kept beside the ledger, and their sums: what a page of the catalogue shows without measuring.

A score is replaced whenever its dataset is measured anew, and the sums with it, so that they cost the same however many
datasets there are. Shares are kept in millionths: sums of whole numbers do not drift.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa

from radcat.ledger import database, snapshots

MILLION: Final = 1_000_000
_tables = sa.MetaData()
_score = sa.Table(
    "score",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("first", sa.Integer, nullable=False),  # the percentage of the first method, in millionths
    sa.Column("percents", sa.Text, nullable=False),  # JSON
    sa.Column("shares", sa.Text, nullable=False),  # JSON
    sa.Index("score_in_order", "first", "name"),
)
_sum = sa.Table(
    "score_sum",
    _tables,
    sa.Column("metric", sa.String, primary_key=True),
    sa.Column("total", sa.Integer, nullable=False),  # of the shares, in millionths
    sa.Column("judged", sa.Integer, nullable=False),
    sa.Column("passing", sa.Integer, nullable=False),
)
_progress = sa.Table(
    "score_progress",
    _tables,
    sa.Column("basis", sa.String, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("target", sa.Integer, nullable=False),
    sa.Column("done", sa.String, nullable=False),
)


class Order(StrEnum):
    """How scores are listed."""

    WORST = "worst"  # those first that have most to win
    BEST = "best"
    NAME = "name"


_ORDERS: Final[Mapping[Order, Sequence[sa.ColumnElement[Any]]]] = {
    Order.WORST: (_score.c.first, _score.c.name),
    Order.BEST: (_score.c.first.desc(), _score.c.name),
    Order.NAME: (_score.c.name,),
}


@dataclass(frozen=True, slots=True)
class Score:
    """What was measured of one dataset."""

    name: str  # datasets/SLUG
    percents: tuple[float, ...]  # by each method, 0 to 100
    shares: Mapping[str, float]  # of the points of each metric that could be judged, 0 to 1


@dataclass(frozen=True, slots=True)
class Sum:
    """What a metric found over all datasets."""

    total: float  # of the shares
    judged: int  # datasets
    passing: int  # datasets with a full share


@dataclass(frozen=True, slots=True)
class Progress:
    """How far measuring has followed the ledger."""

    basis: str  # what was measured with: other metrics make every score worthless
    generation: int = 0  # everything up to here is measured
    target: int = 0  # where the work that is under way leads to; the same as the generation where none is
    done: str = ""  # the last name of that work that is measured; it is done in the order of names


class Scores:
    """Keeps scores in the registry's database; safe to share between threads and processes."""

    def __init__(self, engine: sa.Engine) -> None:
        """Keep them in the database behind *engine*, which is its owner's to close; nothing is read or written yet."""
        self._engine = engine
        self._is_there = False

    def progress(self, basis: str) -> Progress:
        """Say how far measuring by *basis* has come; no way at all where it was by another one."""
        if not self._has_tables():
            return Progress(basis)
        with snapshots.reading(self._engine) as connection:
            row = connection.execute(sa.select(_progress).where(_progress.c.basis == basis)).first()
        return Progress(*row) if row else Progress(basis)

    def forget(self) -> None:
        """Have everything measured anew; the scores stay until then."""
        if self._has_tables():
            with self._engine.begin() as connection:
                connection.execute(_progress.delete())

    def move(self, progress: Progress) -> None:
        """Note how far measuring has come."""
        with self._writing() as connection:
            connection.execute(_progress.delete())
            connection.execute(
                _progress.insert().values(
                    basis=progress.basis, generation=progress.generation, target=progress.target, done=progress.done
                )
            )

    def keep(self, found: Sequence[Score], gone: Iterable[str] = ()) -> None:
        """Replace the scores of datasets by those *found*, and drop those of datasets that are *gone*."""
        names = sorted({score.name for score in found} | set(gone))
        with self._writing() as connection:
            old: list[Mapping[str, float]] = []
            for some in database.parts(names):
                # In one statement, so that who else measures can't change a score between reading and deleting it.
                removed = _score.delete().where(_score.c.name.in_(some)).returning(_score.c.shares)
                old += map(json.loads, connection.scalars(removed))
            if found:
                connection.execute(_score.insert(), [_row(score) for score in found])
            _add(connection, old, [score.shares for score in found])

    def sums(self) -> dict[str, Sum]:
        """Read what each metric found over all datasets."""
        if not self._has_tables():
            return {}
        with snapshots.reading(self._engine) as connection:
            rows = connection.execute(sa.select(_sum)).all()
        return {row.metric: Sum(row.total / MILLION, row.judged, row.passing) for row in rows}

    def page(self, limit: int, offset: int = 0, order: Order = Order.WORST) -> list[Score]:
        """List the scores in an *order* by the first method, or by name."""
        if not self._has_tables():
            return []
        query = sa.select(_score).order_by(*_ORDERS[order]).limit(limit).offset(offset)
        with snapshots.reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return [Score(row.name, tuple(json.loads(row.percents)), json.loads(row.shares)) for row in rows]

    def first(self, names: Iterable[str]) -> dict[str, float]:
        """Read what datasets scored by the first method, 0 to 100; of those without a score, nothing."""
        if not self._has_tables():
            return {}
        found: dict[str, float] = {}
        query = sa.select(_score.c.name, _score.c.first)
        with snapshots.reading(self._engine) as connection:
            for some in database.parts(sorted(names)):
                rows = connection.execute(query.where(_score.c.name.in_(some)))
                found.update((row.name, row.first / MILLION) for row in rows)
        return found

    def spread(self, classes: int, names: Iterable[str] | None = None) -> list[int]:
        """Count datasets by the percentage of the first method, in so many *classes* of the same width.

        All datasets that have scores, or those of them that *names* lists.
        """
        found = [0] * classes
        if not self._has_tables():
            return found
        width = 100 * MILLION // classes
        number = sa.func.min(_score.c.first // width, classes - 1).label("number")  # the last holds 100 %, too
        query = sa.select(number, sa.func.count().label("datasets")).group_by("number")
        if names is not None:  # in one statement, however many they are
            listed = sa.func.json_each(json.dumps(sorted(names))).table_valued("value")
            query = query.where(_score.c.name.in_(sa.select(listed.c.value)))
        with snapshots.reading(self._engine) as connection:
            for row in connection.execute(query):
                found[row.number] = row.datasets
        return found

    def count(self) -> int:
        """Count the datasets that have scores."""
        if not self._has_tables():
            return 0
        with snapshots.reading(self._engine) as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_score)) or 0

    def _has_tables(self) -> bool:
        if not self._is_there:
            self._is_there = sa.inspect(self._engine).has_table(_progress.name)
        return self._is_there

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        if not self._has_tables():
            with self._engine.begin() as connection:
                database.create(connection, _tables)
            self._is_there = True
        return self._engine.begin()


def _row(score: Score) -> dict[str, object]:
    return {
        "name": score.name,
        "first": round(score.percents[0] * MILLION) if score.percents else 0,
        "percents": json.dumps(score.percents),
        "shares": json.dumps(dict(score.shares)),
    }


def _add(connection: sa.Connection, old: Iterable[Mapping[str, float]], new: Iterable[Mapping[str, float]]) -> None:
    """Take the shares *old* out of the sums, and put the *new* ones in."""
    changes: dict[str, list[int]] = {}
    for sign, found in ((-1, old), (1, new)):
        for shares in found:
            for metric, share in shares.items():
                change = changes.setdefault(metric, [0, 0, 0])
                change[0] += sign * round(share * MILLION)
                change[1] += sign
                change[2] += sign * (share == 1)
    for metric, (total, judged, passing) in changes.items():
        row = connection.execute(sa.select(_sum).where(_sum.c.metric == metric)).first()
        before = (row.total, row.judged, row.passing) if row else (0, 0, 0)
        connection.execute(_sum.delete().where(_sum.c.metric == metric))
        connection.execute(
            _sum.insert().values(
                metric=metric, total=before[0] + total, judged=before[1] + judged, passing=before[2] + passing
            )
        )

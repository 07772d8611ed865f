"""What each published record says of its lineage, kept beside the ledger in step with it; see `model.lineage`.

All that a choice of datasets comes from, at whatever depth, is one question to the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from radcat.errors import RecordError
from radcat.ledger import snapshots
from radcat.ledger.filling import Filling
from radcat.ledger.tables import HEAD, LINEAGE, RELATION
from radcat.model import KIND, Record
from radcat.model.lineage import Amount, Derived, Lineage, Part, Said, Shared, lineage
from radcat.rdf import turtle

KINDS: Final = ("dataset", "external", "evidence")
_BASE: Final = "http://localhost/"  # whatever relative addresses stand under: names are relative to it again
_DATASET, _EVIDENCE = KIND["dataset"].path, KIND["evidence"].path


def follow(connection: sa.Connection, gone: Sequence[str], published: Iterable[tuple[Record, Lineage | None]]) -> None:
    """Put what *published* records say in the place of what is kept of those named *gone*, old versions too.

    What a record says is read from its text where it is not given.
    """
    for table, column in ((LINEAGE, LINEAGE.c.name), (RELATION, RELATION.c.name)):
        connection.execute(table.delete().where(column == sa.bindparam("of")), [{"of": name} for name in gone])
    read = [found for record, given in published if (found := given or _read(record)) is not None]
    if read:
        connection.execute(
            LINEAGE.insert(),
            [{"name": each.name, "composition": each.composition, "described": _dumped(each)} for each in read],
        )
    pairs = [(each, other) for each in read for other in sorted(each.related)]
    if pairs:
        connection.execute(
            RELATION.insert(),
            [{"name": each.name, "other": other, "is_source": other in each.sources} for each, other in pairs],
        )


def _read(record: Record) -> Lineage | None:
    if record.kind not in KINDS:
        return None
    with suppress(RecordError):  # a text that is refused today may have been taken once
        return lineage(turtle.parse(record.text, _BASE, record.name), record.name, record.kind, _BASE)
    return None


def _take_up(connection: sa.Connection, records: Sequence[Record]) -> None:
    follow(connection, [record.name for record in records], [(record, None) for record in records])


# Another key when `model.lineage` keeps other things: then every ledger is taken up anew.
FILLING: Final = Filling("lineage", _take_up, KINDS)


def known(engine: sa.Engine, names: Sequence[str]) -> dict[str, Lineage]:
    """Read what the records *names* say."""
    return _read_all(engine, LINEAGE.c.name.in_(names))


def ancestry(engine: sa.Engine, names: Sequence[str]) -> dict[str, Lineage]:
    """Read what the records *names* say, and all that their images came from, with its evidence."""
    return _lineages(engine, sa.select(_up(_named(names)).c.name))


def relatives(engine: sa.Engine, names: Sequence[str]) -> dict[str, Lineage]:
    """Read what the records *names* say, all that their images came from, and all that was made from them."""
    up, down = _up(_named(names)), _named(names).cte("below", recursive=True)
    down = down.union(sa.select(RELATION.c.name).join(down, RELATION.c.other == down.c.name))
    return _lineages(engine, sa.union(sa.select(up.c.name), sa.select(down.c.name)))


def stating(engine: sa.Engine, compositions: Sequence[str], limit: int) -> dict[str, Lineage]:
    """Read datasets, *limit* at most, that state the first of *compositions*, then the others, with their ancestry."""
    stated = LINEAGE.c.composition.in_(compositions)
    order = sa.case({each: place for place, each in enumerate(compositions)}, value=LINEAGE.c.composition)
    first = sa.select(LINEAGE.c.name).where(stated).order_by(order, LINEAGE.c.name).limit(limit).subquery()
    return _lineages(engine, sa.select(_up(sa.select(first.c.name)).c.name))


def _named(names: Sequence[str]) -> sa.Select[tuple[str]]:
    return sa.select(HEAD.c.name).where(HEAD.c.name.in_(names))


def _up(seeds: sa.Select[tuple[str]]) -> sa.CTE:
    above = seeds.cte("above", recursive=True)
    return above.union(sa.select(RELATION.c.other).join(above, RELATION.c.name == above.c.name))


def uses(engine: sa.Engine, names: Sequence[str]) -> dict[str, int]:
    """Count the records that name each of *names* as a source or a whole."""
    number = sa.func.count().label("number")
    named = RELATION.c.other.in_(names) & RELATION.c.is_source
    query = sa.select(RELATION.c.other, number).where(named).group_by(RELATION.c.other)
    with snapshots.reading(engine) as connection:
        return {row.other: row.number for row in connection.execute(query)}


def first_users(engine: sa.Engine, names: Sequence[str]) -> dict[str, str]:
    """Name for each of *names* the first record that names it as a source or a whole."""
    named = RELATION.c.other.in_(names) & RELATION.c.is_source
    query = sa.select(RELATION.c.other, sa.func.min(RELATION.c.name).label("user")).where(named)
    with snapshots.reading(engine) as connection:
        return {row.other: row.user for row in connection.execute(query.group_by(RELATION.c.other))}


def most_used(engine: sa.Engine, limit: int) -> list[tuple[str, int]]:
    """Name the records that most others name as a source, with how many do."""
    number = sa.func.count().label("number")
    query = sa.select(RELATION.c.other, number).where(RELATION.c.is_source).group_by(RELATION.c.other)
    with snapshots.reading(engine) as connection:
        found = connection.execute(query.order_by(number.desc(), RELATION.c.other).limit(limit))
        return [(row.other, row.number) for row in found]


def _lineages(engine: sa.Engine, reached: sa.SelectBase) -> dict[str, Lineage]:
    reach = reached.subquery()
    evidence = sa.literal(_EVIDENCE) + sa.func.substr(reach.c.name, len(_DATASET) + 1)
    # Not joined: then SQLite would go through all that is kept, to look each up among what is wanted.
    wanted = sa.union(sa.select(reach.c.name), sa.select(evidence.label("name")))
    return _read_all(engine, LINEAGE.c.name.in_(wanted))


def _read_all(engine: sa.Engine, wanted: sa.ColumnElement[bool]) -> dict[str, Lineage]:
    query = sa.select(LINEAGE.c.name, LINEAGE.c.described).where(wanted)
    with snapshots.reading(engine) as connection:
        return {row.name: _loaded(row.name, row.described) for row in connection.execute(query)}


def _dumped(found: Lineage) -> str:
    described = {key: value for key, value in asdict(found).items() if value and key != "name"}
    return json.dumps(described, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)  # the same sets are asked about again, and tried as test sets of others
def _loaded(name: str, text: str) -> Lineage:
    described: dict[str, Any] = json.loads(text)
    return Lineage(
        name,
        titles=described.get("titles", {}),
        composition=described.get("composition"),
        modalities=tuple(described.get("modalities", ())),
        classes=tuple(described.get("classes", ())),
        amounts=_amounts(described),
        parts=tuple(
            Part(**{**each, "of": tuple(each["of"]), "amounts": _amounts(each)}) for each in described.get("parts", ())
        ),
        wholes=tuple(described.get("wholes", ())),
        derived=tuple(Derived(**{**each, "amounts": _amounts(each)}) for each in described.get("derived", ())),
        shared=tuple(
            Shared(each["name"], tuple(each["between"]), _amounts(each)) for each in described.get("shared", ())
        ),
        said=tuple(
            Said(each["statement"], tuple(each["sources"]), each["confidence"]) for each in described.get("said", ())
        ),
    )


def _amounts(described: Mapping[str, Any]) -> tuple[Amount, ...]:
    return tuple(Amount(**each) for each in described.get("amounts", ()))

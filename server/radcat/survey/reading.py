"""A page of the survey, as much of it as is asked for: off what is kept, or computed where that is out of date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from radcat.catalogue import Catalogue
from radcat.ledger.surveys import Kept, Surveys
from radcat.saved_queries import Solutions
from radcat.stores.base import Endpoint
from radcat.survey import editions, ordering
from radcat.survey.comparing import Comparison, Pair, compare, pair_of, tables_of
from radcat.survey.headings import Labels
from radcat.survey.keeping import basis, named_columns, parts
from radcat.survey.ordering import Order
from radcat.survey.parts import CLAIMED, EDITION, KEYS, ORDER, SINCE, TABLE, TOTALS, kept_editions

FEW: Final = 1000  # datasets of which a visitor may have the table computed
Part = tuple[Solutions, dict[str, Labels]]  # a table, and the headings of its columns by language


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows of the table are asked for, and what it is compared with."""

    page: int = 1
    size: int | None = None  # rows of a page; None for all rows
    names: frozenset[str] | None = None  # IRIs in the first column; None for all
    sort: str = ""  # a column, with a minus before it where it is turned round
    since: str = ""  # the number of an edition
    until: str = ""  # of a later one; the records as they are where it is empty
    is_compared: bool = True


@dataclass(frozen=True, slots=True)
class Shown:
    """What was asked for."""

    title: str
    iri: str
    edition: editions.Edition | None
    checksum: str
    rows: int  # of the table, in all that are wanted
    generation: int  # that the tables show
    tables: dict[str, Part]  # by name; of the table, a page of it
    order: Order | None
    editions: tuple[str, ...] = ()  # numbers of those whose tables are kept, the newest first
    comparison: Comparison | None = None


def shown(catalogue: Catalogue, endpoint: Endpoint, wanted: Wanted) -> Shown:
    """Read what is *wanted*: from what is kept, or computed where that is of another state and there are few rows.

    Unless an edition is named, the table is compared with the newest that is kept and says something else.

    Raises:
        UnknownRecord: the catalogue keeps no survey.
        MalformedRequest: no table of an edition that is named is kept, or the table has no such column.
    """
    surveys = Surveys(catalogue.ledger.engine)
    needed = ([KEYS] if wanted.names is not None else []) + ([f"{ORDER}{wanted.sort}"] if wanted.sort else [])
    needed += [SINCE + wanted.since] if wanted.is_compared and not wanted.until else []
    kept, lists = surveys.kept_with(needed)
    title, iri, edition = editions.heading(catalogue)
    if _is_fit(catalogue, kept):
        found = _read(surveys, kept, lists, wanted, catalogue.base)
    else:
        found = _computed(catalogue, endpoint, surveys, kept, wanted)
    return Shown(
        title,
        iri,
        edition,
        found.checksum,
        found.rows,
        found.generation,
        found.tables,
        found.order,
        kept_editions(kept),
        found.comparison,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The tables, and what is said of them."""

    checksum: str
    rows: int
    generation: int
    tables: dict[str, Part]
    order: Order | None
    comparison: Comparison | None


def _is_fit(catalogue: Catalogue, kept: Mapping[str, Kept]) -> bool:
    """Whether what is kept is to be shown: of the present state, or of one before where computing takes too long."""
    if TABLE not in kept or kept[TABLE].basis != basis(catalogue):
        return False
    return kept[TABLE].generation == catalogue.ledger.generation or catalogue.ledger.count("dataset") > FEW


def _read(
    surveys: Surveys, kept: Mapping[str, Kept], lists: Mapping[str, Sequence[Any]], wanted: Wanted, base: str
) -> _Found:
    whole = kept[TABLE]
    order = ordering.order(wanted.sort, whole.variables)
    # The places of the rows on the page are known before any row is read.
    rows, page = _paged(lists[f"{ORDER}{order}"] if order else range(whole.rows), lists.get(KEYS, ()), wanted)
    pair = _pair(kept, wanted, whole.checksum)
    asked: dict[str, Sequence[int] | None] = {TABLE: page, TOTALS: None, CLAIMED: None}
    wanted_too = tables_of(pair)
    changed: Sequence[int] = ()
    if pair and pair.is_open:  # with the present table: of both, rows that the other has, too, are not needed
        number, before, changed = lists.get(SINCE + wanted.since, ("", (), ()))
        if number == pair.since:
            wanted_too = {EDITION + number: before}
        else:
            changed = range(whole.rows)
    read = surveys.rows({**asked, **wanted_too, TABLE: [*page, *changed]})
    found = {part: Solutions(kept[part].variables, each) for part, each in read.items()}
    rows_read = found[TABLE].rows
    found[TABLE] = Solutions(whole.variables, rows_read[: len(page)])
    now = Solutions(whole.variables, rows_read[len(page) :])
    comparison = compare(pair, kept, found, now, base)
    tables = {part: (found[part], dict(kept[part].headings)) for part in asked}
    return _Found(whole.checksum, rows, whole.generation, tables, order, comparison)


def _computed(
    catalogue: Catalogue, endpoint: Endpoint, surveys: Surveys, kept: Mapping[str, Kept], wanted: Wanted
) -> _Found:
    survey = editions.build(catalogue, endpoint)
    tables, table = dict(parts(survey)), survey.table
    named = named_columns(catalogue, tables)
    order = ordering.order(wanted.sort, table.variables)
    rows, tables[TABLE] = chosen(table, order, wanted)
    pair = _pair(kept, wanted, survey.checksum)
    read = surveys.rows(tables_of(pair))
    old = {part: Solutions(kept[part].variables, each) for part, each in read.items()}
    comparison = compare(pair, kept, old, table, catalogue.base)
    headed = {part: (each, {name: named[name] for name in each.variables}) for part, each in tables.items()}
    return _Found(survey.checksum, rows, catalogue.ledger.generation, headed, order, comparison)


def chosen(table: Solutions, order: Order | None, wanted: Wanted) -> tuple[int, Solutions]:
    """Choose the rows of *table* that are *wanted*, in an *order*: how many there are, and those on the page."""
    places: Sequence[int] = range(len(table.rows))
    if order:
        column = table.variables.index(order.column)
        places = ordering.places([row[column] for row in table.rows], is_descending=order.is_descending)
    rows, page = _paged(places, [row[0] for row in table.rows], wanted)
    return rows, _only(table, page)


def _paged(places: Sequence[int], keys: Sequence[str | None], wanted: Wanted) -> tuple[int, Sequence[int]]:
    """Count the rows that are wanted, and list the places of those on the page."""
    if (names := wanted.names) is not None:
        places = [place for place in places if keys[place] in names]
    size = len(places) if wanted.size is None else wanted.size
    return len(places), places[(wanted.page - 1) * size : wanted.page * size]


def _only(table: Solutions, places: Sequence[int]) -> Solutions:
    return Solutions(table.variables, tuple(table.rows[place] for place in places))


def _pair(kept: Mapping[str, Kept], wanted: Wanted, checksum: str) -> Pair | None:
    return pair_of(kept, checksum, wanted.since, wanted.until) if wanted.is_compared else None

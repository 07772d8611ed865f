"""The survey is computed once for a state of the registry, after it was published, and kept for its page.

Its queries are the catalogue's own and range over all of it, so that no row can be told to depend on one record alone.
What computing costs is borne in the background, and no more often than that it takes a small share of the time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.errors import QueryError, UnknownRecord, WithdrawnRecord
from radcat.ledger.surveys import Kept, Surveys
from radcat.saved_queries import Solutions, saved
from radcat.stores.base import Endpoint
from radcat.survey import editions
from radcat.survey.comparing import pair_of
from radcat.survey.differences import rebased, unlike
from radcat.survey.editions import Survey
from radcat.survey.headings import Labels, headings
from radcat.survey.ordering import Order, places
from radcat.survey.parts import CLAIMED, EDITION, KEYS, ORDER, SINCE, TABLE, TOTALS, kept_editions

log = logging.getLogger(__name__)

REST: Final = 20  # times as long as computing took last, before it is computed anew
COMPARED: Final = 10  # editions of which it is known which rows changed since
_FORM: Final = "2"  # of what is kept; with another one, it is computed anew
_QUERIES: Final = ("survey", "survey-claimed", "survey-totals")


def basis(catalogue: Catalogue) -> str | None:
    """What the survey is computed by; None where the catalogue keeps none."""
    try:
        texts = [saved(catalogue, name).text for name in _QUERIES]
    except (UnknownRecord, WithdrawnRecord):
        return None
    return sha256("\0".join((_FORM, catalogue.base, *texts)).encode()).hexdigest()[:16]


class Keeping:
    """Keeps the survey of *catalogue* up to what *endpoint* answers."""

    def __init__(self, catalogue: Catalogue, endpoint: Endpoint) -> None:
        self._catalogue, self._endpoint = catalogue, endpoint
        self._surveys = Surveys(catalogue.ledger.engine)
        self._last, self._took = float("-inf"), 0.0  # seconds

    @property
    def is_due(self) -> bool:
        """Whether something was published that the tables do not show, and it is time."""
        known = self._surveys.kept().get(TABLE)
        mine = basis(self._catalogue)
        if mine is None or (known and (known.basis, known.generation) == (mine, self._catalogue.ledger.generation)):
            return False
        return time.monotonic() - self._last >= REST * self._took

    def run(self) -> None:
        """Compute the survey, and keep it where nothing was published meanwhile; what is kept stays where it can't be.

        Raises:
            StoreError: nobody can answer now.
        """
        begun = time.monotonic()
        try:
            self._compute()
        except QueryError as error:
            log.warning("the survey can't be computed, and its page shows the last that could be: %s", error)
        finally:
            self._last = time.monotonic()
            self._took = self._last - begun

    def _compute(self) -> None:
        generation, mine = self._catalogue.ledger.generation, basis(self._catalogue)
        position = self._endpoint.position
        if mine is None or position is None or position.generation != generation:
            return
        survey = editions.build(self._catalogue, self._endpoint)
        if self._endpoint.position != position:
            return
        checksum, tables = survey.checksum, dict(parts(survey))
        named = named_columns(self._catalogue, tables)
        if survey.edition and survey.edition.checksum == checksum:  # what later editions are compared with
            tables[EDITION + survey.edition.number] = survey.table
        self._surveys.keep(
            {
                part: (
                    Kept(
                        mine,
                        generation,
                        checksum,
                        len(table.rows),
                        table.variables,
                        {name: named[name] for name in table.variables},
                        survey.base,
                    ),
                    table.rows,
                )
                for part, table in tables.items()
            },
            {**_lists(survey.table), **self._changes(survey, checksum)},
        )

    def _changes(self, survey: Survey, checksum: str) -> dict[str, list[Any]]:
        """By what the rows are found that changed since the newest editions, so that a page reads no others."""
        kept = self._surveys.kept()
        pair = pair_of(kept, checksum)
        found: dict[str, list[Any]] = {}
        for number in {*kept_editions(kept)[:COMPARED], *([pair.since] if pair else [])}:
            part = EDITION + number
            before = Solutions(kept[part].variables, self._surveys.rows({part: None})[part])
            found[SINCE + number] = [number, *unlike(rebased(before, kept[part].base, survey.base), survey.table)]
        if pair and not pair.is_same:
            found[SINCE] = found[SINCE + pair.since]
        return found


def parts(survey: Survey) -> Sequence[tuple[str, Solutions]]:
    """The tables of a survey by their names."""
    return (TABLE, survey.table), (TOTALS, survey.totals), (CLAIMED, survey.claimed)


def named_columns(catalogue: Catalogue, tables: Mapping[str, Solutions]) -> dict[str, Labels]:
    """Head the columns of *tables* by the catalogue's vocabularies."""
    return headings(tables.values(), catalogue.merged(*VOCABULARIES))


def _lists(table: Solutions) -> dict[str, list[Any]]:
    """By what rows are found: the keys of all rows, and their places in the order of each column, either way round."""
    columns = {name: [row[place] for row in table.rows] for place, name in enumerate(table.variables)}
    found: dict[str, list[Any]] = {KEYS: columns[table.variables[0]]} if table.variables else {}
    for name, cells in columns.items():
        for is_descending in (False, True):
            found[f"{ORDER}{Order(name, is_descending)}"] = places(cells, is_descending=is_descending)
    return found

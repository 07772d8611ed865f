"""The survey is computed once for a state of the registry, after it was published, and kept for its page.

Its queries are the catalogue's own and range over all of it, so that no row can be told to depend on one record alone.
What computing costs is borne in the background, and no more often than that it takes a small share of the time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.errors import MalformedRequest, QueryError, UnknownRecord, WithdrawnRecord
from radcat.ledger.surveys import Kept, Surveys
from radcat.saved_queries import Solutions, saved
from radcat.stores.base import Endpoint
from radcat.survey import editions
from radcat.survey.differences import Differences, differences
from radcat.survey.editions import Survey
from radcat.survey.headings import headings

log = logging.getLogger(__name__)

TABLE, TOTALS, CLAIMED = "table", "totals", "claimed"
EDITION: Final = "edition "  # before the number of one, as the name of its table
FEW: Final = 1000  # datasets of which a visitor may have the table computed
REST: Final = 20  # times as long as computing took last, before it is computed anew
_QUERIES: Final = ("survey", "survey-claimed", "survey-totals")


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of the survey."""

    title: str
    iri: str
    edition: editions.Edition | None
    checksum: str
    rows: int  # of the table, in all
    generation: int  # that the tables show
    tables: dict[str, tuple[Solutions, dict[str, str]]]  # by name, with headings; of the table, a page of it
    editions: tuple[str, ...] = ()  # numbers of those whose tables are kept, the newest first
    since: str | None = None  # the edition that the table is compared with
    changes: Differences | None = None


def basis(catalogue: Catalogue) -> str | None:
    """What the survey is computed by; None where the catalogue keeps none."""
    try:
        texts = [saved(catalogue, name).text for name in _QUERIES]
    except (UnknownRecord, WithdrawnRecord):
        return None
    return sha256("\0".join((catalogue.base, *texts)).encode()).hexdigest()[:16]


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
        checksum, vocabulary = survey.checksum, self._catalogue.merged(*VOCABULARIES)
        parts = list(_parts(survey))
        if survey.edition and survey.edition.checksum == checksum:  # what later editions are compared with
            parts.append((EDITION + survey.edition.number, survey.table))
        self._surveys.keep(
            {
                part: (
                    Kept(mine, generation, checksum, len(table.rows), table.variables, headings(table, vocabulary)),
                    table.rows,
                )
                for part, table in parts
            }
        )


def kept_editions(kept: Mapping[str, Kept]) -> tuple[str, ...]:
    """Number the editions whose tables are among those that are *kept*, the newest first."""
    found = (part.removeprefix(EDITION) for part in kept if part.startswith(EDITION))
    return tuple(sorted(found, key=_in_order, reverse=True))


def _in_order(number: str) -> tuple[str, int]:
    day, _, place = number.rpartition(".")
    return day, int(place) if place.isdigit() else 0


def shown(catalogue: Catalogue, endpoint: Endpoint, page: int, size: int, since: str = "") -> Shown:
    """Read a page of the survey: from what is kept, or computed where that is of another state and there are few rows.

    The table is compared with the edition *since*, or else with the newest that is kept and is not the present one.

    Raises:
        UnknownRecord: the catalogue keeps no survey.
        MalformedRequest: no table of the edition *since* is kept.
    """
    surveys = Surveys(catalogue.ledger.engine)
    kept = surveys.kept()
    title, iri, edition = editions.heading(catalogue)
    before = _compared(kept, since, edition.number if edition else None)
    if _is_fit(catalogue, kept):
        found = _read(surveys, kept, before, page, size)
    else:
        found = _computed(catalogue, endpoint, surveys, kept, before)
    table, named = found.tables[TABLE]
    changes = differences(found.before, table) if found.before else None
    if found.is_whole:
        found.tables[TABLE] = Solutions(table.variables, table.rows[(page - 1) * size : page * size]), named
    return Shown(
        title,
        iri,
        edition,
        found.checksum,
        found.rows,
        found.generation,
        found.tables,
        kept_editions(kept),
        before,
        changes,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The tables, and what is said of them."""

    checksum: str
    rows: int  # of the table, in all
    generation: int
    tables: dict[str, tuple[Solutions, dict[str, str]]]
    is_whole: bool  # all rows of the table are there, and not those of a page
    before: Solutions | None  # the table of an edition


def _compared(kept: Mapping[str, Kept], since: str, present: str | None) -> str | None:
    known = kept_editions(kept)
    if since and since not in known:
        listed = ", ".join(known) or "none"
        raise MalformedRequest(f"since={since[:40]} is no edition whose table is kept; there are: {listed}.")
    return since or next((number for number in known if number != present), None)


def _is_fit(catalogue: Catalogue, kept: Mapping[str, Kept]) -> bool:
    """Whether what is kept is to be shown: of the present state, or of one before where computing takes too long."""
    if TABLE not in kept or kept[TABLE].basis != basis(catalogue):
        return False
    return kept[TABLE].generation == catalogue.ledger.generation or catalogue.ledger.count("dataset") > FEW


def _read(surveys: Surveys, kept: Mapping[str, Kept], before: str | None, page: int, size: int) -> _Found:
    whole = kept[TABLE]
    wanted = (TABLE, whole.rows, 0) if before else (TABLE, size, (page - 1) * size)
    parts = (TOTALS, CLAIMED, *([EDITION + before] if before else []))
    rows = surveys.rows([wanted, *((part, kept[part].rows, 0) for part in parts)])
    found = {part: Solutions(kept[part].variables, rows[part]) for part in rows}
    tables = {part: (found[part], dict(kept[part].headings)) for part in (TABLE, TOTALS, CLAIMED)}
    edition = found.get(EDITION + before) if before else None
    return _Found(whole.checksum, whole.rows, whole.generation, tables, bool(before), edition)


def _computed(
    catalogue: Catalogue, endpoint: Endpoint, surveys: Surveys, kept: Mapping[str, Kept], before: str | None
) -> _Found:
    survey, vocabulary = editions.build(catalogue, endpoint), catalogue.merged(*VOCABULARIES)
    tables = {part: (table, headings(table, vocabulary)) for part, table in _parts(survey)}
    edition = None
    if before:
        part = EDITION + before
        edition = Solutions(kept[part].variables, surveys.rows([(part, kept[part].rows, 0)])[part])
    count = len(survey.table.rows)
    return _Found(survey.checksum, count, catalogue.ledger.generation, tables, is_whole=True, before=edition)


def _parts(survey: Survey) -> Sequence[tuple[str, Solutions]]:
    return (TABLE, survey.table), (TOTALS, survey.totals), (CLAIMED, survey.claimed)

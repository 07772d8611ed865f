"""The survey is computed once for a state of the registry, after it was published, and kept for its page.

Its queries are the catalogue's own and range over all of it, so that no row can be told to depend on one record alone.
What computing costs is borne in the background, and no more often than that it takes a small share of the time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.errors import QueryError, UnknownRecord, WithdrawnRecord
from radcat.ledger.surveys import Kept, Surveys
from radcat.saved_queries import Solutions, saved
from radcat.stores.base import Endpoint
from radcat.survey import editions
from radcat.survey.editions import Survey
from radcat.survey.headings import headings

log = logging.getLogger(__name__)

TABLE, TOTALS, CLAIMED = "table", "totals", "claimed"
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
        self._surveys.keep(
            {
                part: (
                    Kept(mine, generation, checksum, len(table.rows), table.variables, headings(table, vocabulary)),
                    table.rows,
                )
                for part, table in _parts(survey)
            }
        )


def shown(catalogue: Catalogue, endpoint: Endpoint, page: int, size: int) -> Shown:
    """Read a page of the survey: from what is kept, or computed where that is of another state and there are few rows.

    Raises:
        UnknownRecord: the catalogue keeps no survey.
    """
    surveys = Surveys(catalogue.ledger.engine)
    kept, ledger = surveys.kept(), catalogue.ledger
    fits = TABLE in kept and kept[TABLE].basis == basis(catalogue)
    is_new = fits and kept[TABLE].generation == ledger.generation
    if not is_new and (not fits or ledger.count("dataset") <= FEW):
        return _computed(catalogue, endpoint, page, size)
    asked = [(TABLE, size, (page - 1) * size), *((part, kept[part].rows, 0) for part in (TOTALS, CLAIMED))]
    rows = surveys.rows(asked)
    tables = {part: (Solutions(kept[part].variables, rows[part]), dict(kept[part].headings)) for part in rows}
    title, iri, edition = editions.heading(catalogue)
    return Shown(title, iri, edition, kept[TABLE].checksum, kept[TABLE].rows, kept[TABLE].generation, tables)


def _computed(catalogue: Catalogue, endpoint: Endpoint, page: int, size: int) -> Shown:
    survey, vocabulary = editions.build(catalogue, endpoint), catalogue.merged(*VOCABULARIES)
    tables = {part: (table, headings(table, vocabulary)) for part, table in _parts(survey)}
    whole, named = tables[TABLE]
    tables[TABLE] = Solutions(whole.variables, whole.rows[(page - 1) * size : page * size]), named
    generation, rows = catalogue.ledger.generation, len(whole.rows)
    return Shown(survey.title, survey.iri, survey.edition, survey.checksum, rows, generation, tables)


def _parts(survey: Survey) -> Sequence[tuple[str, Solutions]]:
    return (TABLE, survey.table), (TOTALS, survey.totals), (CLAIMED, survey.claimed)

"""A sentence that one of the catalogue's own queries ends in, with what it found in the place of its variables.

A saved query says it with `sh:message`, in which `{?name}` stands for a variable (SHACL, section 5.2.1). So what a home
page tells of a catalogue comes from its folder, and from what its records state at this moment.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from cachetools import LRUCache

from radcat.catalogue import Catalogue
from radcat.errors import QueryError, RegistryError
from radcat.model import Text
from radcat.saved_queries import SavedQuery, saved_queries, select
from radcat.stores.base import Endpoint
from radcat.survey.ordering import natural

log = logging.getLogger(__name__)

_VARIABLE: Final = re.compile(r"\{[?$](\w+)\}")
_PAUSE: Final = 30.0  # seconds until a store that did not answer is asked again


@dataclass(frozen=True, slots=True)
class Finding:
    """What one query found, in a sentence."""

    sentence: str
    query: str  # IRI
    research_question: str | None  # its number
    label: str  # of the query
    about: tuple[tuple[str, str], ...]  # IRIs and labels of the records that the solution names


class Findings:
    """What the queries of a catalogue found, kept for a generation."""

    def __init__(self) -> None:
        self._kept: LRUCache[tuple[int, bool], tuple[Finding, ...]] = LRUCache(4)
        self._after = float("-inf")

    def of(self, catalogue: Catalogue, endpoint: Endpoint) -> tuple[Finding, ...]:
        """What a home page tells of the present generation; nothing while nobody can answer."""
        return self._of(catalogue, endpoint, is_research=False)

    def answers(self, catalogue: Catalogue, endpoint: Endpoint) -> tuple[tuple[str, tuple[Finding, ...]], ...]:
        """The numbers of the survey's research questions in their order, each with its answers.

        A question may have several queries. There is none while nobody can answer.
        """
        found = self._of(catalogue, endpoint, is_research=True)
        ordered = sorted(found, key=lambda each: natural(each.research_question or ""))
        grouped = groupby(ordered, key=lambda each: each.research_question or "")
        return tuple((number, tuple(answers)) for number, answers in grouped)

    def read_ahead(self, catalogue: Catalogue, endpoint: Endpoint) -> None:
        """Ask what pages tell of the present generation, unless it was asked."""
        for is_research in (False, True):
            self._of(catalogue, endpoint, is_research=is_research)

    def _of(self, catalogue: Catalogue, endpoint: Endpoint, *, is_research: bool) -> tuple[Finding, ...]:
        key = catalogue.ledger.generation, is_research
        found = self._kept.get(key)
        if found is None and time.monotonic() >= self._after:
            try:
                found = self._kept[key] = _read(catalogue, endpoint, is_research=is_research)
            except RegistryError as error:
                self._after = time.monotonic() + _PAUSE
                log.warning("what the catalogue's own queries find can't be read: %s", error)
        return found or ()


def _read(catalogue: Catalogue, endpoint: Endpoint, *, is_research: bool) -> tuple[Finding, ...]:
    told = (query for query in saved_queries(catalogue) if query.message and query.is_query)
    asked = (query for query in told if bool(query.research_question) is is_research)
    found = (_answered(catalogue, endpoint, query) for query in asked)
    return tuple(finding for finding in found if finding)


def _answered(catalogue: Catalogue, endpoint: Endpoint, query: SavedQuery) -> Finding | None:
    """What one query found; None where it has no answer, such as one that takes too long: others have theirs.

    It would have none for the next visitor either, and is asked again when something was published.
    """
    try:
        return _found(catalogue, endpoint, query)
    except QueryError as error:
        log.warning("what the query %s finds can't be read: %s", query.slug, error)
        return None


def _found(catalogue: Catalogue, endpoint: Endpoint, query: SavedQuery) -> Finding | None:
    """The sentence with the first solution in it; None where there is no solution that has all its variables."""
    solutions = select(endpoint, query.text)
    if not solutions.rows:
        return None
    values = {"solutions": str(len(solutions.rows))}
    values |= {name: value for name, value in zip(solutions.variables, solutions.rows[0], strict=True) if value}
    sentence = filled(query.message or "", values)
    named = [value for value in values.values() if value.startswith(catalogue.base)]
    about = tuple((iri, label) for iri in named if (label := _label(catalogue, iri)))
    return Finding(sentence, query.iri, query.research_question, query.label, about) if sentence else None


def _label(catalogue: Catalogue, iri: str) -> str | None:
    version = catalogue.ledger.published(iri.removeprefix(catalogue.base))
    return catalogue.label(version.record) if version else None


def filled(message: str, values: Mapping[str, str]) -> str | None:
    """Put *values* into *message*, in its language; None where one of its variables has none."""
    if any(name not in values for name in _VARIABLE.findall(message)):
        return None
    return Text(_VARIABLE.sub(lambda match: values[match[1]], message), language=getattr(message, "language", None))

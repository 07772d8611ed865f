"""Questions of the catalogue that can be asked about one dataset: those with a dataset among their parameters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from radcat.catalogue import Catalogue
from radcat.saved_queries import saved_queries
from radcat.web.state import Site


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query, and the parameter that takes a dataset."""

    iri: str
    label: str
    parameter: str

    def about(self, slug: str) -> str:
        """Its address, with the dataset *slug* chosen."""
        return f"{self.iri}?{urlencode({self.parameter: slug})}"


def questions(here: Site) -> tuple[Question, ...]:
    """The questions that take a dataset; read once until a query changes."""
    return _read(here.catalogue, here.registry.ledger.position_of(["query"]))


@lru_cache(maxsize=4)
def _read(catalogue: Catalogue, _position: int) -> tuple[Question, ...]:
    found = []
    for query in saved_queries(catalogue):
        parameter = next((each for each in query.parameters if each.is_dataset), None)
        if parameter:
            found.append(Question(query.iri, query.label, parameter.name))
    return tuple(sorted(found, key=lambda question: question.label.casefold()))

"""How many datasets have a value, whichever facet it is a value of, and the search that finds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from radcat.catalogue import Catalogue
from radcat.search.labels import codes
from radcat.search.reader import View


@dataclass(frozen=True, slots=True)
class Usage:
    """The datasets that have a value, or one that is narrower."""

    facet: str
    query: str  # of the address of the search
    count: int  # what that search finds


def usage(view: View, catalogue: Catalogue, values: Iterable[str]) -> dict[str, tuple[Usage, ...]]:
    """Look *values* up in all facets; those that are no value of any dataset are left out."""
    found = {}
    for value in values:
        having = [(facet, known[value]) for facet, known in sorted(view.bits.facets.items()) if value in known]
        if having:
            found[value] = tuple(
                Usage(facet, _query(view, catalogue, facet, value), len(bits)) for facet, bits in having
            )
    return found


def _query(view: View, catalogue: Catalogue, facet: str, value: str) -> str:
    return urlencode({facet: codes(catalogue, view.bits, facet).by_value[value]})

"""Searches beside the SPARQL that they are shown as."""

from __future__ import annotations

import random
from collections.abc import Iterable

from radcat.bootstrap import Registry
from radcat.errors import RegistryError
from radcat.saved_queries import select
from radcat.search.labels import Labels
from radcat.search.offered import facets
from radcat.search.searching import Asked, search
from radcat.search.sparql import as_query
from radcat.stores.base import Endpoint


def every_value(registry: Registry) -> list[Asked]:
    """A search for each value of each facet."""
    with registry.search.view() as view:
        return [Asked(selection={facet: (value,)}) for facet, values in view.bits.facets.items() for value in values]


def several_values(registry: Registry, count: int) -> list[Asked]:
    """Searches for values of two or three facets, with a word or without."""
    how = random.Random(7)  # noqa: S311
    with registry.search.view() as view:
        known = {facet: sorted(values) for facet, values in view.bits.facets.items()}
    found = []
    for _ in range(count):
        chosen = how.sample(sorted(known), how.choice((2, 3)))
        selection = {
            facet: tuple(how.sample(known[facet], min(len(known[facet]), how.choice((1, 2, 4))))) for facet in chosen
        }
        found.append(Asked(how.choice(("", "", "ct", "chest")), selection))
    return found


def agree(registry: Registry, endpoint: Endpoint, searches: Iterable[Asked]) -> None:
    """See that each search and its SPARQL find the same datasets."""
    offered, labels = facets(registry.catalogue), Labels(registry.catalogue, ())
    differing = []
    with registry.search.view() as view:
        for asked in searches:
            found = search(view, asked)
            query = as_query(view, asked, found, offered, registry.catalogue, labels)
            assert query.is_whole
            wanted = sorted(registry.base + name for name in view.rows.names(list(found.matching)))
            try:
                got = sorted(str(row[0]) for row in select(endpoint, query.text).rows)
            except RegistryError as error:
                got = [str(error)]
            if got != wanted:
                differing.append((dict(asked.selection), asked.text, len(wanted), got[:1], query.text))
    assert differing == []

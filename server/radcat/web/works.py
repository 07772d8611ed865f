"""What a list of datasets says beside their titles: what they hold, and the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from radcat.errors import StoreUnavailable
from radcat.model import KIND
from radcat.search.facets import NOT_STATED
from radcat.search.labels import Labels
from radcat.search.offered import facets
from radcat.web.state import Site


def facts(here: Site, referring: Mapping[str, Sequence[tuple[str, str]]], wanted: Sequence[str]) -> dict[str, str]:
    """Name the first telling facet's values and the year of each dataset in *referring*, by its IRI.

    Nothing is said while nothing can be searched.
    """
    folder = here.base + KIND["dataset"].path
    names = [iri.removeprefix(here.base) for pairs in referring.values() for iri, _ in pairs if iri.startswith(folder)]
    telling = next((facet for facet in facets(here.catalogue) if facet.is_telling), None)
    found = dict[str, str]()
    if not names or telling is None:
        return found
    try:
        with here.registry.search.view() as view:
            labels = Labels(here.catalogue, wanted)
            for name in names:
                if hit := view.rows.find(name):
                    pairs = [view.bits.values[number] for number in hit.values if number in view.bits.values]
                    values = [value for facet, value in pairs if facet == telling.name and value != NOT_STATED]
                    held = ", ".join(labels.name(telling, value) for value in values)
                    year = str(hit.card["issued"] or "")[:4]
                    found[here.base + name] = " · ".join(filter(None, (held, year)))
    except StoreUnavailable:
        return {}
    return found


def titles(here: Site, names: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """The titles of datasets, off the search index; of those that it does not hold, nothing."""
    try:
        with here.registry.search.view() as view:
            labels, found = Labels(here.catalogue, wanted), dict[str, str]()
            for name in names:
                hit = view.rows.find(name)
                if hit and (title := labels.text(hit.card["titles"])):
                    found[name] = title
            return found
    except StoreUnavailable:
        return {}

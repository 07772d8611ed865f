"""What a list of datasets says beside their titles: what they hold, and the year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from radcat.model import KIND
from radcat.search.facets import NOT_STATED
from radcat.search.labels import Labels
from radcat.search.offered import facets
from radcat.search.reader import View
from radcat.web.state import Site


def facts(here: Site, referring: Mapping[str, Sequence[tuple[str, str]]], wanted: Sequence[str]) -> dict[str, str]:
    """Name the first telling facet's values and the year of each dataset in *referring*, by its IRI.

    Nothing is said while nothing can be searched.
    """
    folder = here.base + KIND["dataset"].path
    names = [iri.removeprefix(here.base) for pairs in referring.values() for iri, _ in pairs if iri.startswith(folder)]
    telling = next((facet for facet in facets(here.catalogue) if facet.is_telling), None)
    if not names or telling is None:
        return {}

    def read(view: View) -> dict[str, str]:
        labels, found = Labels(here.catalogue, wanted), dict[str, str]()
        for hit in view.rows.named(names).values():
            values = [v for facet, v in view.bits.held(hit.values) if facet == telling.name and v != NOT_STATED]
            held = ", ".join(labels.name(telling, value) for value in values)
            year = str(hit.card["issued"] or "")[:4]
            found[here.base + hit.name] = " · ".join(filter(None, (held, year)))
        return found

    return here.searched(read, {})


def titles(here: Site, names: Sequence[str], wanted: Sequence[str]) -> dict[str, str]:
    """The titles of datasets, off the search index; of those that it does not hold, nothing."""

    def read(view: View) -> dict[str, str]:
        labels = Labels(here.catalogue, wanted)
        found = ((name, labels.text(hit.card["titles"])) for name, hit in view.rows.named(names).items())
        return {name: title for name, title in found if title}

    return here.searched(read, {})

"""How to cite the survey: its edition as long as the records say the same, and a state of the registry afterwards."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Final

from radcat.formats import citation
from radcat.formats.bibliography import STYLES
from radcat.model import Agent, Dataset, Text
from radcat.publishing.indexing import CATALOG
from radcat.rdf.languages import INTERFACE
from radcat.survey.editions import NAME
from radcat.survey.reading import Shown
from radcat.web.landing import citing
from radcat.web.state import Site

KEY: Final = "survey"


def work(here: Site, built: Shown) -> Dataset | None:
    """Describe what is shown as a work to cite; None where it has no record."""
    if here.registry.ledger.published(NAME) is None:
        return None
    edition = built.edition if built.edition and built.edition.checksum == built.checksum else None
    number = f"edition {edition.number}" if edition else f"generation {built.generation}"
    version = here.registry.ledger.published(CATALOG)
    maker = here.catalogue.dataset(version.record).publisher if version else None
    return Dataset(
        iri=built.iri,
        title=f"{built.title}, {number}",
        issued=edition.issued if edition else (here.registry.ledger.date or "")[:10] or None,
        version=edition.number if edition else None,
        creators=(maker,) if maker else (),
        publisher=Agent(iri=here.base, name=here.title),
    )


def references(found: Dataset | None) -> list[tuple[str, str]]:
    """Write the reference in each style, with the style's title before it; they are in English."""
    if found is None:
        return []
    # The number stands in the title, since not every style has a place for it.
    item = {name: value for name, value in citation.csl(found, KEY).items() if name != "version"}
    return [(title, Text(text, language=INTERFACE)) for title, text in _written(json.dumps(item))]


@lru_cache(maxsize=8)  # seven styles take as long as all the rest of the page
def _written(item: str) -> tuple[tuple[str, str], ...]:
    found = {citing.RECORD: citing.attributed(json.loads(item))}
    return tuple((style.title, citing.cited(found, style)[0].text) for style in STYLES)

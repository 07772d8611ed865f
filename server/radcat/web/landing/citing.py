"""How to cite: the data, as its record describes them, and the record itself, at the version that is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from radcat.formats import bibliography, citation
from radcat.formats.bibliography import Style
from radcat.ledger.versions import Version
from radcat.model import Dataset
from radcat.publishing.indexing import CATALOG
from radcat.web.state import Site
from radcat.wording import translatable

DATA: Final = translatable("The data")
RECORD: Final = translatable("This record")


@dataclass(frozen=True, slots=True)
class Cited:
    """One thing to cite, in one style."""

    what: str
    text: str


def items(here: Site, dataset: Dataset, version: Version) -> dict[str, dict[str, Any]]:
    """What there is to cite, as CSL-JSON: *dataset* and its record."""
    data = citation.csl(dataset, version.record.slug)
    return {DATA: attributed(data), RECORD: attributed(_record(here, dataset, version))}


def cited(found: Mapping[str, Mapping[str, Any]], style: Style = bibliography.DEFAULT) -> tuple[Cited, ...]:
    """Write the references for what was *found* to cite."""
    return tuple(Cited(what, bibliography.reference(item, style)) for what, item in found.items())


def papers(dataset: Dataset) -> Sequence[str]:
    """The addresses of publications about the dataset, those with a DOI first."""
    return sorted(dataset.publications, key=lambda address: ("doi.org" not in address, address))


def _record(here: Site, dataset: Dataset, version: Version) -> dict[str, Any]:
    """The record of a dataset as CSL-JSON."""
    title = f"{dataset.title or version.record.slug}: metadata record, version {version.sequence}"
    return of_record(here, version, title)


def of_record(here: Site, version: Version, title: str) -> dict[str, Any]:
    """A record of the registry as CSL-JSON, under a *title*."""
    year, month, day = citation.date_parts(version.date[:10])
    publisher = _publisher(here)
    return {
        "id": f"{version.record.slug}-record",
        "type": "webpage",
        "title": title,
        "author": [{"literal": publisher}] if publisher else [],
        "container-title": here.title,
        "issued": {"date-parts": [[part for part in (year, month, day) if part]]},
        "URL": str(version.record.iri(here.base)),
    }


def _publisher(here: Site) -> str | None:
    version = here.registry.ledger.published(CATALOG)
    publisher = here.catalogue.dataset(version.record).publisher if version else None
    return publisher.name if publisher else None


def attributed(item: dict[str, Any]) -> dict[str, Any]:
    """Put in the author's place what styles put there when nobody is named: the publisher, else the title."""
    if item.get("author"):
        return item
    others = dict(item)
    name = others.pop("publisher", None) or others.pop("title", None)
    return {**others, "author": [{"literal": name}]} if name else item

"""schema.org as search engines read it: Google Dataset Search's list of properties for a Dataset.

https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from radcat.model import Agent, Concept, Dataset, Distribution
from radcat.prefixes import IANA

CONTEXT: Final = "https://schema.org/"
_OPEN: Final = "PUBLIC"  # notation of the EU access right that anybody has
LONGEST_DESCRIPTION: Final = 5000  # characters; a longer one is cut off by the reader


def dataset(described: Dataset, catalog_name: str, catalog_iri: str) -> dict[str, Any]:
    """Write a dataset; what no source states is left out, not filled in."""
    return _given(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": described.iri,
            "url": described.iri,
            "name": described.title,
            "alternateName": described.alternatives,
            "description": (described.description or "")[:LONGEST_DESCRIPTION],
            "identifier": (*described.other_identifiers, *described.identifiers),
            "keywords": described.keywords,
            "creator": [agent(creator) for creator in described.authors],
            "publisher": agent(described.publisher) if described.publisher else None,
            "license": described.licence.iri if described.licence else None,
            "conditionsOfAccess": _label(described.conditions_of_access),
            "isAccessibleForFree": True if _notation(described.access_rights) == _OPEN else None,
            "measurementTechnique": [_technique(technique) for technique in described.techniques],
            "variableMeasured": [_label(variable) for variable in described.variables],
            "countryOfOrigin": _country(described.country),
            "datePublished": described.issued,
            "dateModified": described.modified,
            "version": described.version,
            "citation": described.publications,
            "isBasedOn": described.derived_from,
            "isPartOf": described.is_part_of,
            "sameAs": described.landing_page,
            "distribution": [_download(distribution) for distribution in described.distributions],
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "@id": catalog_iri,
                "name": catalog_name,
                "url": catalog_iri,
            },
        }
    )


def catalog(name: str, description: str | None, iri: str, datasets: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Write the catalogue with names and addresses of *datasets*."""
    members = [{"@type": "Dataset", "@id": address, "name": title, "url": address} for address, title in datasets]
    return _given(
        {
            "@context": CONTEXT,
            "@type": "DataCatalog",
            "@id": iri,
            "url": iri,
            "name": name,
            "description": description,
            "dataset": members,
        }
    )


def agent(described: Agent) -> dict[str, Any]:
    """Write an agent with its type: a bare name keeps a dataset out of search results."""
    kind = "Person" if described.is_person else "Organization"
    return _given(
        {
            "@type": kind,
            "@id": described.iri,
            "name": described.name or described.iri,
            "url": described.homepage,
            "sameAs": described.same_as,
        }
    )


def _download(distribution: Distribution) -> dict[str, Any]:
    encoding = (distribution.media_type or "").removeprefix(IANA) or _label(distribution.format)
    return _given(
        {
            "@type": "DataDownload",
            "name": distribution.title,
            "contentUrl": distribution.download_url or distribution.access_url,
            "encodingFormat": encoding,
            "contentSize": f"{distribution.byte_size} B" if distribution.byte_size else None,
            "license": distribution.licence,
        }
    )


def _technique(concept: Concept) -> str:
    return next((iri for iri in concept.matches if iri.startswith(CONTEXT)), concept.name)


def _country(concept: Concept | None) -> dict[str, Any] | None:
    return {"@type": "Country", "name": concept.name} if concept else None


def _label(concept: Concept | None) -> str | None:
    return concept.name if concept else None


def _notation(concept: Concept | None) -> str | None:
    return (concept.notation or concept.iri.rpartition("/")[2]) if concept else None


def _given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Drop what has no value, and take a list of one for its one."""
    return {
        name: value[0] if isinstance(value, list | tuple) and len(value) == 1 else value
        for name, value in members.items()
        if value not in (None, "", [], ())
    }

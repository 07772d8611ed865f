"""schema.org as search engines read it: Google Dataset Search's list of properties for a Dataset.

https://developers.google.com/search/docs/appearance/structured-data/dataset
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from radcat.dataset_findings import DatasetFinding
from radcat.formats import dates, quality_annotations
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.texts import bcp47, cut, given, json_ld
from radcat.model import Agent, Blank, Concept, Dataset, Distribution, Place, Text
from radcat.rdf import geometry, languages
from radcat.rdf.geometry import Geometry
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import IANA

CONTEXT: Final = "https://schema.org/"
PROFILE: Final = Profile("schema", CONTEXT, "schema.org, as Google Dataset Search reads it")
_OPEN: Final = "PUBLIC"  # notation of the EU access right that anybody has
LARGEST: Final = 200_000  # bytes of what is embedded in a page; longer ones have cost sites their place in the index
LONGEST_DESCRIPTION: Final = 5000  # characters; a longer one is cut off by the reader


def document(described: Described) -> dict[str, Any]:
    """Write the document that is embedded in the page of a dataset."""
    return dataset(
        described.dataset, described.catalog_name, described.catalog_iri, described.language, described.findings
    )


def dataset(
    described: Dataset,
    catalog_name: str,
    catalog_iri: str,
    language: str = languages.DEFAULT,
    findings: Sequence[DatasetFinding] = (),
) -> dict[str, Any]:
    """Write a dataset, with *findings* about it; what no source states is left out, not filled in.

    Texts in *language* go without a tag.
    """

    def said(*texts: str | None) -> list[Any]:
        return json_ld([text for text in texts if text], language)

    return given(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": described.iri,
            "url": described.iri,
            "name": said(*described.titles),
            "alternateName": said(*described.alternatives),
            "description": said(*(cut(text, LONGEST_DESCRIPTION) for text in described.descriptions)),
            "identifier": (*described.other_identifiers, *described.identifiers),
            "keywords": said(*described.keywords),
            "creator": [agent(creator, language) for creator in described.authors],
            "contributor": [agent(contributor, language) for contributor in described.contributors],
            "publisher": agent(described.publisher, language) if described.publisher else None,
            "funder": [agent(funder, language) for funder in described.funders],
            "license": licence(described.licence),
            "usageInfo": [statement(text, language) for text in described.rights],
            "conditionsOfAccess": said(_label(described.conditions_of_access)),
            "isAccessibleForFree": True if _notation(described.access_rights) == _OPEN else None,
            "about": [_term(theme, language) for theme in described.themes],
            "measurementTechnique": said(*(_technique(technique) for technique in described.techniques)),
            "variableMeasured": said(*(_label(variable) for variable in described.variables)),
            "size": size(described.individuals),
            "countryOfOrigin": _country(described.country, language),
            "spatialCoverage": [_place(place, language) for place in described.places],
            "temporalCoverage": [found for period in described.periods if (found := dates.interval(period))],
            "inLanguage": bcp47(described.languages),
            "encodingFormat": said(*(_label(concept) for concept in described.formats)),
            "datePublished": dates.iso(described.issued),
            "dateModified": dates.iso(described.modified),
            "version": described.version,
            "creativeWorkStatus": said(_label(described.status)),
            "citation": described.publications,
            "isBasedOn": described.derived_from,
            "isPartOf": described.is_part_of,
            "sameAs": described.landing_page,
            "subjectOf": [quality_annotations.claim(each, language) for each in findings],
            # A page on which somebody can ask for the data is no download: sameAs leads there.
            "distribution": [_download(d, language) for d in described.distributions if d.download_url],
            "includedInDataCatalog": {
                "@type": "DataCatalog",
                "@id": catalog_iri,
                "name": only(catalog_name, language),
                "url": catalog_iri,
            }
            if catalog_name
            else None,
        }
    )


def catalog(
    name: str,
    description: str | None,
    iri: str,
    datasets: Iterable[tuple[str, str]],
    described: Dataset | None = None,
    language: str = languages.DEFAULT,
) -> dict[str, Any]:
    """Write the catalogue with names and addresses of *datasets*, and with what its own record says further."""
    members = [
        {"@type": "Dataset", "@id": address, "name": only(title, language), "url": address}
        for address, title in datasets
    ]
    names = (described and described.titles) or (name,)
    descriptions = described.descriptions if described else (description,) if description else ()
    return given(
        {
            "@context": CONTEXT,
            "@type": "DataCatalog",
            "@id": iri,
            "url": iri,
            "name": json_ld(names, language),
            "description": json_ld(descriptions, language),
            "publisher": agent(described.publisher, language) if described and described.publisher else None,
            "license": licence(described.licence) if described else None,
            "inLanguage": bcp47(described.languages) if described else None,
            "dateModified": dates.iso(described.modified) if described else None,
            "keywords": json_ld(described.keywords, language) if described else None,
            "dataset": members,
        }
    )


def capped(document: Mapping[str, Any], longest: int = LARGEST) -> dict[str, Any]:
    """Leave out the longest lists of a document until it has no more than *longest* bytes."""
    kept = dict(document)
    while len(json.dumps(kept).encode()) > longest:
        lists = {name: len(json.dumps(value)) for name, value in kept.items() if isinstance(value, list | tuple)}
        if not lists:
            break
        del kept[max(lists, key=lambda name: lists[name])]
    return kept


def size(individuals: int | None) -> dict[str, Any] | None:
    """Write how many individuals the data is of."""
    if individuals is None:
        return None
    return {"@type": "QuantitativeValue", "value": individuals, "unitText": "individuals"}


def only(text: str, language: str) -> Any:
    """Write one text, with its tag unless it is in *language*."""
    return json_ld((text,), language)[0]


def statement(text: str, language: str = languages.DEFAULT) -> dict[str, Any]:
    """Write a statement of rights."""
    return {"@type": "CreativeWork", "text": only(text, language)}


def licence(concept: Concept | None) -> str | None:
    """Write a licence: its address, else its name."""
    return (named(concept.iri) or concept.name) if concept else None


def agent(described: Agent, language: str = languages.DEFAULT) -> dict[str, Any]:
    """Write an agent with its type: a bare name keeps a dataset out of search results."""
    kind = "Person" if described.is_person else "Organization"
    return given(
        {
            "@type": kind,
            "@id": named(described.iri),
            "name": json_ld(described.names or (named(described.iri) or "",), language),
            "givenName": described.given_name,
            "familyName": described.family_name,
            "url": described.homepage,
            "sameAs": described.same_as,
        }
    )


def _download(distribution: Distribution, language: str) -> dict[str, Any]:
    # Of an archive both count: what the address answers with, and what is in it.
    types = [t.removeprefix(IANA) for t in (distribution.package_format, distribution.media_type) if t]
    return given(
        {
            "@type": "DataDownload",
            "name": json_ld(distribution.titles, language),
            "description": json_ld(distribution.descriptions, language),
            "contentUrl": distribution.download_url,
            "encodingFormat": types or json_ld([name for name in (_label(distribution.format),) if name], language),
            "contentSize": f"{distribution.byte_size} B" if distribution.byte_size else None,
            "license": distribution.licence,
            "datePublished": dates.iso(distribution.issued),
            "dateModified": dates.iso(distribution.modified),
            "sha256": _sha256(distribution),
        }
    )


def _sha256(distribution: Distribution) -> str | None:
    checksum = distribution.checksum
    if checksum is None or not (checksum.algorithm or "").endswith("checksumAlgorithm_sha256"):
        return None
    return checksum.value


def _place(described: Place, language: str) -> dict[str, Any]:
    """Write a place, with its box or its centre where they are in degrees.

    schema.org gives the latitude first. Numbers are texts, which keep their digits.
    """
    geo: list[dict[str, Any]] = []
    if box := next((g.box for g in _geometries(described.boxes) if g.box), None):
        geo.append({"@type": "GeoShape", "box": f"{box.south} {box.west} {box.north} {box.east}"})
    if point := next((g.point for g in _geometries(described.centroids) if g.point), None):
        geo.append({"@type": "GeoCoordinates", "latitude": point[1], "longitude": point[0]})
    return given({"@type": "Place", "@id": named(described.iri), "name": _name(described.label, language), "geo": geo})


def _geometries(literals: Iterable[str]) -> Iterator[Geometry]:
    for literal in literals:
        if isinstance(literal, Text) and (found := geometry.read(literal, literal.datatype)):
            yield found


def named(iri: str) -> str | None:
    """Write a node's IRI; a node without one is known by where it stands."""
    return None if isinstance(iri, Blank) else iri


def _term(concept: Concept, language: str) -> dict[str, Any]:
    name = _name(concept.label, language)
    return given({"@type": "DefinedTerm", "@id": named(concept.iri), "name": name, "termCode": concept.notation})


def _technique(concept: Concept) -> str:
    return next((iri for iri in concept.matches if iri.startswith(CONTEXT)), concept.name)


def _country(concept: Concept | None, language: str) -> dict[str, Any] | None:
    return {"@type": "Country", "name": only(concept.name, language)} if concept else None


def _name(text: str | None, language: str) -> Any:
    return only(text, language) if text else None


def _label(concept: Concept | None) -> str | None:
    return concept.name if concept else None


def _notation(concept: Concept | None) -> str | None:
    return (concept.notation or (named(concept.iri) or "").rpartition("/")[2]) if concept else None


def write(described: Described) -> bytes:
    """Write the document that is embedded in the page, on its own."""
    return json.dumps(document(described), indent=2, ensure_ascii=False).encode()


SCHEMA_ORG = Representation(
    "schema",
    MediaType("application", "ld+json", {"profile": PROFILE.iri}),
    "schema.jsonld",
    write,
    title="schema.org",
    profile=PROFILE,
    kinds=DATASETS,
    unwritten=document,
    also=(MediaType("application", "vnd.schemaorg.ld+json"),),
)

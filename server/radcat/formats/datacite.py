"""DataCite Metadata Schema 4.6, as XML and as JSON.

https://datacite-metadata-schema.readthedocs.io/en/4.6/
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml import etree

from radcat.formats import dates, markup
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.oai_dc import formats, name_of, named
from radcat.formats.texts import bcp47, distinct, tag
from radcat.model import Agent, Concept, Dataset, Text
from radcat.rdf.media import MediaType

NAMESPACE: Final = "http://datacite.org/schema/kernel-4"
SCHEMA: Final = f"{NAMESPACE} https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
PROFILE: Final = Profile("datacite", NAMESPACE, "DataCite Metadata Schema 4.6")
# The schema requires these, and this is its code for what is not known (4.6, appendix 3).
UNAVAILABLE: Final = ":unav"
# It has no such code for the year, and asks for four digits: a year that no reader takes for one.
NO_YEAR: Final = "0000"
_DOI: Final = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:)(10\.[0-9]{4,9}/\S+)", re.IGNORECASE)
# Address of an identifier, to the scheme's name and home.
_SCHEMES: Final[Mapping[str, tuple[str, str]]] = {
    "https://orcid.org/": ("ORCID", "https://orcid.org"),
    "https://ror.org/": ("ROR", "https://ror.org"),
    "https://isni.org/isni/": ("ISNI", "https://isni.org"),
}
FUNDER_SCHEMES: Final = frozenset({"ISNI", "ROR"})  # of these, the types that a funder's identifier may have
_SPDX: Final = "https://spdx.org/licenses/"


def doi(identifier: str) -> str | None:
    """Read the bare DOI off an address or a doi: name."""
    found = _DOI.fullmatch(identifier)
    return found[1] if found else None


def resource(dataset: Dataset) -> dict[str, Any]:
    """Write the members of DataCite's JSON; what no source states is absent, or has the code for it."""
    dois = [found for identifier in dataset.other_identifiers if (found := doi(identifier))]
    licence = dataset.licence
    members = {
        "doi": dois[0] if dois else None,
        "url": dataset.iri,
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Dataset"},
        "creators": [agent(creator) for creator in dataset.authors] or [{"name": UNAVAILABLE}],
        "titles": _titles(dataset),
        "publisher": _publisher(dataset.publisher),
        "publicationYear": year(dataset.issued) or NO_YEAR,
        "subjects": list(_subjects(dataset)),
        "contributors": [{**agent(a), "contributorType": "Other"} for a in dataset.contributors],
        "dates": list(_dates(dataset)),
        "language": next(iter(bcp47(dataset.languages)), None),
        "alternateIdentifiers": list(_identifiers(dataset, dois[:1])),
        "relatedIdentifiers": list(_related(dataset)),
        "sizes": [f"{dataset.individuals} individuals"] if dataset.individuals is not None else [],
        "formats": list(formats(dataset)),
        "version": dataset.version,
        "rightsList": [*([_licence(licence)] if licence else []), *_rights(dataset)],
        "descriptions": _descriptions(dataset),
        "geoLocations": [{"geoLocationPlace": place.label} for place in dataset.places if place.label],
        "fundingReferences": [_funding(funder) for funder in dataset.funders if name_of(funder)],
        "schemaVersion": NAMESPACE,
    }
    return {name: value for name, value in members.items() if value not in (None, [], "")}


def write_json(described: Described) -> bytes:
    """Write DataCite JSON."""
    return json.dumps(resource(described.dataset), indent=2, ensure_ascii=False).encode()


def write_xml(described: Described) -> bytes:
    """Write DataCite XML."""
    found = resource(described.dataset)
    whole = markup.root(f"{{{NAMESPACE}}}resource", {None: NAMESPACE}, SCHEMA)
    if "doi" in found:
        markup.child(whole, "identifier", found["doi"], identifierType="DOI")
    else:
        markup.child(whole, "identifier", found["url"], identifierType="URL")
    _write_agents(whole, "creator", found["creators"])
    _write_list(whole, "titles", found, "title", titleType="titleType", lang="lang")
    _write_publisher(whole, found["publisher"])
    markup.child(whole, "publicationYear", found["publicationYear"])
    markup.child(whole, "resourceType", found["types"]["resourceType"], resourceTypeGeneral="Dataset")
    _write_list(whole, "subjects", found, "subject", subjectScheme="subjectScheme", valueURI="valueUri", lang="lang")
    _write_agents(whole, "contributor", found.get("contributors", []))
    _write_list(whole, "dates", found, "date", dateType="dateType")
    if "language" in found:
        markup.child(whole, "language", found["language"])
    _write_list(
        whole, "alternateIdentifiers", found, "alternateIdentifier", alternateIdentifierType="alternateIdentifierType"
    )
    _write_list(
        whole,
        "relatedIdentifiers",
        found,
        "relatedIdentifier",
        relatedIdentifierType="relatedIdentifierType",
        relationType="relationType",
    )
    for plural in ("sizes", "formats"):
        if plural in found:
            holder = markup.child(whole, plural)
            for text in found[plural]:
                markup.child(holder, plural[:-1], text)
    if "version" in found:
        markup.child(whole, "version", found["version"])
    _write_list(
        whole,
        "rightsList",
        found,
        "rights",
        rightsURI="rightsUri",
        rightsIdentifier="rightsIdentifier",
        rightsIdentifierScheme="rightsIdentifierScheme",
        schemeURI="schemeUri",
        lang="lang",
    )
    _write_list(whole, "descriptions", found, "description", descriptionType="descriptionType", lang="lang")
    if "geoLocations" in found:
        holder = markup.child(whole, "geoLocations")
        for place in found["geoLocations"]:
            markup.child(markup.child(holder, "geoLocation"), "geoLocationPlace", place["geoLocationPlace"])
    _write_funding(whole, found.get("fundingReferences", []))
    return markup.document(whole)


def year(date: str | None) -> str | None:
    """Read the year off a date."""
    found = dates.read(date)
    return f"{found.year:04}" if found else None


def agent(described: Agent) -> dict[str, Any]:
    """Write a creator or contributor."""
    name = Text(described.inverted, language=tag(described.name or "")) if described.inverted else name_of(described)
    made: dict[str, Any] = {
        **_tagged("name", name or UNAVAILABLE),
        "nameType": "Personal" if described.is_person else "Organizational",
    }
    if described.inverted:
        made |= {"givenName": described.given_name, "familyName": described.family_name}
    identifiers = [
        {"nameIdentifier": iri, "nameIdentifierScheme": scheme, "schemeUri": home}
        for iri in described.same_as
        for start, (scheme, home) in _SCHEMES.items()
        if iri.startswith(start)
    ]
    return made | ({"nameIdentifiers": identifiers} if identifiers else {})


def _publisher(described: Agent | None) -> dict[str, str]:
    if described is None:
        return {"name": UNAVAILABLE}
    known = next(
        (
            {"publisherIdentifier": iri, "publisherIdentifierScheme": scheme, "schemeUri": home}
            for iri in described.same_as
            for start, (scheme, home) in _SCHEMES.items()
            if iri.startswith(start)
        ),
        {},
    )
    return {**_tagged("name", name_of(described) or UNAVAILABLE), **known}


def _funding(described: Agent) -> dict[str, str]:
    for iri in described.same_as:
        for start, (scheme, _) in _SCHEMES.items():
            if iri.startswith(start) and scheme in FUNDER_SCHEMES:
                return {"funderName": name_of(described), "funderIdentifier": iri, "funderIdentifierType": scheme}
    return {"funderName": name_of(described)}


def _write_funding(whole: etree._Element, references: list[dict[str, str]]) -> None:
    if not references:
        return
    holder = markup.child(whole, "fundingReferences")
    for found in references:
        one = markup.child(holder, "fundingReference")
        markup.child(one, "funderName", found["funderName"])
        if "funderIdentifier" in found:
            kind = found["funderIdentifierType"]
            markup.child(one, "funderIdentifier", found["funderIdentifier"], funderIdentifierType=kind)


def _tagged(member: str, text: str) -> dict[str, str]:
    """Write a text, and the language that its record gives it."""
    language = tag(text)
    return {member: text, "lang": language} if language else {member: text}


def _titles(dataset: Dataset) -> list[dict[str, str]]:
    """Write the title in the default language first; what it is called in others is a translation to DataCite."""
    first, *others = distinct(dataset.titles) or [UNAVAILABLE]
    translated = (_tagged("title", title) | {"titleType": "TranslatedTitle"} for title in others)
    alternative = (_tagged("title", t) | {"titleType": "AlternativeTitle"} for t in distinct(dataset.alternatives))
    return [_tagged("title", first), *translated, *alternative]


def _subjects(dataset: Dataset) -> Iterator[dict[str, str]]:
    yield from (_tagged("subject", keyword) for keyword in distinct(dataset.keywords))
    for concept in (*dataset.themes, *dataset.techniques, *dataset.variables):
        if concept.name:
            yield _tagged("subject", concept.name) | _address("valueUri", concept.iri)


def _dates(dataset: Dataset) -> Iterator[dict[str, str]]:
    found = (
        (dates.iso(dataset.issued), "Issued"),
        (dates.iso(dataset.modified), "Updated"),
        *((dates.interval(period, unknown=""), "Collected") for period in dataset.periods),
    )
    yield from ({"date": text, "dateType": kind} for text, kind in found if text)


def _identifiers(dataset: Dataset, taken: list[str]) -> Iterator[dict[str, str]]:
    for identifier in dict.fromkeys((*dataset.other_identifiers, *dataset.identifiers)):
        bare = doi(identifier)
        if bare and bare in taken:
            continue
        kind = "DOI" if bare else "URL" if identifier.startswith(("http://", "https://")) else "Local"
        yield {"alternateIdentifier": bare or identifier, "alternateIdentifierType": kind}


def _related(dataset: Dataset) -> Iterator[dict[str, str]]:
    rows = (
        ("IsReferencedBy", dataset.publications),
        ("IsDerivedFrom", dataset.derived_from),
        ("IsPartOf", dataset.is_part_of),
        ("IsSupplementedBy", (dataset.code_repository,) if dataset.code_repository else ()),
        ("IsDescribedBy", (dataset.landing_page,) if dataset.landing_page else ()),
    )
    for relation, addresses in rows:
        for address in dict.fromkeys(addresses):
            bare = doi(address)
            yield {
                "relatedIdentifier": bare or address,
                "relatedIdentifierType": "DOI" if bare else "URL",
                "relationType": relation,
            }


def _licence(concept: Concept) -> dict[str, str]:
    made = _tagged("rights", concept.name) | _address("rightsUri", concept.iri)
    if concept.notation and not concept.notation.startswith("LicenseRef"):
        made |= {"rightsIdentifier": concept.notation, "rightsIdentifierScheme": "SPDX", "schemeUri": _SPDX}
    return made


def _address(member: str, iri: str) -> dict[str, str]:
    return {member: iri} if named(iri) else {}


def _rights(dataset: Dataset) -> Iterator[dict[str, str]]:
    for concept in (dataset.access_rights, dataset.conditions_of_access):
        if concept:
            yield _tagged("rights", concept.name) | _address("rightsUri", concept.iri)
    yield from (_tagged("rights", statement) for statement in distinct(dataset.rights))


def _descriptions(dataset: Dataset) -> list[dict[str, str]]:
    return [_tagged("description", text) | {"descriptionType": "Abstract"} for text in distinct(dataset.descriptions)]


def _write_agents(whole: etree._Element, name: str, agents: list[dict[str, Any]]) -> None:
    if not agents:
        return
    holder = markup.child(whole, f"{name}s")
    for found in agents:
        one = markup.child(holder, name, contributorType=found.get("contributorType"))
        markup.child(one, f"{name}Name", found["name"], nameType=found.get("nameType"), lang=found.get("lang"))
        for part in ("givenName", "familyName"):
            if part in found:
                markup.child(one, part, found[part])
        for identifier in found.get("nameIdentifiers", ()):
            markup.child(
                one,
                "nameIdentifier",
                identifier["nameIdentifier"],
                nameIdentifierScheme=identifier["nameIdentifierScheme"],
                schemeURI=identifier["schemeUri"],
            )


def _write_publisher(whole: etree._Element, found: Mapping[str, str]) -> None:
    markup.child(
        whole,
        "publisher",
        found["name"],
        publisherIdentifier=found.get("publisherIdentifier"),
        publisherIdentifierScheme=found.get("publisherIdentifierScheme"),
        schemeURI=found.get("schemeUri"),
        lang=found.get("lang"),
    )


def _write_list(whole: etree._Element, plural: str, found: Mapping[str, Any], name: str, **attributes: str) -> None:
    if plural in found:
        holder = markup.child(whole, plural)
        for value in found[plural]:
            markup.child(holder, name, value[name], **{key: value.get(member) for key, member in attributes.items()})


DATACITE = Representation(
    "datacite",
    MediaType("application", "vnd.datacite.datacite+xml"),
    "datacite.xml",
    write_xml,
    title="DataCite XML",
    profile=PROFILE,
    kinds=DATASETS,
)
DATACITE_JSON = Representation(
    "datacite-json",
    MediaType("application", "vnd.datacite.datacite+json"),
    "datacite.json",
    write_json,
    title="DataCite JSON",
    profile=PROFILE,
    kinds=DATASETS,
)

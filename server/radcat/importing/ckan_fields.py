"""The fields that packages and resources of CKAN have: how the value of each is stated."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, RDFS, SKOS, XSD, Literal, URIRef

from radcat.importing import licences
from radcat.importing.building import Building, is_address, listed, shown
from radcat.rdf.namespaces import ADMS, DCAT

DCATAP: Final = "http://data.europa.eu/r5r/"
_GEO_JSON: Final = URIRef("https://www.iana.org/assignments/media-types/application/vnd.geo+json")
_LOCN: Final = "http://www.w3.org/ns/locn#geometry"
_KINDS: Final = {"person": FOAF.Person, "public_body": ORG.Organization, "organization": ORG.Organization}
Write = Callable[[Building, Any], None]


def text(predicate: URIRef) -> Write:
    """State a text."""
    return lambda made, value: made.text(predicate, value)


def date(predicate: URIRef, what: str) -> Write:
    """State a date."""
    return lambda made, value: made.date(predicate, value, what)


def link(predicate: URIRef, what: str) -> Write:
    """State an address."""
    return lambda made, value: made.link(predicate, value, what)


def named(predicate: URIRef, class_: URIRef) -> Write:
    """State a thing by its address or its name."""

    def write(made: Building, value: Any) -> None:
        if isinstance(value, Mapping):  # languages
            made.part(predicate, None, class_).text(RDFS.label, value)
        else:
            made.named(predicate, value, class_)

    return write


def typed(predicate: URIRef, datatype: URIRef) -> Write:
    """State a value of a datatype."""
    return lambda made, value: made.say(predicate, Literal(str(value), datatype=datatype))


def agents(predicate: URIRef) -> Write:
    """State agents, which are objects or names."""

    def write(made: Building, value: Any) -> None:
        for each in listed(value):
            if not isinstance(each, dict):
                made.agent(predicate, each)
                continue
            iri = next((each[n] for n in ("uri", "identifier") if is_address(each.get(n))), None)
            name = each.get("name_translated") or each.get("name") or each.get("title")
            made.agent(
                predicate,
                name,
                iri,
                email=each.get("email"),
                homepage=each.get("url"),
                class_=_KINDS.get(str(each.get("type"))),
            )

    return write


def other_identifiers(made: Building, value: Any) -> None:
    """State identifiers of other schemes."""
    for each in listed(value):
        made.part(ADMS.identifier, None, ADMS.Identifier).text(SKOS.notation, each)


def tags(made: Building, value: Any) -> None:
    """State keywords: texts, CKAN's tags, or either by language."""
    if isinstance(value, Mapping):
        made.text(DCAT.keyword, value)
    for each in listed(value) if not isinstance(value, Mapping) else []:
        made.text(DCAT.keyword, (each.get("display_name") or each.get("name")) if isinstance(each, dict) else each)


def groups(made: Building, value: Any) -> None:
    """State the groups of a package as themes."""
    for each in listed(value):
        if isinstance(each, dict):
            name = each.get("display_name") or each.get("title") or each.get("name")
            made.part(DCAT.theme, None, SKOS.Concept).text(SKOS.prefLabel, name)


def contacts(made: Building, value: Any) -> None:
    """State whom to ask."""
    for each in listed(value):
        if isinstance(each, dict):
            made.contact(each.get("name_translated") or each.get("name"), each.get("email"), each.get("url"))


def periods(made: Building, value: Any) -> None:
    """State times that are covered."""
    for each in listed(value):
        if isinstance(each, dict):
            made.period(each.get("start"), each.get("end"))


def places(made: Building, value: Any) -> None:
    """State places, with their shapes in GeoJSON."""
    for each in listed(value):
        if not isinstance(each, dict):
            made.named(DCTERMS.spatial, each, DCTERMS.Location)
            continue
        part = made.part(DCTERMS.spatial, each.get("uri"), DCTERMS.Location)
        part.text(SKOS.prefLabel, each.get("text"))
        for name, predicate in (("geom", URIRef(_LOCN)), ("bbox", DCAT.bbox), ("centroid", DCAT.centroid)):
            if shape := each.get(name):
                written = shape if isinstance(shape, str) else json.dumps(shape, sort_keys=True)
                part.say(predicate, Literal(written, datatype=_GEO_JSON))


def relations(made: Building, value: Any) -> None:
    """State works that a dataset has to do with."""
    for each in listed(value):
        if isinstance(each, dict):
            part = made.part(DCAT.qualifiedRelation, each.get("uri"), DCAT.Relationship)
            part.link(DCTERMS.relation, each.get("relation"), "a related work")
            part.link(DCAT.hadRole, each.get("role"), "the role of a related work")


def services(made: Building, value: Any) -> None:
    """State services through which a resource can be had."""
    for each in listed(value):
        if isinstance(each, dict):
            part = made.part(DCAT.accessService, each.get("uri"), DCAT.DataService)
            part.text(DCTERMS.title, each.get("title"))
            part.text(DCTERMS.description, each.get("description"))
            part.link(DCAT.endpointURL, each.get("endpoint_url"), "the address of a service")
            part.link(DCAT.endpointDescription, each.get("endpoint_description"), "the description of a service")
            part.link(DCAT.servesDataset, each.get("serves_dataset"), "a dataset of a service")


def licence(made: Building, address: Any, name: Any, fields: Mapping[str, Any]) -> None:
    """State the licence by its address or, where only its name is given, by what the name is known to mean."""
    title = fields.get("license_title") or name
    if is_address(address):
        made.link(DCTERMS.license, address, "the licence")
    elif is_address(name):
        made.link(DCTERMS.license, name, "the licence")
    elif isinstance(name, str) and (known := licences.address(name)):
        made.link(DCTERMS.license, known, "the licence")
        made.note(f"the licence {shown(name)} was taken for {known}.")
    elif isinstance(title, str) and title.strip() and name != "notspecified":
        made.named(DCTERMS.license, title, DCTERMS.LicenseDocument)


def translated(predicate: URIRef, name: str) -> dict[str, Write]:
    """A field that ckanext-fluent keeps beside the plain one, which then says nothing more."""
    return {f"{name}_translated": text(predicate)}


BOTH: Final[dict[str, Write]] = {
    "rights": named(DCTERMS.rights, DCTERMS.RightsStatement),
    "access_rights": named(DCTERMS.accessRights, DCTERMS.RightsStatement),
    "issued": date(DCTERMS.issued, "the date of issue"),
    "modified": date(DCTERMS.modified, "the date of change"),
    "created": date(DCTERMS.created, "the date of making"),
    "language": lambda made, value: made.language(value),
    "documentation": link(FOAF.page, "a page"),
    "conforms_to": named(DCTERMS.conformsTo, DCTERMS.Standard),
    "temporal_resolution": typed(DCAT.temporalResolution, XSD.duration),
    "spatial_resolution_in_meters": typed(DCAT.spatialResolutionInMeters, XSD.decimal),
    "applicable_legislation": link(URIRef(f"{DCATAP}applicableLegislation"), "a legislation"),
    "status": named(ADMS.status, SKOS.Concept),
    "availability": named(URIRef(f"{DCATAP}availability"), SKOS.Concept),
}

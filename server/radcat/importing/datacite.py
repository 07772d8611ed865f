"""DataCite's metadata, 4.x: as its REST API gives it in JSON, and as its schema has it in XML.

https://schema.datacite.org/meta/kernel-4.6/; https://support.datacite.org/docs/api-get-doi
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, PROV, RDFS, SKOS, Literal, URIRef

from radcat.importing import licences
from radcat.importing.building import Building, is_address, listed, shown
from radcat.rdf.namespaces import ADMS, DCAT, SCHEMA

DOI: Final = "https://doi.org/"
_DATES: Final = {
    "Issued": DCTERMS.issued,
    "Updated": DCTERMS.modified,
    "Created": DCTERMS.created,
    "Available": DCTERMS.available,
    "Submitted": DCTERMS.dateSubmitted,
    "Accepted": DCTERMS.dateAccepted,
    "Copyrighted": DCTERMS.dateCopyrighted,
    "Valid": DCTERMS.valid,
}
# https://schema.datacite.org: relationType; those without a term of their own in DCAT are relations.
_RELATIONS: Final = {
    "IsDerivedFrom": PROV.wasDerivedFrom,
    "IsPartOf": DCTERMS.isPartOf,
    "HasPart": DCTERMS.hasPart,
    "IsVersionOf": DCAT.isVersionOf,
    "HasVersion": DCAT.hasVersion,
    "IsNewVersionOf": DCAT.previousVersion,
    "IsReferencedBy": DCTERMS.isReferencedBy,
    "IsCitedBy": DCTERMS.isReferencedBy,
    "References": DCTERMS.references,
    "Cites": DCTERMS.references,
    "IsIdenticalTo": URIRef("http://www.w3.org/2002/07/owl#sameAs"),
    "IsDocumentedBy": FOAF.page,
    "IsDescribedBy": FOAF.page,
}
_SCHEMES: Final = {"ORCID": "https://orcid.org/", "ROR": "https://ror.org/", "ISNI": "https://isni.org/isni/"}
_ACCESS: Final = ("/authority/access-right/", "info:eu-repo/semantics/", "purl.org/coar/access_right/")
_UNKNOWN: Final = re.compile(r"\(?:(?:unac|unal|unap|unas|unav|unkn|none|null|tba|etal)\)?|0000", re.IGNORECASE)
_PERSON: Final = "Personal"
_USED: Final = frozenset(
    {
        *("id", "doi", "prefix", "suffix", "identifiers", "alternateIdentifiers", "creators", "titles", "publisher"),
        *("publicationYear", "subjects", "contributors", "dates", "language", "types", "relatedIdentifiers", "formats"),
        *("version", "rightsList", "descriptions", "geoLocations", "fundingReferences", "url", "contentUrl"),
        # What DataCite says of its own keeping.
        *("xml", "container", "schemaVersion", "metadataVersion", "source", "isActive", "state", "reason", "created"),
        *("registered", "published", "updated", "viewCount", "downloadCount", "referenceCount", "citationCount"),
        *("partCount", "partOfCount", "versionCount", "versionOfCount", "landingPage", "viewsOverTime"),
        *("downloadsOverTime", "citationsOverTime", "relatedItems"),
    }
)


def is_datacite(values: Any) -> bool:
    """Whether *values* are attributes of DOIs."""
    return any(True for _ in _all(values))


def datasets(values: Any) -> Iterator[Building]:
    """Yield what DOIs stand for; what is said to be no dataset, such as an article, with a note."""
    for attributes in _all(values):
        yield dataset(attributes)


def dataset(attributes: Mapping[str, Any]) -> Building:
    """Describe what one DOI stands for."""
    doi = str(attributes.get("doi") or attributes.get("id") or "").strip().lower()
    made = Building.of(f"{DOI}{doi}" if doi.startswith("10.") else None, doi or str(attributes.get("url", "")))
    general = (attributes.get("types") or {}).get("resourceTypeGeneral")
    if general not in (None, "Dataset", "Collection", "Image"):
        made.note(f"DataCite calls it {shown(general)}, and not a dataset.")
    _identify(made, attributes, doi)
    _texts(made, attributes)
    _people(made, attributes)
    _when(made, attributes)
    made.language(attributes.get("language"))
    made.text(DCAT.version, attributes.get("version"))
    made.link(DCAT.landingPage, attributes.get("url"), "the landing page")
    _rights(made, attributes)
    for each in _dicts(attributes, "relatedIdentifiers"):
        relation(made, each)
    for each in _dicts(attributes, "geoLocations"):
        _place(made, each)
    _files(made, attributes)
    made.leave_out(name for name, value in attributes.items() if value not in (None, "", [], {}) and name not in _USED)
    return made


def _all(values: Any) -> Iterator[Mapping[str, Any]]:
    found = values.get("data", values) if isinstance(values, dict) else values
    for each in listed(found):
        attributes = each.get("attributes", each) if isinstance(each, dict) else {}
        if (
            isinstance(attributes, dict)
            and "titles" in attributes
            and ("doi" in attributes or "creators" in attributes)
        ):
            yield attributes


def _dicts(attributes: Mapping[str, Any], *names: str) -> Iterator[Mapping[str, Any]]:
    yield from (each for name in names for each in listed(attributes.get(name)) if isinstance(each, dict))


def _identify(made: Building, attributes: Mapping[str, Any], doi: str) -> None:
    made.text(DCTERMS.identifier, f"{DOI}{doi}" if doi.startswith("10.") else doi)
    for each in _dicts(attributes, "alternateIdentifiers", "identifiers"):
        value = each.get("alternateIdentifier") or each.get("identifier")
        if value and str(value).lower().removeprefix(DOI) != doi:
            made.part(ADMS.identifier, None, ADMS.Identifier).text(SKOS.notation, value)


def _texts(made: Building, attributes: Mapping[str, Any]) -> None:
    for each in _dicts(attributes, "titles"):
        predicate = DCTERMS.alternative if each.get("titleType") else DCTERMS.title
        made.text(predicate, each.get("title"), each.get("lang"))
    for each in _dicts(attributes, "descriptions"):
        is_main = each.get("descriptionType") in (None, "Abstract")
        made.text(DCTERMS.description if is_main else RDFS.comment, each.get("description"), each.get("lang"))
    for each in _dicts(attributes, "subjects"):
        if is_address(each.get("valueUri")):
            made.link(DCAT.theme, each["valueUri"], "a subject")
        made.text(DCAT.keyword, each.get("subject"), each.get("lang"))


def _people(made: Building, attributes: Mapping[str, Any]) -> None:
    for each in _dicts(attributes, "creators"):
        _agent(made, DCTERMS.creator, each)
    for each in _dicts(attributes, "contributors"):
        if each.get("contributorType") == "ContactPerson":
            made.contact(each.get("name"))
        else:
            _agent(made, DCTERMS.contributor, each)
    _publisher(made, attributes.get("publisher"))
    for each in _dicts(attributes, "fundingReferences"):
        made.agent(SCHEMA.funder, each.get("funderName"), each.get("funderIdentifier"), class_=ORG.Organization)


def _agent(made: Building, predicate: URIRef, values: Mapping[str, Any]) -> None:
    iri: str | None = None
    for each in _dicts(values, "nameIdentifiers"):
        name, scheme = str(each.get("nameIdentifier") or ""), str(each.get("nameIdentifierScheme") or "").upper()
        iri = iri or (name if is_address(name) else f"{_SCHEMES[scheme]}{name}" if scheme in _SCHEMES else None)
    given, family = values.get("givenName"), values.get("familyName")
    called = f"{given} {family}" if given and family else values.get("name")
    is_person = values.get("nameType") == _PERSON or bool(given and family)
    made.agent(predicate, called, iri, class_=FOAF.Person if is_person else None)


def _publisher(made: Building, value: Any) -> None:
    called = value.get("name") if isinstance(value, dict) else value
    if _UNKNOWN.fullmatch(str(called or "")):
        return
    if isinstance(value, dict):
        made.agent(DCTERMS.publisher, value.get("name"), value.get("publisherIdentifier"), class_=ORG.Organization)
    else:
        made.agent(DCTERMS.publisher, value, class_=ORG.Organization)


def _when(made: Building, attributes: Mapping[str, Any]) -> None:
    is_issued = False
    for each in _dicts(attributes, "dates"):
        kind, value = each.get("dateType"), each.get("date")
        if kind == "Collected" and isinstance(value, str):
            begin, stroke, end = value.partition("/")
            made.period(begin, end if stroke else begin)
        elif kind in _DATES:
            is_issued = is_issued or kind == "Issued"
            made.date(_DATES[kind], value, f"the date {shown(kind)}")
        elif kind:
            made.note(f"the date {shown(kind)}, {shown(value)}, was left out.")
    if not is_issued and not _UNKNOWN.fullmatch(str(attributes.get("publicationYear") or "")):
        made.date(DCTERMS.issued, attributes.get("publicationYear"), "the year of publication")


def _rights(made: Building, attributes: Mapping[str, Any]) -> None:
    for each in _dicts(attributes, "rightsList"):
        address, words = each.get("rightsUri"), each.get("rights")
        if isinstance(address, str) and is_address(address):
            is_licence = licences.is_licence(address) or each.get("rightsIdentifierScheme") == "SPDX"
            is_access = any(table in address for table in _ACCESS)
            predicate = DCTERMS.license if is_licence else DCTERMS.accessRights if is_access else DCTERMS.rights
            made.link(predicate, address, "the rights")
        elif words:
            made.named(DCTERMS.rights, words, DCTERMS.RightsStatement)


def relation(made: Building, values: Mapping[str, Any]) -> None:
    """State a work that a dataset has to do with, from what DataCite calls a related identifier."""
    identifier, kind = str(values.get("relatedIdentifier") or ""), str(values.get("relationType") or "")
    if values.get("relatedIdentifierType") == "DOI" and not is_address(identifier):
        identifier = f"{DOI}{identifier}"
    made.link(_RELATIONS.get(kind, DCTERMS.relation), identifier, f"a related work ({kind})")


def _place(made: Building, values: Mapping[str, Any]) -> None:
    part = made.part(DCTERMS.spatial, None, DCTERMS.Location)
    part.text(SKOS.prefLabel, values.get("geoLocationPlace"))
    wkt = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
    if isinstance(box := values.get("geoLocationBox"), dict):
        west, east = box.get("westBoundLongitude"), box.get("eastBoundLongitude")
        south, north = box.get("southBoundLatitude"), box.get("northBoundLatitude")
        corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
        part.say(DCAT.bbox, Literal(f"POLYGON(({corners}))", datatype=wkt))
    if isinstance(point := values.get("geoLocationPoint"), dict):
        written = f"POINT({point.get('pointLongitude')} {point.get('pointLatitude')})"
        part.say(DCAT.centroid, Literal(written, datatype=wkt))


def _files(made: Building, attributes: Mapping[str, Any]) -> None:
    """State the addresses of files; formats are of the whole, and of a file where there is but one."""
    addresses = [each for each in listed(attributes.get("contentUrl")) if is_address(each)]
    formats = [each for each in listed(attributes.get("formats")) if isinstance(each, str)]
    for address in addresses:
        part = made.part(DCAT.distribution, None, DCAT.Distribution)
        part.link(DCAT.downloadURL, address, "the address of a file")
        part.link(DCAT.accessURL, address, "the address of a file")
        if len(addresses) == 1:
            part.media_type(DCAT.mediaType, formats)
    if formats and len(addresses) != 1:
        made.note(f"the formats {', '.join(map(shown, formats))} were left out: no source says which file has which.")

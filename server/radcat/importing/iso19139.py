"""ISO 19139, the XML of ISO 19115 for maps and measurements, as far as GeoDCAT-AP maps it.

https://semiceu.github.io/GeoDCAT-AP/releases/3.0.0/, annex II. What that maps only in its extended profile (lineage of
processing steps, quality reports) is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, RDFS, SKOS, XSD, Literal, URIRef

from radcat.importing import licences
from radcat.importing.building import Building, is_address
from radcat.rdf.namespaces import DCAT

NAMESPACE: Final = "http://www.isotc211.org/2005/gmd"
_NAMESPACES: Final = {
    "gmd": NAMESPACE,
    "gco": "http://www.isotc211.org/2005/gco",
    "gml": "http://www.opengis.net/gml",
    "gml32": "http://www.opengis.net/gml/3.2",
    "gmx": "http://www.isotc211.org/2005/gmx",
    "xlink": "http://www.w3.org/1999/xlink",
}
ROOT: Final = f"{{{NAMESPACE}}}MD_Metadata"
_DATES: Final = {"publication": DCTERMS.issued, "revision": DCTERMS.modified, "creation": DCTERMS.created}
_ROLES: Final = {
    "publisher": DCTERMS.publisher,
    "author": DCTERMS.creator,
    "originator": DCTERMS.creator,
    "owner": DCTERMS.rightsHolder,
    "processor": DCTERMS.contributor,
    "principalInvestigator": DCTERMS.creator,
}
_TEXT: Final = "*[self::gco:CharacterString or self::gmx:Anchor]"
Element = Any  # of lxml


def dataset(root: Element) -> Building:
    """Describe the dataset that *root*, a gmd:MD_Metadata, is about."""
    record = _text(root, "gmd:fileIdentifier/*") or ""
    (info, *_) = _all(root, "gmd:identificationInfo/*") or [root]
    identifiers = _texts(info, f"gmd:citation//gmd:identifier//gmd:code/{_TEXT}")
    iri = next((each for each in identifiers if is_address(each)), None)
    made = Building.of(iri, record or (identifiers[0] if identifiers else ""))
    level = _code(root, "gmd:hierarchyLevel/*")
    if level not in (None, "dataset", "series", "nonGeographicDataset"):
        made.note(f"its hierarchy level is {level!r}, and not dataset.")
    made.text(DCTERMS.identifier, identifiers or record)
    _texts_of(made, root, info)
    _dates(made, info)
    _parties(made, root, info)
    _constraints(made, info)
    _extents(made, info)
    _distributions(made, root)
    return made


def _texts_of(made: Building, root: Element, info: Element) -> None:
    language = _code(root, "gmd:language/*") or _text(root, "gmd:language/gco:CharacterString")
    tag = language[:2] if language and len(language) == 2 else None
    made.text(DCTERMS.title, _texts(info, f"gmd:citation/*/gmd:title/{_TEXT}"), tag)
    made.text(DCTERMS.alternative, _texts(info, f"gmd:citation/*/gmd:alternateTitle/{_TEXT}"), tag)
    made.text(DCTERMS.description, _texts(info, f"gmd:abstract/{_TEXT}"), tag)
    made.text(DCAT.keyword, _texts(info, f"gmd:descriptiveKeywords//gmd:keyword/{_TEXT}"), tag)
    for topic in _texts(info, "gmd:topicCategory/*"):
        made.link(DCTERMS.subject, f"http://inspire.ec.europa.eu/metadata-codelist/TopicCategory/{topic}", "a topic")
    for each in dict.fromkeys(_codes(info, "gmd:language/*")):
        made.language(each)
    for frequency in _codes(info, "gmd:resourceMaintenance//gmd:maintenanceAndUpdateFrequency/*"):
        made.named(DCTERMS.accrualPeriodicity, frequency, DCTERMS.Frequency)
    for statement in _texts(root, f"gmd:dataQualityInfo//gmd:lineage//gmd:statement/{_TEXT}"):
        made.part(DCTERMS.provenance, None, DCTERMS.ProvenanceStatement).text(RDFS.label, statement, tag)
    for metres in _texts(info, "gmd:spatialResolution//gmd:distance/gco:Distance[@uom='m']"):
        made.say(DCAT.spatialResolutionInMeters, Literal(metres, datatype=XSD.decimal))


def _dates(made: Building, info: Element) -> None:
    for each in _all(info, "gmd:citation/*/gmd:date/gmd:CI_Date"):
        kind = _code(each, "gmd:dateType/*") or ""
        if kind in _DATES:
            made.date(_DATES[kind], _text(each, "gmd:date/*"), f"the date of {kind}")


def _parties(made: Building, root: Element, info: Element) -> None:
    for each in [*_all(info, "gmd:pointOfContact/*"), *_all(info, "gmd:citation//gmd:citedResponsibleParty/*")]:
        role = _code(each, "gmd:role/*")
        name = _text(each, f"gmd:organisationName/{_TEXT}") or _text(each, f"gmd:individualName/{_TEXT}")
        email = _text(each, f"gmd:contactInfo//gmd:electronicMailAddress/{_TEXT}")
        page = _text(each, "gmd:contactInfo//gmd:onlineResource//gmd:URL")
        if role in _ROLES:
            is_body = _text(each, f"gmd:organisationName/{_TEXT}") is not None
            made.agent(_ROLES[role], name, email=email, homepage=page, class_=ORG.Organization if is_body else None)
        elif role in ("pointOfContact", "custodian", "resourceProvider", "distributor", None):
            made.contact(name, email, page)
    for each in _texts(root, f"gmd:metadataStandardName/{_TEXT}"):
        made.note(f"the description follows {each}.")


def _constraints(made: Building, info: Element) -> None:
    for each in _all(info, "gmd:resourceConstraints/*"):
        for anchor in _all(each, "gmd:otherConstraints/gmx:Anchor/@xlink:href"):
            is_access = "LimitationsOnPublicAccess" in anchor
            is_licence = licences.is_licence(anchor)
            kind = DCTERMS.accessRights if is_access else DCTERMS.license if is_licence else DCTERMS.rights
            made.link(kind, str(anchor), "a constraint")
        for words in _texts(each, f"*[self::gmd:useLimitation or self::gmd:otherConstraints]/{_TEXT}"):
            if licences.is_licence(words):
                made.link(DCTERMS.license, words, "a constraint")
            else:
                made.part(DCTERMS.rights, None, DCTERMS.RightsStatement).text(RDFS.label, words)


def _extents(made: Building, info: Element) -> None:
    for each in _all(info, ".//gmd:EX_GeographicBoundingBox"):
        sides = [_text(each, f"gmd:{side}/gco:Decimal") for side in _SIDES]
        west, east, south, north = sides
        if all(sides):
            corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
            wkt = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
            part = made.part(DCTERMS.spatial, None, DCTERMS.Location)
            part.say(DCAT.bbox, Literal(f"POLYGON(({corners}))", datatype=wkt))
    for name in _texts(info, f".//gmd:EX_GeographicDescription//gmd:code/{_TEXT}"):
        made.part(DCTERMS.spatial, None, DCTERMS.Location).text(SKOS.prefLabel, name)
    for each in _all(info, ".//gmd:EX_TemporalExtent//gml:TimePeriod | .//gmd:EX_TemporalExtent//gml32:TimePeriod"):
        begin = _text(each, "*[local-name()='beginPosition'] | *[local-name()='begin']//*[local-name()='timePosition']")
        end = _text(each, "*[local-name()='endPosition'] | *[local-name()='end']//*[local-name()='timePosition']")
        made.period(begin, end)


_SIDES: Final = ("westBoundLongitude", "eastBoundLongitude", "southBoundLatitude", "northBoundLatitude")


def _distributions(made: Building, root: Element) -> None:
    formats = _texts(root, f"gmd:distributionInfo//gmd:distributionFormat//gmd:name/{_TEXT}")
    places = _all(root, "gmd:distributionInfo//gmd:onLine/gmd:CI_OnlineResource")
    for each in places:
        address, function = _text(each, "gmd:linkage/gmd:URL"), _code(each, "gmd:function/*")
        if function == "information":
            made.link(FOAF.page, address, "a page")
            continue
        part = made.part(DCAT.distribution, None, DCAT.Distribution)
        part.text(DCTERMS.title, _text(each, f"gmd:name/{_TEXT}"))
        part.text(DCTERMS.description, _text(each, f"gmd:description/{_TEXT}"))
        part.link(DCAT.accessURL, address, "the address of a resource")
        if function == "download":
            part.link(DCAT.downloadURL, address, "the address of a file")
        if len(formats) == 1:
            part.media_type(DCTERMS["format"], formats[0])
    if len(formats) > 1 and places:
        made.note(f"the formats {', '.join(formats)} were left out: the record does not say which file has which.")


def _all(element: Element, path: str) -> list[Any]:
    return list(element.xpath(path, namespaces=_NAMESPACES))


def _texts(element: Element, path: str) -> list[str]:
    return [text for each in _all(element, path) if (text := " ".join((each.text or "").split()))]


def _text(element: Element, path: str) -> str | None:
    return next(iter(_texts(element, path)), None)


def _codes(element: Element, path: str) -> Iterator[str]:
    for each in _all(element, path):
        if value := each.get("codeListValue") or (each.text or "").strip():
            yield value


def _code(element: Element, path: str) -> str | None:
    return next(iter(_codes(element, path)), None)

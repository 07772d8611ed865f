"""DCAT-US 1.1 and 3, the JSON of data.gov and its agencies.

1.1: https://resources.data.gov/resources/dcat-us/; 3.0: https://resources.data.gov/dcat-us/3.0.0/. Both have the terms
of DCAT under names of their own; what 3.0 adds is in the namespace dcat-us, what only 1.1 has is in that of Project
Open Data.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, PROV, RDFS, SKOS, XSD, Literal, URIRef

from radcat.importing.building import Building, is_address, listed, shown
from radcat.rdf.namespaces import ADMS, DCAT, DQV, SCHEMA, SPDX, VCARD

DCAT_US: Final = "http://data.resources.gov/ontology/dcat-us#"
POD: Final = "https://project-open-data.cio.gov/v1.1/schema#"
_INTERVAL: Final = re.compile(r"([^/]*)/([^/]*)")


class Kind(Enum):
    """What a member's value is."""

    TEXT = auto()
    DATE = auto()
    LINK = auto()  # an address
    NODE = auto()  # an object, or its address or its name
    NUMBER = auto()
    LANGUAGE = auto()
    MEDIA_TYPE = auto()
    EMAIL = auto()


@dataclass(frozen=True, slots=True)
class Term:
    """What a member is in RDF."""

    predicate: URIRef
    kind: Kind = Kind.TEXT
    class_: URIRef = RDFS.Resource  # of the node, where nothing says another


def _rows(kind: Kind, *rows: tuple[str, URIRef] | tuple[str, URIRef, URIRef]) -> Iterator[tuple[str, Term]]:
    for name, predicate, *class_ in rows:
        yield name, Term(predicate, kind, *class_)


def _same(namespace: Any, kind: Kind, *names: str) -> Iterator[tuple[str, Term]]:
    yield from ((name, Term(URIRef(namespace + name), kind)) for name in names)


_LOCN: Final = "http://www.w3.org/ns/locn#"
_SDMX: Final = "http://purl.org/linked-data/sdmx/2009/attribute#"
TERMS: Final[Mapping[str, Term]] = dict(
    [
        *_same(DCTERMS, Kind.TEXT, "title", "description", "abstract", "bibliographicCitation"),
        *_same(DCTERMS, Kind.DATE, "issued", "modified", "created"),
        *_same(DCAT, Kind.DATE, "startDate", "endDate"),
        *_same(DCAT, Kind.TEXT, "keyword", "version", "bbox", "centroid", "temporalResolution"),
        *_same(DCAT, Kind.LINK, "accessURL", "downloadURL", "endpointURL", "endpointDescription"),
        *_same(SKOS, Kind.TEXT, "altLabel", "prefLabel", "notation", "definition", "scopeNote"),
        *_same(VCARD, Kind.TEXT, "fn", "country-name", "locality", "postal-code", "region", "street-address", "tel"),
        *_same(VCARD, Kind.TEXT, "family-name", "given-name", "organization-name"),
        *_same(
            DCAT_US, Kind.TEXT, "cuiBannerMarking", "designationIndicator", "purpose", "requiredIndicatorPerAuthority"
        ),
        *_same(DCAT_US, Kind.TEXT, "restrictionNote"),
        *_same(POD, Kind.TEXT, "accessLevel", "bureauCode", "programCode", "dataQuality", "primaryITInvestmentUII"),
        *_same(POD, Kind.LINK, "systemOfRecords"),
        *_rows(
            Kind.TEXT,
            ("name", FOAF.name),
            ("label", RDFS.label),
            ("versionNotes", ADMS.versionNotes),
            ("schemaAgency", ADMS.schemaAgency),
            ("checksumValue", SPDX.checksumValue),
            ("characterEncoding", URIRef("http://www.w3.org/2011/content#characterEncoding")),
            ("value", DQV.value),
            ("geometry", URIRef(_LOCN + "geometry")),
        ),
        *_rows(
            Kind.LINK,
            ("isReferencedBy", DCTERMS.isReferencedBy),
            ("references", DCTERMS.references),
            ("image", SCHEMA.image),
            ("algorithm", SPDX.algorithm),
            ("unitMeasure", URIRef(_SDMX + "unitMeasure")),
            ("expectedDataType", DQV.expectedDataType),
        ),
        *_rows(
            Kind.NODE,
            ("accessRights", DCTERMS.accessRights, DCTERMS.RightsStatement),
            ("rights", DCTERMS.rights, DCTERMS.RightsStatement),
            ("license", DCTERMS.license, DCTERMS.LicenseDocument),
            ("provenance", DCTERMS.provenance, DCTERMS.ProvenanceStatement),
            ("conformsTo", DCTERMS.conformsTo, DCTERMS.Standard),
            ("supportedSchema", DCTERMS.conformsTo, DCTERMS.Standard),
            ("accrualPeriodicity", DCTERMS.accrualPeriodicity, DCTERMS.Frequency),
            ("spatial", DCTERMS.spatial, DCTERMS.Location),
            ("temporal", DCTERMS.temporal, DCTERMS.PeriodOfTime),
            ("theme", DCAT.theme, SKOS.Concept),
            ("subject", DCTERMS.subject, SKOS.Concept),
            ("category", DCTERMS.type, SKOS.Concept),
            ("themeTaxonomy", DCAT.themeTaxonomy, SKOS.ConceptScheme),
            ("inScheme", SKOS.inScheme, SKOS.ConceptScheme),
            ("status", ADMS.status, SKOS.Concept),
            ("availability", URIRef("http://data.europa.eu/r5r/availability"), SKOS.Concept),
            ("representationTechnique", ADMS.representationTechnique, SKOS.Concept),
            ("otherIdentifier", ADMS.identifier, ADMS.Identifier),
            ("contactPoint", DCAT.contactPoint, VCARD.Kind),
            ("address", VCARD.hasAddress, VCARD.Address),
            ("publisher", DCTERMS.publisher, FOAF.Agent),
            ("creator", DCTERMS.creator, FOAF.Agent),
            ("corporateCreator", DCTERMS.creator, ORG.Organization),
            ("contributor", DCTERMS.contributor, FOAF.Agent),
            ("rightsHolder", DCTERMS.rightsHolder, ORG.Organization),
            ("subOrganizationOf", ORG.subOrganizationOf, ORG.Organization),
            ("wasAttributedTo", PROV.wasAttributedTo, FOAF.Agent),
            ("agent", PROV.agent, FOAF.Agent),
            ("hadRole", DCAT.hadRole, DCAT.Role),
            ("qualifiedAttribution", PROV.qualifiedAttribution, PROV.Attribution),
            ("qualifiedRelation", DCAT.qualifiedRelation, DCAT.Relationship),
            ("wasGeneratedBy", PROV.wasGeneratedBy, PROV.Activity),
            ("wasUsedBy", PROV.wasUsedBy, PROV.Activity),
            ("landingPage", DCAT.landingPage, FOAF.Document),
            ("page", FOAF.page, FOAF.Document),
            ("homepage", FOAF.homepage, FOAF.Document),
            ("distribution", DCAT.distribution, DCAT.Distribution),
            ("sample", ADMS.sample, DCAT.Distribution),
            ("describedBy", URIRef(DCAT_US + "describedBy"), DCAT.Distribution),
            ("metadataDistribution", URIRef(DCAT_US + "metadataDistribution"), DCAT.Distribution),
            ("liabilityStatement", URIRef(DCAT_US + "liabilityStatement"), URIRef(DCAT_US + "LiabilityStatement")),
            ("accessRestriction", URIRef(DCAT_US + "accessRestriction"), URIRef(DCAT_US + "AccessRestriction")),
            ("useRestriction", URIRef(DCAT_US + "useRestriction"), URIRef(DCAT_US + "UseRestriction")),
            ("cuiRestriction", URIRef(DCAT_US + "cuiRestriction"), URIRef(DCAT_US + "CuiRestriction")),
            ("restrictionStatus", URIRef(DCAT_US + "restrictionStatus"), SKOS.Concept),
            ("specificRestriction", URIRef(DCAT_US + "specificRestriction"), SKOS.Concept),
            ("accessService", DCAT.accessService, DCAT.DataService),
            ("checksum", SPDX.checksum, SPDX.Checksum),
            ("hasQualityMeasurement", DQV.hasQualityMeasurement, DQV.QualityMeasurement),
            ("isMeasurementOf", DQV.isMeasurementOf, DQV.Metric),
            ("inDimension", DQV.inDimension, DQV.Dimension),
            ("inSeries", DCAT.inSeries, DCAT.DatasetSeries),
            ("isPartOf", DCTERMS.isPartOf, DCAT.Dataset),
            ("hasPart", DCTERMS.hasPart, DCAT.Dataset),
            ("hasVersion", DCAT.hasVersion, DCAT.Dataset),
            ("hasCurrentVersion", DCAT.hasCurrentVersion, DCAT.Dataset),
            ("previousVersion", DCAT.previousVersion, DCAT.Dataset),
            ("replaces", DCTERMS.replaces, DCAT.Dataset),
            ("relation", DCTERMS.relation, RDFS.Resource),
            ("source", DCTERMS.source, RDFS.Resource),
        ),
        *_rows(Kind.NUMBER, ("byteSize", DCAT.byteSize)),
        ("spatialResolutionInMeters", Term(DCAT.spatialResolutionInMeters)),
        *_rows(Kind.LANGUAGE, ("language", DCTERMS.language)),
        *_rows(
            Kind.MEDIA_TYPE,
            ("mediaType", DCAT.mediaType),
            ("compressFormat", DCAT.compressFormat),
            ("packageFormat", DCAT.packageFormat),
            ("format", DCTERMS["format"]),
        ),
        *_rows(Kind.EMAIL, ("hasEmail", VCARD.hasEmail)),
    ]
)
_CLASSES: Final = {
    "Organization": ORG.Organization,
    "Agent": FOAF.Agent,
    "Person": FOAF.Person,
    "Kind": VCARD.Kind,
    "Contact": VCARD.Kind,
}
_NAMED: Final = {FOAF.Agent: FOAF.name, ORG.Organization: FOAF.name, SKOS.Concept: SKOS.prefLabel, VCARD.Kind: VCARD.fn}
_OTHERS: Final = (DCAT.Dataset, DCAT.DatasetSeries)  # which are described for themselves


def datasets(values: Mapping[str, Any]) -> Iterator[Building]:
    """Yield the datasets of a catalogue, or of one dataset by itself; those within a series once."""
    seen = set[str]()
    for each in _listed(values):
        key = _identifier(each) or repr(sorted(each.items(), key=lambda item: item[0]))
        if key not in seen or _identifier(each) is None:
            seen.add(key)
            yield dataset(each)


def is_catalogue(values: Any) -> bool:
    """Whether *values* is a catalogue, or a dataset, of DCAT-US."""
    if not isinstance(values, dict):
        return False
    says = str(values.get("conformsTo", "")) + str(values.get("@context", ""))
    if "project-open-data" in says or "DCAT-US" in says or "dcat-us" in says:
        return True
    if str(values.get("@type", "")).endswith("Dataset"):
        return "@context" not in values
    is_catalog = str(values.get("@type", "")).endswith("Catalog") or "@context" not in values
    return is_catalog and any(isinstance(values.get(name), list) for name in ("dataset", "datasetSeries"))


def dataset(values: Mapping[str, Any]) -> Building:
    """Describe one dataset."""
    identifier = _identifier(values)
    iri = values.get("@id") or identifier
    made = Building.of(iri if is_address(iri) else None, identifier or str(values.get("title", "")))
    _describe(made, values)
    return made


def _listed(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if str(values.get("@type", "")).endswith("Dataset"):
        yield values
        return
    for each in listed(values.get("dataset")):
        if isinstance(each, dict):
            yield each
    for series in listed(values.get("datasetSeries")):
        if isinstance(series, dict):
            for name in ("seriesMember", "first", "last"):
                yield from (each for each in listed(series.get(name)) if isinstance(each, dict))
    for catalog in listed(values.get("catalog")):
        if isinstance(catalog, dict):
            yield from _listed(catalog)


def _identifier(values: Mapping[str, Any]) -> str | None:
    found = values.get("identifier")
    if isinstance(found, dict):
        found = found.get("@id") or found.get("notation")
    return str(found) if found else None


def _describe(made: Building, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if value in (None, "", []) or name in ("@id", "@type", "@context"):
            continue
        if name == "identifier":
            _identify(made, value)
        elif (term := TERMS.get(name)) is not None:
            _WRITERS[term.kind](made, name, term, value)
        else:
            made.leave_out([name])


def _identify(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            part = made.part(ADMS.identifier, each.get("@id"), ADMS.Identifier)
            _describe(part, {key: found for key, found in each.items() if key != "identifier"})
            made.text(DCTERMS.identifier, each.get("@id") or each.get("notation"))
        else:
            made.text(DCTERMS.identifier, each)


def _node(made: Building, name: str, term: Term, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            said = str(each.get("@type", "")).rpartition(":")[2]
            iri = each.get("@id")
            if term.class_ in _OTHERS:
                made.link(term.predicate, iri or _identifier(each), name)
                continue
            _describe(made.part(term.predicate, iri, _CLASSES.get(said) or term.class_), each)
        elif is_address(each):
            made.link(term.predicate, each, name)
        elif name == "temporal" and (interval := _INTERVAL.fullmatch(str(each))):
            made.period(interval[1], interval[2])
        elif term.class_ in (*_OTHERS, FOAF.Document, RDFS.Resource):
            made.note(f"{name} {shown(each)} is no address and was left out.")
        elif isinstance(each, str):
            made.part(term.predicate, None, term.class_).text(_NAMED.get(term.class_, RDFS.label), each)


def _email(made: Building, _name: str, term: Term, value: Any) -> None:
    for each in listed(value):
        address = str(each).strip().removeprefix("mailto:")
        if "@" in address and is_address(f"mailto:{address}"):
            made.say(term.predicate, URIRef(f"mailto:{address}"))
        else:
            made.note(f"the e-mail address {shown(each)} is none and was left out.")


def _text(made: Building, name: str, term: Term, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, bool | int | float):
            made.say(term.predicate, Literal(each))
        elif name == "checksumValue":
            made.say(term.predicate, Literal(str(each).lower(), datatype=XSD.hexBinary))
        elif isinstance(each, str):
            made.text(term.predicate, each)
        else:
            made.note(f"{name} {shown(each)} is no text and was left out.")


_WRITERS: Final = {
    Kind.TEXT: _text,
    Kind.DATE: lambda made, name, term, value: made.date(term.predicate, value, name),
    Kind.LINK: lambda made, name, term, value: made.link(term.predicate, value, name),
    Kind.NODE: _node,
    Kind.NUMBER: lambda made, name, term, value: made.number(term.predicate, value, name),
    Kind.LANGUAGE: lambda made, _name, _term, value: made.language(value),
    Kind.MEDIA_TYPE: lambda made, _name, term, value: made.media_type(term.predicate, value),
    Kind.EMAIL: _email,
}

"""CKAN's packages: what package_show and package_search answer, and what ckanext-scheming makes of it.

https://docs.ckan.org/en/latest/api/; the fields that ckanext-dcat's schemas add are taken as that extension takes them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDFS, SKOS, XSD, Literal, URIRef

from radcat.importing import licences
from radcat.importing.building import Building, is_address, listed, shown
from radcat.rdf.namespaces import ADMS, DCAT

DCATAP: Final = "http://data.europa.eu/r5r/"
_GEO_JSON: Final = URIRef("https://www.iana.org/assignments/media-types/application/vnd.geo+json")
_LOCN: Final = "http://www.w3.org/ns/locn#geometry"
_KINDS: Final = {"person": FOAF.Person, "public_body": ORG.Organization, "organization": ORG.Organization}
Write = Callable[[Building, Any], None]


def is_ckan(values: Any) -> bool:
    """Whether *values* is a package, a list of them, or what the API answers."""
    return any(_is_package(each) for each in _packages(values))


def datasets(values: Any) -> Iterator[Building]:
    """Yield the packages as datasets; those that CKAN itself took from elsewhere, too."""
    for package in _packages(values):
        if _is_package(package):
            yield dataset(package)


def dataset(package: Mapping[str, Any]) -> Building:
    """Describe one package."""
    fields = {**_extras(package), **package}
    iri = fields.get("uri")
    made = Building.of(iri if is_address(iri) else None, str(fields.get("name") or fields.get("id") or ""))
    for name, value in fields.items():
        if value in (None, "", [], {}) or fields.get(f"{name}_translated"):  # which says the same in more languages
            continue
        if (write := _FIELDS.get(name)) is not None:
            write(made, value)
        elif name not in _OURS:
            made.leave_out([name])
    if "identifier" not in fields:
        made.text(DCTERMS.identifier, fields.get("id") or fields.get("name"))
    _licence(made, fields.get("license_url"), fields.get("license_id") or fields.get("license"), fields)
    _people(made, fields)
    return made


def _packages(values: Any) -> Iterator[Any]:
    found = values.get("result", values) if isinstance(values, dict) else values
    found = found.get("results", found) if isinstance(found, dict) else found
    yield from found if isinstance(found, list) else [found]


def _is_package(values: Any) -> bool:
    return isinstance(values, dict) and "name" in values and any(n in values for n in ("resources", "notes", "tags"))


def _extras(package: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are kept under `extras`, whose values may be JSON."""
    found = dict[str, Any]()
    for each in listed(package.get("extras")):
        if isinstance(each, dict) and (key := each.get("key")):
            value = each.get("value")
            if isinstance(value, str) and value[:1] in "[{":
                try:
                    value = json.loads(value)
                except ValueError:
                    value = each.get("value")
            found[str(key).removeprefix("dcat_") if key != "dcat_type" else key] = value
    return found


def _text(predicate: URIRef) -> Write:
    return lambda made, value: made.text(predicate, value)


def _date(predicate: URIRef, what: str) -> Write:
    return lambda made, value: made.date(predicate, value, what)


def _link(predicate: URIRef, what: str) -> Write:
    return lambda made, value: made.link(predicate, value, what)


def _named(predicate: URIRef, class_: URIRef) -> Write:
    def write(made: Building, value: Any) -> None:
        if isinstance(value, Mapping):  # languages
            made.part(predicate, None, class_).text(RDFS.label, value)
        else:
            made.named(predicate, value, class_)

    return write


def _other_identifiers(made: Building, value: Any) -> None:
    for each in listed(value):
        made.part(ADMS.identifier, None, ADMS.Identifier).text(SKOS.notation, each)


def _tags(made: Building, value: Any) -> None:
    if isinstance(value, Mapping):
        made.text(DCAT.keyword, value)
    for each in listed(value) if not isinstance(value, Mapping) else []:
        made.text(DCAT.keyword, (each.get("display_name") or each.get("name")) if isinstance(each, dict) else each)


def _groups(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            name = each.get("display_name") or each.get("title") or each.get("name")
            made.part(DCAT.theme, None, SKOS.Concept).text(SKOS.prefLabel, name)


def _agents(predicate: URIRef) -> Write:
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


def _contacts(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            made.contact(each.get("name_translated") or each.get("name"), each.get("email"), each.get("url"))


def _periods(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            made.period(each.get("start"), each.get("end"))


def _places(made: Building, value: Any) -> None:
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


def _relations(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            part = made.part(DCAT.qualifiedRelation, each.get("uri"), DCAT.Relationship)
            part.link(DCTERMS.relation, each.get("relation"), "a related work")
            part.link(DCAT.hadRole, each.get("role"), "the role of a related work")


def _typed(predicate: URIRef, datatype: URIRef) -> Write:
    return lambda made, value: made.say(predicate, Literal(str(value), datatype=datatype))


def _licence(made: Building, address: Any, name: Any, fields: Mapping[str, Any]) -> None:
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


def _people(made: Building, fields: Mapping[str, Any]) -> None:
    """State whom CKAN's own fields name; the maintainer is asked, or else the author."""
    if "creator" not in fields:
        made.agent(DCTERMS.creator, fields.get("author"))
    if "contact" not in fields:
        who = "maintainer" if fields.get("maintainer") or fields.get("maintainer_email") else "author"
        made.contact(fields.get(who), fields.get(f"{who}_email"))
    organization = fields.get("organization")
    if "publisher" not in fields and isinstance(organization, dict):
        made.agent(DCTERMS.publisher, organization.get("title") or organization.get("name"), class_=ORG.Organization)


def _resources(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            _resource(made, each)


def _resource(made: Building, fields: Mapping[str, Any]) -> None:
    part = made.part(DCAT.distribution, fields.get("uri"), DCAT.Distribution)
    for name, value in fields.items():
        is_said = value not in (None, "", [], {}) and not fields.get(f"{name}_translated")
        if is_said and (write := _RESOURCE_FIELDS.get(name)) is not None:
            write(part, value)
    part.link(DCAT.accessURL, fields.get("access_url") or fields.get("url"), "the address of a resource")
    part.link(DCAT.downloadURL, fields.get("download_url"), "the address of a file")
    part.media_type(DCAT.mediaType, fields.get("mimetype"))
    part.checksum(fields.get("hash_algorithm") or _by_length(fields.get("hash")), fields.get("hash"))
    _licence(part, fields.get("license_url"), fields.get("license") or fields.get("license_id"), fields)
    if unused := [n for n, v in fields.items() if v not in (None, "", [], {}) and n not in _RESOURCE_OURS]:
        made.leave_out(f"{name} of a resource" for name in unused if name not in _RESOURCE_FIELDS)


def _by_length(checksum: Any) -> str | None:
    """Which function a checksum is of, by its digits; CKAN has a place for it, and none for the function's name."""
    digits = len(str(checksum or ""))
    return {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}.get(digits)


def _services(made: Building, value: Any) -> None:
    for each in listed(value):
        if isinstance(each, dict):
            part = made.part(DCAT.accessService, each.get("uri"), DCAT.DataService)
            part.text(DCTERMS.title, each.get("title"))
            part.text(DCTERMS.description, each.get("description"))
            part.link(DCAT.endpointURL, each.get("endpoint_url"), "the address of a service")
            part.link(DCAT.endpointDescription, each.get("endpoint_description"), "the description of a service")
            part.link(DCAT.servesDataset, each.get("serves_dataset"), "a dataset of a service")


def _translated(predicate: URIRef, name: str) -> dict[str, Write]:
    """A field that ckanext-fluent keeps beside the plain one, which then says nothing more."""
    return {f"{name}_translated": _text(predicate)}


_BOTH: Final[dict[str, Write]] = {
    "rights": _named(DCTERMS.rights, DCTERMS.RightsStatement),
    "access_rights": _named(DCTERMS.accessRights, DCTERMS.RightsStatement),
    "issued": _date(DCTERMS.issued, "the date of issue"),
    "modified": _date(DCTERMS.modified, "the date of change"),
    "created": _date(DCTERMS.created, "the date of making"),
    "language": lambda made, value: made.language(value),
    "documentation": _link(FOAF.page, "a page"),
    "conforms_to": _named(DCTERMS.conformsTo, DCTERMS.Standard),
    "temporal_resolution": _typed(DCAT.temporalResolution, XSD.duration),
    "spatial_resolution_in_meters": _typed(DCAT.spatialResolutionInMeters, XSD.decimal),
    "applicable_legislation": _link(URIRef(f"{DCATAP}applicableLegislation"), "a legislation"),
    "status": _named(ADMS.status, SKOS.Concept),
    "availability": _named(URIRef(f"{DCATAP}availability"), SKOS.Concept),
}
_FIELDS: Final[dict[str, Write]] = {
    **_BOTH,
    **_translated(DCTERMS.title, "title"),
    **_translated(DCTERMS.description, "notes"),
    "tags_translated": _tags,
    "title": lambda made, value: made.text(DCTERMS.title, value),
    "notes": lambda made, value: made.text(DCTERMS.description, value),
    "tags": _tags,
    "url": _link(DCAT.landingPage, "the landing page"),
    "version": _text(DCAT.version),
    "version_notes": _text(ADMS.versionNotes),
    "identifier": _text(DCTERMS.identifier),
    "alternate_identifier": _other_identifiers,
    "frequency": _named(DCTERMS.accrualPeriodicity, DCTERMS.Frequency),
    "provenance": _named(DCTERMS.provenance, DCTERMS.ProvenanceStatement),
    "dcat_type": _named(DCTERMS.type, SKOS.Concept),
    "theme": _named(DCAT.theme, SKOS.Concept),
    "groups": _groups,
    "is_referenced_by": _link(DCTERMS.isReferencedBy, "a work that refers to it"),
    "same_as": _link(OWL.sameAs, "another address of it"),
    "was_generated_by": _link(PROV.wasGeneratedBy, "an activity"),
    "contact": _contacts,
    "creator": _agents(DCTERMS.creator),
    "publisher": _agents(DCTERMS.publisher),
    "contributor": _agents(DCTERMS.contributor),
    "temporal_coverage": _periods,
    "spatial_coverage": _places,
    "spatial": _places,
    "qualified_relation": _relations,
    "resources": _resources,
}
_RESOURCE_FIELDS: Final[dict[str, Write]] = {
    **_BOTH,
    **_translated(DCTERMS.title, "name"),
    **_translated(DCTERMS.description, "description"),
    "name": _text(DCTERMS.title),
    "description": _text(DCTERMS.description),
    "format": lambda made, value: made.media_type(DCTERMS["format"], value),
    "compress_format": lambda made, value: made.media_type(DCAT.compressFormat, value),
    "package_format": lambda made, value: made.media_type(DCAT.packageFormat, value),
    "size": lambda made, value: made.number(DCAT.byteSize, value, "the size of a resource"),
    "last_modified": _date(DCTERMS.modified, "the date of change of a resource"),
    "access_services": _services,
}
# What CKAN says of its own keeping, and what is read together with something else.
_OURS: Final = frozenset(
    [
        "id",
        "name",
        "uri",
        "author",
        "author_email",
        "maintainer",
        "maintainer_email",
        "organization",
        "owner_org",
        "creator_user_id",
        "extras",
        "state",
        "type",
        "private",
        "isopen",
        "num_resources",
        "num_tags",
        "metadata_created",
        "metadata_modified",
        "license_id",
        "license_title",
        "license_url",
        "license",
        "revision_id",
        "relationships_as_subject",
        "relationships_as_object",
    ]
)
_RESOURCE_OURS: Final = frozenset(
    [
        "id",
        "uri",
        "url",
        "url_type",
        "access_url",
        "download_url",
        "mimetype",
        "mimetype_inner",
        "hash",
        "hash_algorithm",
        "license",
        "license_id",
        "license_url",
        "state",
        "position",
        "package_id",
        "revision_id",
        "created",
        "metadata_modified",
        "cache_url",
        "cache_last_updated",
        "resource_type",
        "datastore_active",
        "on_same_domain",
        "tracking_summary",
    ]
)

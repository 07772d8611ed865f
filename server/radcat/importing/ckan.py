"""CKAN's packages: what package_show and package_search answer, and what ckanext-scheming makes of it.

https://docs.ckan.org/en/latest/api/; the fields that ckanext-dcat's schemas add are taken as that extension takes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from rdflib import DCTERMS, ORG, OWL, PROV, SKOS

from radcat.importing.building import Building, is_address, listed
from radcat.importing.ckan_fields import (
    BOTH,
    Write,
    agents,
    contacts,
    groups,
    licence,
    link,
    named,
    other_identifiers,
    periods,
    places,
    relations,
    tags,
    text,
    translated,
)
from radcat.importing.ckan_resources import resources
from radcat.rdf.namespaces import ADMS, DCAT

DCATAP: Final = "http://data.europa.eu/r5r/"


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
    licence(made, fields.get("license_url"), fields.get("license_id") or fields.get("license"), fields)
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


_FIELDS: Final[dict[str, Write]] = {
    **BOTH,
    **translated(DCTERMS.title, "title"),
    **translated(DCTERMS.description, "notes"),
    "tags_translated": tags,
    "title": lambda made, value: made.text(DCTERMS.title, value),
    "notes": lambda made, value: made.text(DCTERMS.description, value),
    "tags": tags,
    "url": link(DCAT.landingPage, "the landing page"),
    "version": text(DCAT.version),
    "version_notes": text(ADMS.versionNotes),
    "identifier": text(DCTERMS.identifier),
    "alternate_identifier": other_identifiers,
    "frequency": named(DCTERMS.accrualPeriodicity, DCTERMS.Frequency),
    "provenance": named(DCTERMS.provenance, DCTERMS.ProvenanceStatement),
    "dcat_type": named(DCTERMS.type, SKOS.Concept),
    "theme": named(DCAT.theme, SKOS.Concept),
    "groups": groups,
    "is_referenced_by": link(DCTERMS.isReferencedBy, "a work that refers to it"),
    "same_as": link(OWL.sameAs, "another address of it"),
    "was_generated_by": link(PROV.wasGeneratedBy, "an activity"),
    "contact": contacts,
    "creator": agents(DCTERMS.creator),
    "publisher": agents(DCTERMS.publisher),
    "contributor": agents(DCTERMS.contributor),
    "temporal_coverage": periods,
    "spatial_coverage": places,
    "spatial": places,
    "qualified_relation": relations,
    "resources": resources,
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

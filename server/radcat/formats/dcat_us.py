"""DCAT-US 3.0 and 1.1, which data.gov harvests: the datasets of a catalogue as JSON.

https://resources.data.gov/dcat-us/3.0.0/ and https://resources.data.gov/resources/dcat-us/. Both are in one language.
What no source states stays absent. A contact is required: a dataset without one has that of the catalogue, and where
that has none, an address that says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from radcat.formats import dates
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.texts import bcp47
from radcat.model import Agent, Blank, Checksum, Concept, Contact, Dataset, Distribution, Period, Place, Text
from radcat.rdf.iris import is_absolute
from radcat.rdf.media import MediaType
from radcat.rdf.prefixes import IANA

IRI: Final = "https://resources.data.gov/dcat-us/3.0.0/"
PROFILE: Final = Profile("dcat-us", IRI, "DCAT-US 3.0")
OLD: Final = "https://project-open-data.cio.gov/v1.1/schema"
# How open a dataset is, by the EU's code for it (1.1: accessLevel).
_LEVELS: Final = {"PUBLIC": "public", "RESTRICTED": "restricted public", "NON_PUBLIC": "non-public"}
NO_EMAIL: Final = "no-contact-point-stated@example.invalid"  # a name that no host has (RFC 2606)
NO_CONTACT: Final = {"@type": "Kind", "fn": "No contact point is stated", "hasEmail": f"mailto:{NO_EMAIL}"}
_DAY: Final = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})")
_EMAIL: Final = re.compile(r"mailto:[^\s@]+@[^\s@]+")


def catalog(described: Dataset, datasets: Iterable[dict[str, Any]], language: str) -> dict[str, Any]:
    """Write the catalogue (3.0) with the *datasets* that `dataset` wrote."""
    return _stated(
        {
            "@type": "Catalog",
            "@id": described.iri,
            "conformsTo": {"@type": "Standard", "@id": IRI, "title": PROFILE.title},
            "title": best(described.titles, language),
            "description": best(described.descriptions, language),
            "publisher": _agent(described.publisher, "Agent", language) if described.publisher else None,
            "contactPoint": _contacts(described.contacts),
            "language": _languages(described),
            "license": described.licence.iri if described.licence else None,
            "issued": _date(described.issued),
            "modified": _date(described.modified),
        }
    ) | {"dataset": list(datasets)}


def dataset(described: Dataset, language: str, contacts: Sequence[Contact] = ()) -> dict[str, Any]:
    """Write a dataset (3.0), with the catalogue's *contacts* where it has none of its own."""
    return _stated(
        {
            "@type": "Dataset",
            "@id": described.iri,
            "title": best(described.titles, language),
            "description": best(described.descriptions, language),
            "identifier": described.iri,
            "otherIdentifier": [
                each for each in (*described.other_identifiers, *described.identifiers) if each != described.iri
            ],
            "publisher": _agent(described.publisher, "Organization", language) if described.publisher else None,
            "contactPoint": _contacts(described.contacts) or _contacts(contacts) or [NO_CONTACT],
            "creator": _agent(described.authors[0], "Agent", language) if len(described.authors) == 1 else None,
            "contributor": [_agent(each, "Agent", language) for each in described.contributors],
            "keyword": _in(described.keywords, language),
            "theme": [_concept(each) for each in described.themes if each.name],
            "landingPage": _document(described.landing_page, best(described.titles, language)),
            "accessRights": described.access_rights.name if described.access_rights else None,
            "rights": [str(text) for text in described.rights],
            "language": _languages(described),
            "spatial": [found for each in described.places if (found := _place(each))],
            "temporal": [found for each in described.periods if (found := _period(each))],
            "issued": _date(described.issued),
            "modified": _date(described.modified),
            "version": described.version,
            "status": _concept(described.status) if described.status and described.status.name else None,
            "isReferencedBy": [iri for iri in described.publications if is_absolute(iri)],
            "distribution": [_distribution(each, described, language) for each in described.distributions],
        }
    )


def old_catalog(described: Dataset, datasets: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Write the catalogue (1.1) with the *datasets* that `old_dataset` wrote."""
    return {
        "@context": f"{OLD}/catalog.jsonld",
        "@id": described.iri,
        "@type": "dcat:Catalog",
        "conformsTo": OLD,
        "describedBy": f"{OLD}/catalog.json",
        "dataset": list(datasets),
    }


def old_dataset(described: Dataset, language: str, contacts: Sequence[Contact] = ()) -> dict[str, Any]:
    """Write a dataset (1.1). The codes of bureaus and programmes are of the United States alone, and left out."""
    level = described.access_rights.code if described.access_rights else ""
    whom = [each for each in (_contact(c) for c in (*described.contacts, *contacts)) if each]
    return _stated(
        {
            "@type": "dcat:Dataset",
            "identifier": described.iri,
            "title": best(described.titles, language),
            "description": best(described.descriptions, language),
            "keyword": _in(described.keywords, language),
            "modified": _date(described.modified) or _date(described.issued),
            "issued": _date(described.issued),
            "publisher": {"@type": "org:Organization", "name": best(described.publisher.names, language)}
            if described.publisher and described.publisher.names
            else None,
            "contactPoint": {**(whom or [NO_CONTACT])[0], "@type": "vcard:Contact"},
            "accessLevel": _LEVELS.get(level),
            "license": described.licence.iri if described.licence and is_absolute(described.licence.iri) else None,
            "rights": " ".join(described.rights),
            "landingPage": described.landing_page,
            "language": bcp47(described.languages),
            "spatial": "; ".join(each.label for each in described.places if each.label),
            "temporal": next(filter(None, (dates.interval(each) for each in described.periods)), None),
            "theme": [each.name for each in described.themes if each.name],
            "references": [iri for iri in described.publications if is_absolute(iri)],
            "distribution": [_old_distribution(each, language) for each in described.distributions],
        }
    )


def best(texts: Sequence[str], language: str) -> str | None:
    """Choose the text in *language*, else in English, else the first."""
    found = {getattr(text, "language", None): text for text in reversed(texts)}
    chosen = found.get(language) or found.get("en") or (texts[0] if texts else None)
    return str(chosen) if chosen else None


def write(described: Described) -> bytes:
    """Write one dataset (3.0)."""
    return json.dumps(dataset(described.dataset, described.language), indent=2, ensure_ascii=False).encode()


def _in(texts: Sequence[str], language: str) -> list[str]:
    """Those in *language* or in none; all where there are none of these."""
    mine = [str(text) for text in texts if not isinstance(text, Text) or text.language in (None, language)]
    return list(dict.fromkeys(mine or map(str, texts)))


def _stated(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}


def _named(iri: str) -> str | None:
    return None if isinstance(iri, Blank) or not is_absolute(iri) else iri


def _agent(agent: Agent, kind: str, language: str) -> dict[str, Any] | None:
    name = best(agent.names, language)
    return _stated({"@type": kind, "@id": _named(agent.iri), "name": name}) if name else None


def _contacts(contacts: Sequence[Contact]) -> list[dict[str, Any]]:
    return [found for each in contacts if (found := _contact(each))]


def _contact(contact: Contact) -> dict[str, Any] | None:
    """A contact with what is required of one: a name and a mail address."""
    if not contact.email or not _EMAIL.fullmatch(contact.email):
        return None
    name = contact.name or contact.email.removeprefix("mailto:")
    return {"@type": "Kind", "fn": str(name), "hasEmail": contact.email}


def _concept(concept: Concept) -> dict[str, Any]:
    return _stated({"@type": "Concept", "@id": _named(concept.iri), "prefLabel": concept.name})


def _document(address: str | None, title: str | None) -> dict[str, Any] | None:
    return {"@type": "Document", "@id": address, "title": title or address, "accessURL": address} if address else None


def _languages(described: Dataset) -> list[str]:
    return [tag for tag in bcp47(described.languages) if len(tag) == len("en")]


def _date(text: str | None) -> str | None:
    """A date as the schema has it; of a moment without a zone, the day."""
    found = dates.iso(text)
    if not found or _DAY.fullmatch(found) or _MOMENT.fullmatch(found):
        return found
    return found.partition("T")[0]


def _place(place: Place) -> dict[str, Any] | None:
    found = _stated(
        {
            "prefLabel": place.label,
            "bbox": next(iter(place.boxes), None),
            "centroid": next(iter(place.centroids), None),
        }
    )
    return _stated({"@type": "Location", "@id": _named(place.iri), **found}) if found or _named(place.iri) else None


def _period(period: Period) -> dict[str, Any] | None:
    ends = _stated({"startDate": _date(period.start), "endDate": _date(period.end)})
    return {"@type": "PeriodOfTime", **ends} if ends else None


def _distribution(distribution: Distribution, of: Dataset, language: str) -> dict[str, Any]:
    licence = distribution.licence or (of.licence.iri if of.licence else None)
    return _stated(
        {
            "@type": "Distribution",
            "@id": _named(distribution.iri),
            "title": best(distribution.titles, language),
            "description": best(distribution.descriptions, language),
            "accessURL": distribution.access_url or distribution.download_url,
            "downloadURL": distribution.download_url,
            "mediaType": _media_type(distribution.media_type),
            "packageFormat": _media_type(distribution.package_format),
            "format": distribution.format.code if distribution.format else None,
            "byteSize": str(distribution.byte_size) if distribution.byte_size is not None else None,
            "checksum": _checksum(distribution.checksum) if distribution.checksum else None,
            "license": licence,
            "rights": [str(text) for text in distribution.rights],
            "issued": _date(distribution.issued),
            "modified": _date(distribution.modified),
        }
    )


def _old_distribution(distribution: Distribution, language: str) -> dict[str, Any]:
    return _stated(
        {
            "@type": "dcat:Distribution",
            "title": best(distribution.titles, language),
            "description": best(distribution.descriptions, language),
            "accessURL": distribution.access_url if not distribution.download_url else None,
            "downloadURL": distribution.download_url,
            "mediaType": _media_type(distribution.file_type) if distribution.download_url else None,
            "format": distribution.format.name if distribution.format else None,
        }
    )


def _media_type(iri: str | None) -> str | None:
    return iri.removeprefix(IANA) if iri and iri.startswith(IANA) else None


def _checksum(checksum: Checksum) -> dict[str, Any] | None:
    if not checksum.algorithm or not checksum.value:
        return None
    return {"@type": "Checksum", "algorithm": checksum.algorithm, "checksumValue": checksum.value}


DCAT_US: Final = Representation(
    "dcat-us",
    MediaType("application", "vnd.dcat-us+json"),  # plain JSON is what /data.json is; a record has many forms of it
    "dcat-us.json",
    write,
    title=PROFILE.title,
    profile=PROFILE,
    kinds=DATASETS,
)

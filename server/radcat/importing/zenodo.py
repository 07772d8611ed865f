"""Zenodo's records, and those of other InvenioRDM registries: the JSON of their REST API.

https://developers.zenodo.org/#records
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import unescape
from typing import Any, Final

from rdflib import DCTERMS, FOAF, RDFS

from radcat.importing import datacite, licences
from radcat.importing.building import Building, listed, shown
from radcat.rdf.namespaces import DCAT, SCHEMA

_TAG: Final = re.compile(r"<[^>]+>")
_BREAK: Final = re.compile(r"<(?:br|/p|/li|/h\d)[^>]*>", re.IGNORECASE)
_USED: Final = frozenset(
    {
        *("doi", "title", "description", "creators", "contributors", "publication_date", "keywords", "license"),
        *("version", "language", "related_identifiers", "access_right", "access_right_category", "notes", "grants"),
        *("resource_type", "relations", "communities", "references", "subjects", "custom", "alternate_identifiers"),
    }
)


def is_zenodo(values: Any) -> bool:
    """Whether *values* are records of Zenodo."""
    return any(True for _ in _records(values))


def datasets(values: Any) -> Iterator[Building]:
    """Yield the records."""
    yield from map(dataset, _records(values))


def dataset(record: Mapping[str, Any]) -> Building:
    """Describe one record."""
    said = record["metadata"]
    doi = str(record.get("doi") or said.get("doi") or "").lower()
    made = Building.of(f"{datacite.DOI}{doi}" if doi else None, doi or str(record.get("id", "")))
    kind = (said.get("resource_type") or {}).get("type")
    if kind not in (None, "dataset", "image"):
        made.note(f"Zenodo calls it {shown(kind)}, and not a dataset.")
    made.text(DCTERMS.identifier, f"{datacite.DOI}{doi}" if doi else None)
    made.text(DCTERMS.title, said.get("title"))
    made.text(DCTERMS.description, _words(said.get("description")))
    made.text(RDFS.comment, _words(said.get("notes")))
    _people(made, said)
    made.date(DCTERMS.issued, said.get("publication_date"), "the date of publication")
    made.date(DCTERMS.modified, record.get("modified") or record.get("updated"), "the date of change")
    for word in listed(said.get("keywords")):
        made.text(DCAT.keyword, word)
    made.text(DCAT.version, said.get("version"))
    made.language(said.get("language"))
    _licence(made, said.get("license"))
    made.named(DCTERMS.accessRights, said.get("access_right"), DCTERMS.RightsStatement)
    links = record.get("links") or {}
    made.link(DCAT.landingPage, links.get("self_html") or links.get("html"), "the landing page")
    _relations(made, said)
    for file in listed(record.get("files")):
        if isinstance(file, dict):
            _file(made, file)
    made.leave_out(name for name, value in said.items() if value not in (None, "", [], {}) and name not in _USED)
    return made


def _records(values: Any) -> Iterator[Mapping[str, Any]]:
    found = values.get("hits", values) if isinstance(values, dict) else values
    found = found.get("hits", found) if isinstance(found, dict) else found
    for each in listed(found):
        said = each.get("metadata") if isinstance(each, dict) else None
        if isinstance(said, dict) and "title" in said and ("creators" in said or "resource_type" in said):
            yield each


def _people(made: Building, said: Mapping[str, Any]) -> None:
    for role, predicate in (("creators", DCTERMS.creator), ("contributors", DCTERMS.contributor)):
        for each in listed(said.get(role)):
            if isinstance(each, dict):
                orcid = each.get("orcid")
                family, comma, given = str(each.get("name") or "").partition(", ")
                iri = f"https://orcid.org/{orcid}" if orcid else None
                made.agent(predicate, f"{given} {family}" if comma else family, iri, class_=FOAF.Person)
    for each in listed(said.get("grants")):
        if isinstance(each, dict) and isinstance(funder := each.get("funder"), dict):
            made.agent(SCHEMA.funder, funder.get("name"))


def _relations(made: Building, said: Mapping[str, Any]) -> None:
    for each in listed(said.get("related_identifiers")):
        if isinstance(each, dict):
            relation = str(each.get("relation") or "")
            values = {
                "relatedIdentifier": each.get("identifier"),
                "relatedIdentifierType": str(each.get("scheme") or "").upper(),
                "relationType": relation[:1].upper() + relation[1:],
            }
            datacite.relation(made, values)


def _licence(made: Building, value: Any) -> None:
    name = value.get("id") if isinstance(value, dict) else value
    if isinstance(name, str) and (known := licences.address(name)):
        made.link(DCTERMS.license, known, "the licence")
        made.note(f"the licence {shown(name)} was taken for {known}.")
    else:
        made.named(DCTERMS.license, name, DCTERMS.LicenseDocument)


def _file(made: Building, file: Mapping[str, Any]) -> None:
    links = file.get("links") or {}
    part = made.part(DCAT.distribution, None, DCAT.Distribution)
    part.text(DCTERMS.title, file.get("key") or file.get("filename"))
    part.link(DCAT.downloadURL, links.get("self") or links.get("download"), "the address of a file")
    part.link(DCAT.accessURL, links.get("self") or links.get("download"), "the address of a file")
    part.number(DCAT.byteSize, file.get("size") or file.get("filesize"), "the size of a file")
    algorithm, colon, value = str(file.get("checksum") or "").rpartition(":")
    part.checksum(algorithm if colon else "md5", value)


def _words(text: Any) -> str | None:
    """The words of what is written in HTML, a paragraph a line."""
    if not isinstance(text, str):
        return None
    plain = unescape(_TAG.sub("", _BREAK.sub("\n", text)))
    return "\n".join(line for line in (" ".join(line.split()) for line in plain.split("\n")) if line)

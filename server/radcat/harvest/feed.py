"""An Atom feed of changes (RFC 4287), newest first, with older pages behind it (RFC 5005, section 3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from lxml import etree
from rdflib import DCTERMS, URIRef

from radcat import model
from radcat.catalogue import Catalogue
from radcat.formats.markup import LANG
from radcat.formats.texts import tag
from radcat.harvest.ldes import version_iri
from radcat.ledger.changes import Chronicle
from radcat.ledger.versions import Version
from radcat.model import KIND
from radcat.rdf.xml_text import writable

ATOM: Final = "http://www.w3.org/2005/Atom"
PATH: Final = "feed.atom"  # below the base IRI
LENGTH: Final = 50  # entries
CATALOG: Final = KIND["catalog"].path
_NEVER: Final = "1970-01-01T00:00:00Z"  # when a catalogue changed in which nothing ever was published


def of_search(catalogue: Catalogue, title: str, address: str, page: str, versions: Sequence[Version]) -> bytes:
    """Write the hits of a search, whose feed is at *address* and whose page is at *page*."""
    newest = max((version.date for version in versions), default=_NEVER)
    root = _begin(catalogue, title, address, page, newest)
    _add_entries(root, catalogue, versions)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def feed(
    chronicle: Chronicle, catalogue: Catalogue, name: str, before: int | None = None, length: int = LENGTH
) -> bytes:
    """Write the newest changes of datasets, or those before the sequence number *before*; *name* is the catalogue's."""
    address = catalogue.base + PATH
    this = address if before is None else f"{address}?before={before}"
    versions = chronicle.newest("dataset", before, length + 1)
    root = _begin(catalogue, name, address, catalogue.base, versions[0].date if versions else _NEVER, this)
    if before is not None:
        _link(root, "first", address, "application/atom+xml")
    if len(versions) > length:
        _link(root, "next", f"{address}?before={versions[length - 1].sequence}", "application/atom+xml")
    _add_entries(root, catalogue, versions[:length])
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _begin(
    catalogue: Catalogue, title: str, address: str, page: str, updated: str, this: str | None = None
) -> etree._Element:
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    _add(root, "id", address)
    _said(root, "title", title)
    _add(root, "updated", updated)
    _add(_add(root, "author"), "name", _publisher(catalogue) or catalogue.title)
    _link(root, "self", this or address, "application/atom+xml")
    _link(root, "alternate", page, "text/html")
    return root


def _add_entries(root: etree._Element, catalogue: Catalogue, versions: Sequence[Version]) -> None:
    for version in versions:
        entry = catalogue.omissions.attempt(version.record, PATH, partial(_entry, catalogue, version))
        if entry is not None:
            root.append(entry)


def _entry(catalogue: Catalogue, version: Version) -> etree._Element:
    record = version.record
    iri, scope = record.iri(catalogue.base), catalogue.scope(record)
    entry = etree.Element(f"{{{ATOM}}}entry")
    _add(entry, "id", version_iri(catalogue.base, version.sequence))
    _said(entry, "title", model.label(scope, iri))
    _add(entry, "updated", version.date)
    _link(entry, "alternate", str(iri), "text/html")
    _add(entry, "category").set("term", version.status)
    descriptions = model.said(scope, iri, DCTERMS.description)
    _said(entry, "summary", (model.value(scope, descriptions[0]) if descriptions else None) or version.reason)
    return entry


def _publisher(catalogue: Catalogue) -> str | None:
    version = catalogue.ledger.latest(CATALOG)
    if version is None:
        return None
    scope = catalogue.scope(version.record)
    publishers = model.said(scope, URIRef(catalogue.base + CATALOG), DCTERMS.publisher)
    return next((model.label(scope, publisher) for publisher in publishers), None)


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = None if text is None else writable(text)
    return element


def _said(parent: etree._Element, name: str, text: str) -> None:
    """Add a text with its language (RFC 4287, section 2)."""
    element = _add(parent, name, text)
    if language := tag(text):
        element.set(LANG, language)


def _link(parent: etree._Element, relation: str, address: str, media_type: str) -> None:
    element = _add(parent, "link")
    element.set("rel", relation)
    element.set("href", address)
    element.set("type", media_type)

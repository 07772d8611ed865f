"""XML that is no RDF: DataCite, Dublin Core, ISO 19139, by themselves or in an answer of OAI-PMH or CSW.

Entities are not resolved and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from lxml import etree
from rdflib import RDF

from radcat.errors import UnreadableSource
from radcat.importing import datacite, dublin_core, iso19139
from radcat.importing.building import Building
from radcat.importing.documents import Document
from radcat.importing.notes import Note

OAI: Final = "http://www.openarchives.org/OAI/2.0/"
_OAI_DC: Final = "http://www.openarchives.org/OAI/2.0/oai_dc/"
_DC: Final = "http://purl.org/dc/elements/1.1/"
_DATACITE: Final = "http://datacite.org/schema/kernel-"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD: Final = 2000  # bytes
RDF_ROOT: Final = f"{{{RDF}}}RDF"
Element = Any  # of lxml
# A dataset, a note, or RDF that is to be read as such.
Piece = Building | Note | bytes


def is_xml(document: Document) -> bool:
    """Whether it is XML, and of a kind that is read here."""
    is_rdf = str(RDF).encode() in document.content[:_HEAD]
    if is_rdf or not document.media_type.endswith(("/xml", "+xml")):
        return False
    return any(name.encode() in document.content for name in (OAI, _OAI_DC, _DATACITE, iso19139.NAMESPACE))


def pieces(document: Document) -> Iterator[Piece]:
    """Yield what a document describes, record by record.

    Raises:
        UnreadableSource: it is not well-formed.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(document.content, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(document.place, f"it is not well-formed XML: {error}") from error
    if root.tag == f"{{{OAI}}}OAI-PMH":
        yield from _answer(root)
        return
    found = [root] if _reader(root) else list(root.iter(iso19139.ROOT))
    for each in found:
        yield from _read(each, "")


def _answer(root: Element) -> Iterator[Piece]:
    """Yield the records of an answer of OAI-PMH; what it says of an error, and of more to come, is noted."""
    for error in root.iter(f"{{{OAI}}}error"):
        yield Note(f"the repository answers {error.get('code')}: {(error.text or '').strip()}")
    for record in root.iter(f"{{{OAI}}}record"):
        header = record.find(f"{{{OAI}}}header")
        identifier = (header.findtext(f"{{{OAI}}}identifier") or "").strip() if header is not None else ""
        if header is not None and header.get("status") == "deleted":
            yield Note("it was deleted in the source, and is left out.", identifier)
            continue
        for metadata in record.iter(f"{{{OAI}}}metadata"):
            for each in metadata:
                yield from _read(each, identifier)
    token = next(root.iter(f"{{{OAI}}}resumptionToken"), None)
    if token is not None and (token.text or "").strip():
        yield Note("there is more than this answer; `radcat harvest` follows resumption tokens.")


def _read(element: Element, record: str) -> Iterator[Piece]:
    inner = next((each for each in element.iter() if _reader(each)), None)  # within an envelope such as oai_datacite
    read = None if inner is None else _reader(inner)
    if inner is None or read is None:
        yield Note(f"metadata in {etree.QName(element).namespace} is not read.", record)
    else:
        yield read(inner, record)


def _reader(element: Element) -> Callable[[Element, str], Piece] | None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag.startswith(f"{{{_DATACITE}") and tag.endswith("}resource"):
        return lambda each, _: datacite.dataset(_attributes(each))
    if tag == f"{{{_OAI_DC}}}dc":
        return lambda each, record: dublin_core.dataset(_statements(each), record)
    if tag == iso19139.ROOT:
        return lambda each, _: iso19139.dataset(each)
    if tag == RDF_ROOT:
        return lambda each, _: etree.tostring(each)
    return None


def _statements(element: Element) -> Iterator[dublin_core.Statement]:
    for each in element:
        if isinstance(each.tag, str) and each.tag.startswith(f"{{{_DC}}}") and (each.text or "").strip():
            yield etree.QName(each).localname, " ".join(each.text.split()), each.get(_LANGUAGE)


def _attributes(resource: Element) -> dict[str, Any]:
    """DataCite's XML as its JSON has it."""
    found = dict[str, Any]()
    for each in resource:
        name = etree.QName(each).localname if isinstance(each.tag, str) else ""
        if name == "identifier":
            is_doi = each.get("identifierType") == "DOI"
            found["doi" if is_doi else "url"] = _words(each)
        elif name == "resourceType":
            found["types"] = {"resourceTypeGeneral": each.get("resourceTypeGeneral"), "resourceType": _words(each)}
        elif name == "publisher":
            found["publisher"] = {"name": _words(each), "publisherIdentifier": each.get("publisherIdentifier")}
        elif len(each):
            found[name] = [_member(child) for child in each if isinstance(child.tag, str)]
        elif name:
            found[name] = _words(each)
    return found


def _member(element: Element) -> Any:
    """An element of a list: its text under its own name beside its attributes, and its children by theirs."""
    name = etree.QName(element).localname
    attributes = {_NAMES.get(k, etree.QName(k).localname): v for k, v in element.attrib.items()}
    children = [each for each in element if isinstance(each.tag, str)]
    if not attributes and not children and name in ("size", "format"):
        return _words(element)
    found: dict[str, Any] = {**attributes}
    if not children:
        found[name] = _words(element)
    for child in children:
        below, value = etree.QName(child).localname, _member(child)
        if below in ("nameIdentifier", "affiliation"):
            found.setdefault(f"{below}s" if below == "nameIdentifier" else below, []).append(value)
        elif below in ("creatorName", "contributorName"):
            found["name"], found["nameType"] = _words(child), child.get("nameType")
        else:
            found[below] = value if len(child) else _words(child)
    return found


_NAMES: Final = {"rightsURI": "rightsUri", "valueURI": "valueUri", "schemeURI": "schemeUri", _LANGUAGE: "lang"}


def _words(element: Element) -> str:
    return " ".join((element.text or "").split())

"""RDF in any syntax, and RDF in web pages, as one graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from rdflib import RDF

from radcat.errors import RecordEncodingError, UnreadableSource
from radcat.importing import contexts, documents, json_values
from radcat.importing.documents import HTML, JSON, Document
from radcat.importing.notes import Note
from radcat.rdf import lenient
from radcat.rdf.graph import FrozenGraph, union
from radcat.rdf.lenient import Lenient
from radcat.rdf.prefixes import PREFIXES
from radcat.rdf.syntaxes import JSON_LD, RDF_XML, SYNTAXES, TRIG, TURTLE
from radcat.rdf.xml_encoding import as_utf8

Fetched = Callable[[str], Any]  # a context that is not known, by its address
_JSON_LD: Final = str(JSON_LD.media_type)
_RDF_XML: Final = str(RDF_XML.media_type)
_SYNTAXES: Final = {
    str(name): str(syntax.media_type) for syntax in SYNTAXES for name in (syntax.media_type, *syntax.also)
}


@dataclass(frozen=True, slots=True)
class RdfDocument:
    """The graph of a document, and what is to be said of how it was read."""

    graph: FrozenGraph
    notes: tuple[Note, ...]


def is_rdf(document: Document) -> bool:
    """Whether the document is said to be RDF, or a page that may hold some."""
    if _SYNTAXES.get(document.media_type) == _RDF_XML:
        return str(RDF).encode() in document.content  # other XML has the same media types
    return document.media_type in _SYNTAXES or document.media_type == HTML or _is_json_ld(document)


def read(document: Document, fetched: Fetched | None = None) -> RdfDocument:
    """Read the graph of *document*, as far as it can be read; named graphs become one.

    Raises:
        UnreadableSource: nothing of it can be read.
        UnknownContext: it names a context that *fetched* does not know.
    """
    if document.media_type == HTML:
        return _page(document, fetched)
    syntax = _JSON_LD if _is_json_ld(document) else _SYNTAXES.get(document.media_type, str(TRIG.media_type))
    found = _parsed(document.content, syntax, document, fetched)
    if not len(found.graph) and found.faults:
        raise UnreadableSource(document.place, f"{found.faults[0]}.")
    return RdfDocument(found.graph, _notes(found))


def _is_json_ld(document: Document) -> bool:
    """Whether it is JSON-LD: some member at its top says so."""
    if document.media_type != JSON:
        return document.media_type == _JSON_LD
    try:
        values = json_values.read(document)
    except UnreadableSource:
        return False
    nodes = values if isinstance(values, list) else [values]
    return any(name.startswith("@") for node in nodes if isinstance(node, dict) for name in node)


def _parsed(content: bytes, syntax: str, document: Document, fetched: Fetched | None) -> Lenient:
    try:
        if syntax == _JSON_LD:
            content = _inlined(json_values.read(document), fetched)
        elif syntax == _RDF_XML:
            content = as_utf8(content, document.place)
        else:
            content = documents.decoded(document).encode()
    except RecordEncodingError as error:
        raise UnreadableSource(document.place, f"line {error.line}: {error.reason}") from error
    # TriG is Turtle with names for graphs, and files of one are called the other.
    return lenient.read(content, str(TRIG.media_type) if syntax == str(TURTLE.media_type) else syntax, document.address)


def _inlined(values: Any, fetched: Fetched | None) -> bytes:
    return json.dumps(contexts.inlined(values, fetched)).encode()


def _page(document: Document, fetched: Fetched | None) -> RdfDocument:
    """Read the JSON-LD and the RDFa of a web page."""
    from radcat.importing import web_pages  # here, since it takes a library that few have

    read, notes = list[Lenient](), list[Note]()
    for values in web_pages.blocks(document):
        try:
            read.append(lenient.read(_inlined(values, fetched), _JSON_LD, document.address))
        except UnreadableSource as error:
            notes.append(Note(error.reason))
    if not any(len(each.graph) for each in read):
        raise UnreadableSource(document.place, notes[0].message if notes else "the page holds no JSON-LD and no RDFa.")
    said = (note for each in read for note in _notes(each))
    return RdfDocument(union(each.graph for each in read), (*notes, *said))


def _notes(found: Lenient) -> tuple[Note, ...]:
    mended = (Note(f"{iri!r} is no IRI; what it may not hold was percent-encoded.") for iri in found.mended)
    declared = (
        Note(f"the prefix {name}: is not declared; it was taken for {PREFIXES[name]}.") for name in found.declared
    )
    faults = (Note(f"{fault}.") for fault in found.faults)
    return (*declared, *mended, *faults)

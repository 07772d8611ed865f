"""The one table of RDF syntaxes: what each is called, by whom, and what writes a graph in it.

A record's own Turtle is never written by these: its text is sent as it stands (see formats.dcat).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import BytesIO
from typing import Final, Protocol

from rdflib import Graph, Literal, URIRef
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from radcat.rdf.media import MediaType
from radcat.rdf.rdf_xml import rdf_xml
from radcat.rdf.sorted_lines import document, in_graph, lines
from radcat.rdf.turtle import BARE, quoted

_FORMATS: Final = "http://www.w3.org/ns/formats/"


class Write(Protocol):
    """Writes a graph, and in a syntax that names graphs the IRI that it is called by."""

    def __call__(self, graph: Graph, iri: str = "", /) -> bytes:
        """Write *graph*."""
        ...


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write a graph down."""

    name: str  # that parameters and rows have for it
    title: str  # for people
    media_type: MediaType
    suffix: str  # of files and addresses, without the dot
    iri: URIRef  # in the W3C's list "Unique URIs for file formats"
    engine: str  # what rdflib calls Oxigraph's parser and serializer of it
    write: Write
    also: tuple[MediaType, ...] = ()  # other names that clients have for it
    names: tuple[str, ...] = ()  # the same, in parameters


class _Turtle(TurtleSerializer):
    """rdflib's Turtle, but for literals, whose letters it changes where they look like numbers or truth values."""

    def label(self, node: Node, position: int) -> str:
        """Write a term."""
        if not isinstance(node, Literal):
            return super().label(node, position)
        if node.datatype in BARE and BARE[node.datatype].fullmatch(node):
            return str(node)
        if node.datatype is not None:
            return f"{quoted(node)}^^{super().label(node.datatype, position)}"
        return f"{quoted(node)}@{node.language}" if node.language else quoted(node)


def _turtle(graph: Graph, _iri: str = "") -> bytes:
    out = BytesIO()
    _Turtle(graph).serialize(out, encoding="utf-8")
    return out.getvalue()


def _json_ld(graph: Graph, _iri: str = "") -> bytes:
    from radcat.rdf import json_ld  # PyLD: processes that never write JSON-LD start without it

    context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    found = json_ld.document(graph, context)
    return json.dumps({"@context": context, **found}, indent=2, ensure_ascii=False).encode()


def _rdf_xml(graph: Graph, _iri: str = "") -> bytes:
    return rdf_xml(graph)


def _n_triples(graph: Graph, _iri: str = "") -> bytes:
    return document(graph)


def _n_quads(graph: Graph, iri: str = "") -> bytes:
    return in_graph(lines(graph), iri)


def _trig(graph: Graph, iri: str = "") -> bytes:
    return trig_of(document(graph), iri)


def trig_of(statements: bytes, iri: str) -> bytes:
    """Put *statements*, in N-Triples, into the graph *iri* of a TriG document."""
    return f"<{iri}> {{\n".encode() + statements + b"}\n"


_XML: Final = (MediaType("application", "xml"), MediaType("text", "xml"))
_OLD_TURTLE: Final = (MediaType("application", "x-turtle"), MediaType("text", "n3"), MediaType("text", "rdf+n3"))
TURTLE: Final = Syntax(
    "turtle", "Turtle", MediaType("text", "turtle"), "ttl", URIRef(f"{_FORMATS}Turtle"), "ox-turtle", _turtle,
    _OLD_TURTLE, ("ttl", "n3"),
)  # fmt: skip
N_TRIPLES: Final = Syntax(
    "ntriples", "N-Triples", MediaType("application", "n-triples"), "nt", URIRef(f"{_FORMATS}N-Triples"), "ox-nt",
    _n_triples, (), ("nt", "n-triples"),
)  # fmt: skip
RDF_XML: Final = Syntax(
    "rdfxml", "RDF/XML", MediaType("application", "rdf+xml"), "rdf", URIRef(f"{_FORMATS}RDF_XML"), "ox-xml", _rdf_xml,
    _XML, ("rdf", "rdf+xml", "rdf/xml", "rdf-xml", "xml"),
)  # fmt: skip
JSON_LD: Final = Syntax(
    "jsonld", "JSON-LD", MediaType("application", "ld+json"), "jsonld", URIRef(f"{_FORMATS}JSON-LD"), "ox-json-ld",
    _json_ld, (), ("json-ld", "json"),
)  # fmt: skip
N_QUADS: Final = Syntax(
    "nquads", "N-Quads", MediaType("application", "n-quads"), "nq", URIRef(f"{_FORMATS}N-Quads"), "ox-nquads", _n_quads
)
TRIG: Final = Syntax(
    "trig", "TriG", MediaType("application", "trig"), "trig", URIRef(f"{_FORMATS}TriG"), "ox-trig", _trig
)

# Syntaxes of one graph; the first of those that a client welcomes alike is sent. Answers are better streamed,
# documents are better read.
ANSWERS: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
DOCUMENTS: Final = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
SYNTAXES: Final = (*DOCUMENTS, N_QUADS, TRIG)
BY_NAME: Final = {row.name: row for row in SYNTAXES}

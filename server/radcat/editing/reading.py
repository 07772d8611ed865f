"""From what was sent to a record's one canonical text. Runs where a parser may die."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from rdflib import DCAT, Graph, Literal, URIRef

from radcat.editing.contexts import with_own_context
from radcat.errors import RecordEncodingError, RecordSyntaxError, UnnamedNode
from radcat.rdf import turtle
from radcat.rdf.xml_encoding import as_utf8
from radcat.sparql.operation import Document

PLACE: Final = "the body"  # in errors
_GZIP: Final = b"\x1f\x8b"
_NAMESPACE: Final = re.compile(r"ns/([A-Za-z](?:[\w-]*\w)?)#")


def read(document: Document, base: str, context: Mapping[str, Any]) -> Graph:
    """Read one document; relative IRIs in it stand under *base*, as in a record's file.

    *context* is the catalogue's JSON-LD context, known by its address: nothing is fetched.

    Raises:
        RecordSyntaxError: it is not what its media type says.
        RecordEncodingError: it is not UTF-8 or, where it is XML, not in the encoding that it says.
    """
    content = document.content
    if content.startswith(_GZIP):
        raise RecordEncodingError(PLACE, 1, "the body is compressed (gzip); send it as it is.")
    if document.media_type == "application/ld+json":
        content = _with_context(content, base, context)
    elif document.media_type == "application/rdf+xml":
        content = as_utf8(content, PLACE)
    try:
        graph = turtle.parse(content, base, PLACE, document.media_type)
    except (ValueError, OSError) as error:  # what the parsers say beside SyntaxError, as of a context elsewhere
        raise RecordSyntaxError(PLACE, 1, str(error)) from error
    _refuse_generalized(graph)
    return graph


def _with_context(content: bytes, base: str, context: Mapping[str, Any]) -> bytes:
    try:
        document = json.loads(content)
    except ValueError as error:
        hint = "; send what stands within <script>" if content.lstrip()[:1] == b"<" else ""
        raise RecordSyntaxError(PLACE, getattr(error, "lineno", 1), f"it is not JSON: {error}{hint}") from error
    return json.dumps(with_own_context(document, base, context.get("@context", {}), PLACE)).encode()


def _refuse_generalized(graph: Graph) -> None:
    if any(isinstance(s, Literal) or not isinstance(p, URIRef) for s, p, _ in graph):
        raise RecordSyntaxError(PLACE, 1, "a literal can't be a subject, and a property is an IRI (RDF 1.1).")


def canonical(graph: Graph, base: str, place: str, old: str | None) -> str:
    """Write *graph* as the record's file at *place* has it; comments at the head of the *old* text are kept.

    Raises:
        UnnamedNode: a blank node is shared, loops, or is nested too deep.
    """
    if not len(graph):
        return ""
    prefixes = turtle.own_prefixes(old.encode(), base) if old else {}
    head = turtle.comments(old)[0] if old else ""
    try:
        written = turtle.canonical(graph, base, place, _own_prefixes(graph, base) | prefixes)
    except RecursionError:
        raise UnnamedNode(
            place, 1, "blank nodes are nested too deep; give some of them IRIs such as <…#name>."
        ) from None
    return f"{head}\n{written}" if head else written


def _own_prefixes(graph: Graph, base: str) -> dict[str, str]:
    """Find the catalogue's own namespaces in *graph*, which end in the name that is their prefix: `ns/tides#`."""
    found = {}
    for iri in {str(term) for triple in graph for term in triple if isinstance(term, URIRef)}:
        if iri.startswith(base) and (match := _NAMESPACE.match(iri, len(base))):
            found[match[1]] = base + match[0]
    return found


def without_members(graph: Graph, catalog: str, base: str) -> Graph:
    """Take from the catalogue's *graph* which datasets it holds: that is worked out, and never in its file."""
    for triple in list(graph.triples((URIRef(catalog), DCAT.dataset, None))):
        if str(triple[2]).startswith(f"{base}datasets/"):
            graph.remove(triple)
    return graph

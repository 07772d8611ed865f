"""RDF syntaxes for graphs that we make ourselves; a record's own graph is written by dcat, without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from rdflib import Graph
from rdflib.plugins.serializers.jsonld import from_rdf

from radcat.media import MediaType
from radcat.xml_text import writable


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write a graph down."""

    title: str
    media_type: MediaType
    suffix: str
    write: Callable[[Graph], bytes]


def _turtle(graph: Graph) -> bytes:
    return graph.serialize(format="turtle", encoding="utf-8")


def _json_ld(graph: Graph) -> bytes:
    context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    document = from_rdf(graph, context, auto_compact=False)  # type: ignore[no-untyped-call]
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


def _rdf_xml(graph: Graph) -> bytes:
    # rdflib writes characters that no XML may hold, and then nobody can read the rest either.
    return writable(graph.serialize(format="xml")).encode()


def _n_triples(graph: Graph) -> bytes:
    lines = graph.serialize(format="nt", encoding="utf-8").splitlines()
    return b"".join(line + b"\n" for line in sorted(lines) if line)


TURTLE: Final = Syntax("Turtle", MediaType("text", "turtle"), "ttl", _turtle)
JSON_LD: Final = Syntax("JSON-LD", MediaType("application", "ld+json"), "jsonld", _json_ld)
RDF_XML: Final = Syntax("RDF/XML", MediaType("application", "rdf+xml"), "rdf", _rdf_xml)
N_TRIPLES: Final = Syntax("N-Triples", MediaType("application", "n-triples"), "nt", _n_triples)
SYNTAXES: Final = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)

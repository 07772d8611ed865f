"""RDF syntaxes for graphs that we make ourselves; a record's own graph is written by dcat, without loss."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from rdflib import Graph, Literal
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from radcat.formats import json_ld
from radcat.formats.rdf_xml import rdf_xml
from radcat.rdf.media import MediaType
from radcat.rdf.turtle import BARE, quoted


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write a graph down."""

    title: str
    media_type: MediaType
    suffix: str
    write: Callable[[Graph], bytes]


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


def _turtle(graph: Graph) -> bytes:
    out = BytesIO()
    _Turtle(graph).serialize(out, encoding="utf-8")
    return out.getvalue()


def _json_ld(graph: Graph) -> bytes:
    context = {prefix: str(namespace) for prefix, namespace in graph.namespaces()}
    found = json_ld.document(graph, context)
    return json.dumps({"@context": context, **found}, indent=2, ensure_ascii=False).encode()


def _n_triples(graph: Graph) -> bytes:
    lines = graph.serialize(format="nt", encoding="utf-8").splitlines()
    return b"".join(line + b"\n" for line in sorted(lines) if line)


TURTLE: Final = Syntax("Turtle", MediaType("text", "turtle"), "ttl", _turtle)
JSON_LD: Final = Syntax("JSON-LD", MediaType("application", "ld+json"), "jsonld", _json_ld)
RDF_XML: Final = Syntax("RDF/XML", MediaType("application", "rdf+xml"), "rdf", rdf_xml)
N_TRIPLES: Final = Syntax("N-Triples", MediaType("application", "n-triples"), "nt", _n_triples)
SYNTAXES: Final = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)

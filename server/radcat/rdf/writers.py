"""What writes a graph in each of the syntaxes; reached by Syntax.write.

A record's own Turtle is never written by these: its text is sent as it stands (see formats.dcat).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Final

from rdflib import Graph, Literal
from rdflib.plugins.serializers.turtle import TurtleSerializer
from rdflib.term import Node

from radcat.rdf import json_ld
from radcat.rdf.rdf_xml import rdf_xml
from radcat.rdf.sorted_lines import document, in_graph, lines, trig_of
from radcat.rdf.turtle import BARE, quoted


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


# By the names of the syntaxes; each takes a graph, and the IRI that it is called by where the syntax names graphs.
WRITERS: Final[Mapping[str, Callable[[Graph, str], bytes]]] = {
    "turtle": _turtle,
    "ntriples": _n_triples,
    "rdfxml": _rdf_xml,
    "jsonld": _json_ld,
    "nquads": _n_quads,
    "trig": _trig,
}

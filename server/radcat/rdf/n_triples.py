"""Terms and statements in N-Triples, canonical form (RDF 1.1 N-Triples, section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.rdf.graph import FrozenGraph, frozen

_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F)},
    **{
        ord(char): escape
        for char, escape in zip('\b\t\n\f\r"\\', (r"\b", r"\t", r"\n", r"\f", r"\r", r"\"", r"\\"), strict=True)
    },
}
_STRING: Final = XSD.string
_ESCAPED: Final = re.compile(r'[\x00-\x1f"\\\x7f]')


def literal(node: Literal) -> str:
    """Write a literal; xsd:string is not written, since a text without a datatype has that one."""
    text = str(node)
    quoted = f'"{text.translate(_ESCAPES) if _ESCAPED.search(text) else text}"'
    if node.language:
        return f"{quoted}@{node.language}"
    return quoted if node.datatype is None or node.datatype == _STRING else f"{quoted}^^<{node.datatype}>"


def term(node: Node) -> str:
    """Write an IRI, a literal or a blank node, whose label is kept."""
    # By the class itself: isinstance() asks rdflib's abstract classes, which takes longer than the rest.
    if node.__class__ is URIRef:
        return f"<{node}>"
    if isinstance(node, Literal):
        return literal(node)
    return f"_:{node}" if isinstance(node, BNode) else f"<{node}>"


def lines(subject: Node, said: Mapping[Node, Sequence[Node]]) -> str:
    """Write the statements of one subject, each in a line: objects by predicate."""
    start = term(subject)
    return "".join(
        f"{start} <{predicate}> {term(value)} .\n" for predicate, objects in said.items() for value in objects
    )


def document(graph: Graph) -> str:
    """Write the statements of *graph*."""
    index = graph.index if isinstance(graph, FrozenGraph) else frozen(graph).index
    return "".join(lines(subject, said) for subject, said in index.items())

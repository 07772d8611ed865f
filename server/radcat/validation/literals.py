"""Literals as the engines get them, so that both judge them by one rule: that of `datatypes`.

The engines differ on which literals are ill-formed, and one of them dies of a long year.
So neither decides. An ill-formed literal goes in under a datatype of its own, which no sh:datatype names;
a well-formed one that an engine can't read goes in as the nearest that it can. Results name the literals of the record.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from radcat.rdf import datatypes, turtle

_ILL_FORMED: Final = "urn:radcat:ill-formed:"  # before the datatype that the literal claims to have


def is_faulty(node: Node) -> bool:
    """Whether *node* is a literal outside the lexical space of its XSD datatype, or of one that XSD does not have."""
    if not isinstance(node, Literal) or not node.datatype:
        return False
    datatype = str(node.datatype)
    return datatypes.fault(str(node), datatype) is not None or datatypes.unknown(datatype) is not None


def stand_in(node: Node) -> Node:
    """What goes into the engines for *node*: itself, unless it is a literal that they would not judge alike."""
    if not isinstance(node, Literal) or node.datatype is None:
        return node
    text, datatype = str(node), str(node.datatype)
    if datatypes.fault(text, datatype) is not None:
        return Literal(text, datatype=URIRef(_ILL_FORMED + datatype))
    plain = datatypes.plain(text, datatype)
    return node if plain == text else Literal(plain, datatype=node.datatype)


def with_stand_ins(graph: Graph) -> Graph:
    """Copy *graph* with stand-ins for the literals that need one."""
    copy = Graph(turtle.PLAIN_STORE, bind_namespaces="none")
    add_with_stand_ins(copy, graph, lambda _node, _instead: None)
    return copy


def add_with_stand_ins(target: Graph, graph: Graph, note: Callable[[Node, Node], None]) -> None:
    """Add *graph* to *target* with stand-ins, and tell *note* of each literal and what stands in for it."""
    for s, p, o in graph:
        instead = stand_in(o)
        if instead is not o:
            note(o, instead)
        target.add((s, p, instead))

"""N-Triples that are the same for the same records, whoever writes them: sorted, and blank nodes named in order.

A parser gives blank nodes names of its own making, another each time; an ETag, or a comparison of two dumps, would
then tell of a change where there was none. RDFC-1.0 would do the same for graphs whose order is not known, but its
cost grows beyond measure on graphs made for that (RDF Dataset Canonicalization, section 7.1); these have an order.
"""

from __future__ import annotations

from collections.abc import Iterable

from rdflib import BNode, Literal
from rdflib.term import Node

from radcat.rdf.n_triples import literal

Triple = tuple[Node, Node, Node]


def lines(statements: Iterable[Triple], label: str | None = "b") -> list[bytes]:
    """Write *statements*, each once, in order.

    Blank nodes are called *label* and a number, as they come; None leaves them their own labels.
    """
    names: dict[Node, str] = {}
    written = set[str]()
    for subject, predicate, value in statements:
        begin = _named(subject, label, names)
        said = literal(value) if isinstance(value, Literal) else _named(value, label, names)
        written.add(f"{begin} <{predicate}> {said} .")
    return [line.encode(errors="backslashreplace") for line in sorted(written)]


def document(statements: Iterable[Triple], label: str | None = "b") -> bytes:
    """Write *statements* as a document, or as part of one in which no other part has the same *label*."""
    return b"".join(line + b"\n" for line in lines(statements, label))


def in_graph(written: Iterable[bytes], iri: str) -> bytes:
    """Make N-Quads of the graph *iri* of lines of N-Triples."""
    end = f" <{iri}> .\n".encode()
    return b"".join(line.removesuffix(b".").rstrip() + end for line in written)


def trig_of(statements: bytes, iri: str) -> bytes:
    """Put *statements*, in N-Triples, into the graph *iri* of a TriG document."""
    return f"<{iri}> {{\n".encode() + statements + b"}\n"


def _named(node: Node, label: str | None, names: dict[Node, str]) -> str:
    if not isinstance(node, BNode):
        return f"<{node}>"
    return f"_:{node}" if label is None else names.setdefault(node, f"_:{label}{len(names)}")

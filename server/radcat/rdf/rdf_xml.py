"""RDF/XML that is always well formed: one statement that XML can't write must not cost a reader the rest.

The same graph is the same bytes in every process. Oxigraph's own writer makes what is no XML where the name of a
property or a class does not end in an XML name, and keeps characters that XML can't hold; it is not used here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from rdflib import RDF, BNode, Literal
from rdflib.term import Node

from radcat.rdf.prefixes import PREFIXES
from radcat.rdf.sorted_lines import Triple
from radcat.rdf.xml_text import UNWRITABLE, can_name, local_name, writable

REPLACED: Final = "XML can't hold a character of the text; U+FFFD stands in its place"
_BY_NAMESPACE: Final = {namespace: prefix for prefix, namespace in PREFIXES.items()}


def rdf_xml(graph: Iterable[Triple]) -> bytes:
    """Write *graph*; characters that XML has not become U+FFFD, properties that are not an XML name are left out."""
    names: dict[str, str] = {str(RDF): "rdf"}
    blanks: dict[Node, str] = {}
    subjects: dict[Node, dict[tuple[Node, Node], None]] = {}
    for subject, predicate, value in graph:
        for node in (subject, value):
            if isinstance(node, BNode):  # in the graph's order, so that they are called the same each time
                blanks.setdefault(node, f"b{len(blanks)}")
        subjects.setdefault(subject, {})[predicate, value] = None

    def order(node: Node) -> str:
        return blanks.get(node) or repr(node)

    body: list[str] = []
    for subject in sorted(subjects, key=order):
        body.append(f"<rdf:Description {_about(subject, 'rdf:about', blanks)}>\n")
        for predicate, found in sorted(subjects[subject], key=lambda said: (str(said[0]), order(said[1]))):
            if (name := _name(str(predicate), names)) is not None:
                body.append(f"  {_property(name, found, blanks)}\n")
        body.append("</rdf:Description>\n")
    declared = "".join(f" xmlns:{prefix}={quoteattr(namespace)}" for namespace, prefix in names.items())
    return f"<?xml version='1.0' encoding='UTF-8'?>\n<rdf:RDF{declared}>\n{''.join(body)}</rdf:RDF>\n".encode()


def changes(graph: Iterable[Triple]) -> Iterator[tuple[tuple[Node, Node, Node], str]]:
    """List the statements that RDF/XML does not write as they are, each with the reason."""
    for triple in graph:
        if not can_name(str(triple[1])):
            yield triple, "RDF/XML can't name the property: its IRI does not end in an XML name"
        elif isinstance(triple[2], Literal) and UNWRITABLE.search(triple[2]):
            yield triple, REPLACED


def _name(iri: str, names: dict[str, str]) -> str | None:
    if not can_name(iri):
        return None
    local = local_name(iri)
    namespace = iri.removesuffix(local)
    if namespace not in names:
        names[namespace] = _BY_NAMESPACE.get(namespace, f"ns{len(names)}")
    return f"{names[namespace]}:{local}"


def _about(node: Node, attribute: str, blanks: dict[Node, str]) -> str:
    if isinstance(node, BNode):
        return f'rdf:nodeID="{blanks[node]}"'
    return f"{attribute}={quoteattr(writable(str(node)))}"


def _property(name: str, value: Node, blanks: dict[Node, str]) -> str:
    if not isinstance(value, Literal):
        return f"<{name} {_about(value, 'rdf:resource', blanks)}/>"
    said = ""
    if value.language:
        said = f" xml:lang={quoteattr(value.language)}"
    elif value.datatype is not None:
        said = f" rdf:datatype={quoteattr(writable(str(value.datatype)))}"
    return f"<{name}{said}>{escape(writable(str(value)), {chr(13): '&#13;'})}</{name}>"

"""Graphs as JSON-LD 1.1 (https://www.w3.org/TR/json-ld11-api/): flat, compacted, and the same bytes each time.

By PyLD, which keeps every literal's letters and every list, whatever else is said of its cells; rdflib's own writer
loses some, and orders nodes differently in each process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from pyld import jsonld
from rdflib import RDF, XSD, BNode, Literal, URIRef
from rdflib.term import Node

from radcat.errors import NotAcceptable
from radcat.rdf.sorted_lines import Triple

_JSON: Final = "urn:x-radcat:json"
_REST: Final = URIRef("urn:x-radcat:rest")
_OPTIONS: Final = {"processingMode": "json-ld-1.1", "skipExpansion": True, "documentLoader": None}


def document(graph: Iterable[Triple], context: object) -> dict[str, Any]:
    """Write *graph* with the terms of *context*, which is not repeated in the document.

    Raises:
        NotAcceptable: lists in lists are nested more deeply than can be written.
    """
    said = list(graph)
    cells = {subject for subject, predicate, _ in said if predicate == RDF.first}
    # PyLD takes whatever has a rest for a cell of a list, and fails where that holds nothing.
    hidden = ((s, _REST if p == RDF.rest and s not in cells else p, o) for s, p, o in said)
    triples = [dict(zip(("subject", "predicate", "object"), map(_term, triple), strict=True)) for triple in hidden]
    try:
        expanded = jsonld.from_rdf({"@default": triples}, {"useNativeTypes": False})
        _name_json(expanded)
        for node in expanded:
            if str(_REST) in node:
                node[str(RDF.rest)] = node.pop(str(_REST))
        expanded.sort(key=lambda node: node["@id"].startswith("_:"))  # what has a name comes first
        found = jsonld.compact(expanded, {"@context": context}, _OPTIONS)
    except RecursionError as error:
        offered = ["text/turtle", "application/n-triples"]
        raise NotAcceptable("JSON-LD", offered, "JSON-LD can't hold lists nested so deeply") from error
    return {name: value for name, value in found.items() if name != "@context"}


def _name_json(found: Any) -> None:
    """Give JSON literals, which PyLD would read and write anew, their datatype back."""
    if isinstance(found, dict):
        if found.get("@type") == _JSON:
            found["@type"] = str(RDF.JSON)
        for value in found.values():
            _name_json(value)
    elif isinstance(found, list):
        for value in found:
            _name_json(value)


def _term(node: Node) -> Mapping[str, str]:
    if isinstance(node, Literal):
        if node.language:
            return {"type": "literal", "value": str(node), "datatype": str(RDF.langString), "language": node.language}
        datatype = _JSON if node.datatype == RDF.JSON else str(node.datatype or XSD.string)
        return {"type": "literal", "value": str(node), "datatype": datatype}
    return (
        {"type": "blank node", "value": f"_:{node}"} if isinstance(node, BNode) else {"type": "IRI", "value": str(node)}
    )

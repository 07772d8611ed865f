"""DCAT in six RDF syntaxes, without loss: the record's own graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from radcat.formats.base import Changes, Described, Profile, Representation, nothing
from radcat.rdf import syntaxes
from radcat.rdf.json_ld import document as json_ld_document
from radcat.rdf.rdf_xml import changes
from radcat.rdf.rdf_xml import rdf_xml as rdf_xml_document
from radcat.rdf.sorted_lines import document, in_graph, lines, trig_of
from radcat.rdf.syntaxes import Syntax

PROFILE: Final = Profile("dcat", "https://www.w3.org/TR/vocab-dcat-3/", "DCAT 3: the record itself, without loss")


def turtle(described: Described) -> bytes:
    """Write the record's own text, telling first what its relative IRIs resolve against."""
    return f"@base <{described.base}> .\n".encode() + described.record.text


def json_ld(described: Described) -> bytes:
    """Write JSON-LD compacted with the catalogue's context, which is named, not repeated."""
    found = json_ld_document(described.graph, described.context["@context"])
    return json.dumps({"@context": described.context_iri, **found}, indent=2, ensure_ascii=False).encode()


def rdf_xml(described: Described) -> bytes:
    """Write RDF/XML; what XML has no way to say is left out, or replaced: rdf_xml.changes lists it."""
    return rdf_xml_document(described.graph)


def n_triples(described: Described) -> bytes:
    """Write N-Triples, sorted, so that two versions can be compared line by line."""
    return document(described.graph, label=None)


def n_quads(described: Described) -> bytes:
    """Write N-Quads, sorted, in the graph that the store keeps the record in."""
    return in_graph(lines(described.graph, label=None), described.iri)


def trig(described: Described) -> bytes:
    """Write TriG: the graph that the store keeps the record in, line by line as N-Triples."""
    return trig_of(n_triples(described), described.iri)


def _row(syntax: Syntax, write: Callable[[Described], bytes], changes: Changes = nothing) -> Representation:
    return Representation(
        syntax.name, syntax.media_type, syntax.suffix, write,
        title=syntax.title, profile=PROFILE, lossless=True, changes=changes,
    )  # fmt: skip


TURTLE = _row(syntaxes.TURTLE, turtle)
JSON_LD = _row(syntaxes.JSON_LD, json_ld)
RDF_XML = _row(syntaxes.RDF_XML, rdf_xml, changes)
N_TRIPLES = _row(syntaxes.N_TRIPLES, n_triples)
N_QUADS = _row(syntaxes.N_QUADS, n_quads)
TRIG = _row(syntaxes.TRIG, trig)

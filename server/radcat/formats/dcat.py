"""DCAT in six RDF syntaxes, without loss: the record's own graph."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Final

from radcat.formats.base import Changes, Described, Profile, Representation, nothing
from radcat.formats.json_ld import document as json_ld_document
from radcat.formats.rdf_xml import changes
from radcat.formats.rdf_xml import rdf_xml as rdf_xml_document
from radcat.rdf.media import MediaType

Writer = Callable[[Described], bytes]
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
    return b"".join(line + b"\n" for line in _lines(described))


def n_quads(described: Described) -> bytes:
    """Write N-Quads, sorted, in the graph that the store keeps the record in."""
    end = f" <{described.iri}> .\n".encode()
    return b"".join(line.removesuffix(b".").rstrip() + end for line in _lines(described))


def trig(described: Described) -> bytes:
    """Write TriG: the graph that the store keeps the record in, line by line as N-Triples."""
    return f"<{described.iri}> {{\n".encode() + n_triples(described) + b"}\n"


def _lines(described: Described) -> list[bytes]:
    lines = described.graph.serialize(format="nt", encoding="utf-8").splitlines()
    return sorted(line for line in lines if line)


def _row(
    name: str, title: str, media_type: MediaType, suffix: str, write: Writer, changes: Changes = nothing
) -> Representation:
    return Representation(name, media_type, suffix, write, title=title, profile=PROFILE, lossless=True, changes=changes)


TURTLE = _row("turtle", "Turtle", MediaType("text", "turtle"), "ttl", turtle)
JSON_LD = _row("jsonld", "JSON-LD", MediaType("application", "ld+json"), "jsonld", json_ld)
RDF_XML = _row("rdfxml", "RDF/XML", MediaType("application", "rdf+xml"), "rdf", rdf_xml, changes)
N_TRIPLES = _row("ntriples", "N-Triples", MediaType("application", "n-triples"), "nt", n_triples)
N_QUADS = _row("nquads", "N-Quads", MediaType("application", "n-quads"), "nq", n_quads)
TRIG = _row("trig", "TriG", MediaType("application", "trig"), "trig", trig)

"""The one table of RDF syntaxes: what each is called, and by whom; what writes a graph in it is a call away.

Nothing of rdflib is loaded here: processes that evaluate queries know syntaxes and start without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from radcat.rdf.media import MediaType

if TYPE_CHECKING:
    from rdflib import Graph

_FORMATS: Final = "http://www.w3.org/ns/formats/"


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way to write a graph down."""

    name: str  # that parameters and rows have for it
    title: str  # for people
    media_type: MediaType
    suffix: str  # of files and addresses, without the dot
    iri: str  # in the W3C's list "Unique URIs for file formats"
    engine: str  # what rdflib calls Oxigraph's parser and serializer of it
    also: tuple[MediaType, ...] = ()  # other names that clients have for it
    names: tuple[str, ...] = ()  # the same, in parameters

    def write(self, graph: Graph, iri: str = "") -> bytes:
        """Write *graph*, which in a syntax that names graphs is called *iri*."""
        from radcat.rdf.writers import WRITERS

        return WRITERS[self.name](graph, iri)


_XML: Final = (MediaType("application", "xml"), MediaType("text", "xml"))
_OLD_TURTLE: Final = (MediaType("application", "x-turtle"), MediaType("text", "n3"), MediaType("text", "rdf+n3"))
TURTLE: Final = Syntax(
    "turtle", "Turtle", MediaType("text", "turtle"), "ttl", f"{_FORMATS}Turtle", "ox-turtle",
    _OLD_TURTLE, ("ttl", "n3"),
)  # fmt: skip
N_TRIPLES: Final = Syntax(
    "ntriples", "N-Triples", MediaType("application", "n-triples"), "nt", f"{_FORMATS}N-Triples", "ox-nt",
    (), ("nt", "n-triples"),
)  # fmt: skip
RDF_XML: Final = Syntax(
    "rdfxml", "RDF/XML", MediaType("application", "rdf+xml"), "rdf", f"{_FORMATS}RDF_XML", "ox-xml",
    _XML, ("rdf", "rdf+xml", "rdf/xml", "rdf-xml", "xml"),
)  # fmt: skip
JSON_LD: Final = Syntax(
    "jsonld", "JSON-LD", MediaType("application", "ld+json"), "jsonld", f"{_FORMATS}JSON-LD", "ox-json-ld",
    (), ("json-ld", "json"),
)  # fmt: skip
N_QUADS: Final = Syntax(
    "nquads", "N-Quads", MediaType("application", "n-quads"), "nq", f"{_FORMATS}N-Quads", "ox-nquads"
)
TRIG: Final = Syntax("trig", "TriG", MediaType("application", "trig"), "trig", f"{_FORMATS}TriG", "ox-trig")

# Syntaxes of one graph; the first of those that a client welcomes alike is sent. Answers are better streamed,
# documents are better read.
ANSWERS: Final = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
DOCUMENTS: Final = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
SYNTAXES: Final = (*DOCUMENTS, N_QUADS, TRIG)
BY_NAME: Final = {row.name: row for row in SYNTAXES}

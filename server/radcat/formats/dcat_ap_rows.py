"""DCAT-AP in every RDF syntax: a row each, for datasets and for the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rdflib import Graph

from radcat.formats import dcat_ap
from radcat.formats.base import Described, Representation
from radcat.formats.syntaxes import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Syntax
from radcat.rdf.media import MediaType

Writer = Callable[[Graph, str], bytes]


def _quads(graph: Graph, iri: str) -> bytes:
    end = f" <{iri}> .\n".encode()
    return b"".join(line.removesuffix(b".").rstrip() + end for line in N_TRIPLES.write(graph).splitlines())


def _trig(graph: Graph, iri: str) -> bytes:
    return f"<{iri}> {{\n".encode() + N_TRIPLES.write(graph) + b"}\n"


def _alone(syntax: Syntax) -> Writer:
    """Write in a syntax that has no names for graphs."""
    return lambda graph, _iri: syntax.write(graph)


# The last part of the name and of the suffix, the title, the media type, and what writes a graph under an IRI.
_SYNTAXES: Final[tuple[tuple[str, str, str, MediaType, Writer], ...]] = (
    *(
        (name, syntax.suffix, syntax.title, syntax.media_type, _alone(syntax))
        for name, syntax in (("turtle", TURTLE), ("jsonld", JSON_LD), ("rdfxml", RDF_XML), ("ntriples", N_TRIPLES))
    ),
    ("nquads", "nq", "N-Quads", MediaType("application", "n-quads"), _quads),
    ("trig", "trig", "TriG", MediaType("application", "trig"), _trig),
)
WRITERS: Final[dict[str, Writer]] = {f"dcat-ap.{suffix}": write for _, suffix, _, _, write in _SYNTAXES}


def _row(name: str, suffix: str, title: str, media_type: MediaType, write_graph: Writer) -> Representation:
    def write(described: Described) -> bytes:
        return write_graph(dcat_ap.graph(described), described.iri)

    profiled = MediaType(media_type.type, media_type.subtype, {"profile": dcat_ap.PROFILE.iri})
    return Representation(
        f"dcat-ap-{name}",
        profiled,
        f"dcat-ap.{suffix}",
        write,
        title=f"DCAT-AP, {title}",
        profile=dcat_ap.PROFILE,
        kinds=frozenset({"dataset", "catalog"}),
    )


DCAT_AP: Final = tuple(_row(*syntax) for syntax in _SYNTAXES)

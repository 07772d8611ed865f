"""A saved query as its own text."""

from __future__ import annotations

from rdflib import SH

from radcat.errors import NotAcceptable
from radcat.formats.base import Described, Representation
from radcat.rdf.media import MediaType


def write(described: Described) -> bytes:
    """Write the query, told first what its relative IRIs resolve against, so that it can be asked anywhere."""
    node = described.record.iri(described.base)
    texts = (str(text) for form in (SH.select, SH.ask, SH.construct) for text in described.graph.objects(node, form))
    text = next(texts, None)
    if text is None:  # published by an older version, which let a query without one through
        raise NotAcceptable(str(SPARQL_QUERY.media_type), ["text/turtle"])
    return f"BASE <{described.base}>\n{text}".encode()


SPARQL_QUERY = Representation(
    "sparql", MediaType("application", "sparql-query"), "rq", write, title="SPARQL", kinds=frozenset({"query"})
)

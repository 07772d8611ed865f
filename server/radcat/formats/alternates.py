"""The list of a record's representations, itself a representation: the alternates profile.

Content Negotiation by Profile, section 6.3: https://www.w3.org/TR/dx-prof-conneg/#altrep.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from rdflib import DCTERMS, PROF, RDF, RDFS, BNode, Graph, Literal, Namespace, URIRef

from radcat.formats.base import Described, Profile, Representation
from radcat.formats.dcat import PROFILE as DCAT
from radcat.rdf.media import MediaType
from radcat.rdf.syntaxes import DOCUMENTS
from radcat.rdf.turtle import PLAIN_STORE

ALTR: Final = Namespace("http://www.w3.org/ns/dx/connegp/altr#")
PROFILE: Final = Profile("alt", "http://www.w3.org/ns/dx/connegp/altr", "Formats in which this record is available")
_ANY: Final = "http://record.invalid/any"  # stands for a record's IRI
Listing = Callable[[str], Sequence[Representation]]


def rows(listing: Listing) -> tuple[Representation, ...]:
    """Make the rows that list what *listing* says of a record's kind."""

    def row(name: str, media_type: MediaType, suffix: str, serialize: Callable[[Graph], bytes]) -> Representation:
        @cache
        def of_kind(kind: str) -> bytes:
            return serialize(graph(_ANY, listing(kind)))

        def write(described: Described) -> bytes:
            # The lists of two records of a kind differ in nothing else.
            return of_kind(described.record.kind).replace(_ANY.encode(), described.iri.encode())

        title = f"List of formats, {name}"
        return Representation(f"alt-{suffix}", media_type, f"alt.{suffix}", write, title=title, profile=PROFILE)

    return tuple(row(s.title, s.media_type, s.suffix, s.write) for s in DOCUMENTS)


def graph(iri: str, rows: Sequence[Representation]) -> Graph:
    """Say of the resource *iri* which representations it has; its page is the first that it gives."""
    found, resource = Graph(PLAIN_STORE, bind_namespaces="none"), URIRef(iri)
    for prefix, namespace in (("altr", ALTR), ("dcterms", DCTERMS), ("prof", PROF), ("rdfs", RDFS)):
        found.bind(prefix, namespace)
    found.add((resource, RDF.type, RDFS.Resource))
    page = _representation(found, resource, "text/html", DCAT, "Page", iri)
    found.add((resource, ALTR.hasDefaultRepresentation, page))
    _representation(found, resource, "text/html", PROFILE, "List of formats", f"{iri}?_profile={PROFILE.token}")
    for row in rows:
        _representation(found, resource, str(row.media_type), row.profile, row.title or row.name, f"{iri}.{row.suffix}")
    return found


def _representation(
    found: Graph, resource: URIRef, media_type: str, profile: Profile | None, title: str, address: str
) -> BNode:
    node = BNode(f"representation{len(found)}")  # the same in every process, so that the list has one ETag
    found.add((resource, ALTR.hasRepresentation, node))
    found.add((node, RDF.type, ALTR.Representation))
    found.add((node, RDFS.label, Literal(title)))
    found.add((node, DCTERMS["format"], Literal(media_type)))
    found.add((node, DCTERMS.source, URIRef(address)))
    if profile:
        iri = URIRef(profile.iri)
        found.add((node, DCTERMS.conformsTo, iri))
        found.add((iri, RDF.type, PROF.Profile))
        found.add((iri, PROF.hasToken, Literal(profile.token)))
        found.add((iri, RDFS.label, Literal(profile.title)))
    return node

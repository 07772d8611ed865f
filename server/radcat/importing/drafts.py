"""From what a source says of a dataset to a draft record: the text of a file that a catalogue can hold."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from rdflib import FOAF, OWL, BNode, URIRef
from rdflib.term import Node

from radcat.folder import records
from radcat.importing import naming
from radcat.importing.dcat import Described, identifiers
from radcat.importing.notes import Note
from radcat.model import KIND
from radcat.rdf import turtle
from radcat.rdf.canonicalization import canonicalized
from radcat.rdf.graph import Triple, frozen
from radcat.rdf.namespaces import DCAT

# A page is a page, though a source may give the dataset itself the same address.
_PAGES: Final = (DCAT.landingPage, FOAF.page, FOAF.homepage, DCAT.accessURL, DCAT.downloadURL)
_IS: Final = URIRef("urn:x-radcat:is")  # marks the node that a graph is about


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that nobody has looked at yet."""

    slug: str
    text: str  # canonical Turtle; relative IRIs stand under the base of the catalogue
    origin: str  # what the source calls the dataset: its IRI, or an identifier
    notes: tuple[Note, ...] = ()


def draft(described: Described, base: str, taken: Container[str], notes: tuple[Note, ...] = ()) -> Draft:
    """Write the record of a dataset for the catalogue under *base*, with a slug that is not *taken*.

    It says all that the source says. The dataset has the IRI of the record, which is `owl:sameAs` that of the source.
    """
    if naming.has_circles(described.graph):
        described = _canonical(described)
    slug = naming.slug(described, taken)
    name = KIND["dataset"].path + slug
    own, node = URIRef(base + name), described.node
    named = {
        **{each: _part(each, own, base) for each in described.graph.index if _is_loose(each, base)},
        **naming.blank_nodes(described.graph, str(own)),
        node: own,
    }
    triples: list[Triple] = [
        (named.get(s, s), p, o if o == node and p in _PAGES else named.get(o, o)) for s, p, o in described.graph
    ]
    if isinstance(node, URIRef) and not node.startswith(base):
        triples.append((own, OWL.sameAs, node))
    text = turtle.canonical(frozen(triples), base, name, {})
    return Draft(slug, text, origin_of(described), notes)


def _canonical(described: Described) -> Described:
    """The same with blank nodes that are called by what is said of them; a dataset without an IRI is one of them."""
    node = described.node
    if isinstance(node, BNode):
        marked = frozen((*described.graph, (node, _IS, URIRef(_IS))))
        graph = canonicalized(marked)
        node = next(graph.subjects(_IS))
        return Described(node, frozen(triple for triple in graph if triple[1] != _IS))
    return Described(node, canonicalized(described.graph))


def origin_of(described: Described) -> str:
    """What the source calls a dataset: its IRI or, where it has none, an identifier or nothing."""
    return str(described.node) if isinstance(described.node, URIRef) else next(iter(identifiers(described)), "")


def _is_loose(node: Node, base: str) -> bool:
    """Whether it has an IRI under our base that no record can have: a relative one of a file from elsewhere."""
    return isinstance(node, URIRef) and node.startswith(base) and not records.kinds_of(str(node).removeprefix(base))


def _part(node: Node, own: URIRef, base: str) -> URIRef:
    return URIRef(f"{own}#{naming.slugged(str(node).removeprefix(base)) or 'part'}")

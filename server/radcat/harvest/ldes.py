"""All versions of all datasets as a Linked Data Event Stream (LDES 1.0, https://w3id.org/ldes/specification).

A page holds the versions of one stretch of the ledger's sequence numbers, and links to the next that holds any. Once
there is a next page a page never changes again, so that a client follows the chain once and then asks for its end.
A version is a named graph with the record as it stood, so that two versions do not run into each other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef

from radcat.catalogue import Catalogue
from radcat.ledger.changes import Chronicle
from radcat.ledger.versions import Status, Version
from radcat.rdf import turtle
from radcat.rdf.namespaces import LDES, TREE
from radcat.rdf.sorted_lines import in_graph, lines

PATH: Final = "ldes"  # below the base IRI
# Sequence numbers of a page. It is part of every version's IRI: never change it.
STRETCH: Final = 100
_DELETE: Final = URIRef("https://www.w3.org/ns/activitystreams#Delete")


@dataclass(frozen=True, slots=True)
class Fragment:
    """One page of the stream."""

    number: int  # from 0
    versions: tuple[Version, ...]
    next: tuple[int, str] | None  # the number of the next page, and the date of its first version

    @property
    def is_final(self) -> bool:
        """Whether the page will never change again: what follows is on another one."""
        return self.next is not None


def version_iri(base: str, sequence: int) -> str:
    """Name a version: it is found on the page that its IRI leads to."""
    return f"{base}{PATH}/{_page_of(sequence)}#v{sequence}"


def _page_of(sequence: int) -> int:
    return (sequence - 1) // STRETCH


def fragment(chronicle: Chronicle, number: int) -> Fragment | None:
    """Read a page; None where there is none of that number. The first is always there."""
    end = (number + 1) * STRETCH
    versions = chronicle.history("dataset", end - STRETCH, end)
    if not versions and number:
        return None
    following = chronicle.following("dataset", after=end)
    return Fragment(number, tuple(versions), (_page_of(following[0]), following[1]) if following else None)


def stream(base: str, title: str) -> Graph:
    """Describe the stream, as every page does: how members are dated, and what they are versions of."""
    graph, node = Graph(turtle.PLAIN_STORE, bind_namespaces="none"), URIRef(base + PATH)
    graph.add((node, RDF.type, LDES.EventStream))
    graph.add((node, DCTERMS.title, Literal(title)))
    graph.add((node, LDES.timestampPath, DCTERMS.modified))
    graph.add((node, LDES.versionOfPath, DCTERMS.isVersionOf))
    graph.add((node, LDES.versionDeletePath, RDF.type))
    graph.add((node, LDES.versionDeleteObject, _DELETE))
    graph.add((node, TREE.view, URIRef(f"{base}{PATH}/0")))
    return graph


@dataclass(frozen=True, slots=True)
class Written:
    """A page of which every member could be written."""

    page: Fragment
    members: tuple[tuple[str, list[bytes]], ...]  # a version's IRI, and its record as it stood, in N-Triples


def written(page: Fragment, catalogue: Catalogue) -> Written:
    """Write the members of a page, and leave out the versions that can't be written; one withdrawn says no more."""
    members: list[tuple[str, list[bytes]]] = []
    versions: list[Version] = []
    for version in page.versions:
        if version.status is Status.PUBLISHED:
            said = catalogue.omissions.attempt(version.record, PATH, partial(_lines, version, catalogue))
            if said is None:
                continue
            members.append((version_iri(catalogue.base, version.sequence), said))
        versions.append(version)
    return Written(replace(page, versions=tuple(versions)), tuple(members))


def statements(page: Fragment, base: str, title: str) -> Graph:
    """Say what is said of the page and of its members, outside of the members' own graphs."""
    graph, collection, node = stream(base, title), URIRef(base + PATH), URIRef(f"{base}{PATH}/{page.number}")
    graph.add((node, RDF.type, TREE.Node))
    for version in page.versions:
        member = URIRef(version_iri(base, version.sequence))
        graph.add((collection, TREE.member, member))
        graph.add((member, DCTERMS.isVersionOf, version.record.iri(base)))
        graph.add((member, DCTERMS.modified, _moment(version.date)))
        if version.status is Status.WITHDRAWN:
            graph.add((member, RDF.type, _DELETE))
    if page.next:
        number, date = page.next
        relation = URIRef(f"{node}#next")
        graph.add((node, TREE.relation, relation))
        graph.add((relation, RDF.type, TREE.GreaterThanOrEqualToRelation))
        graph.add((relation, TREE.node, URIRef(f"{base}{PATH}/{number}")))
        graph.add((relation, TREE.path, DCTERMS.modified))
        graph.add((relation, TREE.value, _moment(date)))
    return graph


def n_quads(found: Written, base: str, title: str) -> bytes:
    """Write a page in N-Quads."""
    pieces = [line + b"\n" for line in lines(statements(found.page, base, title))]
    return b"".join((*pieces, *(in_graph(said, member) for member, said in found.members)))


def trig(found: Written, base: str, title: str) -> bytes:
    """Write a page in TriG."""
    blocks = [b"\n".join(lines(statements(found.page, base, title)))]
    for member, said in found.members:
        blocks.append(f"\n<{member}> {{\n".encode() + b"\n".join(said) + b"\n}")
    return b"\n".join(blocks) + b"\n"


def _lines(version: Version, catalogue: Catalogue) -> list[bytes]:
    return lines(catalogue.graph(version.record), f"v{version.sequence}b")


def _moment(date: str) -> Literal:
    return Literal(date, datatype=XSD.dateTime)

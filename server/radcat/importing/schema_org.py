"""schema.org's datasets, Croissant's among them: what a page tells search engines, as DCAT.

https://schema.org/Dataset; https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html. What Croissant says of
the inside of files (record sets, fields) has no place in DCAT, and is left out with a note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from rdflib import DCTERMS, FOAF, ORG, OWL, RDF, RDFS, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.importing.building import Building, is_address, shown
from radcat.rdf.graph import FrozenGraph, frozen
from radcat.rdf.namespaces import DCAT, SCHEMA

_OLD: Final = "http://schema.org/"
_CROISSANT: Final = "http://mlcommons.org/croissant/"
_SIZE: Final = re.compile(r"(\d+)\s*(?:B|bytes?)?", re.IGNORECASE)
_FILE_SET: Final = URIRef(_CROISSANT + "FileSet")
_MODES: Final = {str(SCHEMA.Organization): ORG.Organization, str(SCHEMA.Person): FOAF.Person}
_CHECKSUMS: Final = {"sha256": "sha256", "md5": "md5"}


def datasets(graph: FrozenGraph) -> Iterator[Building]:
    """Yield the datasets of a graph that schema.org's terms describe, as far as DCAT has terms for what is said."""
    graph = _renamed(graph)
    for node in dict.fromkeys(graph.subjects(RDF.type, SCHEMA.Dataset)):
        if (node, RDF.type, DCAT.Dataset) in graph or (None, SCHEMA.isPartOf, node) in graph:
            continue
        if any((node, each, None) in graph for each in (SCHEMA.name, SCHEMA.description, SCHEMA.distribution)):
            yield _dataset(graph, node)


def _renamed(graph: FrozenGraph) -> FrozenGraph:
    """Take schema.org's terms as https has them; both are in use."""

    def term(node: Node) -> Node:
        is_old = isinstance(node, URIRef) and node.startswith(_OLD)
        return URIRef(SCHEMA + str(node).removeprefix(_OLD)) if is_old else node

    return frozen((term(s), term(p), term(o)) for s, p, o in graph)


def _dataset(graph: Graph, node: Node) -> Building:
    said = _Said(graph, node)
    is_named = isinstance(node, URIRef)
    made = Building.of(str(node) if is_named else None, str(node) if is_named else _first(said("url", "name")) or "")
    for name, predicate in _TEXTS.items():
        _texts(made, predicate, said(name))
    for name, predicate in _DATES.items():
        made.date(predicate, _plain(said(name)), name)
    for name, predicate in _LINKS.items():
        made.link(predicate, [*_addresses(graph, said(name))], name)
    for name, predicate in _AGENTS.items():
        for agent in said(name):
            _agent(made, graph, predicate, agent)
    for name, (predicate, class_) in _NAMED.items():
        _named(made, graph, predicate, said(name), class_)
    for name, write in _OTHERS.items():
        for value in said(name):
            write(made, graph, value)
    used = {*_TEXTS, *_DATES, *_LINKS, *_AGENTS, *_NAMED, *_OTHERS, *_OF_THE_DESCRIPTION}
    made.leave_out({_local(p) for p in graph.predicates(node) if p != RDF.type} - used)
    return made


class _Said:
    """What is said of a node by names of schema.org."""

    def __init__(self, graph: Graph, node: Node) -> None:
        self._graph, self._node = graph, node

    def __call__(self, *names: str) -> list[Node]:
        return [o for name in names for o in self._graph.objects(self._node, SCHEMA[name])]


def _plain(nodes: Iterable[Node]) -> list[str]:
    return [str(node) for node in nodes if not isinstance(node, BNode)]


def _first(nodes: Iterable[Node]) -> str | None:
    return next(iter(_plain(nodes)), None)


def _texts(made: Building, predicate: Node, nodes: Iterable[Node]) -> None:
    for node in nodes:
        if isinstance(node, Literal):
            made.text(predicate, str(node), node.language)


def _identifiers(graph: Graph, nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Literal) or (node, SCHEMA.value, None) not in graph:
            if not isinstance(node, BNode):
                yield str(node)
        else:  # a PropertyValue
            yield from map(str, graph.objects(node, SCHEMA.value))


def _keywords(made: Building, graph: Graph, node: Node) -> None:
    if isinstance(node, Literal):
        for word in str(node).split(","):  # schema.org: "delimited by commas"
            made.text(DCAT.keyword, word, node.language)
    elif name := _first(_Said(graph, node)("name")):  # a DefinedTerm
        made.text(DCAT.keyword, name)


def _agent(made: Building, graph: Graph, predicate: Node, node: Node) -> None:
    if isinstance(node, Literal):
        made.agent(predicate, str(node))
        return
    about = _Said(graph, node)
    classes = [found for kind in graph.objects(node, RDF.type) if (found := _MODES.get(str(kind)))]
    names = _plain(about("name")) or [
        " ".join(_plain([*about("givenName"), *about("familyName")])).strip() or str(node)
    ]
    given = next((i for i in _identifiers(graph, about("identifier")) if is_address(i)), None)
    iri = str(node) if isinstance(node, URIRef) else given or next(iter(_plain(about("sameAs"))), None)
    made.agent(
        predicate,
        names,
        iri,
        email=_first(about("email")),
        homepage=_first(about("url")),
        class_=classes[0] if classes else None,
    )


def _identifier(made: Building, graph: Graph, node: Node) -> None:
    for each in _identifiers(graph, [node]):
        made.text(DCTERMS.identifier, each)


def _contact(made: Building, graph: Graph, node: Node) -> None:
    about = _Said(graph, node)
    made.contact(_first(about("name")), _first(about("email")), _first(about("url")))


def _language(made: Building, graph: Graph, node: Node) -> None:
    made.language(_first(_Said(graph, node)("alternateName", "name")) or str(node))


def _licence(made: Building, graph: Graph, node: Node) -> None:
    about = _Said(graph, node)
    address = str(node) if isinstance(node, URIRef | Literal) else _first(about("url"))
    if is_address(address):
        made.link(DCTERMS.license, address, "the licence")
    else:
        made.named(DCTERMS.license, _first(about("name")) or address, DCTERMS.LicenseDocument)


def _named(made: Building, graph: Graph, predicate: Node, nodes: Iterable[Node], class_: Node) -> None:
    for node in nodes:
        if isinstance(node, BNode):
            about = _Said(graph, node)
            made.named(predicate, _first(about("url")) or _first(about("name", "text")), class_)
        elif isinstance(node, Literal) and not is_address(str(node)):
            made.part(predicate, None, class_).text(RDFS.label, str(node), node.language)
        else:
            made.named(predicate, str(node), class_)


def _addresses(graph: Graph, nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, BNode):
            yield from _plain(_Said(graph, node)("url", "sameAs", "name"))[:1]
        else:
            yield str(node)


def _place(made: Building, graph: Graph, node: Node) -> None:
    if not isinstance(node, BNode):
        made.named(DCTERMS.spatial, str(node), DCTERMS.Location)
        return
    about = _Said(graph, node)
    part = made.part(DCTERMS.spatial, _first(about("sameAs", "identifier")), DCTERMS.Location)
    _texts(part, SKOS.prefLabel, about("name"))
    for shape in about("geo"):
        box = _first(_Said(graph, shape)("box"))
        numbers = re.findall(r"-?\d+(?:\.\d+)?", box or "")
        if len(numbers) == 4:  # schema.org: lower corner, upper corner, latitude first
            south, west, north, east = numbers
            corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
            wkt = URIRef("http://www.opengis.net/ont/geosparql#wktLiteral")
            part.say(DCAT.bbox, Literal(f"POLYGON(({corners}))", datatype=wkt))
        elif box:
            part.note(f"the box {shown(box)} of a place was left out.")


def _period(made: Building, _graph: Graph, node: Node) -> None:
    begin, stroke, end = str(node).partition("/")  # ISO 8601; ".." is open
    made.period(begin.strip(" ."), end.strip(" .") if stroke else begin.strip(" ."))


def _distribution(made: Building, graph: Graph, node: Node) -> None:
    about = _Said(graph, node)
    if isinstance(node, Literal):
        made.part(DCAT.distribution, None, DCAT.Distribution).link(DCAT.accessURL, str(node), "the address of a file")
        return
    if (node, RDF.type, _FILE_SET) in graph or about("containedIn"):
        made.note(f"a part of an archive ({shown(_first(about('name', 'includes')) or node)}) was left out.")
        return
    part = made.part(DCAT.distribution, str(node) if isinstance(node, URIRef) else None, DCAT.Distribution)
    _texts(part, DCTERMS.title, about("name"))
    _texts(part, DCTERMS.description, about("description"))
    addresses = _plain(about("contentUrl"))
    part.link(DCAT.downloadURL, addresses, "the address of a file")
    part.link(DCAT.accessURL, _plain(about("url")) or addresses, "the address of a file")
    for written in _plain(about("encodingFormat", "fileFormat")):
        part.media_type(DCAT.mediaType, written)
    for size in _plain(about("contentSize")):
        if found := _SIZE.fullmatch(size.strip()):
            part.number(DCAT.byteSize, found[1], "the size of a file")
        else:
            part.note(f"the size {shown(size)} is no number of bytes and was left out.")
    for name, algorithm in _CHECKSUMS.items():
        for value in (*about(name), *graph.objects(node, URIRef(f"{_CROISSANT}{name}"))):
            part.checksum(algorithm, str(value))
    part.date(DCTERMS.modified, _plain(about("dateModified")), "the date of change of a file")
    part.date(DCTERMS.issued, _plain(about("datePublished", "uploadDate")), "the date of issue of a file")
    for licence in about("license"):
        _licence(part, graph, licence)


def _local(predicate: Any) -> str:
    return re.split(r"[/#]", str(predicate))[-1]


_TEXTS: Final = {
    "name": DCTERMS.title,
    "alternateName": DCTERMS.alternative,
    "description": DCTERMS.description,
    "version": DCAT.version,
}
_DATES: Final = {
    "datePublished": DCTERMS.issued,
    "dateModified": DCTERMS.modified,
    "dateCreated": DCTERMS.created,
}
_LINKS: Final = {
    "url": DCAT.landingPage,
    "sameAs": OWL.sameAs,
    "citation": DCTERMS.isReferencedBy,
    "isBasedOn": DCTERMS.source,
    "isPartOf": DCTERMS.isPartOf,
    "hasPart": DCTERMS.hasPart,
}
_AGENTS: Final = {
    "creator": DCTERMS.creator,
    "author": DCTERMS.creator,
    "publisher": DCTERMS.publisher,
    "contributor": DCTERMS.contributor,
    "funder": SCHEMA.funder,
}
_NAMED: Final = {
    "conditionsOfAccess": (DCTERMS.accessRights, DCTERMS.RightsStatement),
    "usageInfo": (DCTERMS.rights, DCTERMS.RightsStatement),
    "copyrightNotice": (DCTERMS.rights, DCTERMS.RightsStatement),
    "about": (DCTERMS.subject, SKOS.Concept),
}
_OTHERS: Final[dict[str, Callable[[Building, Graph, Node], None]]] = {
    "identifier": _identifier,
    "keywords": _keywords,
    "contactPoint": _contact,
    "license": _licence,
    "inLanguage": _language,
    "spatialCoverage": _place,
    "spatial": _place,
    "temporalCoverage": _period,
    "temporal": _period,
    "distribution": _distribution,
}
_OF_THE_DESCRIPTION: Final = ("includedInDataCatalog", "conformsTo", "sdLicense", "sdPublisher", "sdDatePublished")

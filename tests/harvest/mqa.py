"""The European data portal's quality assessment of a harvested graph, computed from the graph and the portal's tables.

Written apart from `radcat.quality`, so that one can be held against the other. The method is that of
https://data.europa.eu/mqa/methodology: every metric is the share of datasets, or of distributions, that pass. Nothing
is asked over the network: an address that is given counts as one that answers.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from rdflib import DCTERMS, RDF, SKOS, Graph, Namespace, URIRef
from rdflib.namespace import DCAT
from rdflib.term import Node

FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
ACCESS_RIGHT = "http://publications.europa.eu/resource/authority/access-right/"
IANA = "https://www.iana.org/assignments/media-types/"
_EDP = Namespace("https://europeandataportal.eu/voc#")
_Test = Callable[[Node], object]


@dataclass(frozen=True)
class Tables:
    """What the portal checks values against."""

    open: frozenset[Node]
    machine_readable: frozenset[Node]
    media_types: frozenset[str]
    licences: frozenset[str]
    access_rights: frozenset[Node]

    @classmethod
    def read(cls, folder: Path) -> Tables:
        """Read the tables as the portal publishes them."""
        licences = Graph().parse(folder / "edp-licences-skos.rdf")
        known = {*licences.subjects(RDF.type, SKOS.Concept), *licences.objects(None, SKOS.exactMatch)}
        types = set[str]()
        for path in folder.glob("edp-mediatype-*.csv"):
            family = path.stem.rpartition("-")[2]
            with path.open(encoding="utf-8", newline="") as rows:
                types |= {row["Template"] or f"{family}/{row['Name']}" for row in csv.DictReader(rows)}
        return cls(
            frozenset(Graph().parse(folder / "edp-non-proprietary-format.rdf").subjects(_EDP.isNonProprietary)),
            frozenset(Graph().parse(folder / "edp-machine-readable-format.rdf").subjects()),
            frozenset(types),
            frozenset(_licence(iri) for iri in known),
            frozenset(Graph().parse(folder / "access-right-skos.rdf").subjects(RDF.type, SKOS.Concept)),
        )


def scores(graph: Graph, tables: Tables, *, conforms: bool) -> dict[str, tuple[float, int]]:
    """Score the harvested *graph*: the points won and those that could be, by metric."""
    datasets = sorted(graph.subjects(RDF.type, DCAT.Dataset), key=str)
    distributions = sorted({d for dataset in datasets for d in graph.objects(dataset, DCAT.distribution)}, key=str)

    def has(*terms: URIRef) -> _Test:
        return lambda node: any((node, term, None) in graph for term in terms)

    def formats(node: Node) -> set[Node]:
        return set(graph.objects(node, DCTERMS["format"]))

    def in_tables(node: Node) -> bool:
        types = {str(o).removeprefix(IANA) for o in graph.objects(node, DCAT.mediaType) if str(o).startswith(IANA)}
        return bool(types & tables.media_types) and any(str(o).startswith(FILE_TYPE) for o in formats(node))

    def any_date(term: URIRef) -> _Test:
        return lambda node: any((n, term, None) in graph for n in (node, *graph.objects(node, DCAT.distribution)))

    def known_licence(node: Node) -> bool:
        return any(_licence(o) in tables.licences for o in graph.objects(node, DCTERMS.license))

    rows: list[tuple[str, int, Collection[Node], _Test]] = [
        ("keyword", 30, datasets, has(DCAT.keyword)),
        ("category", 30, datasets, has(DCAT.theme)),
        ("spatial", 20, datasets, has(DCTERMS.spatial)),
        ("temporal", 20, datasets, has(DCTERMS.temporal)),
        ("access address answers", 50, distributions, has(DCAT.accessURL)),
        ("download address", 20, distributions, has(DCAT.downloadURL)),
        ("download address answers", 30, distributions, has(DCAT.downloadURL)),
        ("format", 20, distributions, has(DCTERMS["format"])),
        ("media type", 10, distributions, has(DCAT.mediaType)),
        ("format and media type by vocabulary", 10, distributions, in_tables),
        ("format is open", 20, distributions, lambda d: formats(d) & tables.open),
        ("format is machine-readable", 20, distributions, lambda d: formats(d) & tables.machine_readable),
        ("conforms to DCAT-AP", 30, datasets, lambda _: conforms),
        ("licence", 20, distributions, has(DCTERMS.license)),
        ("known licence", 10, distributions, known_licence),
        ("access rights", 10, datasets, has(DCTERMS.accessRights)),
        (
            "access rights by vocabulary",
            5,
            datasets,
            lambda d: set(graph.objects(d, DCTERMS.accessRights)) & tables.access_rights,
        ),
        ("contact point", 20, datasets, has(DCAT.contactPoint)),
        ("publisher", 10, datasets, has(DCTERMS.publisher)),
        ("rights", 5, distributions, has(DCTERMS.rights)),
        ("size", 5, distributions, has(DCAT.byteSize)),
        ("date of issue", 5, datasets, any_date(DCTERMS.issued)),
        ("date of change", 5, datasets, any_date(DCTERMS.modified)),
    ]
    return {
        name: (points * sum(bool(test(node)) for node in nodes) / (len(nodes) or 1), points)
        for name, points, nodes, test in rows
    }


def report(found: dict[str, tuple[float, int]]) -> str:
    """Write the scores as a table, a metric a line."""
    won, possible = sum(won for won, _ in found.values()), sum(possible for _, possible in found.values())
    lines = [f"  {name:<36}{won:6.1f} of {possible}" for name, (won, possible) in found.items()]
    return "\n".join([*lines, f"  {'together':<36}{won:6.1f} of {possible}"])


def _licence(iri: Node) -> str:
    return str(iri).partition("://")[2].removeprefix("www.").rstrip("/").lower()

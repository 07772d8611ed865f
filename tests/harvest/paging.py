"""Going from page to page of the catalogue, whatever profile and syntax it is in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from rdflib import RDF, Graph, URIRef
from tests.harvest.conftest import BASE, Past

from radcat.rdf.namespaces import DCAT, HYDRA

CATALOG = URIRef(f"{BASE}catalog")


def following(graph: Graph) -> str | None:
    """Where the next page is, as ckanext-dcat and udata find it: on a node of the one type, or of the other."""
    found = set()
    for kind, name in ((HYDRA.PartialCollectionView, HYDRA.next), (HYDRA.PagedCollection, HYDRA.nextPage)):
        (node,) = graph.subjects(RDF.type, kind)
        targets = list(graph.objects(node, name))
        assert all(isinstance(target, URIRef) for target in targets)
        found.add(str(targets[0]) if targets else None)
    (address,) = found
    return address


def paged(past: Past, address: str, read: Callable[[bytes], Graph], **headers: str) -> Iterator[Graph]:
    """Go from page to page by hydra:next, as ckanext-dcat does."""
    met = set[str]()
    step: str | None = address
    while step:
        assert step not in met, "the pages lead in a circle"
        met.add(step)
        graph = read(past.get(step, **headers))
        yield graph
        step = following(graph)


def datasets(graph: Graph) -> list[str]:
    """The datasets of a page; their versions are datasets to the profile, too."""
    versions = set(graph.objects(None, DCAT.hasVersion))
    return sorted(str(node) for node in graph.subjects(RDF.type, DCAT.Dataset) if node not in versions)


def hold_every_dataset_once(pages: Sequence[Graph], past: Past) -> None:
    assert [found for page in pages for found in datasets(page)] == past.published
    assert [len(datasets(page)) for page in pages] == [5, 5, 5, 5, 5, 1]
    for page in pages:
        assert datasets(page) == sorted(map(str, page.objects(CATALOG, DCAT.dataset)))
        assert list(page.subjects(RDF.type, DCAT.Catalog)) == [CATALOG]
        assert {str(total) for total in page.objects(None, HYDRA.totalItems)} == {"26"}

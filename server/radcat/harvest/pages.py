"""The catalogue as RDF, a page at a time: what portals harvest (Hydra's paging; LDP's containers for FAIR Data Points).

A page stands by itself: the catalogue, its datasets whole, and what their values are, such as agents and concepts.
Pages follow each other by the last name that the one before held, so that each costs the same however far in, and
what comes or goes meanwhile moves nothing. A number leads to a page, too, at the cost of counting names up to it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Final
from urllib.parse import urlencode

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, URIRef

from radcat import dataset_findings
from radcat.catalogue import Catalogue
from radcat.errors import UnknownRecord
from radcat.formats import quality_annotations
from radcat.harvest import standing
from radcat.harvest.gists import GraphOf, gists
from radcat.harvest.surroundings import surroundings
from radcat.ledger.changes import Chronicle, Span
from radcat.ledger.renderings import Renderings
from radcat.ledger.versions import Status, Version
from radcat.model import KIND
from radcat.rdf.namespaces import DCAT, HYDRA, LDP
from radcat.rdf.sorted_lines import Triple, document

CATALOG: Final = KIND["catalog"].path
DATASETS: Final = KIND["dataset"].path  # the container of them all
PROFILE: Final = "ns/profile"  # the catalogue's own profile, where it has one: it names the shapes
_PUBLISHED: Final = Span("dataset", status=Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """Which page is asked for."""

    number: int = 1
    size: int = 100
    after: str | None = None  # where the page before ended: a name, or a sequence number where only changes are asked
    modified_since: str | None = None  # xsd:dateTime, UTC
    usual_size: int = 100  # which a link need not name
    carried: tuple[tuple[str, str], ...] = ()  # parameters that chose the format, which links have to repeat

    @property
    def span(self) -> Span:
        """The datasets that all pages hold together."""
        return Span("dataset", since=self.modified_since, status=Status.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Links:
    """Where a page is, and its neighbours are; absolute addresses."""

    this: str
    first: str
    last: str
    previous: str | None
    next: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page, ready to be written."""

    catalog: Version
    datasets: tuple[Version, ...]
    links: Links
    total: int  # datasets of all pages
    size: int
    standing: tuple[Triple, ...]  # what the ledger knows of the catalogue
    listed: Mapping[str, str]  # when each dataset was published first, by name


def read(chronicle: Chronicle, catalogue: Catalogue, request: PageRequest, address: str) -> Page:
    """Read the page that *request* asks for; *address* is that of the catalogue in the format being written.

    Raises:
        UnknownRecord: there is no catalogue, or no page of that number.
        WithdrawnRecord: the catalogue is withdrawn.
    """
    catalog = catalogue.version(CATALOG)
    total = chronicle.count(request.span)
    pages = max(1, ceil(total / request.size))
    if request.after is None and request.number > pages:
        raise UnknownRecord(f"{address.removeprefix(catalogue.base)}?page={request.number}; the last page is {pages}")
    found = _found(chronicle, catalogue, request)
    shown, more = found[: request.size], len(found) > request.size
    return Page(
        catalog,
        tuple(shown),
        _links(request, address, pages, shown if more else ()),
        total,
        request.size,
        tuple(standing.of_catalogue(chronicle, catalogue, catalog)),
        chronicle.first_dates([version.record.name for version in shown]),
    )


def _found(chronicle: Chronicle, catalogue: Catalogue, request: PageRequest) -> list[Version]:
    """Read the page's datasets, and the one behind them, if there is one."""
    before, limit = (request.number - 1) * request.size, request.size + 1
    if request.modified_since is not None:
        # By the order of changes, since a list by name would have to be read from its beginning.
        if request.after is not None:
            after = int(request.after)
        else:
            after = chronicle.nth(request.span, before) - 1 if before else 0
        return chronicle.versions(request.span, after, limit)
    if request.after is not None:
        return chronicle.named("dataset", request.after, limit)
    last = catalogue.ledger.names("dataset", limit=1, offset=before - 1) if before else []
    return chronicle.named("dataset", last[0] if last else "", limit)


def _links(request: PageRequest, address: str, pages: int, shown: Sequence[Version]) -> Links:
    """Link to the neighbours of the page; *shown* is empty where it is the last."""

    def page(number: int, after: str | None = None) -> str:
        given = {**dict(request.carried), "page": str(number)}
        if request.size != request.usual_size:
            given["page_size"] = str(request.size)
        if request.modified_since is not None:
            given["modified_since"] = request.modified_since
        if after is not None:
            given["after"] = after
        return f"{address}?{urlencode(given)}"

    following = None
    if shown:
        changes = request.modified_since is not None
        following = page(request.number + 1, str(shown[-1].sequence) if changes else shown[-1].record.name)
    return Links(
        page(request.number, request.after),
        page(1),
        page(pages),
        page(request.number - 1) if request.number > 1 else None,
        following,
    )


def paging(page: Page) -> Iterator[Triple]:
    """Say which page this is, and where its neighbours are."""
    here, links = URIRef(page.links.this), page.links
    # One of two names for the same that harvesters look for, each in the company that it wants (Hydra, section 5.1).
    yield here, RDF.type, HYDRA.PartialCollectionView
    yield here, RDF.type, HYDRA.PagedCollection
    yield here, HYDRA.totalItems, Literal(str(page.total), datatype=XSD.integer)
    yield here, HYDRA.itemsPerPage, Literal(str(page.size), datatype=XSD.integer)
    for target, properties in (
        (links.first, (HYDRA.first, HYDRA.firstPage)),
        (links.last, (HYDRA.last, HYDRA.lastPage)),
        (links.previous, (HYDRA.previous, HYDRA.previousPage)),
        (links.next, (HYDRA.next, HYDRA.nextPage)),
    ):
        for name in properties if target else ():
            yield here, name, URIRef(str(target))


def membership(page: Page, base: str, graph_of: GraphOf) -> Iterator[Triple]:
    """Say of the catalogue what its record does not: the datasets of the page, and what the ledger knows."""
    catalog = page.catalog.record.iri(base)
    yield from page.standing
    for version in page.datasets:
        listed = page.listed.get(version.record.name, version.date)
        yield catalog, DCAT.dataset, version.record.iri(base)
        yield from standing.of_dataset(graph_of(version.record), base, page.catalog, version, listed)


def statements(page: Page, catalogue: Catalogue, graph_of: GraphOf) -> Iterator[Triple]:
    """Say of the catalogue and of the page what no record says: members, neighbours, containers, findings."""
    base = catalogue.base
    catalog, container = URIRef(base + CATALOG), URIRef(base + DATASETS)
    yield from paging(page)
    yield from membership(page, base, graph_of)
    yield container, RDF.type, LDP.DirectContainer
    yield container, DCTERMS.title, Literal("Datasets", lang="en")
    yield container, LDP.membershipResource, catalog
    yield container, LDP.hasMemberRelation, DCAT.dataset
    if catalogue.lookup(PROFILE) is not None:
        yield catalog, DCTERMS.conformsTo, URIRef(base + PROFILE)
    dataset_findings.hold(catalogue, [version.record.name for version in page.datasets])
    for version in page.datasets:
        dataset = version.record.iri(base)
        found = dataset_findings.about(catalogue, version.record.name)
        yield from quality_annotations.statements(dataset, found)
        yield container, LDP.contains, dataset
        yield from distributions(graph_of(version.record), dataset)


def distributions(record: Graph, dataset: URIRef) -> Iterator[Triple]:
    """Say that a dataset's distributions are in a container of its own."""
    found = [o for o in record.objects(dataset, DCAT.distribution) if isinstance(o, URIRef)]
    if found:
        container = URIRef(f"{dataset}#distributions")
        yield container, RDF.type, LDP.DirectContainer
        yield container, DCTERMS.title, Literal("Distributions", lang="en")
        yield container, LDP.membershipResource, dataset
        yield container, LDP.hasMemberRelation, DCAT.distribution
        for distribution in found:
            yield container, LDP.contains, distribution


def whole(page: Page, catalogue: Catalogue) -> Iterator[Triple]:
    """Yield all that a page says; some statements more than once."""
    found = (page.catalog.record, *(version.record for version in page.datasets))
    yield from statements(page, catalogue, catalogue.graph)
    yield from surroundings(found, catalogue, catalogue.graph)
    for record in found:
        yield from catalogue.graph(record)


def as_turtle(page: Page, catalogue: Catalogue, renderings: Renderings) -> bytes:
    """Write a page in Turtle: the records' own texts as they are, and what is said around them."""
    texts = [f"@base <{catalogue.base}> .\n".encode()]
    found = (page.catalog.record, *(version.record for version in page.datasets))
    for number, record in enumerate(found):
        # Two texts may use one label for two blank nodes.
        texts.append(document(catalogue.graph(record), f"r{number}b") if b"_:" in record.text else record.text)
    graph_of = gists(found, catalogue, renderings)
    around = surroundings(found, catalogue, graph_of)
    texts += [document(statements(page, catalogue, graph_of), "s"), document(around, "v")]
    return b"\n".join(texts)

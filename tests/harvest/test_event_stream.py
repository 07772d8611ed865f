"""The event stream: every version once, in order, on pages that never change once there is a next one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rdflib import DCTERMS, RDF, Dataset, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT
from tests.harvest.conftest import BASE, Past, dataset, entry, publish, withdrawal

from radcat.harvest.ldes import STRETCH
from radcat.rdf import turtle
from radcat.rdf.namespaces import LDES, TREE

# What rdflib's own readers of quads still do.
pytestmark = pytest.mark.filterwarnings("ignore:.* is deprecated, use Dataset:DeprecationWarning")

STREAM = URIRef(f"{BASE}ldes")
DELETE = URIRef("https://www.w3.org/ns/activitystreams#Delete")
PARSER = {"application/trig": "trig", "application/n-quads": "nquads"}


def fetch(past: Past, address: str, media_type: str = "application/trig") -> Dataset:
    found = Dataset()
    found.parse(data=past.get(address, Accept=media_type), format=PARSER[media_type])
    return found


def walk(past: Past, media_type: str = "application/trig") -> Iterator[tuple[str, Dataset]]:
    """Follow the stream as a client does: from its view, over the relations."""
    (view,) = fetch(past, "ldes", media_type).objects(STREAM, TREE.view)
    pending = [str(view)]
    while pending:
        address = pending.pop()
        page = fetch(past, address, media_type)
        yield address, page
        for relation in page.objects(URIRef(address), TREE.relation):
            pending += [str(node) for node in page.objects(relation, TREE.node)]


def sequence(member: object) -> int:
    return int(str(member).rpartition("#v")[2])


@pytest.fixture
def longer(changing: Past) -> Past:
    """The catalogue after so many more changes that they take several pages."""
    for number in range(2):
        publish(changing, [entry(dataset(n, f"Turn {number}")) for n in range(100)])
    publish(changing, [withdrawal(dataset(7))])
    return changing


def test_a_client_meets_every_version_once_and_in_order(longer: Past) -> None:
    met = [(str(m), page) for _, page in walk(longer) for m in sorted(page.objects(STREAM, TREE.member), key=sequence)]
    ledger = longer.registry.ledger
    expected = [v.sequence for name in ledger.heads() if name.startswith("datasets/") for v in ledger.history(name)]
    assert [sequence(member) for member, _ in met] == sorted(expected)
    dates = [str(page.value(URIRef(member), DCTERMS.modified)) for member, page in met]
    assert dates == sorted(dates)
    for member, page in met:
        assert page.value(URIRef(member), DCTERMS.isVersionOf) is not None
        assert member.partition("#")[0] in {str(node) for node in page.subjects(RDF.type, TREE.Node)}


@pytest.mark.parametrize("media_type", PARSER)
def test_a_member_is_a_graph_with_the_record_as_it_stood(changing: Past, media_type: str) -> None:
    record = dataset(1)
    for _, page in walk(changing, media_type):
        for member in page.objects(STREAM, TREE.member):
            if page.value(member, DCTERMS.isVersionOf) == URIRef(BASE + record.name):
                versions = changing.registry.ledger.history(record.name)
                (stood,) = [v for v in versions if str(member).endswith(f"#v{v.sequence}")]
                assert isomorphic(page.graph(str(member)), turtle.parse(stood.record.text, BASE, "x"))
                assert (URIRef(BASE + record.name), RDF.type, DCAT.Dataset) in page.graph(str(member))


def test_a_withdrawal_is_a_member_that_says_no_more(changing: Past) -> None:
    (page,) = [page for _, page in walk(changing)]
    deleted = set(page.subjects(RDF.type, DELETE))
    assert {page.value(member, DCTERMS.isVersionOf) for member in deleted} == {
        URIRef(f"{BASE}datasets/d-0{number}") for number in (2, 3)
    }
    assert all(len(page.graph(str(member))) == 0 for member in deleted)


def test_every_page_says_how_members_are_dated_and_what_they_are_versions_of(longer: Past) -> None:
    for _, page in walk(longer):
        said = {p: o for p, o in page.predicate_objects(STREAM) if str(p).startswith(str(LDES))}
        assert said == {
            LDES.timestampPath: DCTERMS.modified,
            LDES.versionOfPath: DCTERMS.isVersionOf,
            LDES.versionDeletePath: RDF.type,
            LDES.versionDeleteObject: DELETE,
        }


def test_a_page_with_a_next_one_never_changes_and_is_kept_for_ever(longer: Past) -> None:
    def pages() -> dict[str, tuple[bytes, str]]:
        addresses = [address for address, _ in walk(longer)]
        found = {address: longer.client.get("/" + address.removeprefix(BASE)) for address in addresses}
        return {address: (page.data, page.headers["Cache-Control"]) for address, page in found.items()}

    before = pages()
    *final, last = before
    assert len(final) >= 2
    assert all("immutable" in before[address][1] for address in final)
    assert "immutable" not in before[last][1]
    publish(longer, [entry(dataset(1, "Once more")), *(entry(dataset(n, "More")) for n in range(STRETCH + 50))])
    after = pages()
    assert all(after[address] == before[address] for address in final)
    assert len(after) > len(before)


@pytest.mark.parametrize("address", ["/ldes/77", "/ldes/-1", "/ldes/x", "/ldes/" + "9" * 30])
def test_a_page_that_is_not_there_is_not_found(past: Past, address: str) -> None:
    assert past.client.get(address).status_code == 404


def test_a_syntax_without_named_graphs_is_not_acceptable(past: Past) -> None:
    response = past.client.get("/ldes", headers={"Accept": "text/turtle"})
    assert response.status_code == 406
    assert response.get_json()["offered"] == list(PARSER)

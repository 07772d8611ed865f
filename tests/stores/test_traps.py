"""What servers do otherwise than SPARQL 1.1 says, each seen on the real server, and what we make of it.

Mended where it can be; where it can't, detected and said. Nothing is passed on as whole that may not be.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from dataclasses import replace

import pytest
import requests
from rdflib import Graph
from tests.stores import servers
from tests.stores.contract import BASE, A, B, Store, change
from tests.stores.test_remote import emptied

from radcat.errors import NotAcceptable, PartialAnswer, QueryRefused, QueryTimeout, StoreRefused
from radcat.harvest.statistics import count
from radcat.stores.answers import BOOLEANS, GRAPHS, SOLUTIONS
from radcat.stores.base import Position, Query
from radcat.stores.connection import Address, Connection
from radcat.stores.remote import RemoteEndpoint, cut_at

JSON = "application/sparql-results+json"
ASK = "ASK { ?s <https://example.org/p> 1 }"


def raw(address: Address, text: str, accept: str = JSON, **parameters: str) -> requests.Response:
    """Ask the server itself."""
    return requests.post(address.query, {"query": text, **parameters}, headers={"Accept": accept}, timeout=20)


def rows(count: int) -> str:
    return "\n".join(f'<a> <p> "{number:06}" .' for number in range(count))


def answer(store: Store, text: str, media_type: str = "text/csv") -> bytes:
    return b"".join(store.endpoint.query(Query(text, media_type)))


@pytest.fixture
def on_virtuoso(virtuoso: Address) -> Store:
    """A Virtuoso that holds two graphs."""
    store = emptied(virtuoso)
    store.put(a="<a> <p> 1 .", b="<b> <p> 2 .")
    return store


@pytest.fixture
def on_oxigraph(oxigraph: Address) -> Store:
    """An Oxigraph server that holds two graphs."""
    store = emptied(oxigraph)
    store.put(a="<a> <p> 1 .", b="<b> <p> 2 .")
    return store


class TestVirtuosoMended:
    """Traps that nobody falls into who asks through us."""

    def test_ask_is_answered_with_a_row_and_becomes_a_boolean(self, virtuoso: Address, on_virtuoso: Store) -> None:
        assert "boolean" not in raw(virtuoso, ASK).json()
        for media_type in BOOLEANS:
            assert b"true" in answer(on_virtuoso, ASK, media_type)
            assert b"false" in answer(on_virtuoso, "ASK { ?s <p> 3 }", media_type)

    def test_a_raw_query_is_never_answered_and_so_never_sent(self, virtuoso: Address, on_virtuoso: Store) -> None:
        request = urllib.request.Request(  # noqa: S310
            virtuoso.query, ASK.encode(), {"Content-Type": "application/sparql-query", "Accept": JSON}
        )
        with pytest.raises((TimeoutError, urllib.error.URLError)):
            urllib.request.urlopen(request, timeout=1.5)  # noqa: S310
        assert on_virtuoso.ask(ASK)

    @pytest.mark.parametrize("media_type", SOLUTIONS)
    def test_solutions_of_a_draft_become_those_of_the_standard(self, on_virtuoso: Store, media_type: str) -> None:
        found = answer(on_virtuoso, "SELECT ?s ?o { ?s <p> ?o FILTER(?o = 1) }", media_type).decode()
        expected = {
            "text/csv": f"s,o\r\n{A},1\r\n",
            "text/tab-separated-values": f'?s\t?o\n<{A}>\t"1"^^<http://www.w3.org/2001/XMLSchema#integer>\n',
        }
        if media_type in expected:
            assert found == expected[media_type]
        else:
            assert "typed-literal" not in found

    def test_blank_nodes_that_insert_data_refuses_are_stored(self, virtuoso: Address, on_virtuoso: Store) -> None:
        refused = requests.post(
            f"{virtuoso.query}-auth",
            {"update": f"INSERT DATA {{ GRAPH <{A}> {{ _:b <http://e/p> 1 }} }}"},
            auth=requests.auth.HTTPDigestAuth("dba", "dba"),
            timeout=20,
        )
        assert "Blank node" in refused.text
        on_virtuoso.put(a="<a> <p> [ <p> 1 ] .")
        assert on_virtuoso.ask(f"ASK {{ <{A}> <p> ?b . ?b <p> 1 FILTER(isBlank(?b)) }}")

    def test_describe_that_finds_nothing_without_a_graph_finds_it(self, virtuoso: Address, on_virtuoso: Store) -> None:
        assert "example.org" not in raw(virtuoso, f"DESCRIBE <{A}>", "application/n-triples").text
        assert A.encode() in answer(on_virtuoso, f"DESCRIBE <{A}>", "text/turtle")

    def test_from_that_lets_graph_range_over_all_is_kept_to_what_it_names(
        self, virtuoso: Address, on_virtuoso: Store
    ) -> None:
        text = f"SELECT ?o FROM <{A}> {{ GRAPH ?g {{ ?s <{BASE}p> ?o }} }}"  # noqa: S608  # SPARQL
        assert raw(virtuoso, text).json()["results"]["bindings"]
        query = Query(text, "text/csv", names_dataset=True)
        assert b"".join(on_virtuoso.endpoint.query(query)) == b"o\r\n"

    def test_a_graph_too_large_for_an_update_is_put_as_a_whole(self, on_virtuoso: Store) -> None:
        """3,000 statements in an update are more than its compiler takes."""
        on_virtuoso.put(a=rows(3_000))
        assert on_virtuoso.select(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{A}> {{ ?s <p> ?o }} }}") == ["3000"]

    @pytest.mark.parametrize(
        ("auth", "secret"), [("basic", "dba"), ("digest", "wrong"), ("none", "dba"), ("bearer", "x")]
    )
    def test_only_digest_with_the_right_password_may_write(self, virtuoso: Address, auth: str, secret: str) -> None:
        connection = Connection(replace(virtuoso, auth=auth, secret=secret), seconds=20)  # type: ignore[arg-type]
        assert RemoteEndpoint(connection).position is None or connection.dialect.name == "Virtuoso"
        with pytest.raises(StoreRefused, match="RADCAT_STORE_AUTH"):
            connection.update(f"DROP SILENT GRAPH <{B}>")


class TestVirtuosoSaid:
    """Traps that can't be mended from outside: they are errors, and no answers."""

    @pytest.fixture
    def many(self, virtuoso: Address) -> Store:
        """A Virtuoso that holds more than it gives out at once."""
        store = emptied(virtuoso)
        store.put(a=rows(10_500))
        return store

    def test_rows_beyond_its_limit_are_missed(self, virtuoso: Address, many: Store) -> None:
        text = f"SELECT ?o {{ ?s <{BASE}p> ?o }}"
        cut = raw(virtuoso, text)
        assert cut.status_code == 200
        assert len(cut.json()["results"]["bindings"]) == 10_000
        for media_type in SOLUTIONS:
            with pytest.raises(PartialAnswer, match="10000"):
                answer(many, text, media_type)

    def test_statements_beyond_its_limit_are_missed_though_no_header_says_so(
        self, virtuoso: Address, many: Store
    ) -> None:
        text = f"CONSTRUCT WHERE {{ ?s <{BASE}p> ?o }}"
        cut = raw(virtuoso, text, "application/n-triples")
        assert cut.status_code == 200
        assert "X-SPARQL-MaxRows" not in cut.headers
        assert len(Graph().parse(data=cut.text, format="nt")) < 10_500
        for media_type in GRAPHS:
            with pytest.raises(PartialAnswer, match="10000"):
                answer(many, text, media_type)

    @pytest.mark.parametrize("number", [1, 500, 10_000])
    def test_what_a_query_limits_itself_is_whole(self, many: Store, number: int) -> None:
        assert len(answer(many, f"SELECT ?o {{ ?s <p> ?o }} LIMIT {number}").splitlines()) == 1 + number
        text = f"CONSTRUCT WHERE {{ ?s <p> ?o }} LIMIT {number}"
        assert len(answer(many, text, "application/n-triples").splitlines()) == number

    @pytest.mark.usefixtures("many")
    def test_an_answer_that_was_cut_off_in_time_is_a_timeout(self, virtuoso: Address) -> None:
        text = (
            f"SELECT (COUNT(*) AS ?n) {{ ?a <{BASE}p> ?c . ?d <{BASE}p> ?e "
            "FILTER(REGEX(CONCAT(STR(?e), STR(?c)), '9.*8.*7.*z')) }"
        )
        partial = raw(virtuoso, text, timeout="300")
        assert (partial.status_code, partial.headers["X-SQL-State"]) == (200, "S1TAT")
        endpoint = RemoteEndpoint(Connection(virtuoso, seconds=0.5))
        with pytest.raises(QueryTimeout, match=r"0\.5 s"):
            endpoint.query(Query(text, JSON))

    @pytest.mark.parametrize(
        "text",
        [
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            f"SELECT ?o {{ ?s <{BASE}p> ?o }} ORDER BY ?o OFFSET 10000 LIMIT 20",
        ],
    )
    def test_what_it_finds_too_dear_is_refused_in_its_words(self, many: Store, text: str) -> None:
        with pytest.raises(QueryRefused, match="the store refuses the query"):
            answer(many, text)

    def test_graphs_of_its_own_are_among_all_graphs_and_not_in_counts_of_ours(self, on_virtuoso: Store) -> None:
        """`define input:named-graph-exclude` would hide them, and with them what `GRAPH <a>` asks for."""
        graphs = on_virtuoso.select("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
        assert "http://www.openlinksw.com/schemas/virtrdf#" in graphs
        counted = count(on_virtuoso.endpoint, BASE)
        assert (counted.triples, counted.graphs) == (2, 2)

    def test_its_limit_is_found_without_any_data(self, virtuoso: Address, oxigraph: Address) -> None:
        assert cut_at(Connection(virtuoso, seconds=20)) == 10_000
        assert cut_at(Connection(oxigraph, seconds=20)) == 0


# What comes back, for what was stored: on Oxigraph, and on Virtuoso. The record's own text is the truth, and pages,
# downloads and harvests are read from it; queries see these.
LITERALS = [
    ('"P1Y"^^xsd:duration', "P1Y", "12"),
    ('"007"^^xsd:integer', "7", "7"),
    ("1.50", "1.5", "1.5"),
    ("true", "true", "1"),
    ('"2021-03-01"^^xsd:date', "2021-03-01", "2021-03-01"),
    ('"2021-03"^^xsd:gYearMonth', "2021-03", "2021-03"),
    ('"a\\"b\\\\c\\n☃"', 'a"b\\c\n☃', 'a"b\\c\n☃'),
]


@pytest.mark.parametrize(("written", "on_ox", "on_virt"), LITERALS)
def test_literals_that_servers_rewrite_are_known(
    on_oxigraph: Store, on_virtuoso: Store, written: str, on_ox: str, on_virt: str
) -> None:
    for store, expected in ((on_oxigraph, on_ox), (on_virtuoso, on_virt)):
        store.put(a=f"@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . <a> <p> {written} .")
        found = json.loads(answer(store, f"SELECT ?o {{ <{A}> <p> ?o }}", JSON))
        assert [row["o"]["value"] for row in found["results"]["bindings"]] == [expected]


class TestOxigraph:
    """Traps of the Oxigraph server."""

    @pytest.mark.parametrize("media_type", [*SOLUTIONS, *GRAPHS])
    def test_an_error_in_the_middle_of_an_answer_with_status_200_is_an_error(
        self, oxigraph: Address, on_oxigraph: Store, media_type: str
    ) -> None:
        head = "CONSTRUCT { ?s ?p ?o }" if media_type in GRAPHS else "SELECT ?s ?o"
        text = f"{head} {{ {{ ?s ?p ?o }} UNION {{ SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }} }}"
        assert raw(oxigraph, text, media_type).status_code == 200
        with pytest.raises(PartialAnswer):
            answer(on_oxigraph, text, media_type)

    def test_dropping_what_is_not_there_is_no_error(self, on_oxigraph: Store) -> None:
        on_oxigraph.index.apply([change("unknown", None)])
        on_oxigraph.index.publish(Position(2, BASE))
        assert on_oxigraph.endpoint.position == Position(2, BASE)

    def test_a_server_without_a_union_is_told_what_to_switch_on(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        with servers.oxigraph(tmp_path_factory.mktemp("no-union")) as address:
            store = emptied(address)
            store.put(a="<a> <p> 1 .")
            with pytest.raises(StoreRefused, match="--union-default-graph"):
                store.ask("ASK { ?s <p> 1 }")
            assert store.ask("ASK { ?s <p> 1 }", default_graphs=(A,))

    def test_turtle_comes_with_prefixes_and_large_turtle_as_it_comes(self, on_oxigraph: Store) -> None:
        on_oxigraph.put(a="<a> a <http://www.w3.org/ns/dcat#Dataset> .")
        assert b"dcat:Dataset" in answer(on_oxigraph, f"CONSTRUCT WHERE {{ <{A}> ?p ?o }}", "text/turtle")
        on_oxigraph.put(a=rows(20_000))
        found = answer(on_oxigraph, f"CONSTRUCT WHERE {{ <{A}> ?p ?o }}", "text/turtle")
        assert len(Graph().parse(data=found, format="ox-turtle")) == 20_000

    def test_formats_that_a_form_has_not_are_refused(self, on_oxigraph: Store) -> None:
        with pytest.raises(NotAcceptable):
            answer(on_oxigraph, ASK, "application/ld+json")

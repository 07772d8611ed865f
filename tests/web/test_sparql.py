"""The endpoint as programs and people meet it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from werkzeug.test import TestResponse

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app

BASE = "http://127.0.0.1:8000/"
PREFIXES = "PREFIX dcat: <http://www.w3.org/ns/dcat#>\nPREFIX dcterms: <http://purl.org/dc/terms/>\n"
SELECT = PREFIXES + "SELECT ?d ?title { ?d a dcat:Dataset ; dcterms:title ?title } ORDER BY ?d"
CONSTRUCT = PREFIXES + "CONSTRUCT { ?d dcterms:title ?title } WHERE { ?d a dcat:Dataset ; dcterms:title ?title }"
DESCRIBE = f"DESCRIBE <{BASE}agents/asa-mueller>"
ASK = "ASK { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
FORM = "application/x-www-form-urlencoded"
RAW = "application/sparql-query"
SOLUTIONS = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "rdfxml": "application/rdf+xml",
    "jsonld": "application/ld+json",
}


@pytest.fixture(scope="module")
def hasty(published: Registry) -> Iterator[FlaskClient]:
    """A client of the same registry whose queries may run for two seconds."""
    limited = settings.read(published.settings.root, data=published.settings.data, base_iri=BASE, query_timeout=2)
    registry = Registry.open(limited)
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


@pytest.fixture
def few(published: Registry) -> Iterator[FlaskClient]:
    """A client of the same registry with one query worker, which is not taken from a query before the test ends."""
    settled = settings.read(
        published.settings.root, data=published.settings.data, base_iri=BASE, query_timeout=3600, query_workers=1
    )
    registry = Registry.open(settled)
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


def media_type(response: object) -> str:
    return str(response.content_type).partition(";")[0]  # type: ignore[attr-defined]


def titles(registry: Registry) -> dict[str, str]:
    """What the records say, without any store."""
    names = registry.ledger.names("dataset")
    datasets = [registry.catalogue.dataset(registry.catalogue.version(name).record) for name in names]
    return {dataset.iri: dataset.title or "" for dataset in datasets}


def test_solutions_in_each_format_are_those_of_the_records(client: FlaskClient, published: Registry) -> None:
    expected = titles(published)
    bodies = {name: client.get("/sparql", query_string={"query": SELECT, "format": name}) for name in SOLUTIONS}
    assert {name: media_type(response) for name, response in bodies.items()} == SOLUTIONS
    text = {name: response.get_data(as_text=True) for name, response in bodies.items()}
    bindings = json.loads(text["json"])["results"]["bindings"]
    assert {row["d"]["value"]: row["title"]["value"] for row in bindings} == expected
    assert dict(list(csv.reader(io.StringIO(text["csv"], newline="")))[1:]) == expected
    sr = "{http://www.w3.org/2005/sparql-results#}"
    found = ElementTree.fromstring(text["xml"].encode())  # noqa: S314  # our own
    assert {r.findtext(f".//{sr}uri"): r.findtext(f".//{sr}literal") for r in found.iter(f"{sr}result")} == expected
    header, *rows = text["tsv"].splitlines()
    assert header == "?d\t?title"
    assert {row.partition("\t")[0].strip("<>") for row in rows} == set(expected)


@pytest.mark.parametrize(
    ("query", "form", "name"), [(q, form, n) for q in (CONSTRUCT, DESCRIBE) for n, form in GRAPHS.items()]
)
def test_graphs_come_in_each_format(client: FlaskClient, query: str, form: str, name: str) -> None:
    by_name = client.get("/sparql", query_string={"query": query, "format": name})
    by_accept = client.get("/sparql", query_string={"query": query}, headers={"Accept": form})
    assert media_type(by_name) == media_type(by_accept) == form
    parser = {"text/turtle": "turtle", "application/n-triples": "nt", "application/rdf+xml": "xml"}
    expected = 5 if query == CONSTRUCT else 3
    for response in (by_name, by_accept):
        assert len(Graph().parse(data=response.data, format=parser.get(form, "ox-json-ld"))) == expected


@pytest.mark.parametrize(("name", "form"), [("json", SOLUTIONS["json"]), ("xml", SOLUTIONS["xml"])])
def test_booleans_come_as_json_and_xml(client: FlaskClient, name: str, form: str) -> None:
    response = client.get("/sparql", query_string={"query": ASK, "format": name})
    assert media_type(response) == form
    assert b"true" in response.data


@pytest.mark.parametrize(
    ("query", "accept", "chosen"),
    [
        (SELECT, "", SOLUTIONS["json"]),
        (SELECT, "*/*", SOLUTIONS["json"]),
        (SELECT, "application/json", SOLUTIONS["json"]),
        (SELECT, "application/xml", SOLUTIONS["xml"]),
        (SELECT, "text/csv;q=0.5, text/tab-separated-values", SOLUTIONS["tsv"]),
        (SELECT, "text/turtle, text/csv;q=0.1", SOLUTIONS["csv"]),
        (ASK, "text/csv, */*;q=0.1", SOLUTIONS["json"]),
        (ASK, "text/html, */*;q=0.1", "text/html"),
        (CONSTRUCT, "", GRAPHS["turtle"]),
        (CONSTRUCT, "application/rdf+xml, text/turtle;q=0.9", GRAPHS["rdfxml"]),
        (DESCRIBE, "application/*", GRAPHS["ntriples"]),
        (SELECT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    ],
)
def test_accept_chooses_the_format_of_the_answer(client: FlaskClient, query: str, accept: str, chosen: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": accept} if accept else {})
    assert (response.status_code, media_type(response)) == (200, chosen)
    assert "Accept" in response.vary


@pytest.mark.parametrize(
    ("query", "asked", "offered"),
    [
        (SELECT, {"accept": "text/turtle"}, list(SOLUTIONS.values())),
        (SELECT, {"format": "turtle"}, list(SOLUTIONS.values())),
        (ASK, {"accept": "text/csv"}, list(SOLUTIONS.values())[:2]),
        (CONSTRUCT, {"accept": "text/csv"}, list(GRAPHS.values())),
        (DESCRIBE, {"format": "csv"}, list(GRAPHS.values())),
    ],
)
def test_a_format_that_the_form_cant_have_is_406_and_lists_those_it_can(
    client: FlaskClient, query: str, asked: dict[str, str], offered: list[str]
) -> None:
    parameters = {"query": query, **({"format": asked["format"]} if "format" in asked else {})}
    response = client.get("/sparql", query_string=parameters, headers={"Accept": asked.get("accept", "*/*")})
    assert response.status_code == 406
    assert response.get_json()["offered"] == offered


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?s { ?s ?p }",
        "SELECT ?s {\n  ?s ?p ?o .\n  FILTER(?o > )\n}",
        "PREFIX a: <http://a/>\nSELECT ?s { ?s b:c ?o }",
        "ASK {",
        "DROP ALL",
        "INSERT DATA { <a> <b> <c> }",
        "nonsense",
    ],
)
def test_bad_sparql_is_400_with_the_parsers_message_and_its_place(client: FlaskClient, query: str) -> None:
    response = client.get("/sparql", query_string={"query": query})
    assert (response.status_code, response.content_type) == (400, "application/problem+json")
    document = response.get_json()
    lines = query.split("\n")
    assert 1 <= document["line"] <= len(lines)
    assert 1 <= document["column"] <= len(lines[document["line"] - 1]) + 1
    assert "expected" in document["detail"] or "this is not a query" in document["detail"]


def test_a_reader_sees_where_the_query_went_wrong(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT ?s {\n ?s ?p }"}, headers={"Accept": "text/html"})
    assert response.status_code == 400
    assert "At line 2, column " in response.get_data(as_text=True)


@pytest.mark.parametrize("address", ["", "&format=html"])
def test_a_query_past_its_time_is_503_and_names_the_limit(hasty: FlaskClient, address: str) -> None:
    response = hasty.get(f"/sparql?{urlencode({'query': ENDLESS})}{address}")
    assert response.status_code == 503
    assert "the time limit of 2 s (RADCAT_QUERY_TIMEOUT)" in response.get_data(as_text=True)
    assert address or response.get_json()["seconds"] == 2
    assert "Retry-After" not in response.headers, "it would run past it again"
    assert hasty.get("/sparql", query_string={"query": ASK}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
        "PREFIX : <http://127.0.0.1:1/> SELECT * { service:x{ ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }",
    ],
)
@pytest.mark.parametrize("method", ["get", "form", "raw"])
def test_service_is_refused(client: FlaskClient, query: str, method: str) -> None:
    response = send(client, method, query)
    assert response.status_code == 400
    assert "SERVICE would reach the network" in response.get_json()["detail"]


def send(client: FlaskClient, method: str, query: str) -> TestResponse:
    if method == "get":
        return client.get("/sparql", query_string={"query": query})
    if method == "form":
        return client.post("/sparql", data=urlencode({"query": query}), content_type=FORM)
    return client.post("/sparql", data=query.encode(), content_type=RAW)


@pytest.mark.parametrize("method", ["get", "form", "raw"])
@pytest.mark.parametrize(
    "query",
    [SELECT, ASK, CONSTRUCT, 'SELECT ("岩礁 & ü = \\"+%20" AS ?text) {}'],
    ids=["SELECT", "ASK", "CONSTRUCT", "text"],
)
def test_a_query_may_come_by_each_of_the_three_ways(client: FlaskClient, method: str, query: str) -> None:
    response = send(client, method, query)
    assert response.status_code == 200
    assert response.data == send(client, "get", query).data
    if "岩礁" in query:
        (row,) = response.get_json()["results"]["bindings"]
        assert row["text"]["value"] == '岩礁 & ü = "+%20'


def test_head_has_the_headers_of_get(client: FlaskClient) -> None:
    for query in (SELECT, ASK, CONSTRUCT):
        get = client.get("/sparql", query_string={"query": query})
        head = client.head("/sparql", query_string={"query": query})
        assert (head.status_code, head.data) == (200, b"")
        assert head.headers["ETag"] == get.headers["ETag"]
        assert head.content_type == get.content_type


def test_options_names_the_methods_and_lets_any_page_ask(client: FlaskClient) -> None:
    response = client.options(
        "/sparql", headers={"Origin": "https://yasgui.example", "Access-Control-Request-Method": "POST"}
    )
    assert response.status_code == 204
    assert set(response.allow) == {"GET", "HEAD", "POST", "OPTIONS"}
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("query", [SELECT, "SELECT"])
def test_a_page_of_another_site_may_read_answers(client: FlaskClient, query: str) -> None:
    response = client.get("/sparql", query_string={"query": query}, headers={"Origin": "https://yasgui.example"})
    assert response.headers.get("Access-Control-Allow-Origin") == "*"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_another_method_is_405_and_names_those_that_are_answered(client: FlaskClient, method: str) -> None:
    response = client.open("/sparql", method=method, query_string={"query": ASK})
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert response.get_json()["allowed"] == ["GET", "HEAD", "POST", "OPTIONS"]


def test_a_get_without_a_query_shows_the_form_to_who_reads_pages(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"})
    assert (page.status_code, media_type(page)) == (200, "text/html")
    assert "<textarea" in page.get_data(as_text=True)


def test_the_page_shows_solutions_as_a_table_and_keeps_the_question(client: FlaskClient) -> None:
    page = client.get("/sparql", query_string={"query": SELECT, "format": "html"}).get_data(as_text=True)
    assert "5 solutions" in page
    assert '<a href="/datasets/skerry-float"' in page
    assert "SELECT ?d ?title" in page


@pytest.mark.parametrize(
    ("query", "shown"), [(ASK, "<h2>Yes</h2>"), ("ASK { <a> <b> <c> }", "<h2>No</h2>"), (CONSTRUCT, "<pre ")]
)
def test_the_page_shows_every_kind_of_answer(client: FlaskClient, query: str, shown: str) -> None:
    page = client.get("/sparql", query_string={"query": query, "format": "html"})
    assert page.status_code == 200
    assert shown in page.get_data(as_text=True)


@pytest.mark.parametrize(
    "query", ['SELECT ("<script>alert(1)</script>" AS ?x) {}', 'ASK { ?s ?p "</textarea><script>" }']
)
def test_nothing_in_a_query_or_its_answer_becomes_markup(client: FlaskClient, query: str) -> None:
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).get_data(as_text=True)
    assert "<script>" not in page
    assert page.count("</textarea>") == 1


def test_a_script_address_in_an_answer_is_no_link(client: FlaskClient) -> None:
    query = 'SELECT (IRI("javascript:alert(1)") AS ?x) {}'
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).get_data(as_text=True)
    assert 'href="javascript' not in page


def test_the_page_shows_a_thousand_rows_and_says_that_there_are_more(client: FlaskClient) -> None:
    query = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f } LIMIT 1200"
    page = client.get("/sparql", query_string={"query": query, "format": "html"}).get_data(as_text=True)
    assert "1200 solutions" in page
    assert "The first 1000 are shown" in page


def test_an_answer_too_large_for_a_page_is_not_put_on_one(client: FlaskClient) -> None:
    everything = "{ ?a ?b ?c . ?d ?e ?f }"
    for asked in (f"SELECT ?a ?c ?f {everything} LIMIT 60000", f"CONSTRUCT {{ ?a ?e ?f }} WHERE {everything}"):
        page = client.get("/sparql", query_string={"query": asked, "format": "html"})
        assert page.status_code == 200
        assert "larger than a page should be" in page.get_data(as_text=True)
    assert client.get("/sparql", query_string={"query": ASK}).status_code == 200


def test_a_large_answer_is_whole_and_says_how_long_it_is(client: FlaskClient) -> None:
    query = "SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 30000"
    response = client.get("/sparql", query_string={"query": query, "format": "csv"})
    assert response.content_length == len(response.data)
    assert response.data.count(b"\r\n") == 30_001


@pytest.mark.parametrize("name", ["csv", "json"])
def test_an_answer_that_is_stopped_after_it_began_is_an_error(hasty: FlaskClient, name: str) -> None:
    query = {"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "format": name}
    response = hasty.get("/sparql", query_string=query)
    assert (response.status_code, response.get_json()["seconds"]) == (503, 2)


def test_readers_who_leave_and_heads_do_not_use_up_the_workers(few: FlaskClient) -> None:
    client, large = few, {"query": "SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 30000", "format": "csv"}
    for _ in range(4):
        client.head("/sparql", query_string=large).close()
        left = client.get("/sparql", query_string=large, buffered=False)
        next(iter(left.response))
        left.close()
    assert client.get("/sparql", query_string={"query": ASK}).status_code == 200


def test_the_etag_of_an_answer_hangs_on_the_question_the_format_and_the_dataset(client: FlaskClient) -> None:
    asked = [
        {"query": SELECT},
        {"query": SELECT + " "},
        {"query": SELECT, "format": "csv"},
        {"query": SELECT, "default-graph-uri": f"{BASE}datasets/skerry-float"},
        {"query": SELECT, "named-graph-uri": f"{BASE}datasets/skerry-float"},
    ]
    etags = [client.get("/sparql", query_string=parameters).headers["ETag"] for parameters in asked]
    assert len(set(etags)) == len(asked)


def test_the_etag_of_an_answer_changes_with_the_generation(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    app = create_app(registry)
    try:
        client = app.test_client()
        before = client.get("/sparql", query_string={"query": SELECT}).headers["ETag"]
        unchanged = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": before})
        assert unchanged.status_code == 304
        (root / "records/datasets/skerry-float.ttl").unlink()
        registry.publisher.sync(root)
        after = client.get("/sparql", query_string={"query": SELECT}, headers={"If-None-Match": before})
        assert after.status_code == 200
        assert after.headers["ETag"] != before
        assert len(after.get_json()["results"]["bindings"]) == 4
    finally:
        app.extensions["radcat"].endpoint.close()


@pytest.mark.parametrize(
    ("query", "refused"),
    [
        ("ASK {" * 101 + "}" * 101, "nests brackets more than 100 deep"),
        ("SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }", "nests brackets"),
        ("ASK { ?s ?p '" + "x" * 100_000 + "' }", "send 100000 at most"),
    ],
)
def test_a_query_built_to_break_the_parser_is_refused(client: FlaskClient, query: str, refused: str) -> None:
    response = client.post("/sparql", data=query, content_type=RAW)
    assert response.status_code == 400
    assert refused in response.get_json()["detail"]

"""The scratch server over HTTP: both protocols, the graph store, and who may not use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, URIRef

from radcat.rdf.namespaces import SD
from radcat.scratch.store import ScratchStore
from radcat.scratch.web import create_scratch

ADDRESS = "http://127.0.0.1:8000/"
FORM, QUERY, UPDATE = "application/x-www-form-urlencoded", "application/sparql-query", "application/sparql-update"
G = "http://example.org/g"
TURTLE = "text/turtle"


@pytest.fixture(scope="module")
def store() -> Iterator[ScratchStore]:
    store = ScratchStore(seconds=30, megabytes=256, output_mb=4)
    yield store
    store.close()


@pytest.fixture
def client(store: ScratchStore) -> FlaskClient:
    """A client of the scratch server, which is empty."""
    store.update("DROP ALL", ADDRESS)
    return create_scratch(store, ADDRESS, 1).test_client()


def ask(client: FlaskClient, text: str) -> bool:
    response = client.post("/sparql", data=text, content_type=QUERY)
    assert response.status_code == 200, response.text
    return bool(response.get_json()["boolean"])


def test_one_address_takes_queries_and_updates(client: FlaskClient) -> None:
    assert client.post("/sparql", data="INSERT DATA { <a> <b> 1 }", content_type=UPDATE).status_code == 204
    assert client.post("/sparql", data={"update": "INSERT DATA { <a> <b> 2 }"}).status_code == 204
    assert ask(client, f"ASK {{ <{ADDRESS}a> <b> 1, 2 }}"), "relative IRIs stand under the endpoint"
    for response in (
        client.get("/sparql?query=ASK%7B%7D"),
        client.post("/sparql", data={"query": "ASK {}"}),
        client.post("/sparql", data="ASK {}", content_type=QUERY),
    ):
        assert response.get_json()["boolean"] is True
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("ASK {}", "*/*", "application/sparql-results+json"),
        ("SELECT * {}", "text/csv;q=0.1, application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "text/tab-separated-values", "text/tab-separated-values"),
        ("CONSTRUCT { <a> <b> <c> } {}", "application/ld+json", "application/ld+json"),
        ("DESCRIBE <a>", "", "text/turtle"),
    ],
)
def test_an_answer_comes_in_the_format_that_is_wanted(
    client: FlaskClient, query: str, accept: str, media_type: str
) -> None:
    asked = f"/sparql?query={quote(query)}"
    response = client.get(asked, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    head = client.head(asked, headers={"Accept": accept})
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", str(len(response.data)))
    assert head.mimetype == media_type


@pytest.mark.parametrize(
    ("method", "path", "content_type", "body", "status"),
    [
        ("GET", "/sparql?update=CLEAR%20ALL", None, b"", 400),
        ("POST", "/sparql", UPDATE, b"INSERT DATA {", 400),
        ("POST", "/sparql", f"{UPDATE}; charset=utf-16", "CLEAR ALL".encode("utf-16"), 415),
        ("POST", "/sparql?using-graph-uri=http%3A%2F%2Fa", UPDATE, b"WITH <g> DELETE {} WHERE {}", 400),
        ("POST", "/sparql", FORM, b"update=CLEAR%20ALL&query=ASK%7B%7D", 400),
        ("POST", "/sparql", UPDATE, b"LOAD <http://127.0.0.1/>", 400),
        ("POST", "/sparql", UPDATE, b"INSERT {} WHERE " + b"{" * 200 + b"}" * 200, 400),
        ("POST", "/sparql", "text/plain", b"ASK {}", 415),
        ("PUT", "/sparql", QUERY, b"ASK {}", 405),
        ("GET", "/sparql?query=ASK%20%7B", None, b"", 400),
        ("GET", f"/store?graph={G}", None, b"", 404),
        ("HEAD", f"/store?graph={G}", None, b"", 404),
        ("DELETE", f"/store?graph={G}", None, b"", 404),
        ("GET", "/store", None, b"", 400),
        ("PUT", "/store", TURTLE, b"", 400),
        ("GET", "/store?graph=relative", None, b"", 400),
        ("GET", "/store/x?default", None, b"", 400),
        ("PATCH", "/store?default", UPDATE, b"CLEAR ALL", 405),
        ("PUT", "/store?default", "application/trig", b"", 415),
        ("PUT", "/store?default", TURTLE, b"no Turtle", 400),
        ("PUT", "/store?default", TURTLE, b"#" * (1 << 21), 413),
        ("POST", "/store?default", "multipart/form-data", b"", 400),
        ("GET", "/datasets/", None, b"", 404),
    ],
)
def test_what_cant_be_done_is_refused_with_a_problem(
    client: FlaskClient, method: str, path: str, content_type: str | None, body: bytes, status: int
) -> None:
    response = client.open(path, method=method, content_type=content_type, data=body or None)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.text
    if status == 405:
        assert response.headers["Allow"]
    if method != "HEAD":
        assert response.get_json()["detail"]


def test_a_refusal_is_a_page_for_who_reads_pages(client: FlaskClient) -> None:
    response = client.get("/sparql?query=ASK%20%7B&format=html", headers={"Accept": "text/html"})
    assert response.mimetype == "text/html"


def test_a_graph_lives_through_the_graph_store(client: FlaskClient) -> None:
    named = f"/store?graph={quote(G, safe='')}"
    assert client.put(named, data="<a> <b> 1 .", content_type=TURTLE).status_code == 201
    assert client.put(named, data="<a> <b> 2 .", content_type=TURTLE).status_code == 204
    assert client.post(named, data='<x:a> <x:b> "3" .', content_type="application/n-triples").status_code == 204
    assert ask(client, f"ASK {{ GRAPH <{G}> {{ <http://example.org/a> <http://example.org/b> 2 }} }}")
    response = client.get(named, headers={"Accept": "application/n-triples"})
    assert (response.mimetype, len(response.data.splitlines())) == ("application/n-triples", 2)
    head = client.head(named, headers={"Accept": "application/rdf+xml"})
    assert (head.status_code, head.mimetype, head.data) == (200, "application/rdf+xml", b"")
    assert client.delete(named).status_code == 204
    assert client.get(named).status_code == 404


def test_a_graph_can_be_named_by_its_own_address(client: FlaskClient) -> None:
    assert client.put("/store/person/%C3%A9.ttl", data="<> <b> 1 .", content_type=TURTLE).status_code == 201
    iri = f"{ADDRESS}store/person/%C3%A9.ttl"
    assert iri in client.get("/store/person/%C3%A9.ttl").text
    assert client.get(f"/store?graph={quote(iri, safe='')}").status_code == 200


def test_a_graph_that_is_posted_without_a_name_is_given_one(client: FlaskClient) -> None:
    response = client.post("/store", data="<> <b> 1 .", content_type=TURTLE)
    assert response.status_code == 201
    location = response.headers["Location"]
    assert location.startswith(f"{ADDRESS}store/")
    assert location in client.get(location.removeprefix(ADDRESS[:-1])).text


def test_the_parts_of_a_form_are_added_together(client: FlaskClient) -> None:
    body = "".join(f"--x\r\nContent-Type: text/turtle\r\n\r\n<a> <b> {n} .\r\n" for n in (1, 2)) + "--x--\r\n"
    assert client.post("/store?default", data=body, content_type="multipart/form-data; boundary=x").status_code == 204
    assert ask(client, f"ASK {{ <{ADDRESS}a> ?p 1, 2 }}")


@pytest.mark.parametrize(
    ("declared", "written", "status"),
    [("utf-8", "utf-8-sig", 201), ("UTF-16", "utf-16", 201), ("ISO-8859-1", "latin-1", 201), ("zlib", "ascii", 400)],
)
def test_rdf_xml_is_read_in_the_encoding_that_it_says(
    client: FlaskClient, declared: str, written: str, status: int
) -> None:
    iri = f"http://example.org/{declared}"
    name = "M" if status == 400 else "Möwe"
    text = f"""<?xml version="1.0" encoding="{declared}"?>
<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:Description r:about="x:a" r:label="{name}"/></r:RDF>"""
    answer = client.put(f"/store?graph={iri}", data=text.encode(written), content_type="application/rdf+xml")
    assert answer.status_code == status, answer.text
    if status == 201:
        assert "Möwe" in client.get(f"/store?graph={iri}").get_data(as_text=True)


def test_an_update_is_asked_of_the_graphs_that_the_request_names(client: FlaskClient) -> None:
    client.put(f"/store?graph={G}", data="<x:a> <x:b> 1 .", content_type=TURTLE)
    update = "INSERT { <x:found> <x:b> ?o } WHERE { ?s <x:b> ?o }"
    assert client.post(f"/sparql?using-graph-uri={G}", data=update, content_type=UPDATE).status_code == 204
    assert ask(client, "ASK { <x:found> <x:b> 1 }")


@pytest.mark.parametrize(("path", "allowed"), [("/sparql", "GET, HEAD, POST"), ("/store", "GET, HEAD, PUT")])
def test_options_tell_the_methods(client: FlaskClient, path: str, allowed: str) -> None:
    response = client.options(path)
    assert response.status_code == 204
    assert response.headers["Allow"].startswith(allowed)


def test_the_service_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph = Graph().parse(data=response.text, format="turtle")
    (service,) = graph.subjects(SD.endpoint, URIRef(f"{ADDRESS}sparql"))
    assert (service, RDF.type, SD.Service) in graph
    assert (service, SD.supportedLanguage, SD.SPARQL11Update) in graph
    assert (service, SD.feature, SD.UnionDefaultGraph) not in graph
    assert (service, SD.feature, SD.BasicFederatedQuery) not in graph


@pytest.mark.parametrize("path", ["/", "/sparql"])
def test_a_person_is_told_what_this_is(client: FlaskClient, path: str) -> None:
    client.put("/store?default", data="<x:a> <x:b> 1 .", content_type=TURTLE)
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert "temporary" in page
    assert "1 triples, and 0 named graphs" in page
    assert set(re.findall(r'name="(\w+)"', page)) >= {"query", "update", "format"}


@pytest.mark.parametrize(
    ("headers", "answered"),
    [
        ({"Origin": "https://elsewhere.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1.elsewhere.example"}, False),
        ({"Host": "elsewhere.example:8000"}, False),
        ({"Host": "127.0.0.1@elsewhere.example"}, False),
        ({"Origin": "http://localhost:5173"}, True),
        ({"Origin": "http://[::1]:80", "Host": "[::1]:8000"}, True),
        ({}, True),
    ],
)
def test_a_page_of_another_site_is_refused(client: FlaskClient, headers: dict[str, str], answered: bool) -> None:
    """Also one whose name was made to resolve to this machine; a browser here would ask for it."""
    for response in (
        client.post("/sparql", data={"update": "INSERT DATA { <a> <b> 1 }"}, headers=headers),
        client.get("/sparql?query=ASK%7B%7D", headers=headers),
    ):
        assert (response.status_code < 300) is answered, response.text
        assert answered or response.status_code == 403
    allowed = client.get("/sparql?query=ASK%7B%7D", headers=headers).headers.get("Access-Control-Allow-Origin")
    if answered:
        assert allowed == headers.get("Origin")
    assert client.get("/readyz").get_json()["triples"] == int(answered)

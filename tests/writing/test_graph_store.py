"""The Graph Store Protocol on records: read by everybody, written by who has a token, all or nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, SH, Graph, URIRef
from tests.writing.conftest import BASE, snapshot
from werkzeug.test import TestResponse

from radcat.bootstrap import Registry
from radcat.ledger.tokens import Role
from radcat.ledger.versions import Status
from radcat.rdf import turtle
from radcat.stores.base import Query

SKERRY = "datasets/skerry-float"
MUELLER = "agents/asa-mueller"
NEW = '@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\n<agents/new>\n    a foaf:Agent ;\n    foaf:name "New" .\n'
NEWER = NEW.replace('"New"', '"Newer"')
MORE = NEW.replace("foaf:name", 'foaf:nick "n" ;\n    foaf:name')
NAMELESS = "<agents/new> a <http://xmlns.com/foaf/0.1/Agent> ."
OF_ANOTHER = NEW.replace("agents/new", MUELLER)
NESTED = "<agents/new> <p> " + "[ <p> " * 300 + "1" + "]" * 300 + "."
VOCABULARY = """@prefix dcterms: <http://purl.org/dc/terms/> .
<ns/{0}> a <http://www.w3.org/{1}> ; dcterms:title 'New'@en ; dcterms:description 'New'@en ."""
TURTLE = "text/turtle"
Send = Callable[..., TestResponse]


@pytest.fixture
def send(registry: Registry, writable: FlaskClient, tokens: dict[Role, str]) -> Send:
    """Sends a request with the token of a curator, or of another role."""

    def send(method: str, graph: str, body: str | bytes = b"", kind: str = TURTLE, **more: object) -> TestResponse:
        role = more.pop("role", Role.CURATOR)
        assert isinstance(role, Role)
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        headers |= {name.replace("_", "-"): str(value) for name, value in more.items()}
        query = {"graph": graph}
        return writable.open("/store", method=method, query_string=query, data=body, content_type=kind, headers=headers)

    return send


def stored(registry: Registry, graph: str) -> int:
    """How many triples the store has in a graph."""
    endpoint = registry.endpoint()
    try:
        query = Query(f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}{graph}> {{ ?s ?p ?o }} }}", "text/csv")
        return int(b"".join(endpoint.query(query)).split()[1])
    finally:
        endpoint.close()


# Reading, which takes no token and is there where nothing can be written, too.


@pytest.mark.parametrize("graph", [SKERRY, BASE + SKERRY, MUELLER, "ns/status", "shapes/required"])
@pytest.mark.parametrize(
    ("accept", "kind", "plugin"),
    [
        ("", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", None),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
    ],
)
def test_a_records_graph_is_its_own_text_in_the_format_that_is_asked_for(
    client: FlaskClient, published: Registry, graph: str, accept: str, kind: str, plugin: str | None
) -> None:
    response = client.get("/store", query_string={"graph": graph}, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.mimetype) == (200, kind)
    name = graph.removeprefix(BASE)
    if plugin:
        record = published.catalogue.version(name).record
        assert len(Graph().parse(data=response.data, format=plugin)) == len(published.catalogue.graph(record))
    assert client.head("/store", query_string={"graph": graph}).status_code == 200
    again = client.get(
        "/store", query_string={"graph": graph}, headers={"Accept": accept, "If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_literals_are_read_as_the_record_has_them_and_not_as_the_store_rewrites_them(client: FlaskClient) -> None:
    page = client.get(f"/store?graph={SKERRY}").get_data(as_text=True)
    assert '"00365"^^xsd:nonNegativeInteger' in page
    assert "-0.250" in page


def test_each_format_has_an_etag_of_its_own(client: FlaskClient) -> None:
    accepted = ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml")
    etags = {client.get(f"/store?graph={SKERRY}", headers={"Accept": a}).headers["ETag"] for a in accepted}
    assert len(etags) == len(accepted)


def test_the_default_graph_is_all_records_together(client: FlaskClient, published: Registry) -> None:
    response = client.get("/store?default", headers={"Accept": "application/n-triples"})
    assert response.status_code == 200
    found = Graph().parse(data=response.data, format="nt")
    for name in published.ledger.names("dataset"):
        assert (URIRef(BASE + name), RDF.type, None) in found


@pytest.mark.parametrize(
    ("query", "status", "detail"),
    [
        ("graph=datasets/nothing", 404, "no published record is called datasets/nothing"),
        ("graph=http://elsewhere.example.org/x", 404, "http://elsewhere.example.org/x"),
        (f"graph={SKERRY}%23dist-1", 404, "dist-1"),
        ("", 400, "name one graph"),
        ("graph=a&default", 400, "name one graph"),
        ("graph=a&graph=b", 400, "name one graph"),
        ("graph=http://[/", 404, "http://[/"),
        ("graph=a%20b", 400, "names no graph"),
    ],
)
def test_a_graph_that_is_not_there_or_not_named_is_told(
    client: FlaskClient, query: str, status: int, detail: str
) -> None:
    response = client.get(f"/store?{query}")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    assert detail in response.get_json()["detail"]


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_writing_is_not_even_routed_where_it_is_not_switched_on(client: FlaskClient, method: str) -> None:
    response = client.open(f"/store?graph={MUELLER}", method=method)
    assert response.status_code == 405
    assert sorted(response.headers["Allow"].split(", ")) == ["GET", "HEAD", "OPTIONS"]
    update = client.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update")
    assert update.status_code == 415
    assert client.post("/sparql", data={"update": "CLEAR ALL"}).status_code == 400


# Writing.


def test_put_makes_a_record_and_everybody_sees_it(send: Send, registry: Registry, writable: FlaskClient) -> None:
    made = send("PUT", "agents/new", NEW)
    assert (made.status_code, made.headers["Location"], made.data) == (201, f"{BASE}agents/new", b"")
    assert (registry.settings.root / "records/agents/new.ttl").read_text() == NEW
    version = registry.ledger.latest("agents/new")
    assert version is not None
    assert (version.agent, version.record.kind, version.record.text.decode()) == ("the curator", "agent", NEW)
    assert registry.ledger.pending() == []
    assert stored(registry, "agents/new") == 2
    assert "New" in writable.get("/agents/new", headers={"Accept": "text/html"}).get_data(as_text=True)
    outcome = registry.publisher.sync(registry.settings.root)
    assert (outcome.published, outcome.withdrawn) == ((), ()), "our own write is nobody's edit"


def test_put_replaces_a_record_and_the_same_again_changes_nothing(send: Send, registry: Registry) -> None:
    send("PUT", "agents/new", NEW)
    replaced = send("PUT", "agents/new", NEWER)
    assert (replaced.status_code, replaced.data) == (204, b"")
    assert [v.record.text.decode() for v in registry.ledger.history("agents/new")[-2:]] == [
        NEW,
        NEWER,
    ]
    generation = registry.ledger.generation
    assert send("PUT", "agents/new", NEWER).status_code == 204
    assert registry.ledger.generation == generation


@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"])
@pytest.mark.parametrize("graph", [SKERRY, "datasets/gullhaven-hourly", "catalog"])
def test_a_graph_that_is_put_back_as_it_was_read_changes_nothing(
    send: Send, registry: Registry, writable: FlaskClient, graph: str, form: str
) -> None:
    before = snapshot(registry)
    read = writable.get("/store", query_string={"graph": graph}, headers={"Accept": form})
    put = send("PUT", graph, read.data, form, If_Match=read.headers["ETag"])
    assert put.status_code == 204, put.data
    assert snapshot(registry) == before


def test_what_is_kept_is_canonical_and_an_etag_is_given_where_that_is_what_was_sent(
    send: Send, registry: Registry
) -> None:
    loose = "<agents/new> <http://xmlns.com/foaf/0.1/name> 'New' ; a <http://xmlns.com/foaf/0.1/Agent> . # a remark"
    assert "ETag" not in send("PUT", "agents/new", loose).headers
    assert (registry.settings.root / "records/agents/new.ttl").read_text() == NEW
    assert "ETag" in send("PUT", "agents/new", NEW).headers


def test_post_adds_to_a_record_and_makes_one_where_there_is_none(send: Send, registry: Registry) -> None:
    assert send("POST", "agents/new", NEW).status_code == 201
    more = "<agents/new> <http://xmlns.com/foaf/0.1/homepage> <https://example.org/new> ."
    assert send("POST", "agents/new", more).status_code == 204
    text = (registry.settings.root / "records/agents/new.ttl").read_text()
    assert text == NEW.replace('"New" .', '"New" ;\n    foaf:homepage <https://example.org/new> .')
    generation = registry.ledger.generation
    for nothing in (more, ""):
        assert send("POST", "agents/new", nothing).status_code == 204
    assert registry.ledger.generation == generation


def test_post_takes_the_parts_of_a_form_together(send: Send, registry: Registry) -> None:
    parts = [
        ("text/turtle", NEW),
        ("application/n-triples", f'<{BASE}agents/new> <http://xmlns.com/foaf/0.1/nick> "n" .'),
    ]
    body = "".join(
        f'--cut\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: {kind}\r\n\r\n{text}\r\n'
        for kind, text in parts
    )
    assert send("POST", "agents/new", f"{body}--cut--\r\n", "multipart/form-data; boundary=cut").status_code == 201
    assert len(registry.catalogue.graph(registry.catalogue.version("agents/new").record)) == 3


def test_what_post_does_not_touch_keeps_its_letters(send: Send, registry: Registry) -> None:
    path = registry.settings.root / f"records/{SKERRY}.ttl"
    before = path.read_text()
    send("POST", SKERRY, f"<{SKERRY}> <http://purl.org/dc/terms/relation> <https://example.org/r> .")
    assert [line for line in path.read_text().splitlines() if line not in before.splitlines()] == [
        "    dcterms:relation <https://example.org/r> ;"
    ]


def test_delete_withdraws_a_record_and_keeps_its_versions(
    send: Send, registry: Registry, writable: FlaskClient
) -> None:
    send("PUT", "agents/new", NEW)
    assert send("DELETE", "agents/new").status_code == 204
    assert not (registry.settings.root / "records/agents/new.ttl").exists()
    assert [v.status for v in registry.ledger.history("agents/new")[-2:]] == [Status.PUBLISHED, Status.WITHDRAWN]
    assert stored(registry, "agents/new") == 0
    assert writable.get("/store?graph=agents/new").status_code == 410
    assert send("DELETE", "agents/new").status_code == 410
    assert send("DELETE", "agents/never").status_code == 404
    assert send("PUT", "agents/new", NEW).status_code == 201, "and it can come back"


# Refusing: nothing of it is kept.

REFUSED = [
    pytest.param("PUT", "agents/new", "<agents/new> a 1", 400, "line 1", id="no Turtle"),
    pytest.param("PUT", "agents/new", b"\xff", 400, "UTF-8", id="no UTF-8"),
    pytest.param("PUT", "agents/new", NESTED, 422, "nested", id="nested deep"),
    pytest.param("PUT", "agents/new", "<agents/new> <p> _:a ; <q> _:a .", 422, "two places", id="shared blank node"),
    pytest.param("PUT", "agents/new", "", 422, "would say nothing", id="empty"),
    pytest.param("POST", "agents/new", "", 422, "would say nothing", id="a new one of nothing"),
    pytest.param("PUT", "agents/new", OF_ANOTHER, 422, "one file a record", id="of another record"),
    pytest.param("PUT", "agents/new", NAMELESS, 422, "agents/new.ttl", id="breaks a shape"),
    pytest.param("PUT", SKERRY, NEW.replace("agents/new", SKERRY), 422, "is a foaf:Agent", id="another kind of thing"),
    pytest.param("DELETE", MUELLER, "", 422, "gullhaven-hourly.ttl", id="others need it"),
    pytest.param("PUT", "http://elsewhere.example.org/x", NEW, 400, "is not a record's graph", id="elsewhere"),
    pytest.param("PUT", "agents/New", NEW, 400, "is not a record's graph", id="no slug"),
    pytest.param("PUT", "agents/../x", NEW, 400, "is not a record's graph", id="another folder"),
    pytest.param("PUT", "agents/a%2Fb", NEW, 400, "is not a record's graph", id="no slug, escaped"),
    pytest.param("PUT", "datasets/", NEW, 400, "is not a record's graph", id="no name"),
    pytest.param("PUT", f"{SKERRY}#dist-1", NEW, 400, "is not a record's graph", id="a part"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "graph", "body", "status", "detail"), REFUSED)
def test_what_can_not_be_published_is_refused_whole_and_said(
    send: Send, registry: Registry, method: str, graph: str, body: str | bytes, status: int, detail: str
) -> None:
    before = snapshot(registry)
    response = send(method, graph, body)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.data
    assert detail in response.get_json()["detail"]
    assert snapshot(registry) == before


def test_the_report_is_in_the_problem_document_and_a_shacl_graph_for_who_asks_for_rdf(send: Send) -> None:
    broken = "<agents/new> a <http://xmlns.com/foaf/0.1/Agent> ."
    [record] = send("PUT", "agents/new", broken).get_json()["records"]
    assert (record["file"], record["conforms"]) == ("records/agents/new.ttl", False)
    assert {finding["predicate"] for finding in record["findings"]} == {"foaf:name"}
    response = send("PUT", "agents/new", broken, Accept="text/turtle")
    assert (response.status_code, response.mimetype) == (422, "text/turtle")
    report = Graph().parse(data=response.data)
    assert set(report.objects(None, SH.focusNode)) == {URIRef(f"{BASE}agents/new")}


@pytest.mark.parametrize("kind", ["", "text/plain", "application/trig", "text/turtle; charset=utf-16"])
def test_a_body_in_no_syntax_of_ours_is_refused(send: Send, kind: str) -> None:
    assert send("PUT", "agents/new", NEW, kind).status_code == 415


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_the_default_graph_can_not_be_written(writable: FlaskClient, tokens: dict[Role, str], method: str) -> None:
    headers = {"Authorization": f"Bearer {tokens[Role.ADMIN]}"}
    response = writable.open("/store?default", method=method, data=NEW, headers=headers)
    assert response.status_code == 405
    assert "all records together" in response.get_json()["detail"]


# Who may.


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer  ", "Basic eDp5", "Bearer x", "Bearer radcat_x"])
@pytest.mark.parametrize(
    ("method", "address"), [("PUT", "/store"), ("POST", "/store"), ("DELETE", "/store"), ("POST", "/sparql")]
)
def test_without_a_token_nothing_is_written(
    writable: FlaskClient, registry: Registry, method: str, address: str, authorization: str | None
) -> None:
    before = snapshot(registry)
    response = writable.open(
        f"{address}?graph={MUELLER}" if address == "/store" else address,
        method=method,
        data=NEW,
        content_type="application/sparql-update" if address == "/sparql" else TURTLE,
        headers={} if authorization is None else {"Authorization": authorization},
    )
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert snapshot(registry) == before


def test_a_token_that_is_revoked_writes_no_more(writable: FlaskClient, registry: Registry) -> None:
    headers = {"Authorization": f"Bearer {registry.tokens.create('x', Role.CURATOR)}"}
    statuses = []
    for _ in range(2):
        statuses.append(
            writable.put("/store?graph=agents/new", data=NEW, content_type=TURTLE, headers=headers).status_code
        )
        registry.tokens.revoke("x")
    assert statuses == [201, 401]


@pytest.mark.parametrize("graph", ["shapes/required", "ns/status", "ns/tides", "ns/new"])
def test_what_judges_all_records_takes_an_admin(
    send: Send, registry: Registry, writable: FlaskClient, graph: str
) -> None:
    before = snapshot(registry)
    text = VOCABULARY.format("new", "2004/02/skos/core#ConceptScheme")
    if graph != "ns/new":
        text = writable.get(f"/store?graph={graph}").get_data(as_text=True)
    for method in ("PUT", "POST", "DELETE"):
        refused = send(method, graph, text)
        assert refused.status_code == (404 if method == "DELETE" and graph == "ns/new" else 403)
    assert snapshot(registry) == before
    allowed = send("PUT", graph, text, role=Role.ADMIN)
    assert allowed.status_code in (201, 204), allowed.data


def test_a_new_scheme_lies_among_the_schemes_and_another_vocabulary_beside_them(send: Send, registry: Registry) -> None:
    for slug, kind in (("newly", "2004/02/skos/core#ConceptScheme"), ("onto", "2002/07/owl#Ontology")):
        response = send("PUT", f"ns/{slug}", VOCABULARY.format(slug, kind), role=Role.ADMIN)
        assert response.status_code == 201, response.data
    assert (registry.settings.root / "ontology/schemes/newly.ttl").exists()
    assert (registry.settings.root / "ontology/onto.ttl").exists()


def test_a_shape_that_published_records_would_break_is_refused(
    send: Send, registry: Registry, writable: FlaskClient
) -> None:
    before = snapshot(registry)
    added = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
    <shapes/required#Agent-nick> a sh:NodeShape ; sh:targetClass foaf:Agent ;
        sh:property <shapes/required#Agent-nick-1> .
    <shapes/required#Agent-nick-1> a sh:PropertyShape ; sh:path foaf:nick ; sh:minCount 1 ; sh:message "Nick!"@en ."""
    response = send("POST", "shapes/required", added, role=Role.ADMIN)
    assert response.status_code == 422, response.data
    assert "Nick!" in response.get_json()["detail"]
    assert snapshot(registry) == before


# Conditions.


@pytest.mark.parametrize(
    ("condition", "there", "status"),
    [
        ({"If-None-Match": "*"}, False, 201),
        ({}, False, 201),
        ({}, True, 204),
        ({"If-None-Match": "*"}, True, 412),
        ({"If-Match": "*"}, False, 412),
        ({"If-Match": "*"}, True, 204),
        ({"If-Match": "its own"}, True, 204),
        ({"If-Match": 'its own, "another"'}, True, 204),
        ({"If-Match": '"another"'}, True, 412),
        ({"If-Match": '"another"'}, False, 412),
        ({"If-Match": "W/its own"}, True, 412),
        ({"If-None-Match": "its own"}, True, 412),
        ({"If-None-Match": '"another"'}, True, 204),
        ({"If-Match": "its own", "If-None-Match": "*"}, True, 412),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_conditions_decide_before_anything_is_written(
    send: Send,
    registry: Registry,
    writable: FlaskClient,
    method: str,
    condition: dict[str, str],
    there: bool,
    status: int,
) -> None:
    if there:
        send("PUT", "agents/new", NEW)
    etag = writable.get("/store?graph=agents/new").headers.get("ETag", '"none"')
    before = snapshot(registry)
    headers = {name.replace("-", "_"): value.replace("its own", etag) for name, value in condition.items()}
    response = send(method, "agents/new", MORE if method == "POST" else NEWER, **headers)
    assert response.status_code == status, response.data
    assert (snapshot(registry) == before) is (status == 412)


def test_delete_heeds_conditions_too(send: Send, writable: FlaskClient) -> None:
    send("PUT", "agents/new", NEW)
    assert send("DELETE", "agents/new", If_Match='"another"').status_code == 412
    etag = writable.get("/store?graph=agents/new", headers={"Accept": "application/ld+json"}).headers["ETag"]
    assert send("DELETE", "agents/new", If_Match=etag).status_code == 204


# Files that people edit.


def edit(path: Path) -> None:
    path.write_text(path.read_text() + "\n")


@pytest.mark.parametrize("damage", [edit, Path.unlink], ids=["edited", "removed"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_an_edit_by_hand_that_is_not_synced_is_not_written_over(
    send: Send, registry: Registry, method: str, damage: Callable[[Path], None]
) -> None:
    send("PUT", "agents/new", NEW)
    damage(registry.settings.root / "records/agents/new.ttl")
    before = snapshot(registry)
    response = send(method, "agents/new", NEWER)
    assert response.status_code == 409
    assert "radcat sync" in response.get_json()["detail"]
    assert snapshot(registry) == before
    registry.publisher.sync(registry.settings.root)
    assert send("PUT", "agents/new", NEWER).status_code in (201, 204)


def test_a_file_that_waits_to_be_synced_is_not_written_over(send: Send, registry: Registry) -> None:
    (registry.settings.root / "records/agents/new.ttl").write_text("being written")
    assert send("PUT", "agents/new", NEW).status_code == 409
    assert (registry.settings.root / "records/agents/new.ttl").read_text() == "being written"


def test_a_file_that_was_refused_is_judged_again_once_what_it_needed_is_there(send: Send, registry: Registry) -> None:
    root = registry.settings.root
    path = root / f"records/{SKERRY}.ttl"
    path.write_text(path.read_text().replace(MUELLER, "agents/new"))
    assert [f.name for f in registry.publisher.sync(root).findings] == [SKERRY]
    send("PUT", "agents/new", NEW)
    assert registry.publisher.sync(root).published == (SKERRY,)


def test_a_record_that_no_longer_conformed_before_stands_in_nobodys_way(send: Send, registry: Registry) -> None:
    root = registry.settings.root
    (root / "records/agents/asa-mueller.ttl").unlink()
    outcome = registry.publisher.sync(root)
    assert {f.name for f in outcome.findings if f.published} == {
        "datasets/gullhaven-hourly",
        "datasets/gullhaven-monthly",
        SKERRY,
    }
    assert (
        send(
            "PUT", "agents/gullhaven-harbour-board", NEW.replace("agents/new", "agents/gullhaven-harbour-board")
        ).status_code
        == 204
    )
    assert send("PUT", MUELLER, NEW.replace("agents/new", MUELLER)).status_code == 201
    assert registry.ledger.findings() == [], "and what it mends is noticed"


def test_the_head_of_a_file_keeps_its_comments_where_it_is_added_to(send: Send, registry: Registry) -> None:
    path = registry.settings.root / "records/agents/new.ttl"
    path.write_text("# Kept by the harbour board.\n\n" + NEW)
    registry.publisher.sync(registry.settings.root)
    send("POST", "agents/new", "<agents/new> <http://xmlns.com/foaf/0.1/nick> 'n' .")
    assert path.read_text().startswith("# Kept by the harbour board.\n\n@prefix")


def test_what_is_written_is_canonical_to_radcat_format(send: Send, registry: Registry) -> None:
    text = f"<{SKERRY}> <{BASE}ns/tides#station> [ <{BASE}ns/tides#datum> <ns/datum/local-benchmark>, 'EN'@en-GB ] ."
    assert send("POST", SKERRY, text).status_code == 204
    kept = (registry.settings.root / f"records/{SKERRY}.ttl").read_text()
    graph = turtle.parse(kept.encode(), BASE, SKERRY)
    assert turtle.canonical(graph, BASE, SKERRY, turtle.own_prefixes(kept.encode(), BASE)) == kept

"""SPARQL Update at the endpoint: records edited, validated, and all published or none."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from tests.writing.conftest import BASE, snapshot
from werkzeug.test import TestResponse

from radcat.bootstrap import Registry
from radcat.ledger.tokens import Role
from radcat.ledger.versions import Status

SKERRY = "datasets/skerry-float"
PREFIXES = """PREFIX foaf: <http://xmlns.com/foaf/0.1/> PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX tides: <ns/tides#> PREFIX schema: <https://schema.org/> PREFIX sh: <http://www.w3.org/ns/shacl#>
"""
NEW = 'INSERT DATA { GRAPH <agents/new> { <agents/new> a foaf:Agent ; foaf:name "New" } }'
COUNT = """WITH <datasets/skerry-float> DELETE { ?s tides:measurementCount ?n } INSERT { ?s tides:measurementCount ?m }
WHERE { ?s tides:measurementCount ?n BIND(STRDT(STR(?n + 1), xsd:nonNegativeInteger) AS ?m) }"""
UPDATE = "application/sparql-update"
Send = Callable[..., TestResponse]


@pytest.fixture
def send(registry: Registry, writable: FlaskClient, tokens: dict[Role, str]) -> Send:
    """Sends an update with the token of a curator, or of another role."""

    def send(text: str, role: Role = Role.CURATOR, **parameters: str) -> TestResponse:
        headers = {"Authorization": f"Bearer {tokens[role]}"}
        return writable.post(
            "/sparql", query_string=parameters, data=PREFIXES + text, content_type=UPDATE, headers=headers
        )

    return send


def text(registry: Registry, place: str) -> str:
    return (registry.settings.root / "records" / f"{place}.ttl").read_text()


def test_an_update_edits_a_record_and_no_letter_beside(send: Send, registry: Registry) -> None:
    before = text(registry, SKERRY)
    response = send(COUNT)
    assert (response.status_code, response.data) == (204, b"")
    assert text(registry, SKERRY) == before.replace('"00365"', '"366"')
    version = registry.ledger.latest(SKERRY)
    assert version is not None
    assert (version.agent, version.reason) == ("the curator", "an update over HTTP")


def test_an_update_is_taken_as_a_form_too_and_from_both_the_answer_is_seen_at_once(
    writable: FlaskClient, registry: Registry, tokens: dict[Role, str]
) -> None:
    headers = {"Authorization": f"Bearer {tokens[Role.CURATOR]}"}
    ask = {"query": "ASK { GRAPH <agents/new> { ?s ?p 'New' } }"}
    assert writable.get("/sparql", query_string=ask).get_json()["boolean"] is False
    response = writable.post("/sparql", data={"update": PREFIXES + NEW}, headers=headers)
    assert response.status_code == 204, response.data
    assert writable.get("/sparql", query_string=ask).get_json()["boolean"] is True
    assert writable.get("/agents/new").status_code == 200


def test_an_update_makes_changes_and_withdraws_records_in_one(send: Send, registry: Registry) -> None:
    before = registry.ledger.generation
    response = send(f"{NEW} ; {COUNT} ; DROP GRAPH <sources/inventory>")
    assert response.status_code == 204, response.data
    assert registry.ledger.generation == before + 3
    assert [(v.record.name, v.status) for v in registry.ledger.changes(before)] == [
        ("agents/new", Status.PUBLISHED),
        (SKERRY, Status.PUBLISHED),
        ("sources/inventory", Status.WITHDRAWN),
    ]
    assert not (registry.settings.root / "records/sources/inventory.ttl").exists()


def test_an_update_without_effect_makes_no_version(send: Send, registry: Registry) -> None:
    before = snapshot(registry)
    for nothing in (
        "",
        "DELETE DATA { GRAPH <datasets/skerry-float> { <x> <y> <z> } }",
        "DROP SILENT GRAPH <agents/no>",
    ):
        assert send(nothing).status_code == 204
    assert snapshot(registry) == before


def test_using_may_come_with_the_request(send: Send, registry: Registry) -> None:
    read = "INSERT { GRAPH <agents/new> { <agents/new> a foaf:Agent ; foaf:name ?n } } WHERE { ?s foaf:name ?n }"
    response = send(read, **{"using-graph-uri": f"{BASE}agents/asa-mueller"})
    assert response.status_code == 204, response.data
    assert '"Åsa Müller"' in text(registry, "agents/new")


@pytest.mark.parametrize(
    ("update", "status", "detail"),
    [
        ("bogus", 400, "not an update"),
        ("ASK {}", 400, "not an update"),
        ("DELETE WHERE { ?s ?p ?o }", 400, "write GRAPH"),
        ("CLEAR ALL", 400, "CLEAR GRAPH"),
        ("LOAD <http://127.0.0.1:1/x> INTO GRAPH <agents/new>", 400, "LOAD"),
        ("L\\u004FAD <file:///etc/passwd> INTO GRAPH <agents/new>", 400, "LOAD"),
        ("INSERT { GRAPH <agents/x> { ?s ?p ?o } } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", 400, "SERVICE"),
        ("DROP GRAPH <agents/nobody>", 404, "agents/nobody"),
        ("INSERT DATA { GRAPH <http://elsewhere.example.org/g> { <a> <b> <c> } }", 400, "not a record's graph"),
        ("INSERT DATA { GRAPH <agents/new> { <agents/new> <p> _:a ; <q> _:a } }", 422, "two places"),
        ("INSERT DATA { GRAPH <agents/new> { <agents/new> a foaf:Agent } }", 422, "agents/new.ttl"),
        ("INSERT DATA { GRAPH <agents/new> { <agents/other> a foaf:Agent } }", 422, "agents/other"),
        (f"{NEW} ; DROP GRAPH <agents/asa-mueller>", 422, "gullhaven-hourly.ttl"),
        (f"{NEW} ; INSERT DATA {{ GRAPH <agents/b> {{ <agents/b> a foaf:Agent }} }}", 422, "agents/b.ttl"),
        (f"{NEW} ; DROP GRAPH <agents/nobody>", 404, "agents/nobody"),
        ("INSERT DATA { GRAPH <shapes/required> { <shapes/required#x> a sh:NodeShape } }", 403, "admin"),
        ("INSERT DATA { GRAPH <ns/tides> { <ns/tides#x> foaf:name 'x' } }", 403, "admin"),
        ("INSERT { GRAPH <agents/new> { <agents/new> foaf:name ?a } } WHERE { GRAPH <agents/asa-mueller> {"
         + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(40)) + " } }", 503, "5 s"),
        ("INSERT DATA { GRAPH <agents/new> { <a> <b> " + "[ <p> " * 3000 + "]" * 3000 + " } }", 400, ""),
        ("INSERT DATA { GRAPH <agents/new> { <a> <b> " + "(" * 90 + "1" + ")" * 90 + " } }", 400, "nested too deep"),
        ("INSERT DATA { GRAPH <agents/new> { <a> <b> " + "[ <p> " * 90 + "1" + "]" * 90 + " } }", 400,
         "nested too deep"),
        ("INSERT { GRAPH <agents/new> { <a> <b> ?x } } WHERE { BIND(" + "(" * 60 + "1" + ")" * 60 + " AS ?x) }", 400,
         "nested too deep"),
        ("INSERT { GRAPH <agents/new> { <a> <b> 1 } } WHERE " + "{" * 80 + "}" * 80, 400, "nested too deep"),
    ],
)  # fmt: skip
def test_an_update_that_is_refused_leaves_everything_as_it_is(
    send: Send, registry: Registry, update: str, status: int, detail: str
) -> None:
    before = snapshot(registry)
    response = send(update)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.data
    assert detail in response.get_json()["detail"]
    assert snapshot(registry) == before
    assert send(NEW).status_code == 204, "and the next is served"


def test_a_query_is_still_a_query(writable: FlaskClient) -> None:
    assert writable.post("/sparql", data={"query": "ASK {}"}).status_code == 200
    assert writable.post("/sparql", data="ASK {}", content_type="application/sparql-query").status_code == 200
    both = writable.post("/sparql", data={"query": "ASK {}", "update": NEW})
    assert both.status_code in (400, 401)


@pytest.mark.parametrize(
    "held",
    ["https://example.org/?query=tide", "query=", "&amp;query=ASK {}", "update=", "a&b=c;d"],
)
@pytest.mark.parametrize("raw", [True, False], ids=["as browsers never write it", "escaped"])
def test_an_update_may_say_anything_that_looks_like_a_parameter(
    registry: Registry, writable: FlaskClient, tokens: dict[Role, str], held: str, raw: bool
) -> None:
    value = NEW.replace('"New"', f'"{held}"')
    safe = "=?/:" if raw else ""  # = needs no escape within a value
    response = writable.post(
        "/sparql",
        data=f"update={quote(PREFIXES + value, safe=safe)}",
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {tokens[Role.CURATOR]}"},
    )
    assert response.status_code == 204, response.data
    assert held in text(registry, "agents/new")


def test_a_query_may_say_anything_that_looks_like_an_update(writable: FlaskClient) -> None:
    for said in ("update=", "&update=x", "?update=1"):
        query = f'ASK {{ FILTER("{said}" = "{said}") }}'
        for safe in ("=?", ""):
            response = writable.post(
                "/sparql",
                data=f"query={quote(query, safe=safe)}",
                content_type="application/x-www-form-urlencoded",
                headers={"Accept": "application/json"},
            )
            assert (response.status_code, response.get_json(force=True)["boolean"]) == (200, True)


def test_the_members_of_the_catalogue_are_worked_out_and_never_written(send: Send, registry: Registry) -> None:
    before = text(registry, "catalog")
    added = "INSERT DATA { GRAPH <catalog> { <catalog> <http://www.w3.org/ns/dcat#dataset> <datasets/skerry-float> } }"
    assert send(added).status_code == 204
    assert text(registry, "catalog") == before

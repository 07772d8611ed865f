"""Saved queries, each with a page of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from rdflib import SH, Graph, URIRef
from tests.conftest import EXAMPLE

from radcat import settings
from radcat.bootstrap import Registry
from radcat.stores.base import Query
from radcat.web.app import create_app
from radcat.web.middleware.clients import CLIENT

BASE = "http://127.0.0.1:8000/"
TITLES = "SELECT ?d ?t { ?d a <http://www.w3.org/ns/dcat#Dataset> ; <http://purl.org/dc/terms/title> ?t }"
QUERIES = {
    "titles": ("select", "Which titles & names are there?", TITLES),
    "any": ("ask", "Is there anything?", "ASK { ?s ?p ?o }"),
    "graph": ("construct", "What is of which class?", "CONSTRUCT { ?s a ?c } { ?s a ?c }"),
    "numbers": ("select", "How many?", "SELECT (COUNT(*) AS ?n) ('x' AS ?name) { ?s a ?c }"),
    "forbidden": ("select", "Who else?", "SELECT * { ?s <http://purl.org/dc/terms/title> ?o . ?s ?p }"),
}

ABOUT = '''
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
<queries/about> a sh:SPARQLExecutable ; rdfs:label "What is said?"@en ;
  sh:parameter <queries/about#word> , <queries/about#dataset> ;
  sh:select """SELECT ?p ?word { VALUES ?word { "a" } VALUES ?dataset { <datasets/skerry-float> } ?dataset ?p ?o }""" .
<queries/about#dataset> sh:name "Dataset"@en ; sh:order 1 ; sh:class <http://www.w3.org/ns/dcat#Dataset> ;
  sh:defaultValue <datasets/skerry-float> .
<queries/about#word> sh:name "Word"@en ; sh:order 2 ; sh:defaultValue "a" .
'''


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    """A client of the example with saved queries, and no shapes that would ask more of them."""
    root = tmp_path_factory.mktemp("queries")
    for folder in ("records/queries", "records/datasets"):
        (root / folder).mkdir(parents=True)
    for name in ("records/catalog.ttl", "records/datasets/skerry-float.ttl"):
        (root / name).write_bytes((EXAMPLE / name).read_bytes())
    for slug, (form, label, text) in QUERIES.items():
        (root / f"records/queries/{slug}.ttl").write_text(
            "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
            f'<queries/{slug}> a sh:SPARQLExecutable ; rdfs:label "{label}"@en ; rdfs:comment "All of {slug}."@en ;\n'
            f'  sh:{form} """{text}""" .\n'
        )
    (root / "records/queries/about.ttl").write_text(ABOUT)
    registry = Registry.open(settings.read(root, data=root / "data", base_iri=BASE, page_size=3))
    registry.publisher.sync(root)
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


def page(client: FlaskClient, slug: str) -> str:
    response = client.get(f"/queries/{slug}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_a_saved_query_is_asked_on_behalf_of_who_asks_and_not_for_a_head(
    asking: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Query] = []

    def query(_: object, query: Query) -> Iterator[bytes]:
        asked.append(query)
        yield b'{"head": {}, "boolean": true}'

    monkeypatch.setattr("radcat.sandbox.pool.WorkerPool.query", query)
    reader = {"headers": {"Accept": "text/html"}, "environ_overrides": {CLIENT: "198.51.100.1"}}
    head = asking.head("/queries/any", **reader)
    assert (head.status_code, head.mimetype, asked) == (200, "text/html", [])
    assert asking.get("/queries/any", **reader).status_code == 200
    assert [query.client for query in asked] == ["198.51.100.1"]


@pytest.mark.parametrize(
    ("slug", "shown"),
    [
        ("titles", "1 solution</h2>"),
        ("any", "<h2>Yes</h2>"),
        ("graph", "<h2>Graph</h2><pre "),
        ("numbers", '<th scope="col" class="number">n</th><th scope="col">name</th>'),
        ("forbidden", "<h2>No answer</h2>\n<p>error at 1:"),
    ],
)
def test_the_page_of_a_query_shows_its_answer(asking: FlaskClient, slug: str, shown: str) -> None:
    assert shown in page(asking, slug)


def test_a_page_without_its_answer_is_kept_by_nobody(asking: FlaskClient) -> None:
    control = {slug: asking.get(f"/queries/{slug}").headers["Cache-Control"] for slug in ("any", "forbidden")}
    page_control = {
        slug: asking.get(f"/queries/{slug}", headers={"Accept": "text/html"}).headers["Cache-Control"]
        for slug in ("any", "forbidden")
    }
    assert page_control == {"any": "public, no-cache", "forbidden": "no-store"}
    assert control["any"] == "public, no-cache"


@pytest.mark.parametrize("by", ["suffix", "accept"])
def test_the_text_alone_can_be_asked_anywhere(asking: FlaskClient, by: str) -> None:
    """Relative IRIs of a saved query stand under the registry's base."""
    if by == "suffix":
        response = asking.get("/queries/titles.rq")
    else:
        response = asking.get("/queries/titles", headers={"Accept": "application/sparql-query"})
    assert (response.status_code, response.mimetype) == (200, "application/sparql-query")
    assert response.get_data(as_text=True) == f"BASE <{BASE}>\n{TITLES}"
    assert asking.post("/sparql", data=response.data, content_type=response.mimetype).status_code == 200


def test_only_a_query_has_the_text_of_one(asking: FlaskClient) -> None:
    refused = asking.get("/datasets/skerry-float.rq")
    assert refused.status_code == 406
    assert ".ttl" in refused.get_json()["offered"]
    assert asking.get("/catalog", headers={"Accept": "application/sparql-query"}).status_code == 406


def test_a_query_is_rdf_as_every_record_is(asking: FlaskClient) -> None:
    graph = Graph().parse(data=asking.get("/queries/titles.ttl").data, format="turtle")
    assert str(graph.value(URIRef(f"{BASE}queries/titles"), SH.select)) == TITLES


@pytest.mark.parametrize(
    ("slug", "form", "media_type"),
    [
        ("titles", "csv", "text/csv"),
        ("titles", "json", "application/sparql-results+json"),
        ("any", "xml", "application/sparql-results+xml"),
        ("graph", "ntriples", "application/n-triples"),
    ],
)
def test_the_answer_comes_in_every_format_that_it_can_have(
    asking: FlaskClient, slug: str, form: str, media_type: str
) -> None:
    assert f'href="/queries/{slug}?format={form}"' in page(asking, slug)
    response = asking.get(f"/queries/{slug}?format={form}")
    assert response.status_code == 303
    followed = asking.get(response.headers["Location"])
    assert (followed.status_code, followed.mimetype) == (200, media_type)


def test_a_format_that_the_answer_cannot_have_is_406(asking: FlaskClient) -> None:
    refused = asking.get("/queries/any?format=csv")
    assert refused.status_code == 406
    assert refused.get_json()["offered"] == ["json", "xml"]
    assert asking.get("/queries/nothing?format=csv").status_code == 404


def test_the_page_leads_to_the_editor_with_the_query_in_it(asking: FlaskClient) -> None:
    found = re.search(r'href="(/sparql\?[^"]*)"', page(asking, "titles"))
    assert found
    assert parse_qs(urlsplit(found[1]).query)["query"] == [TITLES]


def test_an_answer_is_cited_by_query_state_and_time(asking: FlaskClient) -> None:
    text = page(asking, "titles")
    ledger = asking.application.extensions["radcat"].registry.ledger
    *_, last = ledger.changes()
    assert f"&lt;{BASE}queries/titles&gt;" in text
    assert f"generation {ledger.generation} of {last.date}." in text
    assert f"@misc{{titles-{ledger.generation}," in text
    assert "{{Which titles \\&amp; names are there?}}" in text, "as LaTeX wants it"


def test_the_index_names_every_query_with_its_sentence_in_groups(asking: FlaskClient) -> None:
    text = asking.get("/queries/").get_data(as_text=True)
    assert sorted(re.findall(r'<li><a href="/queries/([^"?]+)"', text)) == sorted([*QUERIES, "about"])
    assert "All of any." in text
    assert "Other questions" in text, "those that name no group"
    assert "You choose: Dataset, Word." in text
    assert asking.get("/queries/?page=2").status_code == 404
    assert asking.get("/queries/?q=x").status_code == 400
    assert asking.get("/queries").status_code == 308


def test_a_parameter_is_a_field_and_its_value_is_carried(asking: FlaskClient) -> None:
    text = page(asking, "about?word=a%22b&dataset=skerry-float")
    assert '<option value="skerry-float" selected>' in text
    assert re.search(r'<input id="ask-word" name="word" value="a&#34;b"', text)
    assert "about?dataset=skerry-float&amp;word=a%22b&gt; by" in text, "the citation"
    response = asking.get("/queries/about?format=csv&word=Z%22")
    asked = parse_qs(urlsplit(response.headers["Location"]).query)["query"][0]
    assert 'VALUES ?word { "Z\\"" }' in asked
    assert "VALUES ?dataset { <datasets/skerry-float> }" in asked, "the default"
    assert asking.get(response.headers["Location"]).get_data(as_text=True).splitlines()[1].endswith(',"Z"""')


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("dataset=skerry-flaot", "did you mean skerry-float?"),
        ("dataset=%3E%20%7D%20x", "names no dataset"),
        ("dataset=catalog", "names no dataset"),
        ("dataset=queries/about", "names no dataset"),
        ("dataset=%00", "names no dataset"),
        ("dataset=%F0%9F%98%80", "names no dataset"),
        ("word=a%5Cu0022", "backslashes"),
        ("word=a%0Ab", "line breaks"),
        ("word=" + "a" * 201, "up to 200"),
        ("word=a&word=b", "given 2 times"),
        ("wrod=a", "its parameters are dataset, word"),
    ],
)
@pytest.mark.parametrize("form", ["", "&format=csv"])
def test_a_value_that_cannot_be_is_400_with_what_to_do(asking: FlaskClient, given: str, said: str, form: str) -> None:
    refused = asking.get(f"/queries/about?{given}{form}")
    assert refused.status_code == 400
    assert said in refused.get_json()["detail"]


def test_the_endpoint_offers_its_saved_queries_as_examples(asking: FlaskClient) -> None:
    text = asking.get("/sparql", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert re.findall(r'data-query="([^"]*)"', text) == [f"/queries/{slug}.rq" for slug in sorted([*QUERIES, "about"])]
    described = Graph().parse(data=asking.get("/sparql").data, format="turtle")
    assert len(list(described.subjects(SH.select))) == 4

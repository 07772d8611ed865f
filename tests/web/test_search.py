"""The search page and the same answer in other forms."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs

import feedparser
import jsonschema
import pytest
from flask.testing import FlaskClient
from lxml import html
from openapi_spec_validator import validate

from radcat.bootstrap import Registry
from radcat.errors import StoreUnavailable
from radcat.web.app import create_app

FIXED = (
    "modality",
    "annotation",
    "task",
    "finding",
    "access",
    "licence",
    "use",
    "country",
    "publisher",
    "format",
    "year",
)


def ask(client: FlaskClient, query: str = "") -> dict[str, Any]:
    response = client.get(f"/api/search?{query}")
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.get_json()
    return found


def test_json_has_the_fixed_names(visitor: FlaskClient) -> None:
    answer = ask(visitor, "q=lung&modality=ct")
    assert answer["total"] == len(ask(visitor, "q=lung&modality=ct&per_page=100")["hits"])
    assert {"iri", "title"} <= answer["hits"][0].keys()
    assert set(FIXED) <= answer["facets"].keys()
    for values in answer["facets"].values():
        assert all(value.keys() == {"value", "label", "count", "selected"} for value in values)
    assert [value["value"] for value in answer["facets"]["modality"] if value["selected"]] == ["CT"]
    assert "sparql" not in answer
    assert "SELECT" in ask(visitor, "q=lung&sparql=true")["sparql"]


def test_values_are_unique_within_a_facet_in_either_case(visitor: FlaskClient) -> None:
    for name, values in ask(visitor, "values=10000")["facets"].items():
        codes = [value["value"].casefold() for value in values]
        assert len(codes) == len(set(codes)), name


def test_every_count_is_what_its_click_gives(visitor: FlaskClient) -> None:
    for query in ("", "q=ct", "modality=CT&access=open", "q=lung&licence=not-stated&modality=XR"):
        for name, values in ask(visitor, f"{query}&values=10000")["facets"].items():
            rest = "&".join(pair for pair in query.split("&") if pair and not pair.startswith(f"{name}="))
            for value in values:
                assert ask(visitor, f"{rest}&{name}={value['value']}")["total"] == value["count"], (query, name, value)


def test_the_links_of_the_page_give_what_they_say(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/search?q=ct&modality=CT").text)
    links = page.xpath("//div[@class='facets']//a[contains(@class, 'value')]")
    assert len(links) > 30
    for link in links:
        shown = int(link.xpath(".//span[@class='count']")[0].text.replace(",", ""))
        assert ask(visitor, link.get("href").partition("?")[2])["total"] == shown


@pytest.mark.parametrize("query", ["", "q=lung", "modality=CT&q=lung"])
def test_facets_can_be_left_out(visitor: FlaskClient, query: str) -> None:
    whole, bare = ask(visitor, query), ask(visitor, f"{query}&values=0")
    assert bare["facets"] == {}
    assert [hit["iri"] for hit in bare["hits"]] == [hit["iri"] for hit in whole["hits"]]


def test_several_values_of_a_facet_are_either_of_them(visitor: FlaskClient) -> None:
    one, two = ({hit["iri"] for hit in ask(visitor, f"modality={m}&per_page=100")["hits"]} for m in ("US", "MR"))
    both = ask(visitor, "modality=US&modality=MR&per_page=100")
    assert {hit["iri"] for hit in both["hits"]} == one | two


def test_a_broader_finding_finds_what_has_a_narrower_one(visitor: FlaskClient) -> None:
    broad = {hit["iri"] for hit in ask(visitor, "finding=pneumonia&per_page=100")["hits"]}
    narrow = {hit["iri"] for hit in ask(visitor, "finding=viral-pneumonia&per_page=100")["hits"]}
    assert narrow < broad


def test_what_a_licence_allows_is_a_facet(visitor: FlaskClient) -> None:
    answer = ask(visitor, "use=commercial&per_page=100")
    licences = {code for hit in answer["hits"] for code in hit["values"]["licence"]}
    assert licences
    assert not [code for code in licences if "NC" in code and not code.startswith("NCBI")]
    assert [hit["iri"].rpartition("/")[2] for hit in ask(visitor, "use=disputed")["hits"]] == ["covid19-ct-seg-20"]


def test_pages_follow_one_another(visitor: FlaskClient) -> None:
    names = [hit["iri"] for page in (1, 2, 3, 4) for hit in ask(visitor, f"page={page}")["hits"]]
    assert len(names) == len(set(names)) == ask(visitor)["total"]
    page = visitor.get("/search?page=2").text
    assert 'rel="prev"' in page
    assert 'rel="next"' in page


@pytest.mark.parametrize("sort", ["relevance", "newest", "size", "quality", "name"])
def test_every_order_is_an_address(visitor: FlaskClient, sort: str) -> None:
    assert ask(visitor, f"q=ct&sort={sort}")["sort"] == sort
    assert visitor.get(f"/search?q=ct&sort={sort}").status_code == 200


def test_the_table_has_all_hits(visitor: FlaskClient) -> None:
    response = visitor.get("/search.csv?modality=US")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert response.mimetype == "text/csv"
    assert {row["iri"] for row in rows} == {hit["iri"] for hit in ask(visitor, "modality=US")["hits"]}
    assert all("US" in row["modality"].split("; ") for row in rows)


def test_a_search_is_a_feed(visitor: FlaskClient) -> None:
    response = visitor.get("/search.atom?q=lung&modality=US")
    feed = feedparser.parse(response.data)
    assert not feed.bozo
    assert {entry.link for entry in feed.entries} == {hit["iri"] for hit in ask(visitor, "q=lung&modality=US")["hits"]}
    assert "Ultrasound" in feed.feed.title


def test_a_browser_can_learn_to_search_here(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/").text)
    (href,) = page.xpath("//link[@rel='search']/@href")
    description = html.fromstring(visitor.get(href).data)
    (template,) = description.xpath("//url[@type='text/html']/@template")
    assert template.endswith("/search?q={searchTerms}&page={startPage?}")


def test_typing_suggests_datasets(visitor: FlaskClient) -> None:
    found = visitor.get("/api/suggest?q=covidx%20c").get_json()
    assert found[0]["iri"].endswith("/datasets/covidx-cxr") or found[0]["iri"].endswith("/datasets/covidx-ct")
    assert visitor.get("/api/suggest").get_json() == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("modality=nosuch", "has no value “nosuch”"),
        ("modality=CT&modality=nosuch", "CT"),
        ("licence=CC0-1.0&access=dua", "Leave out the choice of"),
        ("q=xyzzy", "Check the spelling"),
        ("q=" + "word+" * 1000, "Only the first"),
        ("q=ct+AND+mri", "are not operators"),
        ("q=%22unclosed", "“&#34;unclosed”"),
        ("q=%00%1b%5b31m", "datasets"),
        ("q=%3Cscript%3Ealert(1)%3C/script%3E", "&lt;script&gt;"),
        ("q=SELECT+*+%7B%3Fs+%3Fp+%3Fo%7D", "dataset"),
        ("page=5", "Go to the last page"),
        ("year=20xx", "has no value"),
        ("images=many", "has no value"),
        ("evidence=certain", "has no value"),
        ("publisher=https://example.org/nobody", "has no value"),
    ],
)
def test_what_finds_nothing_says_what_to_do(visitor: FlaskClient, query: str, said: str) -> None:
    response = visitor.get(f"/search?{query}")
    assert response.status_code in (200, 404)
    assert said in response.text
    assert "<script>alert" not in response.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "has no parameter 'colour'"),
        ("page=0", "from 1 to"),
        ("page=x", "from 1 to"),
        ("page=" + "9" * 50, "from 1 to"),
        ("per_page=1000", "from 1 to 100"),
        ("sort=random", "choose one of relevance"),
        ("page=1&page=2", "give it once"),
        ("&".join(f"year={n}" for n in range(200)), "give it 100 at most"),
        ("q=" + "x" * 3, ""),
    ],
)
def test_what_can_t_be_meant_is_400_and_says_what_can(visitor: FlaskClient, query: str, said: str) -> None:
    for path in ("/search", "/api/search", "/search.csv", "/search.atom"):
        response = visitor.get(f"{path}?{query}", headers={"Accept": "application/json"})
        assert response.status_code == (400 if said else 200)
        assert said in (response.get_json() or {}).get("detail", "") if said else True


def test_an_empty_choice_counts_for_nothing(visitor: FlaskClient) -> None:
    assert ask(visitor, "modality=&q=&sort=&page=")["total"] == ask(visitor)["total"]


def test_all_values_of_a_facet_have_a_page_that_can_be_narrowed_down(visitor: FlaskClient) -> None:
    page = visitor.get("/search/values/publisher").text
    assert page.count('class="count"') == len(ask(visitor, "values=10000")["facets"]["publisher"])
    narrowed = visitor.get("/search/values/publisher?find=university").text
    labels = re.findall(r'<span class="name"[^>]*>([^<]*)</span>', narrowed)
    assert labels
    assert all("university" in unescape(label).lower() for label in labels)
    assert "No value" in visitor.get("/search/values/publisher?find=zzzz").text
    assert visitor.get("/search/values/nosuch").status_code == 404


def test_the_query_that_is_shown_can_be_opened_in_the_editor(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/search?modality=US&sparql=true").text)
    (link,) = page.xpath("//a[text()='Open it in the query editor']/@href")
    query = parse_qs(link.partition("?")[2])["query"][0]
    answer = visitor.get(
        "/sparql", query_string={"query": query}, headers={"Accept": "application/sparql-results+json"}
    )
    iris = {row["dataset"]["value"] for row in answer.get_json()["results"]["bindings"]}
    assert iris == {hit["iri"] for hit in ask(visitor, "modality=US")["hits"]}


def test_an_answer_is_kept_and_known_again(visitor: FlaskClient) -> None:
    first = visitor.get("/search?q=ct")
    assert "public" in first.headers["Cache-Control"]
    assert visitor.get("/search?q=ct", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_example_has_facets_from_its_shapes(client: FlaskClient) -> None:
    facets = ask(client)["facets"]
    assert {value["value"]: value["count"] for value in facets["datum"]}
    page = client.get("/search").text
    assert "Datum" in page
    assert "Modality" not in page, "which nobody states"
    total = ask(client)["total"]
    assert sum(value["count"] for value in facets["datum"]) >= total


def test_no_page_of_another_field_speaks_of_this_one(client: FlaskClient) -> None:
    for address in ("/", "/search", "/search?q=sea", "/search/values/datum"):
        text = client.get(address).text.lower()
        assert not [word for word in ("covid", "lung", "x-ray", "radiolog", "patient") if word in text], address


def test_without_an_index_pages_go_on_and_search_says_why_not(registry: Registry) -> None:
    registry.publisher.sync(registry.settings.root)
    app = create_app(registry)
    try:
        client = app.test_client()

        def away() -> Any:
            raise StoreUnavailable("the search index is away")

        registry.search.view = away  # type: ignore[method-assign]
        assert client.get("/").status_code == 200
        assert client.get("/datasets/gullhaven-hourly").status_code == 200
        answer = client.get("/search")
        assert answer.status_code == 503
    finally:
        app.extensions["radcat"].endpoint.close()


# What an address is asked that has to be asked something.
QUERIES: Final = {
    "/sparql": {"query": "ASK {}"},
    "/api/search": {"q": "lung"},
    "/api/suggest": {"q": "lung"},
    "/api/compare": {"d": ["covid-ctset", "covidx-cxr"]},
    "/compare.json": {"d": ["covid-ctset", "covidx-cxr"]},
    "/api/leakage": {"train": ["covidx-cxr@V9A/train", "covid-ctset"], "test": "midrc-ricord-1c"},
    "/api/facts": {"set": "covid19-ct-seg-20"},
    "/api/licences": {"set": ["covid-qu-ex", "covid-chestxray-dataset", "v7-covid19-xray"]},
}


class TestOpenApi:
    def document(self, client: FlaskClient) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(client.get("/openapi.json").data)
        return found

    def test_it_is_valid(self, visitor: FlaskClient, client: FlaskClient) -> None:
        for each in (visitor, client):
            validate(self.document(each))

    def test_its_addresses_answer_as_it_says(self, visitor: FlaskClient) -> None:
        document = self.document(visitor)
        for path, operations in document["paths"].items():
            address = path.replace("{slug}", "covidx-cxr").replace("{set}", "covidx-cxr@V9A")
            query = QUERIES.get(path, {})
            content = operations["get"]["responses"]["200"]["content"]
            for media_type, described in content.items():
                answer = visitor.get(address, query_string=query, headers={"Accept": media_type})
                assert answer.status_code == 200, (address, media_type, answer.text[:200])
                assert answer.content_type.partition(";")[0] == media_type.partition(";")[0], (address, media_type)
                schema = described["schema"] | {"components": document["components"]}
                jsonschema.validate(json.loads(answer.data), schema)

    def test_every_parameter_of_a_search_is_there(self, visitor: FlaskClient) -> None:
        known = {p["name"] for p in self.document(visitor)["paths"]["/api/search"]["get"]["parameters"]}
        assert {"q", "page", "per_page", "sort", "sparql", *FIXED} <= known
        assert ask(visitor)["facets"].keys() <= known

    def test_every_address_that_answers_in_json_is_there(self, visitor: FlaskClient) -> None:
        known = set(self.document(visitor)["paths"])
        rules = {str(rule) for rule in visitor.application.url_map.iter_rules()}
        json_rules = {rule for rule in rules if rule.startswith("/api/") or rule in ("/readyz", "/healthz")}
        assert json_rules <= known

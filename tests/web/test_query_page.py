"""The query page as the server writes it; what a browser makes of it is in tests/browser/test_query_page.py."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient

from radcat.web.views import query_page

PAGE = {"Accept": "text/html"}
WRONG = "SELECT ?d {\n  ?d a\n}"


def test_a_mistake_is_shown_beside_the_query_with_its_place_marked(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": WRONG}, headers=PAGE)
    page = response.get_data(as_text=True)
    assert (response.status_code, response.mimetype) == (400, "text/html")
    assert f"{WRONG}</textarea>" in page
    assert "At line 3, column" in page
    assert re.search(r"<pre>.*<mark>.</mark>.*</pre>", page)
    assert response.headers["Content-Security-Policy"] == query_page.POLICY


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT * { SERVICE <http://127.0.0.1:1/> {} }", 400, "SERVICE"),
        ("no query at all", 400, "this is not a query"),
        ("SELECT * { ?s ?p '<b>' ", 400, "expected"),
        ("DESCRIBE <a> # </textarea><script>alert(1)</script>\n;", 400, "expected"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_error_keeps_what_was_typed(client: FlaskClient, query: str, status: int, said: str, method: str) -> None:
    sent = {"query": query, "format": "html"}
    response = (
        client.get("/sparql", query_string=sent, headers=PAGE)
        if method == "get"
        else client.post("/sparql", data=sent, headers=PAGE)
    )
    page = response.get_data(as_text=True)
    assert response.status_code == status
    assert said in page
    assert "<script>" not in page
    assert page.count("</textarea>") == 1
    typed = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page, re.DOTALL)
    assert typed
    assert re.sub(r"&(lt|gt|#39);", lambda found: {"lt": "<", "gt": ">", "#39": "'"}[found[1]], typed[1]) == query


def test_a_program_gets_a_problem_document_all_the_same(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": WRONG})
    assert response.content_type == "application/problem+json"
    assert response.get_json()["line"] == 3


def test_an_answer_by_post_is_a_page_as_well(client: FlaskClient) -> None:
    """The form's own way is GET, whose address can be passed on; a long query needs POST."""
    response = client.post("/sparql", data={"query": "ASK {}", "format": "html"})
    assert response.status_code == 200
    assert "<h2>Yes</h2>" in response.get_data(as_text=True)


def test_only_the_query_page_lets_scripts_in_and_only_our_own(client: FlaskClient) -> None:
    policies = {
        page: client.get(page, headers=PAGE).headers["Content-Security-Policy"] for page in ("/", "/sparql", "/agents/")
    }
    assert "script-src 'self';" in policies["/sparql"]
    assert "script-src" not in policies["/"] + policies["/agents/"]
    for policy in policies.values():
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "http" not in policy


def test_where_the_package_was_built_without_the_editor_the_page_is_a_plain_form(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_page, "editor_folder", lambda: None)
    page = client.get("/sparql", headers=PAGE).get_data(as_text=True)
    assert "<script" not in page
    assert "<textarea" in page
    assert "Ctrl+" not in page


def test_the_editor_is_told_our_prefixes_and_where_the_description_is(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_page, "editor_folder", lambda: "vendor/yasgui-0")
    page = client.get("/sparql", headers=PAGE).get_data(as_text=True)
    found = re.search(r'<script type="application/json" id="settings">(.*?)</script>', page, re.DOTALL)
    assert found
    settings = json.loads(found[1])
    assert settings["prefixes"]["dcat"] == "http://www.w3.org/ns/dcat#"
    assert settings["prefixes"]["tides"] == "http://127.0.0.1:8000/ns/tides#"
    assert settings["description"] == "/.well-known/void"


def test_solutions_are_handed_to_the_editor_so_that_nothing_is_asked_twice(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query_page, "editor_folder", lambda: "vendor/yasgui-0")
    query = 'SELECT ("</script><b>" AS ?x) {}'
    page = client.get("/sparql", query_string={"query": query}, headers=PAGE).get_data(as_text=True)
    found = re.search(r'<script type="application/json" id="solutions">(.*?)</script>', page, re.DOTALL)
    assert found
    assert json.loads(found[1])["results"]["bindings"] == [{"x": {"type": "literal", "value": "</script><b>"}}]


def test_an_answer_that_is_another_each_time_is_kept_by_nobody(client: FlaskClient) -> None:
    for query, kept in (("SELECT (NOW() AS ?now) {}", "no-store"), ("SELECT (1 AS ?one) {}", "public, no-cache")):
        response = client.get("/sparql", query_string={"query": query}, headers=PAGE)
        assert response.headers["Cache-Control"] == kept

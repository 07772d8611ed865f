"""What a visitor is told when there is nothing to show, as a page and as a problem document (RFC 9457)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
PROBLEMS = [
    ("/datasets/unknown", 404, "no published record is called datasets/unknown"),
    ("/datasets/unknown.ttl", 404, "no published record is called datasets/unknown"),
    ("/datasets/skerry-float/part", 404, "no published record is called datasets/skerry-float/part"),
    ("/ns/status/nowhere", 404, "no published record is called ns/status/nowhere"),
    ("/agents/<script>alert(1)</script>", 404, "no published record is called agents/"),
    ("/elsewhere", 404, "not found"),
    ("/static/unknown.css", 404, "not found"),
    ("/datasets/?page=99", 404, "datasets/?page=99"),
    ("/datasets/?page=x", 400, "page=x is not a page"),
    ("/sparql?query=ASK%7B%7D&query=ASK%7B%7D", 400, "send one query parameter; there are 2"),
    ("/sparql?query=ASK%7B%7D&format=png", 406, "png is not available here"),
]


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory, published: Registry) -> Iterator[FlaskClient]:
    """A client of a registry from which a dataset was withdrawn and an agent that others name."""
    root = tmp_path_factory.mktemp("withdrawn") / "catalogue"
    shutil.copytree(published.settings.root, root)
    registry = Registry.open(settings.read(root, data=root / "data", base_iri=published.base))
    registry.publisher.sync(root)
    (root / "records/datasets/skerry-float.ttl").unlink()
    (root / "records/agents/asa-mueller.ttl").unlink()
    (root / "records/sources/inventory.ttl").unlink()
    registry.publisher.sync(root)
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()
    registry.ledger.close()


@pytest.mark.parametrize(("address", "status", "detail"), PROBLEMS)
@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/turtle", "application/problem+json", "?"])
def test_a_program_is_told_in_a_problem_document(
    client: FlaskClient, address: str, status: int, detail: str, accept: str
) -> None:
    response = client.get(address, headers={"Accept": accept} if accept else {})
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    document = response.get_json()
    assert document["type"] == "about:blank"
    assert (document["status"], bool(document["title"])) == (status, True)
    assert detail in document["detail"]
    assert response.headers["Cache-Control"] == "no-store"
    assert "Accept" in response.vary


@pytest.mark.parametrize(("address", "status", "detail"), PROBLEMS)
def test_a_reader_is_told_on_a_page(client: FlaskClient, address: str, status: int, detail: str) -> None:
    response = client.get(address, headers={"Accept": BROWSER})
    assert (response.status_code, response.content_type) == (status, "text/html; charset=utf-8")
    page = response.get_data(as_text=True)
    assert detail in page.replace("&#39;", "'")
    assert '<meta name="robots" content="noindex">' in page
    assert 'href="/datasets/"' in page, "a way on"
    assert "<script>" not in page, "what was asked is not made part of the page"


def test_a_problem_answered_to_head_has_no_body(client: FlaskClient) -> None:
    response = client.head("/datasets/unknown")
    assert (response.status_code, response.data) == (404, b"")


def test_a_question_about_a_withdrawn_record_keeps_its_form_and_is_410(withdrawn: FlaskClient) -> None:
    response = withdrawn.get("/leakage?train=skerry-float&test=gullhaven-hourly", headers={"Accept": BROWSER})
    assert response.status_code == 410
    assert "was withdrawn on" in response.text
    assert 'value="skerry-float"' in response.text


def test_a_withdrawn_record_is_410_with_what_is_known(withdrawn: FlaskClient) -> None:
    response = withdrawn.get("/datasets/skerry-float", headers={"Accept": BROWSER})
    assert (response.status_code, response.content_type) == (410, "text/html; charset=utf-8")
    page = response.get_data(as_text=True)
    assert "This record was withdrawn on" in page
    assert "the file was removed" in page
    assert "&#34;Skerry&#34; float gauge" in page, "its title"
    assert "https://example.org/tides/skerry" in page, "where it was"
    assert '<meta name="robots" content="noindex">' in page
    assert "application/ld+json" not in page, "no search engine is to list it"
    assert "Accept" in response.vary


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/json", "image/png"])
def test_a_program_is_told_of_a_withdrawal_in_a_problem_document(withdrawn: FlaskClient, accept: str) -> None:
    response = withdrawn.get("/datasets/skerry-float", headers={"Accept": accept})
    assert (response.status_code, response.content_type) == (410, "application/problem+json")
    document = response.get_json()
    assert document["name"] == "datasets/skerry-float"
    assert len(document["date"]) == len("2020-01-01")
    assert "the file was removed" in document["detail"]


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "nt"])
def test_a_withdrawn_record_is_410_by_suffix_too(withdrawn: FlaskClient, suffix: str) -> None:
    assert withdrawn.get(f"/datasets/skerry-float.{suffix}").status_code == 410
    asked = withdrawn.get(f"/datasets/skerry-float.{suffix}", headers={"Accept": "text/turtle"})
    assert asked.content_type == "application/problem+json"


@pytest.mark.parametrize(
    "address", ["/", "/datasets/", "/datasets/gullhaven-hourly", "/catalog", "/catalog.ttl", "/readyz"]
)
def test_pages_that_named_a_withdrawn_record_go_on(withdrawn: FlaskClient, address: str) -> None:
    assert withdrawn.get(address).status_code == 200


def test_a_withdrawn_dataset_is_listed_nowhere(withdrawn: FlaskClient) -> None:
    for address in ("/", "/datasets/", "/catalog.ttl", "/catalog"):
        assert "skerry-float" not in withdrawn.get(address).get_data(as_text=True), address


def test_a_reference_to_a_withdrawn_agent_is_still_shown(withdrawn: FlaskClient) -> None:
    assert 'href="/agents/asa-mueller"' in withdrawn.get("/datasets/gullhaven-monthly").get_data(as_text=True)
    assert withdrawn.get("/agents/asa-mueller", headers={"Accept": BROWSER}).status_code == 410


def test_a_fault_of_ours_is_500_and_logged_and_keeps_its_traceback_to_itself(
    published: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(published)
    try:

        def faulty() -> str:
            raise ZeroDivisionError("a secret")

        app.add_url_rule("/faulty", view_func=faulty)
        response = app.test_client().get("/faulty")
        assert (response.status_code, response.content_type) == (500, "application/problem+json")
        assert "secret" not in response.get_data(as_text=True)
        assert "ZeroDivisionError: a secret" in caplog.text
    finally:
        app.extensions["radcat"].endpoint.close()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_refused_method_names_those_that_are_answered(client: FlaskClient, method: str) -> None:
    response = client.open("/datasets/", method=method)
    assert response.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} == set(response.allow)

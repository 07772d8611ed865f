"""The sentence on the home page: from a query of the catalogue, and absent where it has none."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html

from radcat.bootstrap import Registry
from radcat.errors import QueryTimeout, StoreUnavailable
from radcat.saved_queries import Solutions, saved, select
from radcat.stores.base import Endpoint
from radcat.web.finding import Findings, filled

PAGE = {"Accept": "text/html"}


def test_the_home_page_says_what_a_query_found_with_its_source(visitor: FlaskClient) -> None:
    (found,) = html.fromstring(visitor.get("/", headers=PAGE).text).xpath("//p[contains(@class, 'finding')]")
    assert "8,133 of 20,226 images were duplicates" in found.text_content()
    links = found.xpath(".//a/@href")
    assert [link.split("/")[1] for link in links] == ["datasets", "references", "queries"]
    for link in links:
        assert visitor.get(link, headers=PAGE).status_code == 200


def test_another_catalogue_has_none(client: FlaskClient) -> None:
    assert "finding" not in client.get("/", headers=PAGE).text


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("{?n} of {$all}.", "3 of 4."),
        ("{?n} of {?missing}.", None),
        ("Nothing to fill, and { braces }.", "Nothing to fill, and { braces }."),
    ],
)
def test_a_sentence_is_whole_or_not_there(message: str, sentence: str | None) -> None:
    assert filled(message, {"n": "3", "all": "4"}) == sentence


def test_a_store_that_does_not_answer_is_not_asked_by_every_visitor(
    catalogue_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def refuse(*_: Any) -> Any:
        asked.append(1)
        raise StoreUnavailable("nobody is there")

    monkeypatch.setattr("radcat.web.finding.select", refuse)
    findings, endpoint = Findings(), catalogue_registry.endpoint()
    try:
        assert findings.of(catalogue_registry.catalogue, endpoint) == ()
        assert findings.of(catalogue_registry.catalogue, endpoint) == ()
    finally:
        endpoint.close()
    assert len(asked) == 1


def test_a_query_that_takes_too_long_leaves_the_others_their_answers(
    catalogue_registry: Registry, catalogue_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue, asked = catalogue_registry.catalogue, list[str]()
    slow = saved(catalogue, "find-by-word").text

    def hurry(endpoint: Endpoint, text: str) -> Solutions:
        asked.append(text)
        if text == slow:
            raise QueryTimeout(10.0)
        return select(endpoint, text)

    monkeypatch.setattr("radcat.web.finding.select", hurry)
    findings = Findings()
    numbers = [number for number, _ in findings.answers(catalogue, catalogue_endpoint)]
    assert numbers == ["1", "2", "3", "4"]
    findings.answers(catalogue, catalogue_endpoint)
    assert asked.count(slow) == 1, "nobody else waits for it"


def test_what_was_read_ahead_is_not_asked_again(
    catalogue_registry: Registry, catalogue_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogue, findings = catalogue_registry.catalogue, Findings()
    findings.read_ahead(catalogue, catalogue_endpoint)
    monkeypatch.setattr("radcat.web.finding.select", lambda *_: pytest.fail("asked again"))
    assert findings.of(catalogue, catalogue_endpoint)
    assert findings.answers(catalogue, catalogue_endpoint)

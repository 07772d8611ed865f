"""The survey's page is read off what is kept, and shows what is published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from radcat.bootstrap import Registry
from radcat.ledger.surveys import Surveys
from radcat.stores.base import Endpoint
from radcat.survey import editions, keeping
from radcat.survey.keeping import TABLE, Keeping
from radcat.web.app import create_app


@pytest.fixture
def kept(catalogue_registry: Registry, catalogue_endpoint: Endpoint) -> Iterator[Keeping]:
    """The survey of this repository's catalogue, kept, and forgotten afterwards."""
    found = Keeping(catalogue_registry.catalogue, catalogue_endpoint)
    found.run()
    yield found
    Surveys(catalogue_registry.ledger.engine).keep({})


def test_what_is_kept_is_what_would_be_computed(
    kept: Keeping, catalogue_registry: Registry, catalogue_endpoint: Endpoint
) -> None:
    assert not kept.is_due
    catalogue = catalogue_registry.catalogue
    survey = editions.build(catalogue, catalogue_endpoint)
    size, rows = 30, list[tuple[str | None, ...]]()
    for page in range(1, 4):
        shown = keeping.shown(catalogue, catalogue_endpoint, page, size)
        assert shown == keeping._computed(catalogue, catalogue_endpoint, page, size)
        rows += shown.tables[TABLE][0].rows
    assert tuple(rows) == survey.table.rows
    assert shown.checksum == survey.checksum


def test_another_query_makes_what_is_kept_worthless(
    kept: Keeping, catalogue_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "basis", lambda _: "another")
    monkeypatch.setattr(kept, "_last", float("-inf"))
    assert kept.is_due
    kept_by = Surveys(catalogue_registry.ledger.engine).kept()[TABLE].basis
    assert kept_by != "another"


def test_a_page_of_the_survey_leads_to_its_neighbours(
    catalogue_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radcat.web.views.survey.PAGE", 30)
    app = create_app(catalogue_registry)
    client: FlaskClient = app.test_client()
    try:
        first, last = client.get("/survey").text, client.get("/survey?page=3").text
        assert 'rel="next" href="/survey?page=2"' in first
        assert 'rel="prev" href="/survey?page=2"' in last
        assert 'rel="next"' not in last
        assert client.get("/survey?page=4").status_code == 404
        assert client.get("/survey?page=0").status_code == 400
    finally:
        app.extensions["radcat"].endpoint.close()

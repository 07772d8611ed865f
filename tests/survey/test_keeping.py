"""The survey's page is read off what is kept, and shows what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from lxml import html
from tests.web.test_statements import MOST, traced

from radcat.bootstrap import Registry
from radcat.ledger.surveys import Surveys
from radcat.stores.base import Endpoint
from radcat.survey import editions, keeping, parts, reading
from radcat.survey.keeping import Keeping
from radcat.survey.parts import TABLE
from radcat.survey.reading import Wanted
from radcat.web.app import create_app


@pytest.fixture
def kept(catalogue_registry: Registry, catalogue_endpoint: Endpoint) -> Iterator[Keeping]:
    """The survey of this repository's catalogue, kept, and forgotten afterwards."""
    found = Keeping(catalogue_registry.catalogue, catalogue_endpoint)
    found.run()
    yield found
    Surveys(catalogue_registry.ledger.engine).forget()


def test_what_is_kept_is_what_would_be_computed(
    kept: Keeping, catalogue_registry: Registry, catalogue_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not kept.is_due
    catalogue = catalogue_registry.catalogue
    survey = editions.build(catalogue, catalogue_endpoint)
    size, rows = 30, list[tuple[str | None, ...]]()
    for page in range(1, 4):
        shown = reading.shown(catalogue, catalogue_endpoint, Wanted(page, size))
        with monkeypatch.context() as patch:
            patch.setattr(reading, "_is_fit", lambda *_: False)
            assert shown == reading.shown(catalogue, catalogue_endpoint, Wanted(page, size))
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


def test_the_page_says_what_changed_since_an_edition_that_is_kept(
    kept: Keeping, catalogue_registry: Registry, visitor: FlaskClient
) -> None:
    surveys = Surveys(catalogue_registry.ledger.engine)
    now = surveys.kept()[TABLE]
    rows = surveys.rows({TABLE: None})[TABLE]
    place = next(at for at, row in enumerate(rows) if str(row[0]).endswith("/covid-ctset"))
    gone = (f"{catalogue_registry.base}datasets/gone", "A dataset that is gone", *rows[place][2:])
    changed = (*rows[place][:-1], "Y" if rows[place][-1] != "Y" else "N")
    before = (gone, *rows[:place], changed, *rows[place + 1 : -1])
    surveys.keep({f"{parts.EDITION}2026-01-01.1": (replace(now, rows=len(before)), before)})
    page = html.fromstring(visitor.get("/survey?since=2026-01-01.1").text)
    section = " ".join(page.xpath("//section[@aria-labelledby='changes']")[0].text_content().split())
    assert section.startswith("What changed since edition 2026-01-01.1")
    for part in ("Added 1", "No longer there 1A dataset that is gone", "Changed 1COVID-CTset: Case reviews"):
        assert part in section
    assert visitor.get("/survey").status_code == 200


@pytest.mark.parametrize("query", ["", "?since=2026-11-22.1", "?modality=CT&sort=-title&since=2026-11-22.1"])
def test_what_is_kept_is_read_with_few_questions(kept: Keeping, visitor: FlaskClient, query: str) -> None:
    assert not kept.is_due
    assert visitor.get(f"/survey{query}").status_code == 200
    with traced() as asked:
        assert visitor.get(f"/survey{query}").status_code == 200
    questions = [each for each in asked if each not in ("BEGIN", "ROLLBACK")]
    assert len(questions) <= MOST, "\n".join(questions)

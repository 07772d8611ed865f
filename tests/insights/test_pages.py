"""The survey's page, and evidence on a dataset's page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from radcat.registry import Registry
from radcat.web import create_app
from radcat.web.survey import FORMS


@pytest.fixture(scope="module")
def visitor(catalogue_registry: Registry) -> Iterator[FlaskClient]:
    """A client of the site over this repository's catalogue."""
    app = create_app(catalogue_registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


def test_the_survey_page_shows_the_table_the_totals_and_the_claims(visitor: FlaskClient):
    page = visitor.get("/survey").text
    for heading in ("Totals, then and now", "What the sources claimed"):
        assert f"<h2>{heading}</h2>" in page
    assert '<a href="/datasets/covid-ctset">COVID-CTset</a>' in page


@pytest.mark.parametrize("suffix", sorted(FORMS))
def test_the_survey_comes_in_every_form_with_its_media_type_and_an_etag(visitor: FlaskClient, suffix: str):
    answer = visitor.get(f"/survey.{suffix}")
    assert answer.status_code == 200
    assert answer.mimetype == FORMS[suffix][0]
    again = visitor.get(f"/survey.{suffix}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_csv_points_at_its_metadata_and_the_metadata_at_the_csv(visitor: FlaskClient):
    answer = visitor.get("/survey.csv")
    assert 'survey.csv-metadata.json>; rel="describedby"' in answer.headers["Link"]
    described = json.loads(visitor.get("/survey.csv-metadata.json").text)
    assert described["url"].endswith("/survey.csv")
    header = next(csv.reader(io.StringIO(answer.text)))
    assert [column["titles"] for column in described["tableSchema"]["columns"]] == header


def test_a_form_that_is_not_offered_is_406_with_those_that_are(visitor: FlaskClient):
    answer = visitor.get("/survey.xlsx")
    assert answer.status_code == 406
    assert json.loads(answer.text)["offered"] == [f".{suffix}" for suffix in FORMS]


def test_a_catalogue_without_a_survey_answers_404_and_has_no_link_to_it(client: FlaskClient):
    assert client.get("/survey").status_code == 404
    assert "/survey" not in client.get("/").text


def test_a_dataset_page_says_how_sure_each_fact_is_and_who_states_otherwise(visitor: FlaskClient):
    page = visitor.get("/datasets/covid-ctset").text
    assert 'class="sure verified"' in page
    assert 'class="sure unverified"' in page
    assert "<h2>Others state</h2>" in page
    assert "349/100" in page


@pytest.mark.parametrize("name", ["evidence/covid-ctset", "queries/survey", "survey"])
def test_evidence_and_queries_have_pages_and_rdf(visitor: FlaskClient, name: str):
    assert visitor.get(f"/{name}").status_code == 200
    assert visitor.get(f"/{name}.ttl").mimetype == "text/turtle"

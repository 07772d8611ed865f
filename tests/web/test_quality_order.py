"""The page of all scores: in words, summed up, and in the order that a reader wants."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from lxml import html

from radcat.bootstrap import Registry
from radcat.web.app import create_app
from radcat.web.templating import spelled


@pytest.fixture(scope="module")
def visitor(catalogue_registry: Registry) -> Iterator[FlaskClient]:
    catalogue_registry.measuring.run()
    app = create_app(catalogue_registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


def column(client: FlaskClient, sort: str, place: int) -> list[str]:
    page = html.fromstring(client.get(f"/quality?sort={sort}").text)
    (table,) = page.xpath("//section[@aria-labelledby='datasets']//table")
    return [row.xpath("th|td")[place].text_content().strip() for row in table.xpath("tbody/tr")]


def test_datasets_are_listed_worst_first_best_first_or_by_address(visitor: FlaskClient) -> None:
    worst = [int(text.split()[0]) for text in column(visitor, "worst", 1)]
    best = [int(text.split()[0]) for text in column(visitor, "best", 1)]
    assert worst == sorted(worst)
    assert best == sorted(best, reverse=True)
    assert worst[0] <= best[-1]
    assert best[0] > worst[0]
    page = html.fromstring(visitor.get("/quality?sort=name").text)
    addresses = page.xpath("//section[@aria-labelledby='datasets']//tbody//th/a/@href")
    assert addresses == sorted(addresses)
    assert visitor.get("/quality?sort=colour").status_code == 400


def test_metrics_are_named_in_words_and_summed_up(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/quality").text)
    for name in page.xpath("//table[tfoot]/tbody//th[not(starts-with(., 'FsF-'))]"):
        assert not re.search("[a-z][A-Z]", name.text_content()), name.text_content()
    for table in page.xpath("//table[tfoot]"):
        points = [float(row.xpath("td[2]")[0].text_content()) for row in table.xpath("tbody/tr")]
        assert float(table.xpath("tfoot//td[2]")[0].text_content()) == pytest.approx(sum(points))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("downloadUrlStatus", "download URL status"),
        ("keyword", "keyword"),
        ("dcat-ap_rules", "DCAT AP rules"),
        ("FsF-F1-01D", "FsF-F1-01D"),
    ],
)
def test_names_are_spelled_as_words(name: str, words: str) -> None:
    assert spelled(name) == words


def test_shapes_are_rules_that_a_curator_can_read(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/shapes/required", headers={"Accept": "text/html"}).text)
    (table,) = page.xpath("//section[@aria-labelledby='rules-dcat-Dataset']//table")
    rows = {row.xpath("th/code")[0].text_content(): row for row in table.xpath("tbody/tr")}
    title = [cell.text_content() for cell in rows["dcterms:title"].xpath("td")]
    assert title[0] == "required"
    assert "a text with its language" in title[1]
    assert title[2] != "–"
    identifier = [cell.text_content() for cell in rows["dcterms:identifier"].xpath("td")]
    assert "A report says: " in identifier[2], "a pattern is told by what a report says of it"
    page = html.fromstring(visitor.get("/shapes/vocabularies", headers={"Accept": "text/html"}).text)
    asked = [cell.text_content() for cell in page.xpath("//tr[th/code='schema:measurementTechnique']/td[2]")]
    assert "a concept of the scheme modality" in asked

"""The page of licences together, and the same as data."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import DCTERMS, Graph, URIRef
from tests.conftest import BASE
from tests.web.pages import page, text

from radcat.rdf.namespaces import ODRL

ASKED = "set=covid-qu-ex&set=midrc-ricord-1a"


def test_without_a_choice_the_page_shows_what_each_licence_says(visitor: FlaskClient) -> None:
    found = page(visitor, "/licences")
    assert found.xpath("//input[@name='set'][@value='']")
    rows = {text(row.xpath("th")[0]): [text(cell) for cell in row.xpath("td")] for row in found.xpath("//tbody/tr")}
    assert len(rows) >= 15
    assert rows["CC0-1.0"] == ["allowed"] * 5 + [""]
    assert rows["CC-BY-NC-4.0"][3] == "forbidden"


def test_the_answer_has_conflicts_duties_and_freer_compilations(visitor: FlaskClient) -> None:
    found = page(visitor, f"/licences?{ASKED}")
    headings = [text(heading) for heading in found.xpath("//h2")]
    assert {"Sharing the whole", "Conflicts 2", "What is allowed", "What is asked for"} <= set(headings)
    assert "Freer than what it was made from 3" in headings
    assert "no terms fit both" in text(found.xpath("//section[@aria-labelledby='conflicts']//li")[0])
    assert "no legal advice" in text(found)
    assert [each.get("value") for each in found.xpath("//input[@name='set']")] == ["covid-qu-ex", "midrc-ricord-1a", ""]


def test_a_dataset_without_a_licence_is_not_taken_for_free(visitor: FlaskClient) -> None:
    found = page(visitor, "/licences?set=covid-ct-rate&set=stoic2021")
    assert "Ask their makers before you share anything." in text(found.xpath("//section[@aria-labelledby='answer']")[0])


def test_the_page_speaks_the_reader_s_language(visitor: FlaskClient) -> None:
    found = page(visitor, f"/licences?{ASKED}&lang=de")
    said = text(found.xpath("//section[@aria-labelledby='conflicts']")[0])
    assert "Kommerzielle Nutzung: erlaubt durch CC-BY-SA-4.0 (covid-qu-ex), verboten durch CC-BY-NC-4.0" in said


def test_the_answer_is_had_as_json_csv_and_linked_data(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/api/licences?{ASKED}")
    assert answer.json is not None
    assert answer.json["generation"] > 0
    assert visitor.get(f"/licences.json?{ASKED}").json == answer.json
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/licences.csv?{ASKED}").text)))
    assert [row["set"] for row in rows] == ["covid-qu-ex", "midrc-ricord-1a", "together"]
    document = visitor.get(f"/licences.jsonld?{ASKED}").text
    quads = jsonld.to_rdf(json.loads(document), {"format": "application/n-quads"})
    graph = Graph().parse(data=quads, format="nt")
    licence = graph.value(URIRef(f"{BASE}datasets/covid-qu-ex"), DCTERMS.license)
    assert licence == URIRef("https://creativecommons.org/licenses/by-sa/4.0/")
    assert {rule for _, rule in graph.subject_objects(ODRL.permission)}
    assert (None, ODRL.prohibition, None) in graph


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/licences?set=nothing", 404),
        ("/api/licences", 400),
        ("/api/licences?set=covidx-cxr%40V7", 404),
        ("/api/licences?set=covidgr&limit=3", 400),
        ("/licences.xml?set=covidgr", 406),
        ("/licences?set=a%20b", 400),
        (f"/licences?set={'%2C'.join(f'set-{number}' for number in range(90))}", 400),
        ("/licences?set=nothing", 404),
    ],
)
def test_a_choice_that_means_nothing_has_a_status_that_says_so(visitor: FlaskClient, address: str, status: int) -> None:
    assert visitor.get(address).status_code == status


def test_pages_of_datasets_and_comparisons_lead_there(visitor: FlaskClient) -> None:
    assert "/licences?set=covidgr" in page(visitor, "/datasets/covidgr").xpath("//a/@href")
    links = page(visitor, "/compare?d=covidgr&d=stoic2021").xpath("//a/@href")
    assert "/licences?set=covidgr&set=stoic2021" in links

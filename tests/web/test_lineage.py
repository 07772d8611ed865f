"""The pages of lineage and leakage, and the same as data."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from pyld import jsonld
from rdflib import DCTERMS, PROV, Graph, URIRef
from tests.conftest import BASE
from tests.web.pages import page, text

ASKED = "train=covidx-cxr%40V9A%2Ftrain&test=midrc-ricord-1c"


def read(document: str) -> Graph:
    """Read JSON-LD by another processor than the writer's, which has none."""
    return Graph().parse(data=jsonld.to_rdf(json.loads(document), {"format": "application/n-quads"}), format="nt")


def test_the_page_of_a_dataset_s_lineage_shows_one_step_and_counts(visitor: FlaskClient) -> None:
    found = page(visitor, "/lineage/covidx-cxr")
    headings = [text(heading) for heading in found.xpath("//h2")]
    assert "Made from 8" in headings
    assert "Used in 0" in headings
    assert len(found.xpath("//*[local-name()='svg']//*[@class='box' or starts-with(@class, 'box ')]")) == 9
    assert found.xpath("//details/summary[contains(., 'Training set of V9A')]")


def test_the_picture_and_the_lists_name_the_same_works(visitor: FlaskClient) -> None:
    found = page(visitor, "/lineage/covidx-cxr?steps=all")
    drawn = {link.get("href") for link in found.xpath("//*[local-name()='svg']//*[local-name()='a']")}
    listed = {link.get("href") for link in found.xpath("//main//li//a")}
    assert drawn - {"/datasets/covidx-cxr"} <= listed


def test_a_way_is_brought_out(visitor: FlaskClient) -> None:
    found = page(visitor, "/lineage/covidx-cxr?focus=datasets%2Fsirm-covid19")
    steps = [text(step) for step in found.xpath("//h2[@id='path']/following-sibling::ol[1]/li")]
    assert len(steps) == 2
    assert "is derived from SIRM COVID-19 Database" in steps[-1]
    assert len(found.xpath("//*[local-name()='path' and contains(@class, 'focus')]")) == 2


@pytest.mark.parametrize(
    "address", ["/lineage/covidx-cxr@V9A/train", "/lineage/covidx-cxr%40v9a", "/lineage/sirm-covid19"]
)
def test_versions_splits_and_sources_have_pages_too(visitor: FlaskClient, address: str) -> None:
    assert page(visitor, address).xpath("//h1")


def test_lineage_is_had_as_json_and_as_linked_data(visitor: FlaskClient) -> None:
    answer = visitor.get("/lineage/medseg-covid19-ct-1.json").json
    assert answer is not None
    assert [each["to_title"] for each in answer["made_from"]] == ["SIRM COVID-19 Database"]
    graph = read(visitor.get("/lineage/medseg-covid19-ct-1.jsonld").text)
    mine, source = URIRef(f"{BASE}datasets/medseg-covid19-ct-1"), URIRef(f"{BASE}datasets/sirm-covid19")
    assert (mine, PROV.wasDerivedFrom, source) in graph
    assert graph.value(source, DCTERMS.title) is not None


def test_the_page_and_the_data_list_the_same_comparisons(visitor: FlaskClient) -> None:
    shown = page(visitor, "/lineage/covidx-cxr").xpath("//section[@aria-labelledby='compared']/ul/li")
    answer = visitor.get("/lineage/covidx-cxr.json").json
    assert answer is not None
    assert len(shown) == len(answer["compared"]) > 5
    for item, link in zip(shown, answer["compared"], strict=True):
        assert text(item).startswith(f"{link['of_title']} – {link['to_title']}:")
        assert link["sources"]


def test_the_overview_lists_what_is_used_most(visitor: FlaskClient) -> None:
    rows = page(visitor, "/lineage").xpath("//tbody/tr")
    numbers = [int(text(row.xpath("td")[0])) for row in rows]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 3


def test_the_form_is_empty_at_first_and_has_examples(visitor: FlaskClient) -> None:
    found = page(visitor, "/leakage")
    assert [field.get("name") for field in found.xpath("//form[@class='sets']//input")] == ["train", "test"]
    examples = found.xpath("//h2[.='For example']/following-sibling::ul[1]//a/@href")
    assert examples
    for address in examples:
        assert text(page(visitor, address).xpath("//h2[@id='verdict']")[0])


def test_a_verdict_has_its_way_its_numbers_and_its_ways_out(visitor: FlaskClient) -> None:
    found = page(visitor, f"/leakage?{ASKED}")
    assert text(found.xpath("//h2[@id='verdict']")[0]) == "Verdict: they share images"
    (pair,) = found.xpath("//article")
    assert "896 images" in text(pair)
    assert pair.xpath(".//ol[@class='way']//details[@class='why']//a[contains(@href, 'references/')]")
    assert "Leave out of" in text(found.xpath("//h2[@id='ways-out']/following-sibling::ul")[0])
    assert [field.get("value") for field in found.xpath("//form[@class='sets']//input")] == [
        "covidx-cxr@V9A/train", "", "midrc-ricord-1c", "",
    ]  # fmt: skip


@pytest.mark.parametrize(("side", "other"), [("train", "test"), ("test", "training")])
def test_with_one_side_chosen_the_page_asks_for_the_other(visitor: FlaskClient, side: str, other: str) -> None:
    assert f"Now choose a {other} set." in text(page(visitor, f"/leakage?{side}=covidgr"))


def test_a_field_that_is_emptied_takes_its_set_out(visitor: FlaskClient) -> None:
    found = page(visitor, f"/leakage?{ASKED}&test=&train=")
    assert len(found.xpath("//article")) == 1


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("train=nothing&test=covidgr", 404, "datasets/nothing"),
        ("train=covidx-cxr%40V7&test=covidgr", 404, "Choose covidx-cxr@"),
        ("train=a+b&test=covidgr", 400, "is no selection of a dataset"),
        ("&".join(f"train=set-{number}" for number in range(45)) + "&test=covidgr", 400, "40 at most"),
    ],
)
def test_a_question_that_has_no_answer_keeps_the_form_and_says_what_to_do(
    visitor: FlaskClient, query: str, status: int, said: str
) -> None:
    found = page(visitor, f"/leakage?{query}", status)
    assert said in text(found.xpath("//*[@role='alert']")[0])
    assert found.xpath("//form[@class='sets']")


def test_the_interface_answers_as_the_page_does(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/api/leakage?{ASKED}")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json is not None
    (pair,) = answer.json["pairs"]
    assert (answer.json["verdict"], pair["verdict"], pair["images"]) == ("shares", "shares", 896)
    assert visitor.get(f"/leakage.json?{ASKED}").json == answer.json
    rows = list(csv.DictReader(io.StringIO(visitor.get(f"/leakage.csv?{ASKED}").text)))
    assert [(row["verdict"], row["images"]) for row in rows] == [("shares", "896")]


def test_a_verdict_as_linked_data_is_an_annotation_of_both_sets(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/leakage.jsonld?{ASKED}")
    assert answer.mimetype == "application/ld+json"
    graph = read(answer.text)
    oa = "http://www.w3.org/ns/oa#"
    assert set(graph.objects(None, URIRef(f"{oa}hasTarget"))) == {
        URIRef(f"{BASE}datasets/covidx-cxr#v9a-train"), URIRef(f"{BASE}datasets/midrc-ricord-1c"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/leakage?train=nothing&test=covidgr", 404),
        ("/api/leakage?train=covidgr&test=covidx-cxr%40V7", 404),
        ("/api/leakage?train=covidgr", 400),
        ("/api/leakage?train=covidgr&test=polcovid&limit=3", 400),
        ("/leakage.xml?train=covidgr&test=polcovid", 406),
        ("/lineage/nothing", 404),
        ("/lineage/covidx-cxr@V7", 404),
        ("/lineage/covidx-cxr?focus=datasets%2Fcovidgr", 400),
        ("/lineage/covidx-cxr?depth=3", 400),
    ],
)
def test_a_wrong_question_is_answered_with_a_problem(visitor: FlaskClient, address: str, status: int) -> None:
    answer = visitor.get(address, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert json.loads(answer.text)["detail"]


def test_the_pages_speak_the_reader_s_language(visitor: FlaskClient) -> None:
    found = page(visitor, f"/leakage?{ASKED}&lang=de")
    assert text(found.xpath("//h2[@id='verdict']")[0]) == "Urteil: sie haben Bilder gemeinsam"
    assert "ist abgeleitet von" in text(found.xpath("//article")[0])


def test_the_page_of_a_dataset_leads_to_its_lineage(visitor: FlaskClient) -> None:
    links = page(visitor, "/datasets/covidgr").xpath("//section[@aria-labelledby='made']//a/@href")
    assert {"/lineage/covidgr", "/leakage?train=covidgr", "/leakage?test=covidgr"} <= set(links)

"""Findings on pages: the gravest first, with sources and confidence, citable, without a script."""

from __future__ import annotations

import json
import re

import pytest
from flask.testing import FlaskClient
from tests.web.pages import page, text

from radcat import dataset_findings
from radcat.bootstrap import Registry
from radcat.dataset_findings import DATASET_FINDING

SAIT = "/findings/curated-cxr-sait-duplicates"


def test_the_page_of_a_dataset_names_the_kinds_at_its_head_and_has_the_gravest_first(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/covid-chestxray-dataset")
    (strip,) = document.xpath("//p[contains(@class, 'notice')][contains(., 'Others found problems')]")
    assert "Leakage between splits, Duplicates, Shortcut, Bias, Errors in metadata or files" in text(strip)
    (section,) = document.xpath("//section[@aria-labelledby='found']")
    kinds = [text(item.xpath("./span[1]")[0]) for item in section.xpath(".//ul[contains(@class, 'found')]/li")]
    assert kinds[0] == "Leakage between splits"
    assert kinds[-1] == "Errors in metadata or files"
    assert strip.xpath(".//a/@href") == ["#found"]


def test_each_says_how_sure_it_is_and_who_says_so(visitor: FlaskClient) -> None:
    (section,) = page(visitor, "/datasets/covid19-ct-seg-20").xpath("//section[@aria-labelledby='found']")
    assert "Twenty volumes are of nineteen patients" in text(section)
    assert "verified" in text(section)
    assert "2020-08-27" in text(section)
    assert section.xpath(".//a[contains(@href, '/references/junma11-covid-19-ct-seg-benchmark-issue-3')]")


def test_a_finding_about_a_version_is_on_the_page_of_its_dataset(visitor: FlaskClient) -> None:
    (section,) = page(visitor, "/datasets/covidx-cxr").xpath("//section[@aria-labelledby='found']")
    assert "The lists of V9A did not fit the files that were offered" in text(section)


def test_a_dataset_without_findings_says_nothing_of_them(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/hannover-covid19")
    assert not document.xpath("//section[@aria-labelledby='found']")
    assert not document.xpath("//p[contains(., 'Others found problems')]")


def test_the_page_of_a_finding_has_statement_numbers_sources_and_targets(visitor: FlaskClient) -> None:
    document = page(visitor, SAIT)
    assert text(document.xpath("//h1")[0]) == "Two in five of the images that were merged were duplicates"
    numbers = [text(item) for item in document.xpath("//section[@aria-labelledby='numbers']//li")]
    assert numbers[:2] == [
        "8,133 (image): Duplicates among the images that were merged.",
        "20,226 (image): All images that were merged.",
    ]
    assert "2,690 (image, Viral pneumonia): Duplicates." in numbers
    assert document.xpath("//section[@aria-labelledby='about']//a[contains(@href, '/datasets/curated-cxr-sait')]")
    assert document.xpath(
        "//section[@aria-labelledby='sources']//a[@href='https://data.mendeley.com/datasets/9xkhgts2s6']"
    )


def test_a_finding_can_be_cited_in_every_style(visitor: FlaskClient) -> None:
    (section,) = page(visitor, SAIT).xpath("//section[@aria-labelledby='cite']")
    said = text(section)
    # Some styles write titles in capitals.
    assert said.lower().count("two in five of the images that were merged were duplicates") == 7
    assert "http://127.0.0.1:8000/findings/curated-cxr-sait-duplicates" in said
    for style in ("APA", "Chicago", "Harvard", "IEEE", "MLA", "Nature"):
        assert style in said


def test_its_markup_is_a_claim_about_the_dataset_and_where_it_was_made(visitor: FlaskClient) -> None:
    (block,) = page(visitor, SAIT).xpath("//script[@type='application/ld+json']/text()")
    claim = json.loads(block)
    assert (claim["@context"], claim["@type"]) == ("https://schema.org/", "Claim")
    assert claim["about"]["@id"].endswith("/datasets/curated-cxr-sait")
    assert claim["appearance"]["url"] == "https://data.mendeley.com/datasets/9xkhgts2s6"
    assert claim["text"].startswith("When the makers merged fifteen public sets, 8,133 of the 20,226 images")


@pytest.mark.parametrize("address", [SAIT, "/findings/", "/findings/?kind=bias"])
def test_a_page_about_findings_needs_no_script(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(address, headers={"Accept": "text/html"})
    scripts = re.findall(r"<script(?![^>]*ld\+json)[^>]*>", answer.text)
    assert scripts == []


def test_every_finding_has_a_page_and_is_on_that_of_each_dataset_it_is_about(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    catalogue = catalogue_registry.catalogue
    names = catalogue.ledger.names(DATASET_FINDING.name)
    for each in dataset_findings.read(catalogue, catalogue.ledger.several(names)):
        assert each.title in text(page(visitor, f"/{each.name}").xpath("//h1")[0])
        for dataset in dataset_findings.datasets(each, catalogue.base):
            assert page(visitor, f"/{dataset}").xpath(f"//section[@aria-labelledby='found']//a[@href='/{each.name}']")


def test_the_list_has_all_the_gravest_first_and_is_narrowed_by_kind(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    listed: list[str] = []
    for number in (1, 2):
        listed += page(visitor, f"/findings/?page={number}").xpath("//ul[contains(@class, 'found')]/li/a[1]/@href")
    assert sorted(listed) == [f"/{name}" for name in catalogue_registry.ledger.names(DATASET_FINDING.name)]
    assert listed[0] == "/findings/midrc-ricord-1c-withdrawn-examinations"
    document = page(visitor, "/findings/?kind=leakage")
    kinds = {text(item) for item in document.xpath("//ul[contains(@class, 'found')]/li/span[1]")}
    assert kinds == {"Leakage between splits"}
    (chosen,) = document.xpath("//nav[@aria-label='Kind']/a[@aria-current='true']")
    rows = document.xpath("//ul[contains(@class, 'found')]/li")
    assert text(chosen) == f"Leakage between splits ({len(rows)})"


def test_the_list_is_in_the_language_of_the_reader(visitor: FlaskClient) -> None:
    document = page(visitor, "/findings/?kind=duplicates&lang=de")
    assert text(document.xpath("//h1")[0]) == "Befunde über Datensätze"
    assert document.xpath("//ul[contains(@class, 'found')]/li/span[1][. = 'Dubletten']")
    (next_,) = page(visitor, "/findings/?lang=de").xpath("//a[@rel='next']/@href")
    assert "lang=de" in next_
    assert "page=2" in next_


def test_the_page_of_a_reference_names_the_findings_that_cite_it(visitor: FlaskClient) -> None:
    document = page(visitor, "/references/lindawangg-covid-net-issue-159")
    assert document.xpath("//a[@href='/findings/covidx-cxr-test-positives-from-one-collection']")
    assert "Findings about datasets" in text(document)


def test_the_order_of_kinds_is_that_of_the_scheme_and_then_of_confidence(catalogue_registry: Registry) -> None:
    catalogue = catalogue_registry.catalogue
    found = dataset_findings.about(catalogue, "datasets/curated-cxr-sait")
    assert [each.kind.code for each in found if each.kind] == ["duplicates", "overlap"]
    order = [iri.rpartition("/")[2] for iri in dataset_findings.gravity(catalogue)]
    assert order[:4] == ["withdrawal", "leakage", "label-error", "duplicates"]


def test_a_catalogue_that_keeps_no_findings_has_an_empty_list_and_no_link_to_it(client: FlaskClient) -> None:
    assert "None is published." in client.get("/findings/").text
    assert 'href="/findings/"' not in client.get("/", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(("address", "status"), [("/api/findings?set=nothing", 404), ("/api/findings?kind=bias", 400)])
def test_programs_are_told_of_a_dataset_or_parameter_that_there_is_not(
    visitor: FlaskClient, address: str, status: int
) -> None:
    assert visitor.get(address).status_code == status


def test_programs_get_the_findings_about_a_dataset_with_their_sources(visitor: FlaskClient) -> None:
    answer = visitor.get("/api/findings?set=covidx-cxr").json
    assert answer is not None
    assert answer["generation"] > 0
    assert len(answer["findings"]) > 3
    assert all(each["sources"] and each["kind"] and each["confidence"] for each in answer["findings"])
    assert len(visitor.get("/api/findings").json["findings"]) > len(answer["findings"])  # type: ignore[index]

"""The page of a dataset."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from lxml import html

from radcat.bootstrap import Registry

PAGE = {"Accept": "text/html"}


def page(client: FlaskClient, address: str) -> html.HtmlElement:
    response = client.get(address, headers=PAGE)
    assert response.status_code == 200, response.text
    return html.fromstring(response.text)


def section(document: html.HtmlElement, identifier: str) -> str:
    (found,) = document.xpath(f"//*[@id='{identifier}']/..")
    closed = [part for why in found.xpath(".//details[@class='why']/div") for part in why.xpath(".//text()")]
    shown = [text for text in found.xpath(".//text()") if text not in closed]
    return " ".join(" ".join(shown).split()).replace(" ,", ",")


def test_at_a_glance_each_value_says_how_sure_it_is(visitor: FlaskClient) -> None:
    text = section(page(visitor, "/datasets/covid19-ct-seg-20"), "glance")
    assert "modality CT verified" in text
    assert "20 patients Assumes one patient a volume, which no source states." in text
    assert "19 patients" not in text, "what contradicts a value stands with what other sources say"
    assert "20 volumes Ten from Coronacases and ten from Radiopaedia. verified" in text
    assert "Lesion masks, Lung masks verified" in text  # both rest on the same, which is said once


def test_a_source_is_at_hand_where_its_value_is(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/covid19-ct-seg-20")
    (opened,) = document.xpath("//dl[contains(@class, 'glance')]/dt[.='modality']/following-sibling::dd[1]//details")
    assert opened.xpath("summary")[0].text_content() == "verified"
    assert opened.xpath(".//a[contains(@href, '/sources/list#row-17')]")
    assert opened.xpath(".//a[contains(@href, '/evidence/covid19-ct-seg-20#')]")


def test_contradictions_stand_side_by_side_by_name(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/covid19-ct-seg-20")
    (strip,) = document.xpath("//p[contains(@class, 'notice')][contains(., 'Sources disagree')]")
    assert "Sources disagree about counts, licence" in strip.text_content()
    text = section(document, "other-sources")
    assert "licence Creative Commons Attribution 4.0 International CC BY-NC-SA 4.0 verified" in text
    assert "counts 20 (patient) 19 patients verified" in text


def test_no_contradiction_of_any_dataset_is_named_by_a_prefix(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    for name in catalogue_registry.ledger.names("dataset"):
        document = page(visitor, f"/{name}")
        for fact in document.xpath("//table[contains(@class, 'evidence')]//th[@scope='row']"):
            assert ":" not in fact.text_content(), (name, fact.text_content())


def test_splits_are_a_chart_with_its_numbers_in_a_table(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/covidx-cxr")
    chart, _patients = document.xpath("//table[contains(@class, 'chart')]")
    numbers = [cell.text_content() for cell in chart.xpath(".//td[@class='number']")]
    assert numbers == ["15,599", "15,952", "30,130", "30,482", "400"]
    widths = [float(bar.get("width")) for bar in chart.xpath(".//rect")]
    assert max(widths) == 100
    assert "COVIDx V9A" in chart.text_content()


def test_what_it_is_made_of_and_what_is_made_of_it(visitor: FlaskClient) -> None:
    made = section(page(visitor, "/datasets/covidx-cxr"), "made")
    assert "Made from Actualmed" in made
    used = section(page(visitor, "/datasets/covid-chestxray-dataset"), "made")
    assert "Used in" in used
    assert "COVIDx CXR" in used.partition("Used in")[2]


def test_questions_take_the_dataset_with_them(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/covid-ctset")
    asked = [link for link in document.xpath("//a/@href") if "/queries/" in link and "covid-ctset" in link]
    assert asked
    for address in asked:
        assert visitor.get(address, headers=PAGE).status_code == 200


def test_where_the_files_are_and_whether_the_address_was_asked(visitor: FlaskClient) -> None:
    text = section(page(visitor, "/datasets/covid19-ct-seg-20"), "get")
    assert "Zenodo record 3757476" in text
    assert "zenodo.org · NIfTI · address not checked yet" in text
    assert "Anybody can fetch the data" in text


def test_loaders_of_the_catalogue_apply_by_format_and_by_dataset(visitor: FlaskClient) -> None:
    assert "MONAI (NIfTI)" in section(page(visitor, "/datasets/covid19-ct-seg-20"), "load")
    cohen = section(page(visitor, "/datasets/covid-chestxray-dataset"), "load")
    assert 'COVID19_Dataset( imgpath="covid-chestxray-dataset/images"' in cohen


def test_numbers_have_thousands_and_years_have_none(visitor: FlaskClient) -> None:
    text = page(visitor, "/datasets/covidx-cxr").text_content()
    assert "84,818" in text
    assert "84818" not in text
    assert "2,020" not in text


def test_keywords_are_chips_and_creators_stand_once(visitor: FlaskClient) -> None:
    document = page(visitor, "/datasets/covidx-cxr")
    (chips,) = document.xpath("//ul[@class='chips']")
    assert "COVID-Net" in [item.text_content().strip() for item in chips.xpath("li")]
    (body,) = document.xpath("//*[@class='body']")
    assert body.text_content().count("Zhong Qiu Lin") == 1


def test_similar_datasets_say_what_they_share(visitor: FlaskClient) -> None:
    text = section(page(visitor, "/datasets/covid19-ct-seg-20"), "similar")
    assert "Lung masks" in text


def test_a_record_with_nothing_but_what_is_required(client: FlaskClient) -> None:
    document = page(client, "/datasets/gullhaven-hourly")
    assert section(document, "glance")
    assert "No evidence is recorded" in section(document, "trust")


def test_cite_in_every_style(visitor: FlaskClient) -> None:
    document = page(visitor, "/cite/covidx-cxr")
    assert [heading.text_content() for heading in document.xpath("//h2")][:3] == ["Papers about the data", "AMA", "APA"]
    text = visitor.get("/cite/covidx-cxr?style=apa").text
    assert text.startswith("Wang, L., Zhong Qiu Lin, & Wong, A. (2020). COVIDx CXR (Version CXR-4) [Dataset]. ")
    assert "COVIDx CXR: metadata record, version " in text
    assert text.endswith("/datasets/covidx-cxr\n")


def test_every_dataset_can_be_cited(visitor: FlaskClient, catalogue_registry: Registry) -> None:
    for name in catalogue_registry.ledger.names("dataset"):
        data, record = visitor.get(f"/cite/{name.partition('/')[2]}?style=ieee").text.splitlines()
        assert len(data) > 20
        assert name in record


@pytest.mark.parametrize(
    ("address", "status"),
    [("/cite/nothing", 404), ("/cite/covidx-cxr?style=vancouver", 400), ("/cite/covidx-cxr?colour=red", 400)],
)
def test_what_can_not_be_cited_is_said(visitor: FlaskClient, address: str, status: int) -> None:
    assert visitor.get(address).status_code == status


def test_the_history_of_a_record_lists_its_versions(visitor: FlaskClient) -> None:
    document = page(visitor, "/history/datasets/covidx-cxr")
    rows = document.xpath("//tbody/tr")
    assert len(rows) == 1
    assert "published" in rows[0].text_content()
    assert visitor.get("/history/datasets/nothing").status_code == 404
    assert visitor.get("/history/datasets/covidx-cxr?page=9").status_code == 404

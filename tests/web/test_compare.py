"""The page of a comparison, the same table as files, and what leads there."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema
import pytest
from flask.testing import FlaskClient
from lxml import html

from radcat.bootstrap import Registry
from radcat.errors import StoreUnavailable
from radcat.web.app import create_app

TWO = "d=covid-ctset&d=covidx-cxr"
HTML = {"Accept": "text/html"}


def page(client: FlaskClient, query: str, status: int = 200) -> Any:
    answer = client.get(f"/compare?{query}", headers=HTML)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def heads(document: Any) -> list[str]:
    return [link.text for link in document.xpath("//div[contains(@class, 'compared')]//thead//th/a[1]")]


def rows(document: Any) -> dict[str, list[str]]:
    found = {}
    for row in document.xpath("//div[contains(@class, 'compared')]//tbody/tr[not(@class='group')]"):
        name = "".join(row.xpath("th/text() | th/span[@lang]/text()")).strip()
        found[name] = [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
    return found


def test_datasets_stand_side_by_side_and_unknown_is_not_no(visitor: FlaskClient) -> None:
    found = page(visitor, TWO)
    assert heads(found) == ["COVID-CTset", "COVIDx CXR"]
    shown = rows(found)
    assert shown["modality"] == ["CT", "X-ray"]
    assert shown["counts: Slice"] == ["63,849 disputed", "not stated"]
    assert shown["metadata offered"] == ["Yes", "unknown"]
    assert shown["case reviews offered"] == ["No", "No"]


def test_only_differences_leaves_out_what_is_alike_and_says_how_many_rows_there_are(visitor: FlaskClient) -> None:
    whole, few = page(visitor, TWO), page(visitor, f"{TWO}&only=differences")
    marked = whole.xpath("//tr[contains(@class, 'differs')]")
    assert len(rows(few)) == len(marked) < len(rows(whole))
    assert "case reviews offered" not in rows(few)
    assert f"Only differences ({len(marked)})" in whole.text_content()
    assert all(row.xpath(".//span[@class='unseen' and starts-with(., 'differs')]") for row in marked)
    back = few.xpath("//nav[@class='sorts']/a")[0].get("href")
    assert rows(html.fromstring(visitor.get(back).text)) == rows(whole)


def test_a_column_is_taken_out_by_a_link_and_put_back_by_another(visitor: FlaskClient) -> None:
    three = page(visitor, f"{TWO}&d=mosmeddata")
    out = three.xpath("//th/a[@class='beside']")[1].get("href")
    two = html.fromstring(visitor.get(out).text)
    assert heads(two) == [heads(three)[0], heads(three)[2]]
    (back,) = two.xpath("//ul[@aria-label='Taken out']//a")
    assert heads(html.fromstring(visitor.get(back.get("href")).text)) == heads(three)
    csv_link = two.xpath("//p[@class='formats']/a[.='CSV']")[0].get("href")
    header = next(csv.reader(io.StringIO(visitor.get(csv_link).text)))
    assert header == ["group", "property", "covid-ctset", "mosmeddata"]


def test_a_dataset_is_added_by_its_slug_or_found_by_words(visitor: FlaskClient) -> None:
    assert heads(page(visitor, "d=covid-ctset&add=covidx-cxr")) == ["COVID-CTset", "COVIDx CXR"]
    assert heads(page(visitor, f"{TWO}&add=covid-ctset")) == ["COVID-CTset", "COVIDx CXR"], "it is there already"
    found = page(visitor, "d=covid-ctset&add=covidx")
    link = next(a for a in found.xpath("//section[@aria-labelledby='found']//a") if "d=covidx-cxr" in a.get("href"))
    assert heads(html.fromstring(visitor.get(link.get("href")).text)) == ["COVID-CTset", "COVIDx CXR"]


def test_the_form_carries_what_is_asked(visitor: FlaskClient) -> None:
    found = page(visitor, f"{TWO}&d=mosmeddata&out=mosmeddata&only=differences&lang=de")
    fields = found.xpath("//form[@class='find']//input[@type='hidden']")
    assert [(field.get("name"), field.get("value")) for field in fields] == [
        *(("d", slug) for slug in ("covid-ctset", "covidx-cxr", "mosmeddata")),
        ("out", "mosmeddata"),
        ("only", "differences"),
        ("lang", "de"),
    ]


def test_the_page_without_datasets_says_how_to_begin(visitor: FlaskClient) -> None:
    found = page(visitor, "")
    assert "Tick two to eight datasets" in found.text_content()
    assert not heads(found)


def test_one_dataset_asks_for_another_and_offers_similar_ones(visitor: FlaskClient) -> None:
    found = page(visitor, "d=covid-ctset")
    assert "COVID-CTset is chosen. Add one more" in found.text_content()
    link = found.xpath("//section[@aria-labelledby='similar']//a")[0].get("href")
    assert len(heads(html.fromstring(visitor.get(link).text))) == 2


@pytest.mark.parametrize(
    ("query", "status", "said", "columns"),
    [
        ("d=covid-ctset&d=nowhere-at-all", 404, "No dataset is called nowhere-at-all.", 0),
        (f"{TWO}&d=nowhere", 404, "No dataset is called nowhere.", 2),
        (f"{TWO}&d=<script>alert(1)</script>", 404, "No dataset is called <script>alert(1)</script>.", 2),
        (f"{TWO}&d=covid-ctset", 400, "covid-ctset was named more than once; it is shown once.", 2),
        ("&".join(f"d=x{n}" for n in range(90)), 400, "90 datasets were named. There is room for 8", 0),
        ("d=covid-ctset&add=xyzzy", 404, "No dataset is called xyzzy.", 0),
    ],
)
def test_what_can_not_be_compared_is_a_page_that_says_what_to_do(
    visitor: FlaskClient, query: str, status: int, said: str, columns: int
) -> None:
    found = page(visitor, query, status)
    assert said in " ".join(found.text_content().split())
    assert len(heads(found)) == columns
    assert found.xpath("//input[@name='add']")


def test_ninety_datasets_show_the_first_eight_and_no_room_for_more(
    catalogue_registry: Registry, visitor: FlaskClient
) -> None:
    slugs = [name.partition("/")[2] for name in catalogue_registry.ledger.names("dataset")]
    found = page(visitor, "&".join(f"d={slug}" for slug in slugs), 400)
    assert len(heads(found)) == 8
    assert not found.xpath("//input[@name='add']")


def test_a_name_that_is_almost_right_leads_to_the_one_that_is_meant(visitor: FlaskClient) -> None:
    found = page(visitor, "d=covid-ctset&d=covidx", 404)
    assert "Did you mean:" in found.text_content()
    link = found.xpath("//div[@class='problem']//a[.='covidx-cxr']")[0].get("href")
    assert heads(html.fromstring(visitor.get(link).text)) == ["COVID-CTset", "COVIDx CXR"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "a comparison has no parameter 'colour'"),
        ("only=rows", "only=rows is not known; write only=differences or leave it out."),
        ("lang=!", "is not a language tag"),
    ],
)
@pytest.mark.parametrize("path", ["/compare", "/compare.csv", "/api/compare"])
def test_a_parameter_that_is_not_known_is_refused(visitor: FlaskClient, path: str, query: str, said: str) -> None:
    answer = visitor.get(f"{path}?{TWO}&{query}")
    assert answer.status_code == 400
    assert said in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("suffix", "media_type", "begins"),
    [
        ("csv", "text/csv", "group,property,covid-ctset,covidx-cxr"),
        ("md", "text/markdown", "|  | [COVID-CTset]"),
        ("tex", "application/x-tex", "% needs \\usepackage{booktabs}"),
        ("json", "application/json", "{"),
    ],
)
def test_it_can_be_taken_away_as_a_file(visitor: FlaskClient, suffix: str, media_type: str, begins: str) -> None:
    links = [link.get("href") for link in page(visitor, TWO).xpath("//p[@class='formats']/a")]
    answer = visitor.get(next(link for link in links if f".{suffix}?" in link))
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert answer.text.startswith(begins)


@pytest.mark.parametrize("path", ["/compare.csv", "/compare.json", "/api/compare"])
@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("d=covid-ctset", 400, "only covid-ctset was named; name more of them."),
        ("", 400, "none was named"),
        (f"{TWO}&d=nowhere", 404, "no published record is called datasets/nowhere."),
        (f"{TWO}&d=covidx-cxr", 400, "covidx-cxr was named 2 times; name each dataset once."),
        ("&".join(f"d=x{n}" for n in range(90)), 400, "90 datasets were named, and a comparison has room for 8"),
    ],
)
def test_whoever_takes_it_away_is_told_of_any_fault(
    visitor: FlaskClient, path: str, query: str, status: int, said: str
) -> None:
    answer = visitor.get(f"{path}?{query}")
    assert answer.status_code == status
    assert said in answer.get_json()["detail"]


def test_another_suffix_is_answered_with_those_that_there_are(visitor: FlaskClient) -> None:
    answer = visitor.get(f"/compare.xlsx?{TWO}")
    assert answer.status_code == 406
    assert answer.get_json()["offered"] == [".csv", ".md", ".tex", ".json"]


def test_json_is_what_the_openapi_document_says(visitor: FlaskClient) -> None:
    document = visitor.get("/openapi.json").get_json()
    for path in ("/api/compare", "/compare.json"):
        (named,) = document["paths"][path]["get"]["responses"]["200"]["content"].values()
        answer = visitor.get(f"{path}?{TWO}").get_json()
        jsonschema.validate(answer, {**document, **named["schema"]})
        assert [each["slug"] for each in answer["datasets"]] == ["covid-ctset", "covidx-cxr"]
    few = visitor.get(f"/api/compare?{TWO}&only=differences").get_json()["rows"]
    assert few == [row for row in answer["rows"] if row["differs"]]


@pytest.mark.parametrize(
    ("tag", "words"),
    [("de", ["Datensätze vergleichen", "nicht angegeben"]), ("fr", ["Comparer"]), ("es", ["Comparar"])],
)
def test_it_is_said_in_the_readers_language(visitor: FlaskClient, tag: str, words: list[str]) -> None:
    answer = visitor.get(f"/compare?{TWO}&lang={tag}", headers=HTML)
    assert answer.headers["Content-Language"] == tag
    assert [word for word in words if word.casefold() not in answer.text.casefold()] == []
    links = html.fromstring(answer.text).xpath("//nav[@class='sorts']//a | //th/a[@class='beside']")
    assert all(parse_qs(urlsplit(link.get("href")).query)["lang"] == [tag] for link in links)


def test_hits_and_pages_have_boxes_that_lead_to_a_comparison(visitor: FlaskClient) -> None:
    hits = html.fromstring(visitor.get("/search?q=lung").text)
    boxes = hits.xpath("//li//input[@type='checkbox' and @name='d' and @form='ticks']")
    assert len(boxes) == len(hits.xpath("//ol[@class='results']/li"))
    assert hits.xpath("//form[@id='ticks' and @action='/compare']//button")
    listed = html.fromstring(visitor.get("/datasets/").text)
    assert len(listed.xpath("//th//input[@name='d' and @form='ticks']")) == 20
    assert listed.xpath("//form[@id='ticks' and @action='/compare']//button")
    dataset = html.fromstring(visitor.get("/datasets/covid-ctset").text)
    (form,) = dataset.xpath("//form[@id='ticks' and @action='/compare']")
    assert form.xpath(".//input[@type='hidden']/@value") == ["covid-ctset"]
    others = form.xpath(".//input[@type='checkbox']/@value")
    assert others
    assert len(heads(page(visitor, f"d=covid-ctset&d={others[0]}"))) == 2


def test_scripts_come_from_this_site_and_stand_in_no_page(visitor: FlaskClient) -> None:
    for address in (f"/compare?{TWO}", "/datasets/covid-ctset", "/datasets/", "/search"):
        answer = visitor.get(address, headers=HTML)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        for script in html.fromstring(answer.text).iter("script"):
            assert script.get("src") or script.get("type") == "application/ld+json", address


def test_a_catalogue_whose_index_can_not_be_searched_compares_all_the_same(
    catalogue_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(catalogue_registry)

    def away() -> None:
        raise StoreUnavailable("the search index can't be read.")

    monkeypatch.setattr(catalogue_registry.search, "view", away)
    try:
        assert len(heads(page(app.test_client(), TWO))) == 2
        assert heads(page(app.test_client(), f"{TWO}&d=nowhere", 404))
    finally:
        app.extensions["radcat"].endpoint.close()


def test_the_catalogue_of_another_field_compares_its_own_properties(client: FlaskClient) -> None:
    shown = rows(page(client, "d=gullhaven-hourly&d=gullhaven-monthly"))
    assert ["8,760", "12"] in shown.values()
    assert ["chart datum", "mean sea level"] in shown.values()

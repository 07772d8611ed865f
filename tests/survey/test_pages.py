"""The survey's page, and evidence on a dataset's page."""

from __future__ import annotations

import csv
import io
import json
import re

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient
from lxml import etree, html
from rdflib import RDF, Graph
from rdflib.compare import to_isomorphic

from radcat.bootstrap import Registry
from radcat.errors import StoreUnavailable
from radcat.rdf.namespaces import QB
from radcat.survey.claims import evidence
from radcat.web.survey_forms import FORMS


def test_the_survey_page_shows_the_table_the_totals_and_the_claims(visitor: FlaskClient) -> None:
    page = visitor.get("/survey").text
    for heading in ("Totals, then and now", "What the sources claimed"):
        assert re.search(rf"<h2[^>]*>{heading}</h2>", page)
    assert '<a href="/datasets/covid-ctset">COVID-CTset</a>' in page


def headings(page: str, section: str) -> list[str]:
    found = html.fromstring(page).xpath(f"//section[@aria-labelledby='{section}']//th[@scope='col']")
    return [" ".join(each.text_content().split()) for each in found]


def test_the_survey_is_headed_in_plain_words_with_a_legend_and_its_data_keep_the_names(visitor: FlaskClient) -> None:
    page = visitor.get("/survey").text
    table = page[page.index("<table>") : page.index("</table>", page.index("<table>"))]
    assert headings(page, "table") == ["Title", "CT", "X-ray", "MRI", "Ultrasound", "Metadata", "Case reviews"]
    for answer in ("Yes", "No", "Unknown"):
        assert f"<strong>{answer}</strong>:" in page
        assert re.search(rf"<td>\s*{answer}\s*</td>", table)
    names = next(csv.reader(io.StringIO(visitor.get("/survey.csv").text)))
    assert names == ["dataset", "title", "ct", "xray", "mrt", "ultrasound", "metadata", "caseReviews"]


@pytest.mark.parametrize("suffix", sorted(FORMS))
def test_the_survey_comes_in_every_form_with_its_media_type_and_an_etag(visitor: FlaskClient, suffix: str) -> None:
    answer = visitor.get(f"/survey.{suffix}")
    assert answer.status_code == 200
    assert answer.mimetype == FORMS[suffix][0]
    again = visitor.get(f"/survey.{suffix}", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_the_csv_points_at_its_metadata_and_the_metadata_at_the_csv(visitor: FlaskClient) -> None:
    answer = visitor.get("/survey.csv")
    assert 'survey.csv-metadata.json>; rel="describedby"' in answer.headers["Link"]
    described = json.loads(visitor.get("/survey.csv-metadata.json").text)
    assert described["url"].endswith("/survey.csv")
    header = next(csv.reader(io.StringIO(answer.text)))
    assert [column["titles"] for column in described["tableSchema"]["columns"]] == header


def test_a_form_that_is_not_offered_is_406_with_those_that_are(visitor: FlaskClient) -> None:
    answer = visitor.get("/survey.xlsx")
    assert answer.status_code == 406
    assert json.loads(answer.text)["offered"] == [f".{suffix}" for suffix in FORMS]


def test_a_catalogue_without_a_survey_answers_404_and_has_no_link_to_it(client: FlaskClient) -> None:
    assert client.get("/survey").status_code == 404
    assert "/survey" not in client.get("/").text


def test_a_dataset_page_says_how_sure_each_fact_is_and_who_contradicts_it(visitor: FlaskClient) -> None:
    page = visitor.get("/datasets/covid-ctset").text
    assert 'class="sure verified"' in page
    assert 'class="sure unverified"' in page
    assert ">What other sources say</h2>" in page
    assert "349/100" in page


def test_agreement_and_contradiction_stand_under_headings_of_their_own(visitor: FlaskClient) -> None:
    page = visitor.get("/datasets/covid19-ct-seg-20").text
    against, agreeing = page.index(">Sources that disagree<"), page.index(">Sources that agree<")
    assert against < page.index('id="disputed-2a"') < agreeing
    assert agreeing < page.index('id="agreed-1"')


def visible(page: str) -> str:
    """The text of a page, without its markup."""
    return " ".join(re.sub(r"<(script|style).*?</\1>|<[^>]*>", "", page, flags=re.DOTALL).split())


def test_a_disputed_licence_is_marked_wherever_a_page_shows_it(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    page = visitor.get("/datasets/covid19-ct-seg-20").text
    # The head of the page, the row of the licence, and the licence of its one file.
    assert visible(page).count("Creative Commons Attribution 4.0 International, disputed") == 3
    pages = -(-catalogue_registry.ledger.count("dataset") // catalogue_registry.settings.page_size)
    lists = [visible(visitor.get(f"/datasets/?page={number + 1}").text) for number in range(pages)]
    assert sum(text.count("disputed") for text in lists) == 1
    assert sum(text.count("CC-BY-4.0, disputed") for text in lists) == 1


def test_what_search_engines_read_states_the_licence_of_the_record_and_no_opinion(visitor: FlaskClient) -> None:
    page = visitor.get("/datasets/covid19-ct-seg-20").text
    (markup,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert json.loads(markup)["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "disputed" not in markup


def test_a_dataset_without_evidence_says_so(visitor: FlaskClient, client: FlaskClient) -> None:
    assert "No evidence is recorded for this dataset" in client.get("/datasets/gullhaven-hourly").text
    assert "No evidence is recorded" not in visitor.get("/datasets/covid-ctset").text


def test_the_evidence_page_has_contradictions_first_then_facts_then_agreements(visitor: FlaskClient) -> None:
    page = visitor.get("/evidence/covid19-ct-seg-20").text
    places = [page.index(f'id="{name}"') for name in ("contradictions", "disputed-2a", "stated", "title", "agreements")]
    assert places == sorted(places)
    header = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)", page)
    assert header == ["Fact", "Value", "Confidence", "Source"] * 3
    assert visible(page).count("The record states: Creative Commons Attribution 4.0 International") == 1


def test_every_claim_has_a_place_on_the_evidence_page_and_a_link_to_it(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    for slug in ("covid19-ct-seg-20", "covid-ctset", "covidx-cxr"):
        found, page = evidence(catalogue_registry.catalogue, slug), visitor.get(f"/evidence/{slug}").text
        for claim in (*found.held, *found.others):
            assert f' id="{claim.iri.partition("#")[2]}"' in page
        linked = re.findall(r'role="rowheader">(?:<span[^>]*></span>)*<a href="/evidence/[^"#]*#([^"]*)', page)
        assert set(linked) <= {claim.iri.partition("#")[2] for claim in (*found.held, *found.others)}
        assert len(linked) == page.count('role="rowheader"')
        assert f'href="/evidence/{slug}#landing-page"' in visitor.get(f"/datasets/{slug}").text


@pytest.mark.parametrize("name", ["evidence/covid-ctset", "queries/survey", "survey"])
def test_evidence_and_queries_have_pages_and_rdf(visitor: FlaskClient, name: str) -> None:
    assert visitor.get(f"/{name}").status_code == 200
    assert visitor.get(f"/{name}.ttl").mimetype == "text/turtle"


def test_the_research_questions_are_answered_from_what_is_published(
    visitor: FlaskClient, catalogue_registry: Registry
) -> None:
    page = visible(visitor.get("/survey").text)
    for part in (
        "datasets can be fetched now",
        "CT is represented most: 50 datasets have it",
        "45 datasets offer metadata",
    ):
        assert part in page
    assert f"As of generation {catalogue_registry.ledger.generation}, 20" in page
    home = visible(visitor.get("/").text)
    assert "is represented most" not in home, "the home page tells of its own queries"


def test_a_bar_narrows_the_table_and_its_files_to_what_it_counts(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/survey").text)
    bar = next(row for row in page.xpath("//table[caption='Modality']/tbody/tr") if "Ultrasound" in row.text_content())
    count = int(bar.xpath("td[@class='number']")[0].text_content())
    address = bar.xpath("th/a/@href")[0]
    assert address == "/survey?modality=US"
    narrowed = html.fromstring(visitor.get(address).text)
    rows = narrowed.xpath("//section[@aria-labelledby='table']//tbody/tr")
    assert len(rows) == count == 5
    assert all(row.xpath("td")[4].text_content().strip() == "Yes" for row in rows)
    assert narrowed.xpath("//ul[@class='chips']/li/a/@href") == ["/survey"] or narrowed.xpath("//ul[@class='chips']/li")
    files = narrowed.xpath("//section[@aria-labelledby='table']//p[@class='formats']/a/@href")
    assert "/survey.csv?modality=US" in files
    table = list(csv.DictReader(io.StringIO(visitor.get("/survey.csv?modality=US").text)))
    assert len(table) == count
    assert {row["ultrasound"] for row in table} == {"Y"}


def test_words_and_several_values_narrow_the_table_too(visitor: FlaskClient) -> None:
    def rows(query: str) -> int:
        page = html.fromstring(visitor.get(f"/survey?{query}").text)
        return len(page.xpath("//section[@aria-labelledby='table']//tbody/tr"))

    assert 0 < rows("q=lesion") < 79
    assert rows("modality=US&modality=MR") > rows("modality=US")
    assert "No dataset has all of that." in visitor.get("/survey?q=xyzzy-plugh").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("colour=red", 400),
        ("sort=newest", 400),
        ("sort=title&sort=ct", 400),
        ("until=2026-11-22.1", 400),
        ("per_page=5", 400),
        ("since=1999-01-01.1", 400),
        ("page=99", 404),
        ("modality=US&page=2", 404),
        ("page=x", 400),
    ],
)
def test_a_choice_that_there_is_not_is_refused(visitor: FlaskClient, query: str, status: int) -> None:
    assert visitor.get(f"/survey?{query}").status_code == status


def test_the_edition_is_cited_in_every_style(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/survey").text)
    cited = [element.text_content() for element in page.xpath("//section[@aria-labelledby='cite']//dd")]
    assert len(cited) == 7
    assert all("edition 2026-11-22.1" in text.casefold() for text in cited), cited
    assert any("November 22" in text for text in cited), "it is dated as the edition is, and not as its record"
    assert not any(re.search(r"\b2[3-9] Nov|Nov\w* 2[3-9]\b", text) for text in cited), cited


def test_the_survey_is_shown_in_the_reader_s_language(visitor: FlaskClient) -> None:
    page = visible(visitor.get("/survey?lang=de").text)
    assert "Die Forschungsfragen" in page
    assert "Unbekannt" in page


@pytest.mark.parametrize(
    ("tag", "columns"),
    [
        ("de", ["Titel", "CT", "Röntgen", "MRT", "Ultraschall", "Metadaten", "Fallbeschreibungen"]),
        ("fr", ["Titre", "Scanner", "Radiographie", "IRM", "Échographie", "Métadonnées", "Comptes rendus de cas"]),
        ("es", ["Título", "TC", "Radiografía", "RM", "Ecografía", "Metadatos", "Revisiones de casos"]),
    ],
)
def test_columns_are_headed_in_the_reader_s_language(visitor: FlaskClient, tag: str, columns: list[str]) -> None:
    page = visitor.get(f"/survey?lang={tag}").text
    assert headings(page, "table") == columns
    assert headings(page, "claimed")[3:] == columns[1:], "the claims say nothing of MRI, and are headed alike"
    assert headings(visitor.get("/survey").text, "claimed")[5] == "MRI"


def test_what_exists_in_english_only_is_marked_as_english(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/survey?lang=de").text)
    shown = "//section[@aria-labelledby='{}']//*[contains(text(), '{}')]/@lang"
    for section, text in (
        ("table", "COVID-CTset"),
        ("totals", "with metadata"),
        ("claimed", "A Survey on Public"),
        ("answers", "CT is represented most"),
        ("answers", "How many datasets offer metadata"),
        ("cite", "Medical"),
    ):
        if found := page.xpath(shown.format(section, text)):
            assert set(found) == {"en"}, text
    assert page.xpath(shown.format("totals", "with metadata"))
    assert page.xpath(shown.format("answers", "CT is represented most"))
    english = html.fromstring(visitor.get("/survey").text)
    assert not english.xpath("//section[@aria-labelledby='table']//*[@lang]")


def test_a_research_question_stands_once_with_all_its_answers(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/survey").text)
    questions = [
        each.text_content().partition(".")[0] for each in page.xpath("//section[@aria-labelledby='answers']//dt")
    ]
    assert questions == ["1", "2", "3", "4", "5"]
    third = page.xpath("//section[@aria-labelledby='answers']//dt[3]/following-sibling::dd")
    before_fourth = [dd for dd in third if len(dd.xpath("preceding-sibling::dt")) == 3]
    assert len(before_fourth) == 2


def test_headings_sort_the_table_and_its_files_and_keep_the_choice(visitor: FlaskClient) -> None:
    def table(address: str) -> etree._Element:
        (found,) = html.fromstring(visitor.get(address).text).xpath("//section[@aria-labelledby='table']")
        return found

    def link(found: etree._Element, text: str) -> str:
        (address,) = (a.get("href") for a in found.xpath(".//th/a") if a.text_content() == text)
        return address.partition("#")[0]

    def titles(found: etree._Element) -> list[str]:
        return [cell.text_content().strip() for cell in found.xpath(".//tbody/tr/td[1]")]

    plain = table("/survey?modality=US&lang=de")
    assert not plain.xpath(".//th[@aria-sort]")
    up = table(link(plain, "Titel"))
    down = table(link(up, "Titel"))
    assert [found.xpath(".//th/@aria-sort") for found in (up, down)] == [["ascending"], ["descending"]]
    assert titles(down) == titles(up)[::-1]
    assert len(titles(up)) == 5
    assert link(down, "Titel") == link(plain, "Titel")
    (file,) = down.xpath(".//p[@class='formats']/a[text()='csv']/@href")
    rows = list(csv.DictReader(io.StringIO(visitor.get(file).text)))
    assert [row["title"] for row in rows] == titles(down)
    bar = html.fromstring(visitor.get("/survey?sort=-title").text).xpath("//table[@class='chart']//a/@href")
    assert any("sort=-title" in address for address in bar)


def test_answers_are_sorted_as_yes_no_unknown(visitor: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(visitor.get("/survey.csv?sort=metadata").text)))
    answers = [row["metadata"] for row in rows]
    assert list(dict.fromkeys(answers)) == ["Y", "N", "U"]
    assert answers == sorted(answers, key="YNU".index)


@pytest.mark.parametrize("address", ["/survey", "/survey.csv", "/survey.jsonld"])
def test_a_column_that_there_is_not_is_refused_with_their_names(visitor: FlaskClient, address: str) -> None:
    answer = visitor.get(f"{address}?sort=colour")
    assert answer.status_code == 400
    assert (
        "dataset, title, ct, xray, mrt, ultrasound, metadata, caseReviews"
        in html.fromstring(answer.text).text_content()
    )


def test_the_reference_of_the_edition_is_read_by_programs(visitor: FlaskClient) -> None:
    (entry,) = bibtexparser.parse_string(visitor.get("/survey.bib").text).entries
    (reference,) = rispy.loads(visitor.get("/survey.ris").text)
    (item,) = json.loads(visitor.get("/survey.csl.json").text)
    assert {entry["version"], reference["edition"], item["version"]} == {"2026-11-22.1"}
    assert {entry["url"], reference["urls"][0], item["URL"]} == {"http://127.0.0.1:8000/survey"}
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    for text in (entry["title"], reference["title"], item["title"]):
        assert "The survey as a living table, edition 2026-11-22.1" in text


def test_the_graph_of_the_table_is_the_same_in_both_syntaxes(visitor: FlaskClient) -> None:
    turtle = Graph().parse(data=visitor.get("/survey.ttl?modality=US").text, format="ox-turtle")
    json_ld = Graph().parse(data=visitor.get("/survey.jsonld?modality=US").text, format="ox-json-ld")
    assert len(set(turtle.subjects(RDF.type, QB.Observation))) == 5
    assert to_isomorphic(turtle) == to_isomorphic(json_ld)


def test_tab_separated_values_are_those_of_the_csv(visitor: FlaskClient) -> None:
    lines = visitor.get("/survey.tsv?sort=-title").text.splitlines()
    assert [line.split("\t") for line in lines] == list(
        csv.reader(io.StringIO(visitor.get("/survey.csv?sort=-title").text))
    )


def test_the_numbers_of_the_charts_are_those_that_the_page_draws(visitor: FlaskClient) -> None:
    for query in ("", "?modality=US"):
        found = visitor.get(f"/survey.charts.json{query}").get_json()
        page = html.fromstring(visitor.get(f"/survey{query}").text)
        drawn = {
            chart.findtext("caption"): {
                row.xpath("string(th)"): int(row.xpath("string(td[@class='number'])").replace(",", ""))
                for row in chart.xpath("tbody/tr")
            }
            for chart in page.xpath("//table[@class='chart']")
        }
        counted = {chart["title"]: {bar["label"]: bar["count"] for bar in chart["bars"]} for chart in found["charts"]}
        assert counted == drawn
        assert sum(drawn["How well it is described"].values()) == found["datasets"] == (5 if query else 79)


@pytest.mark.parametrize("query", ["page=2", "since=2026-11-22.1", "sort=name", "colour=red"])
def test_a_file_of_the_table_refuses_what_it_would_pass_over(visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/survey.csv?{query}").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["survey.bib?modality=US", "survey.changes.json?q=lung", "survey.charts.json?sort=title", "survey.ris?page=1"],
)
def test_a_file_takes_what_it_heeds_and_nothing_else(visitor: FlaskClient, address: str) -> None:
    assert visitor.get(f"/{address}").status_code == 400


def test_while_nobody_can_search_all_rows_are_shown_and_no_choice_is(
    visitor: FlaskClient, catalogue_registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreUnavailable("the search index is away")

    monkeypatch.setattr(catalogue_registry.search, "view", away)
    assert visitor.get("/survey").status_code == 200
    assert len(visitor.get("/survey.tsv").text.splitlines()) == 80
    for address in ("/survey?modality=US", "/survey.csv?q=lung"):
        assert visitor.get(address).status_code == 503

"""What a visitor sees and does, in a real browser on the real server over this repository's catalogue."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

PAGES = [
    "/",
    "/datasets/",
    "/search",
    "/search?q=lung+segmentation&modality=CT&sparql=true",
    "/search?q=xyzzy",
    "/search/values/publisher",
    "/compare",
    "/compare?d=covid-ctset&d=covidx-cxr",
    "/datasets/covid-ctset",
    "/datasets/covidx-cxr",
    "/cite/covidx-cxr",
    "/about/help",
    "/docs/",
    "/docs/sparql",
    "/history/datasets/covidx-cxr",
    "/datasets/bimcv-covid19-plus",
    "/datasets/covid-dataset-isfahan",
    "/sources/list",
    "/sources/survey",
    "/survey",
    "/lineage",
    "/lineage/covidx-cxr?focus=datasets%2Fsirm-covid19&steps=all",
    "/leakage",
    "/leakage?train=covidx-cxr%40V9A%2Ftrain&train=covid-qu-ex&test=midrc-ricord-1c&test=covidx-cxr%40V9A%2Ftest",
    "/licences",
    "/licences?set=covid-qu-ex&set=covid19-ct-seg-20&set=midrc-ricord-1a",
    "/evidence/",
    "/evidence/covid-ctset",
    "/quality",
    "/about",
    "/.well-known/void",
    "/queries/",
    "/queries/ancestors",
    "/agents/",
    "/ns/modality",
    "/ns/modality/ct",
    "/ns/radcat",
    "/shapes/required",
    "/agents/mila",
    "/externals/covid-cxnet",
    "/findings/",
    "/findings/compilations-in-a-systematic-review",
    "/catalog",
    "/sparql",
    "/sparql?query=SELECT * { ?s ?p ?o } LIMIT 20&format=html",
]


def ask(page: Page, query: str) -> None:
    """Type *query* into the form and send it, as a visitor does."""
    page.goto("/sparql")
    page.get_by_label("Query").fill(query)
    page.get_by_role("button", name="Run query").click()


def test_the_home_page_leads_to_a_dataset_and_from_there_to_its_source(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("radcat: public COVID-19 imaging datasets")
    page.get_by_label("Search 79 datasets").fill("BIMCV-COVID19+")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="BIMCV-COVID19+").first.click()
    expect(page).to_have_url(page.url.partition("/datasets/")[0] + "/datasets/bimcv-covid19-plus")
    page.get_by_role("link", name="COVID-19 Imaging Datasets for Machine Learning and Image Processing").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imaging Datasets for Machine Learning")


def test_the_list_shows_each_dataset_with_modality_access_and_licence_a_page_at_a_time(page: Page) -> None:
    page.goto("/datasets/")
    rows = page.get_by_role("row")
    assert rows.count() == 1 + 20
    row = page.get_by_role("row", name="Coronacases.org")
    expect(row).to_contain_text("CT")
    expect(row).to_contain_text("Open")
    expect(row).to_contain_text("Apache-2.0")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("Page 2 of 4")).to_be_visible()


def test_a_dataset_shows_what_the_shapes_lay_out_and_nothing_is_left_over(page: Page) -> None:
    """A statement that no shape names stands under "Other statements", where nobody looks for it."""
    page.goto("/datasets/covid-ctset")
    headings = page.get_by_role("heading", level=2).all_text_contents()
    laid_out = ["Overview", "Images and patients", "Annotation", "Access and licence", "Provenance", "Files", "Status"]
    assert [heading for heading in headings if heading in laid_out] == laid_out
    assert "Other statements" not in headings
    expect(page.get_by_role("cell", name="63,849").first).to_be_visible()


def test_a_dataset_carries_its_schema_org_description(page: Page) -> None:
    page.goto("/datasets/covid-ctset")
    markup = json.loads(page.locator('script[type="application/ld+json"]').text_content() or "")
    assert markup["@type"] == "Dataset"
    assert markup["name"] == "COVID-CTset"
    assert markup["url"] == page.url


def test_the_list_of_the_sources_shows_its_seventeen_rows(page: Page) -> None:
    page.goto("/sources/list")
    row = page.get_by_role("row", name="row-16")
    expect(row).to_contain_text("800 slices from 9 patients")
    assert page.locator("tr[id^=row-]").count() == 17


def test_an_address_with_a_fragment_leads_to_the_row(page: Page) -> None:
    page.goto("/sources/list#row-17")
    expect(page.locator("#row-17")).to_be_in_viewport()


def test_a_scheme_shows_its_concepts_and_a_concept_the_datasets_that_use_it(page: Page) -> None:
    page.goto("/ns/modality")
    expect(page.get_by_text("Cross-sectional X-ray images")).to_be_visible()
    page.locator("ul.tree").get_by_role("link", name="CT", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("CT")
    expect(page.get_by_role("link", name="MosMedData").first).to_be_visible()


def test_a_construct_is_answered_with_a_graph(plain: Page) -> None:
    ask(plain, "CONSTRUCT { ?s a ?t } { ?s a ?t } LIMIT 1")
    expect(plain.get_by_role("heading", name="Graph")).to_be_visible()


def test_a_query_that_matches_nothing_says_so(plain: Page) -> None:
    ask(plain, "SELECT * { <a:b> ?p ?o }")
    expect(plain.get_by_text("Nothing matches.")).to_be_visible()


def test_the_query_stays_in_the_form_with_its_answer(plain: Page) -> None:
    query = "SELECT * { ?s ?p '</textarea>' } LIMIT 1"
    ask(plain, query)
    expect(plain.get_by_label("Query")).to_have_value(query)


def test_an_unknown_address_is_answered_with_404_and_a_way_on(page: Page) -> None:
    answer = page.goto("/datasets/nowhere")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_text("no published record is called datasets/nowhere")).to_be_visible()
    page.get_by_role("link", name="All datasets").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Datasets")


def test_the_first_tab_reaches_the_skip_link_and_it_leads_to_the_content(page: Page) -> None:
    page.goto("/datasets/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="A large dataset of real patients CT scans")).to_be_focused()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_logs_no_error_and_asks_no_other_host(page: Page, witness: Any, server: str, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.ok
    page.wait_for_load_state("networkidle")
    assert witness.errors == []
    assert witness.requests
    assert [url for url in witness.requests if not url.startswith((server, "data:"))] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_one_first_heading_a_title_and_named_links(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") == "en"
    texts = page.get_by_role("link").all_text_contents()
    assert texts
    assert all(text.strip() for text in texts)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_on_a_narrow_screen(narrow: Page, path: str) -> None:
    """Tables may, within themselves."""
    narrow.goto(path)
    assert narrow.evaluate("document.documentElement.scrollWidth") == 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    [
        "/datasets/",
        "/datasets/medseg-covid19-ct-1",
        "/datasets/covid19-ct-seg-20",
        "/evidence/covid19-ct-seg-20",
        "/survey",
        "/queries/modalities",
        "/sparql",
        "/sparql?query=SELECT * { ?s ?p ?o FILTER(?o != 'a' %26%26 1 < 2) } LIMIT 20",
        "/sparql?query=SELECT * { ?s a }",
        "/datasets/nowhere",
    ],
)
def test_every_text_stands_out_from_its_ground(browser: Browser, server: str, path: str, scheme: Any) -> None:
    """4.5 to 1 at least (WCAG 2.2, success criterion 1.4.3)."""
    context = browser.new_context(base_url=server, color_scheme=scheme)
    page = context.new_page()
    page.goto(path)
    faint = page.evaluate(FAINT_TEXTS)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert faint == []
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 24, 31)"}[scheme]


FAINT_TEXTS = """() => {
  const channels = color => color.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const found = channels(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${element.tagName} ${ratio.toFixed(2)}: ${element.textContent.trim().slice(0, 40)}`);
  }
  return faint;
}"""


def test_everything_works_without_javascript(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="Datasets", exact=True).click()
    plain.get_by_role("link", name="Coronacases.org").click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Coronacases.org")
    ask(plain, "SELECT ?s { ?s ?p ?o } LIMIT 2")
    expect(plain.get_by_role("heading", name="2 solutions")).to_be_visible()


def test_no_page_needs_a_script(page: Page) -> None:
    """What stands in a script element is data for search engines, or keeps ticks, which forms do without it."""
    for path in PAGES:
        page.goto(path)
        if path.startswith(("/sparql", "/search")):  # see test_query_page.py and test_search.py
            continue
        scripts = [(each.get_attribute("type"), each.get_attribute("src")) for each in page.locator("script").all()]
        ticks = (None, "/static/compare.js")  # see test_compare.py
        assert set(scripts) <= {("application/ld+json", None), ticks}, path
        assert ticks not in scripts or path.startswith(("/compare", "/datasets/")), path

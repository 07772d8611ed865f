"""The query page in a real browser: with YASGUI, without JavaScript, and where the package was built without it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from tests.material import absent

from radcat.rdf.prefixes import PREFIXES
from radcat.web.views.query_page import editor_folder

MODALITIES = (
    "PREFIX schema: <https://schema.org/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    "SELECT ?modality (COUNT(?d) AS ?datasets) { ?d schema:measurementTechnique/skos:prefLabel ?modality "
    'FILTER(LANG(?modality) = "en") } '
    "GROUP BY ?modality ORDER BY DESC(?datasets)"
)
WRONG = "SELECT ?d {\n  ?d a\n}"


@pytest.fixture(autouse=True, scope="module")
def _with_editor() -> None:
    """In CI nothing is missing."""
    if editor_folder() is None:
        reason = "the query editor is absent: pip install -e . fetches it from npm's registry"
        absent(reason)


@pytest.fixture(autouse=True, scope="module")
def _counted(server: str) -> None:
    """The server has counted what it completes from, which takes a while on a busy machine."""
    for _ in range(60):
        if "void#class>" in requests.get(f"{server}.well-known/void?format=ntriples", timeout=30).text:
            return
        time.sleep(0.5)
    pytest.fail("the description came without its classes for half a minute")


@pytest.fixture
def plain_window(browser: Browser, server: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A window in which the editor does not come about."""
    without_scripts = request.param == "no JavaScript"
    context = browser.new_context(base_url=server, java_script_enabled=not without_scripts)
    page = context.new_page()
    page.set_default_timeout(240_000)
    if not without_scripts:
        page.route("**/static/vendor/**", lambda route: route.abort())
    yield page
    context.close()


def type_query(page: Page, query: str) -> None:
    """Replace what stands in the editor, as somebody would who pastes."""
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(query)


def typed(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def ask(page: Page, query: str) -> None:
    page.goto("/sparql")
    type_query(page, query)
    page.get_by_role("button", name="Run query").click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_walk_through_the_page_logs_no_error_and_asks_no_other_host(
    browser: Browser, server: str, witness: Any, scheme: Any
) -> None:
    """Under a policy that allows scripts, styles and requests of our own only."""
    context = browser.new_context(base_url=server, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(240_000)
    witness.watch(page)
    ask(page, MODALITIES)
    for view in ("Table", "Chart", "Response"):
        page.get_by_role("button", name=re.compile(f"shows {view} view", re.IGNORECASE)).click()
    page.get_by_role("button", name="Share query").click()
    page.locator("h1").click()
    type_query(page, "")
    page.keyboard.type("SELECT * { ?d a dcat:")
    expect(page.locator(".yasqe .CodeMirror-lines")).to_contain_text("PREFIX dcat:")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint").first).to_be_visible()
    context.close()
    assert witness.errors == []
    assert [url for url in witness.requests if not url.startswith((server, "data:", "blob:"))] == []
    assert any("/static/vendor/" in url for url in witness.requests)


def test_solutions_come_as_a_table_and_as_a_chart(page: Page) -> None:
    ask(page, MODALITIES)
    expect(page.get_by_role("cell", name="X-ray")).to_be_visible()
    page.get_by_role("button", name="Shows Chart view").click()
    chart = page.get_by_role("img", name="Bar chart of datasets by modality")
    expect(chart).to_be_visible()
    bars = chart.locator("rect").all()
    lengths = [float(bar.get_attribute("width") or 0) for bar in bars]
    counts = [int(title.rpartition(": ")[2]) for title in chart.locator("title").all_text_contents()]
    assert len(bars) == 4
    assert [length / lengths[0] for length in lengths] == pytest.approx([n / counts[0] for n in counts], rel=0.01)


def test_the_address_is_the_permalink(page: Page, browser: Browser, server: str) -> None:
    ask(page, MODALITIES)
    expect(page.get_by_role("cell", name="X-ray")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query)["query"] == [MODALITIES]
    other = browser.new_context().new_page()
    other.goto(page.url)
    expect(other.get_by_role("cell", name="X-ray")).to_be_visible()
    assert typed(other) == MODALITIES
    other.context.close()


def test_a_permalink_is_answered_once(page: Page, witness: Any) -> None:
    """The page has the answer; the editor shows that, and does not ask again."""
    page.goto(f"/sparql?query={quote(MODALITIES)}")
    expect(page.get_by_role("button", name="Shows Chart view")).to_be_enabled()
    page.wait_for_load_state("networkidle")
    assert len([url for url in witness.requests if "/sparql" in url]) == 1


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("ASK {}", "True"),
        ("CONSTRUCT { ?s a ?t } { ?s a ?t } LIMIT 1", "rdf:type"),
        ("SELECT * { <a:b> ?p ?o }", "No data available in table"),
    ],
)
def test_every_kind_of_answer_is_shown(page: Page, query: str, shown: str) -> None:
    ask(page, query)
    expect(page.locator("#results").get_by_text(shown).first).to_be_visible()


def test_another_format_is_what_the_endpoint_sends(page: Page) -> None:
    page.goto("/sparql")
    type_query(page, "ASK {}")
    page.get_by_label("Answer as").select_option("JSON")
    page.get_by_role("button", name="Run query").click()
    expect(page.locator("pre")).to_contain_text('"boolean":true')


@pytest.mark.parametrize("way", ["typed", "permalink"])
def test_a_mistake_is_explained_and_its_place_is_marked(page: Page, way: str) -> None:
    if way == "typed":
        ask(page, WRONG)
    else:
        answer = page.goto(f"/sparql?query={quote(WRONG)}")
        assert answer is not None
        assert answer.status == 400
    expect(page.get_by_text("expected one of").first).to_be_visible()
    assert typed(page) == WRONG
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getDoc().getCursor().line") == 2


def test_an_example_is_a_saved_query_put_into_the_editor(page: Page) -> None:
    page.goto("/sparql")
    page.get_by_text("Examples", exact=True).click()
    page.get_by_role("link", name="Which imaging modalities are represented most?").click()
    expect(page.locator(".yasqe .CodeMirror-lines")).to_contain_text("COUNT(DISTINCT ?dataset)")
    assert not typed(page).startswith("BASE")
    page.get_by_role("button", name="Run query").click()
    expect(page.get_by_role("cell", name="Ultrasound")).to_be_visible()


@pytest.mark.parametrize(
    ("written", "offered"),
    [
        ("SELECT * { ?d a dcat:Data", ["dcat:Dataset"]),
        ("SELECT * { ?d dcterms:isPart", ["dcterms:isPartOf"]),
        ("SELECT * { ?d a foaf:OnlineAcc", []),
    ],
)
def test_classes_and_properties_are_completed_from_our_own_description(
    page: Page, witness: Any, written: str, offered: list[str]
) -> None:
    """And the prefix declares itself."""
    page.goto("/sparql")
    type_query(page, "")
    page.keyboard.type(written)
    expect(page.locator(".yasqe .CodeMirror-lines")).to_contain_text("PREFIX")
    page.keyboard.press("Control+Space")
    page.wait_for_load_state("networkidle")
    assert any("/.well-known/void" in url for url in witness.requests)
    expect(page.locator(".CodeMirror-hint")).to_have_text(offered)


@pytest.mark.parametrize(
    ("before", "written", "picked"),
    [
        ("SELECT * { ?d ", "sch", "schema:"),
        ("SELECT * { ?d a ", "dcat:Data", "dcat:Dataset"),
        ("SELECT * { ?d ^", "dcterms:isPart", "dcterms:isPartOf"),
        ("SELECT * { ?d ", "<http://www.w3.org/ns/dcat#distrib", "dcat:distribution"),
        ("SELECT * { ?d a ", "radcat:Cl", "radcat:Claim"),
    ],
)
def test_completing_declares_the_prefix(page: Page, server: str, before: str, written: str, picked: str) -> None:
    namespaces = {**PREFIXES, "radcat": f"{server}ns/radcat#"}
    page.goto("/sparql")
    type_query(page, "")
    page.keyboard.type(before + written)
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint", has_text=re.compile(f"^{picked}$"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".CodeMirror-hint")).to_have_count(0)
    prefix = picked.partition(":")[0]
    assert typed(page) == f"PREFIX {prefix}: <{namespaces[prefix]}>\n{before}{picked}"


@pytest.mark.parametrize(
    ("pasted", "declared"),
    [
        ("SELECT ?t { ?d a dcat:Dataset ; dcterms:title ?t }", ["dcat", "dcterms"]),
        ("PREFIX dcat: <http://www.w3.org/ns/dcat#>\nSELECT * { ?d a dcat:Dataset }", []),
        ("PREFIX schema: <http://schema.org/>\nSELECT * { ?s schema:name ?o }", []),  # who knows what is meant
        ("SELECT * { ?s ?p 'dcat:Dataset' } # schema:name", []),
        ("SELECT * { ?s nobody:knows ?o }", []),
    ],
)
def test_pasting_declares_each_known_prefix_once_and_nothing_else(page: Page, pasted: str, declared: list[str]) -> None:
    page.goto("/sparql")
    type_query(page, pasted)
    expect(page.locator(".yasqe .CodeMirror-lines")).to_contain_text(pasted.splitlines()[-1][:20])
    before = typed(page).removesuffix(pasted)
    assert sorted(re.findall(r"PREFIX ([a-z]+): <[^>]+>", before)) == declared
    assert typed(page).endswith(pasted)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("query", ["ASK {}", WRONG])
def test_one_button_runs_the_query_and_nothing_covers_a_button(
    browser: Browser, server: str, width: int, query: str
) -> None:
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 900})
    page = context.new_page()
    page.set_default_timeout(240_000)
    page.goto("/sparql")
    type_query(page, query)
    buttons = page.locator("#ask button").all()
    assert [button for button in buttons if button.is_visible() and "run" in button.inner_text().lower()] != []
    assert page.get_by_role("button", name=re.compile("run|query button|execute", re.IGNORECASE)).count() == 1
    for button in buttons:
        if not button.is_visible():
            continue
        button.scroll_into_view_if_needed()
        uncovered = button.evaluate(
            """button => {
                const box = button.getBoundingClientRect();
                const points = [[.5, .5], [.1, .1], [.9, .1], [.1, .9], [.9, .9]];
                return points.every(([x, y]) => {
                    const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
                    return top === button || button.contains(top);
                });
            }"""
        )
        assert uncovered, button.get_attribute("aria-label")
    context.close()


def test_the_page_can_be_used_by_keyboard_alone(page: Page) -> None:
    """Tab leaves the editor as it leaves every other field (WCAG 2.2, success criterion 2.1.2)."""
    page.goto("/sparql")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "editor":
            break
    expect(page.get_by_label("Query", exact=True)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("ASK {}")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "format":
            break
    expect(page.get_by_label("Answer as")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("True", exact=True)).to_be_visible()


def test_control_and_enter_asks(page: Page) -> None:
    page.goto("/sparql")
    type_query(page, "ASK {}")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("True", exact=True)).to_be_visible()


def test_what_was_typed_is_not_remembered_by_the_browser(page: Page) -> None:
    """The address says which query it is; nothing of it lies about on a shared machine."""
    ask(page, "ASK {}")
    expect(page.get_by_text("True", exact=True)).to_be_visible()
    assert "ASK" not in page.evaluate("JSON.stringify(localStorage)")
    page.goto("/sparql")
    assert typed(page).startswith("PREFIX dcat:")


@pytest.mark.parametrize("plain_window", ["no JavaScript", "no bundle"], indirect=True)
class TestThePlainForm:
    """What everybody else has."""

    def ask(self, page: Page, query: str) -> None:
        page.goto("/sparql")
        page.get_by_label("Query").fill(query)
        page.get_by_role("button", name="Run query").click()

    def test_a_query_is_answered_with_rows(self, plain_window: Page) -> None:
        self.ask(plain_window, "PREFIX dcat: <http://www.w3.org/ns/dcat#> SELECT ?d { ?d a dcat:Dataset } LIMIT 3")
        expect(plain_window.get_by_role("heading", name="3 solutions")).to_be_visible()
        plain_window.get_by_role("link", name=re.compile("^datasets.")).first.click()
        expect(plain_window.get_by_text("Dataset", exact=True)).to_be_visible()

    @pytest.mark.parametrize(("query", "answer"), [("ASK {}", "Yes"), ("ASK { <a:b> <a:b> <a:b> }", "No")])
    def test_a_question_is_answered_with_yes_or_no(self, plain_window: Page, query: str, answer: str) -> None:
        self.ask(plain_window, query)
        expect(plain_window.get_by_role("heading", name=answer, exact=True)).to_be_visible()

    def test_a_mistake_is_shown_with_the_query_and_its_place(self, plain_window: Page) -> None:
        self.ask(plain_window, WRONG)
        expect(plain_window.get_by_role("alert")).to_contain_text("At line 3, column")
        expect(plain_window.get_by_label("Query")).to_have_value(WRONG)
        expect(plain_window.locator("mark")).to_be_visible()

    def test_an_example_leads_to_the_page_of_the_query_and_that_to_the_form(self, plain_window: Page) -> None:
        plain_window.goto("/sparql")
        plain_window.get_by_text("Examples", exact=True).click()
        plain_window.get_by_role("link", name="Which imaging modalities are represented most?").click()
        expect(plain_window.get_by_role("cell", name="X-ray")).to_be_visible()
        plain_window.get_by_role("link", name="Open in the editor").click()
        expect(plain_window.get_by_label("Query")).to_have_value(re.compile("SELECT"))
        expect(plain_window.get_by_role("cell", name="X-ray")).to_be_visible()

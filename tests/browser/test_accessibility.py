"""axe-core finds nothing on any type of page, light and dark, wide and narrow, in the browser on the real server."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.conftest import BASE, EXAMPLE, serving
from tests.npm import installed

from radcat import settings, web
from radcat.bootstrap import Registry

QUERIES = {
    "rows": "SELECT * { ?s ?p ?o } LIMIT 60",
    "a number and a name": "SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t",
    "no rows": "SELECT * { <a:b> ?p ?o }",
    "yes": "ASK {}",
    "a graph": "CONSTRUCT { ?s a ?t } { ?s a ?t } LIMIT 60",
    "a mistake": "SELECT * { ?s a }",
}
EIGHT = (
    *("covid-ctset", "covidx-cxr", "mosmeddata", "covid19-ct-seg-20"),
    *("bimcv-covid19-plus", "covid-19-ct-cxr", "covid-chestxray-dataset", "covidx-ct"),
)
PAGES = {
    "home": "/",
    "datasets": "/datasets/",
    "search": "/search",
    "search narrowed down": "/search?q=lung+segmentation&modality=CT&sparql=true",
    "search in German": "/search?lang=de",
    "search without a hit": "/search?q=xyzzy&modality=CT",
    "comparison": "/compare?d=covid-ctset&d=covidx-cxr&d=covid19-ct-seg-20&d=mosmeddata&out=mosmeddata",
    "comparison of eight": "/compare?" + "&".join(f"d={slug}" for slug in EIGHT) + "&only=differences",
    "comparison in German": "/compare?d=covid-ctset&d=covidx-cxr&lang=de",
    "comparison of nothing": "/compare",
    "comparison of one": "/compare?d=covid-ctset&add=lung",
    "comparison with an unknown name": "/compare?d=covid-ctset&d=covidx-cxr&d=covidx",
    "values of a facet": "/search/values/publisher",
    "lineage of all": "/lineage",
    "lineage": "/lineage/covidx-cxr?focus=datasets%2Fsirm-covid19&steps=all",
    "leakage": "/leakage",
    "verdict": "/leakage?train=covidx-cxr%40V9A%2Ftrain&train=covid-qu-ex&test=midrc-ricord-1c&test=covidgr",
    "verdict in German": "/leakage?train=covidx-cxr&test=sirm-covid19&lang=de",
    "licences": "/licences",
    "licences together": "/licences?set=covid-qu-ex&set=covid19-ct-seg-20&set=midrc-ricord-1a",
    "licences together in German": "/licences?set=v7-covid19-xray&set=covid-chestxray-dataset&lang=de",
    "help": "/about/help",
    "for programs": "/about/api",
    "for portals": "/about/harvesting",
    "privacy": "/about/privacy",
    "accessibility": "/about/accessibility",
    "manual": "/docs/",
    "document": "/docs/search",
    "document with code": "/docs/sparql",
    "agents by number": "/agents/?sort=datasets",
    "quality by name": "/quality?sort=name",
    "citation": "/cite/covidx-cxr",
    "history": "/history/datasets/covidx-cxr",
    "agents": "/agents/",
    "evidence of all": "/evidence/",
    "externals": "/externals/",
    "findings": "/findings/",
    "findings of a kind": "/findings/?kind=bias",
    "finding": "/findings/curated-cxr-sait-duplicates",
    "dataset with findings": "/datasets/covid-chestxray-dataset",
    "vocabularies": "/ns/",
    "queries": "/queries/",
    "references": "/references/",
    "shapes of all": "/shapes/",
    "sources": "/sources/",
    "dataset": "/datasets/covid-ctset",
    "dataset with a disputed licence": "/datasets/covid19-ct-seg-20",
    "formats": "/datasets/covid-ctset?_profile=alt",
    "agent": "/agents/mila",
    "external": "/externals/covid-cxnet",
    "source": "/sources/list",
    "another source": "/sources/survey",
    "evidence": "/evidence/covid19-ct-seg-20",
    "reference": "/references/general-knowledge",
    "query": "/queries/modalities",
    "long query": "/queries/derivation-graph",
    "survey": "/survey",
    "survey narrowed": "/survey?modality=US&q=lung&sort=-title&lang=de",
    "quality": "/quality",
    "quality of a dataset": "/quality/covid-ctset",
    "losses": "/quality/covid-ctset/losses",
    "scheme": "/ns/modality",
    "concept": "/ns/modality/ct",
    "terms": "/ns/radcat",
    "shapes": "/shapes/required",
    "catalogue": "/catalog",
    "about": "/about",
    "service description": "/.well-known/void",
    "404": "/datasets/nowhere",
    "406": "/catalog?_mediatype=image/png",
    "400": "/datasets/?q=covid",
}
# No rule of the style sheets depends on both the colours and the width (a test), so that two looks show all there is.
LOOKS = [("light", 1280), ("dark", 390)]
STYLES = Path(web.__file__).parent / "static"


@pytest.fixture(scope="session")
def axe(request: pytest.FixtureRequest) -> str:
    """The checker, as text."""
    assert request.config.cache is not None
    folder = installed(Path(__file__).parent / "axe", "axe", request.config.cache)
    return (folder / "node_modules/axe-core/axe.min.js").read_text()


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a record that was published and withdrawn."""
    folder = tmp_path_factory.mktemp("withdrawn")
    root, data = folder / "catalogue", folder / "data"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".radcat"))
    with_ = settings.read(root, data=data, base_iri=BASE)
    registry = Registry.open(with_)
    registry.publisher.sync(root)
    (root / "records/datasets/gullhaven-monthly.ttl").unlink()
    registry.publisher.sync(root)
    registry.ledger.close()
    with serving(root, data, RADCAT_BASE_IRI=BASE) as address:
        yield f"{address}datasets/gullhaven-monthly"


def opened(browser: Browser, server: str, look: tuple[str, int]) -> Page:
    scheme, width = look
    context = browser.new_context(
        base_url=server,
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    page.set_default_timeout(240_000)
    return page


def faults(page: Page, axe: str) -> list[str]:
    """What axe-core finds, whatever it takes it for: serious, critical or less."""
    found: dict[str, Any] = page.evaluate(f"{axe}; axe.run(document, {{resultTypes: ['violations']}})")
    assert len(found["passes"]) > 3, "it looked at the page"
    return [
        f"{violation['impact']} {violation['id']}: {node['html'][:200]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def test_no_rule_depends_on_both_the_colours_and_the_width() -> None:
    """Or two looks would not show all there is."""
    for sheet in STYLES.glob("*.css"):
        for conditions in re.findall(r"@media([^{]*)", sheet.read_text()):
            assert not ("color-scheme" in conditions and "width" in conditions), f"{sheet.name}: {conditions}"
    nested = re.compile(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*@media")
    assert not [sheet.name for sheet in STYLES.glob("*.css") if nested.search(sheet.read_text())]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_no_type_of_page_has_a_fault(browser: Browser, server: str, axe: str, look: tuple[str, int]) -> None:
    page = opened(browser, server, look)
    found = {}
    for kind, path in PAGES.items():
        page.goto(path)
        found[kind] = faults(page, axe)
        # Tables may be wider than a telephone, within themselves.
        if page.evaluate("document.documentElement.scrollWidth") > look[1]:
            found[kind].append(f"wider than {look[1]} pixels")
    page.context.close()
    assert {kind: lines for kind, lines in found.items() if lines} == {}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_no_answer_of_the_editor_has_a_fault(browser: Browser, server: str, axe: str, look: tuple[str, int]) -> None:
    """In every view that the results offer."""
    page = opened(browser, server, look)
    page.goto("/sparql")
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    found = {"before a query": faults(page, axe)}
    for kind, query in QUERIES.items():
        page.goto("/sparql")
        page.locator(".yasqe .CodeMirror").click()
        page.keyboard.press("Control+A")
        page.keyboard.insert_text(query)
        page.get_by_role("button", name="Run query").click()
        expect(page.locator("#results .yasr_results")).not_to_be_empty()
        for view in page.locator(".yasr_btn.select_table, .yasr_btn.select_chart, .yasr_btn.select_response").all():
            if view.is_enabled():
                view.click()
                found[f"{kind} as {view.get_attribute('aria-label')}"] = faults(page, axe)
    page.context.close()
    assert len(found) > len(QUERIES)
    assert {kind: lines for kind, lines in found.items() if lines} == {}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_no_plain_answer_has_a_fault(browser: Browser, server: str, axe: str, look: tuple[str, int]) -> None:
    """Where the editor does not come about."""
    page = opened(browser, server, look)
    page.route("**/static/vendor/**", lambda route: route.abort())
    found = {}
    for kind, query in QUERIES.items():
        page.goto("/sparql")
        page.get_by_label("Query").fill(query)
        page.get_by_role("button", name="Run query").click()
        page.wait_for_load_state("networkidle")
        found[kind] = faults(page, axe)
    page.context.close()
    assert {kind: lines for kind, lines in found.items() if lines} == {}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_the_bar_of_what_is_chosen_has_no_fault(browser: Browser, server: str, axe: str, look: tuple[str, int]) -> None:
    page = opened(browser, server, look)
    page.goto("/search")
    boxes = page.locator(".results label.tick input")
    for number in range(8):
        boxes.nth(number).check()
    boxes.nth(8).click()
    expect(page.get_by_text("There is room for 8.")).to_be_visible()
    found = {"search": faults(page, axe)}
    page.goto("/datasets/covid-ctset")
    expect(page.get_by_role("form", name="Chosen to compare")).to_be_visible()
    found["dataset"] = faults(page, axe)
    page.context.close()
    assert found == {"search": [], "dataset": []}


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
def test_the_page_of_a_withdrawn_record_has_no_fault(
    browser: Browser, withdrawn: str, axe: str, look: tuple[str, int]
) -> None:
    page = opened(browser, withdrawn, look)
    answer = page.goto(withdrawn)
    assert answer is not None
    assert answer.status == 410
    assert faults(page, axe) == []
    page.context.close()


def test_the_checker_sees_a_fault(browser: Browser, server: str, axe: str) -> None:
    page = opened(browser, server, ("light", 1280))
    page.goto("/agents/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/favicon.ico>')")
    assert [fault for fault in faults(page, axe) if fault.startswith("critical image-alt")]
    page.context.close()

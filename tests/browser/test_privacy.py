"""What /about/privacy says about the browser is so: no cookies, and nothing in its storage."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

KEPT = "() => ({ cookie: document.cookie, local: {...localStorage}, session: {...sessionStorage} })"
NOTHING: dict[str, Any] = {"cookie": "", "local": {}, "session": {}}


def test_no_page_leaves_anything_in_the_browser(page: Page) -> None:
    for address in (
        "/",
        "/search?q=lung",
        "/datasets/covid-ctset",
        "/compare",
        "/queries/modalities",
        "/docs/search",
        "/about",
    ):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate(KEPT) == NOTHING, address
    assert page.context.cookies() == []


def test_what_is_ticked_to_be_compared_is_all_that_is_kept_and_no_longer_than_the_window(page: Page) -> None:
    page.goto("/search?q=covidx")
    page.locator(".results label.tick input").nth(0).check()
    kept = page.evaluate(KEPT)
    assert list(kept.pop("session")) == ["compare /compare"]
    assert kept == {"cookie": "", "local": {}}
    assert page.context.cookies() == []


def test_the_query_editor_leaves_widths_of_columns_until_the_window_is_closed(page: Page) -> None:
    page.goto("/sparql")
    expect(page.locator(".yasqe .CodeMirror")).to_be_visible()
    page.locator(".yasqe .CodeMirror").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("SELECT ?t (COUNT(*) AS ?n) { ?s a ?t } GROUP BY ?t")
    page.get_by_role("button", name="Run query").click()
    expect(page.locator("#results .yasr_results")).not_to_be_empty()
    for view in page.locator(".yasr_btn.select_table, .yasr_btn.select_chart, .yasr_btn.select_response").all():
        if view.is_enabled():
            view.click()
    page.goto("/about/privacy")
    kept = page.evaluate(KEPT)
    assert {name for name in kept.pop("session") if not name.startswith("DataTables_")} == set()
    assert kept == {"cookie": "", "local": {}}
    assert page.context.cookies() == []

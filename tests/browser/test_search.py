"""Search in a real browser: with scripts and without, by mouse and by keys, wide and narrow."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Witness


def total(page: Page) -> int:
    """How many datasets the page says there are."""
    found = re.match(r"[\d,]+", page.locator("#how-many").inner_text())
    assert found
    return int(found[0].replace(",", ""))


def test_words_are_searched_while_they_are_typed(page: Page, witness: Witness) -> None:
    page.goto("/search")
    page.get_by_label("Words, names or identifiers").press_sequentially("ultrasound", delay=20)
    expect(page).to_have_url(re.compile(r"\?q=ultrasound$"))
    expect(page.locator("#how-many")).to_have_text("5 datasets")
    expect(page.locator(".results mark").first).to_be_visible()
    assert witness.errors == []


def test_a_click_on_a_value_gives_as_many_as_it_says(page: Page, witness: Witness) -> None:
    page.goto("/search?q=ct")
    link = page.locator("details.facet", has_text="Modality").get_by_role("link", name=re.compile("^X-ray"))
    shown = int(link.locator(".count").inner_text())
    link.click()
    expect(page).to_have_url(re.compile("modality=XR"))
    expect(page.locator("#how-many")).to_have_text(f"{shown} datasets")
    page.get_by_role("link", name="Or Ultrasound").click()
    expect(page).to_have_url(re.compile("modality=XR&modality=US"))
    assert total(page) >= shown
    page.get_by_role("link", name="Clear all").click()
    expect(page).to_have_url(re.compile(r"/search\?q=ct$"))
    page.go_back()
    expect(page).to_have_url(re.compile("modality=XR&modality=US"))
    assert witness.errors == []


def test_every_request_stays_on_the_host(page: Page, witness: Witness, server: str) -> None:
    page.goto("/search?q=lung")
    page.locator("details.facet a.value").first.click()
    page.wait_for_load_state("networkidle")
    assert [address for address in witness.requests if not address.startswith(server)] == []


def test_keys_lead_to_the_field_and_through_the_hits(page: Page) -> None:
    page.goto("/search?q=lung")
    page.keyboard.press("/")
    field = page.get_by_label("Words, names or identifiers")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".results h3 a").nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".results h3 a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/datasets/"))


def test_without_scripts_it_is_the_same(plain: Page) -> None:
    plain.goto("/")
    plain.get_by_label(re.compile("^Search 79 datasets")).fill("lung segmentation")
    plain.get_by_role("button", name="Search").click()
    expect(plain).to_have_url(re.compile("q=lung"))
    before = total(plain)
    link = plain.locator("details.facet", has_text="Modality").get_by_role("link", name=re.compile("^CT"))
    shown = int(link.locator(".count").inner_text())
    link.click()
    assert total(plain) == shown <= before
    plain.get_by_role("link", name="Newest first").click()
    expect(plain).to_have_url(re.compile("sort=newest"))
    plain.locator("main").get_by_role("link", name="SPARQL", exact=True).last.click()
    expect(plain.get_by_role("heading", name="As SPARQL")).to_be_visible()


def test_the_header_of_every_page_searches(plain: Page) -> None:
    plain.goto("/about")
    plain.get_by_label("Search datasets").fill("covidx")
    plain.get_by_label("Search datasets").press("Enter")
    expect(plain.locator(".results h3").first).to_contain_text("COVIDx")


def test_a_telephone_shows_hits_first(narrow: Page) -> None:
    narrow.goto("/search?q=lung")
    expect(narrow.locator(".results h3").first).to_be_in_viewport(ratio=0.1)
    narrow.get_by_text("Narrow down").click()
    expect(narrow.locator("details.facet a.value").first).to_be_visible()
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360

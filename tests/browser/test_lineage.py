"""Lineage and leakage in a real browser, with scripts and without: a verdict, a way out of it, and a way in focus."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Witness


def test_from_a_dataset_to_a_verdict_and_to_the_split_that_is_meant(reader: Page) -> None:
    reader.goto("/datasets/covidx-cxr")
    reader.get_by_role("link", name="Use it as a training set").click()
    expect(reader.get_by_text("Now choose a test set.")).to_be_visible()
    reader.locator("input[name=test]").first.fill("midrc-ricord-1c")
    reader.get_by_role("button", name="Compare", exact=True).click()
    expect(reader.get_by_role("heading", name="Verdict: they share images")).to_be_visible()
    reader.get_by_role("link", name="covidx-cxr@V9A/train").click()
    expect(reader).to_have_url(re.compile("train=covidx-cxr%40V9A%2Ftrain"))
    expect(reader.locator("article")).to_contain_text("896 images")


def test_a_verdict_tells_its_source_in_place_and_a_sentence_for_a_paper(page: Page, witness: Witness) -> None:
    page.goto("/leakage?train=covidx-cxr%40V9A%2Ftrain&test=midrc-ricord-1c")
    page.locator("article .way summary").first.click()
    expect(page.locator("article .way details[open]").first).to_contain_text("image lists of COVIDx V8A to V9B")
    page.get_by_text("A sentence for a paper").click()
    expect(page.get_by_text(re.compile("share 896 images: .* generation [0-9]+"))).to_be_visible()
    assert witness.errors == []


def test_a_wrong_selection_keeps_what_was_typed_and_says_what_there_is(reader: Page) -> None:
    reader.goto("/leakage")
    reader.locator("input[name=train]").fill("covidx-cxr@V7")
    reader.locator("input[name=test]").fill("covidgr")
    reader.get_by_role("button", name="Compare", exact=True).click()
    expect(reader.get_by_role("alert")).to_contain_text("covidx-cxr@V9A")
    expect(reader.locator("input[name=train]").first).to_have_value("covidx-cxr@V7")


def test_a_way_is_brought_out_from_the_list_and_all_steps_are_shown(reader: Page) -> None:
    reader.goto("/lineage/covidx-cxr")
    boxes = reader.locator("svg .box")
    one_step = boxes.count()
    reader.get_by_role("link", name="Show all steps").click()
    assert boxes.count() > one_step
    line = reader.get_by_role("listitem").filter(has=reader.get_by_role("link", name="SIRM COVID-19 Database"))
    line.get_by_role("link", name="2 steps").first.click()
    expect(reader.get_by_role("heading", name="The way to SIRM COVID-19 Database")).to_be_visible()
    assert reader.locator("svg .line.focus").count() == 2
    reader.get_by_role("link", name="Show all ways alike").click()
    expect(reader.locator("svg .line.focus")).to_have_count(0)


def test_the_fields_and_the_links_of_a_picture_are_reached_by_keyboard(page: Page) -> None:
    page.goto("/lineage/medseg-covid19-ct-1")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href')"))
    assert "/datasets/sirm-covid19" in reached
    assert page.evaluate("[...document.querySelectorAll('svg.lineage a')].every(a => a.tabIndex >= 0)")

"""From the page of a dataset to what others found in it, to who says so; with and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Witness

PATIENCE = 5000  # milliseconds


@pytest.fixture
def reader(reader: Page) -> Page:
    """The windows, with less patience."""
    reader.set_default_timeout(PATIENCE)
    return reader


def test_a_dataset_leads_to_its_findings_and_they_to_their_source(reader: Page) -> None:
    reader.goto("/datasets/covid19-ct-seg-20")
    strip = reader.locator("p.notice", has_text="Others found problems in it")
    expect(strip).to_contain_text("Leakage between splits")
    strip.get_by_role("link", name="See what was found").click()
    expect(reader).to_have_url(re.compile("#found$"))
    expect(reader.get_by_role("heading", name="What others found")).to_be_in_viewport()
    reader.get_by_role("link", name="Twenty volumes are of nineteen patients").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Twenty volumes are of nineteen patients")
    source = reader.locator("section[aria-labelledby=sources] a[rel=external]")
    expect(source).to_have_attribute("href", "https://github.com/JunMa11/COVID-19-CT-Seg-Benchmark/issues/3")
    reader.locator("section[aria-labelledby=cite] summary").click()
    expect(reader.locator("section[aria-labelledby=cite] dd").first).to_contain_text("nineteen", ignore_case=True)


def test_the_list_is_narrowed_by_a_kind_and_gets_wide_again(reader: Page, witness: Witness) -> None:
    reader.goto("/findings/")
    kinds = reader.get_by_role("navigation", name="Kind")
    kinds.get_by_role("link", name="Shortcut").click()
    expect(reader).to_have_url(re.compile(r"/findings/\?kind=shortcut"))
    rows = reader.locator("ul.found > li")
    expect(rows).to_have_count(2)
    expect(kinds.locator("[aria-current=true]")).to_contain_text("Shortcut")
    kinds.get_by_role("link", name="All", exact=True).click()
    expect(reader).to_have_url(re.compile(r"/findings/$"))
    assert witness.errors == []


def test_on_a_phone_the_name_of_a_disputed_fact_stays_on_one_line(narrow: Page) -> None:
    for address in ("/datasets/covid19-ct-seg-20", "/evidence/covid19-ct-seg-20"):
        narrow.goto(address)
        names = narrow.locator("table.evidence th[scope=row]")
        assert names.count() >= 2
        heights = names.evaluate_all("all => all.slice(0, 2).map(one => one.firstElementChild.getClientRects().length)")
        assert heights == [1, 1], address

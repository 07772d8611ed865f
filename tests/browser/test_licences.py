"""Licences together in a real browser, with scripts and without: from a dataset to the terms of a mixture."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect


def test_from_a_dataset_to_what_may_be_done_with_it_and_another(reader: Page) -> None:
    reader.goto("/datasets/covid-qu-ex")
    reader.get_by_role("link", name="What its licence allows").click()
    expect(reader.get_by_role("heading", name="Freer than what it was made from")).to_be_visible()
    reader.locator("input[name=set]").last.fill("midrc-ricord-1a")
    reader.get_by_role("button", name="Put together").click()
    expect(reader).to_have_url(re.compile("set=covid-qu-ex&set=midrc-ricord-1a"))
    conflicts = reader.locator("section[aria-labelledby=conflicts]")
    expect(conflicts).to_contain_text("no terms fit both")
    expect(reader.get_by_text("Share a script that puts them together instead.")).to_be_visible()
    reader.locator("input[name=set]").first.fill("")
    reader.get_by_role("button", name="Put together").click()
    expect(reader).to_have_url(re.compile("set=midrc-ricord-1a"))
    expect(conflicts).to_have_count(0)


def test_a_way_to_a_source_is_shown_in_place(reader: Page) -> None:
    reader.goto("/licences?set=covid19-ct-seg-20")
    section = reader.locator("section[aria-labelledby=freer]")
    section.get_by_text("How they are related").first.click()
    expect(section.locator("details[open] li").first).to_contain_text("is derived from")


def test_a_wrong_name_keeps_what_was_typed_and_says_what_is_wrong(reader: Page) -> None:
    reader.goto("/licences")
    reader.locator("input[name=set]").fill("nothing-of-the-kind")
    reader.get_by_role("button", name="Put together").click()
    expect(reader.get_by_role("alert")).to_contain_text("nothing-of-the-kind")
    expect(reader.locator("input[name=set]").first).to_have_value("nothing-of-the-kind")

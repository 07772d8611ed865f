"""The survey in a real browser, with scripts and without: a bar narrows the table, and its files with it."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def test_from_a_bar_to_its_datasets_and_back(reader: Page) -> None:
    reader.goto("/survey")
    rows = reader.locator("section[aria-labelledby=table] tbody tr")
    expect(rows).to_have_count(79)
    reader.locator("table.chart").filter(has_text="Modality").get_by_role("link", name="Ultrasound").click()
    expect(rows).to_have_count(5)
    expect(reader.get_by_role("link", name="csv", exact=True)).to_have_attribute("href", "/survey.csv?modality=US")
    reader.locator("#narrow").fill("covid-blues")
    reader.get_by_role("button", name="Narrow").click()
    expect(rows).to_have_count(1)
    reader.locator("ul.chips a").first.click()
    reader.locator("#narrow").fill("")
    reader.get_by_role("button", name="Narrow").click()
    expect(rows).to_have_count(79)


def test_a_research_question_leads_to_its_query(reader: Page) -> None:
    reader.goto("/survey")
    answer = reader.locator("section[aria-labelledby=answers] dd").filter(has_text="CT is represented most")
    answer.get_by_role("link", name="Query and whole answer").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Which imaging modalities are represented most?")


def test_a_heading_sorts_the_table_and_keeps_the_choice(reader: Page) -> None:
    reader.goto("/survey?modality=US")
    titles = reader.locator("section[aria-labelledby=table] tbody tr td:first-child")
    heading = reader.locator("section[aria-labelledby=table] thead th").first
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    up = titles.all_text_contents()
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert len(up) == 5
    assert titles.all_text_contents() == up[::-1]
    reader.locator("#narrow").fill("covid-blues")
    reader.get_by_role("button", name="Narrow").click()
    expect(titles).to_have_count(1)
    expect(heading).to_have_attribute("aria-sort", "descending")

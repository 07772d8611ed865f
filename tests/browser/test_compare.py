"""Comparing in a real browser: ticks that are kept from page to page, and the same without scripts."""

from __future__ import annotations

import csv
import re

from playwright.sync_api import Page, expect
from tests.browser.conftest import Witness

TWO = "/compare?d=covid-ctset&d=covidx-cxr"
DOWNLOADS = {"CSV": "csv", "Markdown": "md", "LaTeX": "tex", "JSON": "json"}


def heads(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".compared thead th > a:first-child").all_inner_texts()]


def tick(page: Page, title: str) -> None:
    page.get_by_label(f"Compare {title}", exact=False).first.check()


def rows(page: Page) -> int:
    return page.locator(".compared tbody tr:not(.group)").count()


def test_ticks_on_two_pages_of_results_lead_to_a_comparison(page: Page, witness: Witness) -> None:
    page.goto("/search?q=ct&sort=name")
    bar = page.get_by_role("form", name="Chosen to compare")
    expect(bar).to_be_hidden()
    expect(page.get_by_role("button", name="Compare those that are ticked")).to_be_hidden()
    first = page.locator(".results h3").nth(0).inner_text()
    page.locator(".results label.tick input").nth(0).check()
    expect(bar).to_contain_text("1 / 8")
    page.get_by_role("link", name="Next").click()
    expect(page).to_have_url(re.compile("page=2"))
    expect(page.locator(".results h3").nth(0)).not_to_have_text(first)
    second = page.locator(".results h3").nth(1).inner_text()
    page.locator(".results label.tick input").nth(1).check()
    expect(bar).to_contain_text("2 / 8")
    page.goto("/search?q=ct&sort=name")
    expect(page.locator(".results label.tick input").nth(0)).to_be_checked()
    bar.get_by_role("button", name="Compare", exact=True).click()
    expect(page).to_have_url(re.compile(r"/compare\?d=[^&]+&d=[^&]+$"))
    assert heads(page) == [first, second]
    assert witness.errors == []


def test_only_differences_a_column_out_and_in_again_and_the_files(page: Page, witness: Witness) -> None:
    page.goto(f"{TWO}&d=mosmeddata")
    before, whole = heads(page), rows(page)
    page.get_by_role("link", name=re.compile("^Only differences")).click()
    expect(page).to_have_url(re.compile("only=differences"))
    assert 0 < rows(page) == page.locator(".compared tr.differs").count() < whole
    page.get_by_role("link", name=f"Take out {before[1]}").click()
    assert heads(page) == [before[0], before[2]]
    page.get_by_role("link", name=re.compile("Put back")).click()
    assert heads(page) == before
    for name, suffix in DOWNLOADS.items():
        address = page.get_by_role("link", name=name, exact=True).get_attribute("href") or ""
        answer = page.request.get(address)
        assert answer.ok
        assert f"compare.{suffix}?" in address
        assert "covidx-cxr" in answer.text() or "COVIDx CXR" in answer.text()
    assert witness.errors == []


def test_a_dataset_is_added_from_what_is_suggested(page: Page, witness: Witness) -> None:
    page.goto("/compare?d=covid-ctset")
    field = page.get_by_label("Add a dataset")
    field.press_sequentially("covidx", delay=20)
    expect(page.locator("#suggested option[value='covidx-cxr']")).to_have_count(1)
    field.fill("covidx-cxr")
    page.get_by_role("button", name="Add", exact=True).click()
    assert heads(page) == ["COVID-CTset", "COVIDx CXR"]
    assert witness.errors == []


def test_a_dataset_is_chosen_on_its_own_page(page: Page, witness: Witness) -> None:
    page.goto("/datasets/covidx-cxr")
    page.get_by_label("Choose this one, and go on looking").check()
    page.goto("/datasets/covid-ctset")
    bar = page.get_by_role("form", name="Chosen to compare")
    expect(bar).to_contain_text("COVIDx CXR")
    other = page.locator("form.ticks label.tick").nth(0)
    title = other.inner_text().strip()
    other.locator("input").check()
    expect(bar).to_contain_text("3 / 8")
    expect(page.get_by_label("Choose this one, and go on looking")).to_be_checked()
    bar.get_by_role("button", name="Compare", exact=True).click()
    assert heads(page) == ["COVIDx CXR", "COVID-CTset", title]
    assert witness.errors == []


def test_a_tick_in_the_list_of_all_is_kept_for_the_search(page: Page, witness: Witness) -> None:
    page.goto("/datasets/")
    box = page.locator("th label.tick input").nth(0)
    slug = box.get_attribute("value")
    box.check()
    page.goto(f"/search?q={slug}")
    expect(page.locator(f".results label.tick input[value='{slug}']")).to_be_checked()
    assert witness.errors == []


def test_a_choice_is_removed_one_by_one_or_all_at_once(page: Page) -> None:
    page.goto("/search")
    boxes = page.locator(".results label.tick input")
    for number in range(3):
        boxes.nth(number).check()
    bar = page.get_by_role("form", name="Chosen to compare")
    bar.locator(".picked button").nth(0).click()
    expect(bar).to_contain_text("2 / 8")
    expect(boxes.nth(0)).not_to_be_checked()
    bar.get_by_role("button", name="Clear all").click()
    expect(bar).to_be_hidden()
    expect(boxes.nth(1)).not_to_be_checked()
    assert page.evaluate("sessionStorage.length") == 0


def test_there_is_room_for_eight(page: Page) -> None:
    page.goto("/search")
    boxes = page.locator(".results label.tick input")
    for number in range(8):
        boxes.nth(number).check()
    boxes.nth(8).click()
    expect(boxes.nth(8)).not_to_be_checked()
    expect(page.get_by_text("There is room for 8. Remove one to choose another.")).to_be_visible()
    page.get_by_role("form", name="Chosen to compare").get_by_role("button", name="Compare", exact=True).click()
    assert len(heads(page)) == 8


def test_a_search_that_is_typed_keeps_the_ticks(page: Page) -> None:
    page.goto("/search?q=covidx")
    tick(page, "COVIDx CXR")
    page.get_by_label("Words, names or identifiers").fill("covidx cxr")
    expect(page).to_have_url(re.compile("q=covidx"))
    expect(page.get_by_label(re.compile("Compare COVIDx CXR")).first).to_be_checked()


def test_the_keyboard_is_enough(page: Page) -> None:
    page.goto("/search?q=covidx")
    page.locator(".results label.tick input").nth(0).focus()
    page.keyboard.press("Space")
    page.locator(".results label.tick input").nth(1).focus()
    page.keyboard.press("Space")
    button = page.get_by_role("form", name="Chosen to compare").get_by_role("button", name="Compare", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".compared thead th")).to_have_count(2)


def test_without_scripts_two_hits_are_compared_and_a_column_taken_out(plain: Page) -> None:
    plain.goto("/search?q=covidx")
    titles = plain.locator(".results h3").all_inner_texts()[:2]
    for number in range(2):
        plain.locator(".results label.tick input").nth(number).check()
    plain.get_by_role("button", name="Compare those that are ticked").click()
    assert heads(plain) == titles
    plain.get_by_role("link", name=re.compile("^Only differences")).click()
    assert rows(plain) == plain.locator(".compared tr.differs").count()
    plain.get_by_role("link", name=f"Take out {titles[0]}").click()
    expect(plain.get_by_text(f"{titles[1]} is chosen. Add one more")).to_be_visible()
    plain.get_by_label("Add a dataset").fill("covid-ctset")
    plain.get_by_role("button", name="Add", exact=True).click()
    assert heads(plain) == [titles[1], "COVID-CTset"]
    with plain.expect_download() as download:
        plain.get_by_role("link", name="CSV", exact=True).click()
    with open(download.value.path(), encoding="utf-8", newline="") as file:  # noqa: PTH123  # as playwright names it
        header = next(csv.reader(file))
    assert header[:2] == ["group", "property"]
    assert header[3] == "covid-ctset"


def test_without_scripts_a_dataset_is_compared_from_its_page(plain: Page) -> None:
    plain.goto("/datasets/covid-ctset")
    expect(plain.get_by_label("Choose this one, and go on looking")).to_be_hidden()
    other = plain.locator("form.ticks label.tick").nth(0)
    title = other.inner_text().strip()
    other.locator("input").check()
    plain.locator("form.ticks").get_by_role("button", name="Compare").click()
    assert heads(plain) == ["COVID-CTset", title]
    plain.goto("/datasets/covid-ctset")
    plain.get_by_label("Another, by its short name or by words").fill("covidx-cxr")
    plain.locator("form.ticks").get_by_role("button", name="Compare").click()
    assert heads(plain) == ["COVID-CTset", "COVIDx CXR"]


def test_without_scripts_words_lead_to_a_dataset_to_add(plain: Page) -> None:
    plain.goto("/compare?d=covid-ctset")
    plain.get_by_label("Add a dataset").fill("covidx")
    plain.get_by_role("button", name="Add", exact=True).click()
    plain.get_by_role("link", name=re.compile("^Add COVIDx CXR")).first.click()
    assert heads(plain)[0] == "COVID-CTset"
    assert len(heads(plain)) == 2


def test_on_a_telephone_the_names_of_the_rows_stay(narrow: Page) -> None:
    narrow.goto(f"{TWO}&d=mosmeddata&d=covid19-ct-seg-20")
    table = narrow.locator(".compared")
    name = table.get_by_role("rowheader", name=re.compile("modality")).first
    before = name.bounding_box()
    table.evaluate("element => element.scrollBy(400, 0)")
    after = name.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["x"] - after["x"]) < 2
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360
    narrow.goto("/search?q=lung")
    narrow.locator(".results label.tick input").nth(0).check()
    expect(narrow.get_by_role("form", name="Chosen to compare")).to_be_in_viewport()
    assert narrow.evaluate("document.documentElement.scrollWidth") <= 360

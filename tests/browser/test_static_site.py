"""Lineage and leakage on a site of files, in a real browser: no server answers, and yet there are verdicts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Witness
from tests.file_host import hosted

from radcat.bootstrap import Registry
from radcat.cli import cli


@pytest.fixture(scope="module")
def host(published: Registry, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A host of files with the example catalogue; it has another address than the data's."""
    folder = tmp_path_factory.mktemp("files") / "site"
    place = ["--root", str(published.settings.root), "--data", str(published.settings.data_folder)]
    base = "https://data.example.org/tides/"
    result = CliRunner().invoke(cli, ["export", *place, "--base-iri", base, "--site", str(folder)])
    assert result.exit_code == 0, result.output
    with hosted(folder) as root:
        yield root


@pytest.fixture
def visitor(browser: Browser, host: str, witness: Witness) -> Iterator[Page]:
    """A window on the site of files."""
    with browser.new_context(base_url=host) as context:
        page = context.new_page()
        page.set_default_timeout(10_000)
        witness.watch(page)
        yield page


def test_from_a_dataset_to_a_verdict_without_a_server(visitor: Page, host: str, witness: Witness) -> None:
    visitor.goto("/datasets/gullhaven-monthly/")
    visitor.get_by_role("link", name="Use it as a training set").click()
    expect(visitor.get_by_text("Now choose a test set.")).to_be_visible()
    expect(visitor.locator("input[name=train]").first).to_have_value("gullhaven-monthly")
    visitor.locator("input[name=test]").first.fill("gullhaven-hourly")
    visitor.get_by_role("button", name="Compare", exact=True).click()
    expect(visitor.get_by_role("heading", name="Verdict: they share images")).to_be_visible()
    expect(visitor.locator("article .way li")).to_contain_text(["is derived from"])
    expect(visitor.get_by_role("heading", name="Ways out")).to_be_visible()
    visitor.locator("article p a").last.click()
    expect(visitor).to_have_url(f"{host}/datasets/gullhaven-hourly/")
    assert witness.errors == []
    assert all(address.startswith(host) for address in witness.requests)


def test_sets_of_which_nobody_says_what_they_are_made_of_are_not_documented(visitor: Page) -> None:
    visitor.goto("/leakage/?train=gullhaven-hourly,outer-reef-pressure&test=skerry-float")
    expect(visitor.get_by_role("heading", level=2).first).to_contain_text("it is not documented")
    expect(visitor.locator("article")).to_have_count(2)
    expect(visitor.locator("article details[open] li").first).to_contain_text("nobody says")


def test_a_set_on_both_sides_is_said_to_be_one(visitor: Page) -> None:
    visitor.goto("/leakage/?train=skerry-float&test=Skerry-Float")
    expect(visitor.locator("article")).to_contain_text("It is the same set.")


@pytest.mark.parametrize("name", ["nothing", "gullhaven-hourly@2", "<img src=x onerror=alert(1)>"])
def test_an_unknown_set_is_named_and_nothing_is_judged(visitor: Page, name: str, witness: Witness) -> None:
    visitor.goto("/leakage/")
    visitor.locator("input[name=train]").fill(name)
    visitor.locator("input[name=test]").fill("skerry-float")
    visitor.get_by_role("button", name="Compare", exact=True).click()
    expect(visitor.get_by_role("alert")).to_contain_text(f"{name}: no dataset, version or split has this name.")
    expect(visitor.locator("article")).to_have_count(0)
    assert witness.errors == []


def test_a_way_through_the_picture_is_brought_out(visitor: Page, host: str, witness: Witness) -> None:
    visitor.goto("/lineage/gullhaven-monthly/")
    visitor.get_by_role("link", name="Show all steps").click()
    expect(visitor).to_have_url(f"{host}/lineage/gullhaven-monthly/index-steps-all.html")
    expect(visitor.locator("svg .line.focus")).to_have_count(0)
    visitor.locator("details.path summary").first.click()
    expect(visitor.locator("svg .line.focus")).to_have_count(1)
    expect(visitor.locator("details.path[open] li").first).to_contain_text("is derived from")
    visitor.locator("details.path summary").first.click()
    expect(visitor.locator("svg .line.focus")).to_have_count(0)
    assert witness.errors == []

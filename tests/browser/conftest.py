"""A real browser: Debian's Chromium, driven by playwright, on the real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from tests.material import absent

# Chromium as root in a container, quiet: no sandbox, no GPU, no traffic of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each test gets its own window."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "chromium is absent: apt install chromium"
        absent(reason)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        launched.close()


@dataclass
class Witness:
    """What a page did that a visitor does not see."""

    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Note the errors and requests of *page*."""
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))


@pytest.fixture
def witness() -> Witness:
    """Notes of what the page did."""
    return Witness()


@pytest.fixture
def page(browser: Browser, server: str, witness: Witness) -> Iterator[Page]:
    """A window of common size, with relative addresses under the server's."""
    context = browser.new_context(base_url=server, viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(240_000)
    witness.watch(opened)
    yield opened
    context.close()


@pytest.fixture
def narrow(browser: Browser, server: str) -> Iterator[Page]:
    """A window as narrow as a small telephone."""
    context = browser.new_context(base_url=server, viewport={"width": 360, "height": 740})
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser, server: str) -> Iterator[Page]:
    """A window of a visitor who has JavaScript switched off."""
    context = browser.new_context(base_url=server, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(params=["page", "plain"])
def reader(request: pytest.FixtureRequest) -> Page:
    """A window with scripts, and one without: for what works in both."""
    found: Page = request.getfixturevalue(request.param)
    return found

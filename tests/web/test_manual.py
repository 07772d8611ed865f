"""The manual in the running registry, and the pages that explain it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html
from tests.conftest import REPOSITORY

from radcat.bootstrap import Registry
from radcat.web import manual

DOCS = REPOSITORY / "docs"
NAMES = sorted(path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md"))
GUIDES = ("help", "api", "harvesting", "privacy", "accessibility")


def test_every_document_is_in_the_list_but_single_decisions(visitor: FlaskClient) -> None:
    links = set(re.findall(r'href="/docs/([^"#?]+)"', visitor.get("/docs/").text))
    assert links == {name for name in NAMES if "/" not in name} | {"decisions/README"}


@pytest.mark.parametrize("name", NAMES)
def test_a_document_is_a_page_whose_links_lead_somewhere(visitor: FlaskClient, name: str) -> None:
    response = visitor.get(f"/docs/{name}")
    assert response.status_code == 200
    page = html.fromstring(response.text)
    assert page.xpath("//article/h1")
    for link in page.xpath("//article//a/@href"):
        address, _, fragment = link.partition("#")
        if address.startswith("/"):
            target = visitor.get(address)
            assert target.status_code == 200, link
            assert not fragment or f'id="{fragment}"' in target.text, link
        elif not address:
            assert page.get_element_by_id(fragment) is not None, link
        else:
            assert address.startswith("http"), link


def test_a_document_keeps_its_tables_and_code(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/docs/search").text)
    (first, *_) = page.xpath("//article//table")
    assert [cell.text_content() for cell in first.xpath(".//th")] == ["Write", "To find"]
    assert html.fromstring(visitor.get("/docs/sparql").text).xpath("//article//pre[@tabindex='0']/code")


def test_the_source_of_a_document_is_there_and_nothing_else(visitor: FlaskClient) -> None:
    answer = visitor.get("/docs/search.md")
    assert (answer.mimetype, answer.data) == ("text/markdown", (DOCS / "search.md").read_bytes())
    assert visitor.get("/docs/examples/broken.ttl").status_code == 200
    for address in (
        "/docs/nothing",
        "/docs/nothing.md",
        "/docs/../README.md",
        "/docs/%2e%2e/pyproject.toml",
        "/docs//etc",
    ):
        assert visitor.get(address).status_code in (308, 404), address


def test_raw_html_in_a_document_is_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links = "[x](javascript:alert(1)) [y](../secret.md) [z](other.md#a)"
    text = f"# T\n\n<script>alert(1)</script>\n\n{links}\n\n## A b!\n\n## A b\n"
    (tmp_path / "odd.md").write_text(text)
    (tmp_path / "other.md").write_text("# Other\n")
    monkeypatch.setattr(manual, "FOLDERS", (tmp_path,))
    manual.document.cache_clear()
    found = manual.document("odd", "/here")
    manual.document.cache_clear()
    assert "<script" not in found.html
    assert re.findall(r'href="([^"]*)"', found.html) == ["/here/docs/other#a"]
    assert [heading.anchor for heading in found.headings] == ["a-b", "a-b-1"]


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_of_another_catalogue_says_nothing_of_this_one(
    visitor: FlaskClient, client: FlaskClient, name: str
) -> None:
    assert visitor.get(f"/about/{name}").status_code == 200
    content = html.fromstring(client.get(f"/about/{name}").text).get_element_by_id("content").text_content()
    assert not re.search(r"covid|lung|x-ray", content, re.IGNORECASE)


def test_examples_for_programs_answer(visitor: FlaskClient, catalogue_registry: Registry) -> None:
    page = html.fromstring(visitor.get("/about/api").text)
    base = catalogue_registry.base
    found = [line for code in page.xpath("//pre") for line in code.text_content().splitlines()]
    addresses = [match for line in found for match in re.findall(rf"{re.escape(base)}[^\s']*", line)]
    assert len(addresses) >= 4
    for address in addresses:
        answer = visitor.get("/" + address.removeprefix(base), query_string=None)
        assert answer.status_code == 200, address


def test_ways_for_portals_answer(visitor: FlaskClient) -> None:
    page = html.fromstring(visitor.get("/about/harvesting").text)
    for link in page.xpath("//main//table//a/@href"):
        with visitor.get(link) as answer:
            assert answer.status_code == 200, link


def test_help_explains_each_confidence_that_the_catalogue_has(visitor: FlaskClient, client: FlaskClient) -> None:
    assert "verified" in visitor.get("/about/help").text
    assert "This registry records no confidence" in client.get("/about/help").text
    assert visitor.get("/about/nothing").status_code == 404


def test_marks_for_programs_are_not_shown(visitor: FlaskClient) -> None:
    assert "begin commands" in visitor.get("/docs/cli.md").text
    assert "begin commands" not in visitor.get("/docs/cli").text

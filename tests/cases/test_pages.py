"""Pages of the records that people sent: no heading promises what is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from tests.cases.conftest import Publish

FOLDERS = ("01-blank-nodes", "02-language-tags", "03-dates", "04-control-characters", "12-geometry", "13-odd-values")


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_heading_stands_over_nothing(publish: Publish, cases: Path, folder: str) -> None:
    files = sorted((cases / folder).glob("*.ttl"))
    assert files
    published = publish(*files)
    for name in published.registry.ledger.names("dataset"):
        page = html.fromstring(published.client.get(f"/{name}").text)
        for heading in page.xpath("//main//h2 | //main//dt"):
            below = heading.xpath("following-sibling::*")
            texts = [" ".join(element.text_content().split()) for element in below[:1]]
            assert texts, f"{name}: nothing stands below {heading.text_content().strip()!r}"
            assert texts[0], f"{name}: nothing stands below {heading.text_content().strip()!r}"

"""Accept headers that real clients send (cases/11-java-accept)."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cases.conftest import Publish

PAGES = ["/", "/datasets/", "/datasets/skerry-float", "/catalog", "/sparql", "/agents/", "/store?default", "/void"]
ALIKE = [
    "*",
    "*; q=.2",
    "text/html;q=.1, */*;q=0.0999",
    "text/html;q=1.0000, *;q=.5000",
    "text/html, application/xml;q=0.99999, junk, ;, =;q",
    "TEXT/HTML;Q=1",
]


def test_what_java_sends_is_answered(cases: Path, publish: Publish) -> None:
    client = publish().client
    sent = (cases / "11-java-accept" / "accept.txt").read_text().splitlines()
    for accept in [line for line in sent if line.strip()] + ALIKE:
        for page in PAGES:
            answer = client.get(page, headers={"Accept": accept}, follow_redirects=True)
            assert answer.status_code in (200, 406), (page, accept)
            if "store" not in page and "void" not in page:
                assert answer.status_code == 200, (page, accept)
        assert client.get("/datasets/skerry-float", headers={"Accept": accept}).mimetype == "text/html"


@pytest.mark.parametrize("accept", ["application/ld+json;q=.9, text/turtle;q=.8", "application/ld+json, *;q=.1"])
def test_what_is_liked_best_is_chosen_however_it_is_written(publish: Publish, accept: str) -> None:
    answer = publish().client.get("/datasets/skerry-float", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")

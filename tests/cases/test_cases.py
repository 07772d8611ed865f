"""That the cases are found and can be published; what must come of each stands beside the part that it is about."""

from __future__ import annotations

from pathlib import Path

from tests.cases.conftest import Publish


def test_a_case_is_published_into_a_copy_of_the_example(cases: Path, publish: Publish) -> None:
    published = publish(cases / "01-blank-nodes" / "tide-a.ttl")
    assert "datasets/tide-a" in published.outcome.published
    assert published.client.get("/datasets/tide-a").status_code == 200

"""Judging and measuring in several processes finds what one process finds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from radcat import processes, settings
from radcat.bootstrap import Registry
from radcat.ledger.scores import Score
from radcat.ledger.versions import Finding
from radcat.quality import measuring
from radcat.validation import review

BASE = "http://127.0.0.1:8000/"
DATASETS = Path("records/datasets")


@pytest.fixture
def another(catalogue_folder: Path, tmp_path: Path) -> Iterator[Registry]:
    """A registry over another copy of the example."""
    root = shutil.copytree(catalogue_folder, tmp_path / "another")
    opened = Registry.open(settings.read(root, data=tmp_path / "another-data", base_iri=BASE))
    yield opened
    opened.ledger.close()


def test_several_processes_find_what_one_finds(
    registry: Registry, another: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record with a fault, one that needs it, two with one title, and all the others."""
    alone = found_in(registry)
    monkeypatch.setattr(review, "MANY", 1)
    monkeypatch.setattr(measuring, "MANY", 1)
    monkeypatch.setattr(processes, "available", lambda: 2)
    together = found_in(another)
    assert alone == together
    versions, findings, scores = together
    assert {finding.name for finding in findings} >= {"datasets/gullhaven-hourly"}
    assert len(versions) > 10
    assert scores


def found_in(registry: Registry) -> tuple[dict[str, str], list[Finding], list[Score]]:
    """Publish a folder with faults; what is published, what is not and why, and the scores."""
    folder = registry.settings.root / DATASETS
    hourly, surge = folder / "gullhaven-hourly.ttl", folder / "gullhaven-surge-2019.ttl"
    hourly.write_text(hourly.read_text().replace("dcterms:description", "dcterms:abstract"))
    (folder / "twin.ttl").write_text(surge.read_text().replace("gullhaven-surge-2019", "twin"))
    registry.publisher.sync(registry.settings.root)
    assert registry.measuring.run() is None
    heads = {name: head.sha256 for name, head in registry.ledger.heads().items()}
    return heads, registry.ledger.findings(), registry.measuring.scores.page(100)

"""Which files of a folder are read again: whatever may have changed, and nothing else."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from radcat.bootstrap import Registry
from radcat.folder import scan
from radcat.model import Kind

SKERRY = "records/datasets/skerry-float.ttl"
HOURLY = "records/datasets/gullhaven-hourly.ttl"
OLD = 1_600_000_000_000_000_000  # nanoseconds: years before any test


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts which files a scan reads, by name."""
    found, original = Counter[str](), scan._read

    def noted(root: Path, path: Path, place: bytes, kind: Kind) -> scan.ScannedFile:
        found[path.name] += 1
        return original(root, path, place, kind)

    monkeypatch.setattr(scan, "_read", noted)
    return found


@pytest.fixture
def settled(registry: Registry, read: Counter[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was published when its files had long been as they are."""
    root = registry.settings.root
    with monkeypatch.context() as patched:
        patched.setattr(scan, "GRAIN", -(10**12))  # a quarter of an hour is long enough
        registry.publisher.sync(root)
    read.clear()
    return root


def test_files_that_were_left_alone_are_not_read(registry: Registry, settled: Path, read: Counter[str]) -> None:
    outcome = registry.publisher.sync(settled)
    assert not read
    assert (outcome.published, outcome.unchanged) == ((), len(list(settled.rglob("*.ttl"))))


def test_an_edit_of_the_same_size_within_the_clock_s_grain_is_noticed(registry: Registry, read: Counter[str]) -> None:
    """Nothing tells it from the file that was read: so a file that young is read again."""
    root = registry.settings.root
    registry.publisher.sync(root)
    path = root / SKERRY
    before, text = path.stat(), path.read_text()
    path.write_text(text.replace("Skerry", "Skerrx", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    read.clear()
    assert registry.publisher.sync(root).published == ("datasets/skerry-float",)
    assert read["skerry-float.ttl"] == 1


def put_back(path: Path) -> None:
    """Put an older file of the same size in its place, with its old times, as `cp -p` and `mv` do."""
    other = path.with_name("other")
    other.write_text(path.read_text().replace("Skerry", "Skerrx", 1))
    os.utime(other, ns=(OLD, OLD))
    other.replace(path)


def set_back(path: Path) -> None:
    """Write into the file, and set its time of modification back."""
    before = path.stat()
    path.write_text(path.read_text().replace("Skerry", "Skerrx", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("change", [put_back, set_back])
def test_an_older_file_put_back_is_noticed(
    registry: Registry, settled: Path, read: Counter[str], change: Callable[[Path], None]
) -> None:
    size = (settled / SKERRY).stat().st_size
    change(settled / SKERRY)
    assert (settled / SKERRY).stat().st_size == size
    assert registry.publisher.sync(settled).published == ("datasets/skerry-float",)
    assert read == {"skerry-float.ttl": 1}, "and no other file is read"


def test_another_folder_is_read_whole(registry: Registry, settled: Path, read: Counter[str], tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    settled.rename(moved)
    assert registry.publisher.sync(moved).published == ()
    assert read.keys() >= {"skerry-float.ttl", "catalog.ttl"}


def test_a_file_that_changes_while_it_is_published_waits_for_the_next_sync(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was judged is what is published."""
    root = registry.settings.root
    path, append = root / SKERRY, registry.ledger.append

    def edited(*arguments: object, **named: object) -> int:
        path.write_text(path.read_text() + "# an edit\n")
        return append(*arguments, **named)  # type: ignore[arg-type]

    registry.publisher.sync(root)
    path.write_text(path.read_text().replace("Skerry", "Skerrx", 1))
    with monkeypatch.context() as patched:
        patched.setattr(registry.ledger, "append", edited)
        patched.setattr("radcat.publishing.record_files._KEPT", 1)
        outcome = registry.publisher.sync(root)
    published = registry.ledger.published("datasets/skerry-float")
    assert published is not None
    if outcome.published:  # its text was still held
        assert b"# an edit" not in published.record.text
    else:
        assert "changed while it was being published" in outcome.findings[0].summary
    assert registry.publisher.sync(root).published == ("datasets/skerry-float",)

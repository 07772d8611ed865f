"""A store that can't be written now is behind; only one that can't be read as a store is built anew."""

from __future__ import annotations

import errno
import os
import tracemalloc
from collections.abc import Iterable
from pathlib import Path

import pytest

from radcat.bootstrap import Registry
from radcat.errors import StoreDamaged
from radcat.ledger.versions import Entry, Ledger, Status
from radcat.model import Record
from radcat.publishing.indexing import catch_up
from radcat.rdf.namespaces import DCAT
from radcat.stores import embedded
from radcat.stores.base import GraphChange, MembersChange, Position

BASE = "http://127.0.0.1:8000/"
PASSING = ["ENOSPC", "EDQUOT", "EIO", "EACCES", "EMFILE", "ENFILE", "ENOMEM", "EROFS", "ENOLCK"]
SKERRY = "records/datasets/skerry-float.ttl"


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


def change(registry: Registry) -> None:
    path = registry.settings.root / SKERRY
    path.write_text(path.read_text() + "\n")


@pytest.mark.parametrize("name", PASSING)
@pytest.mark.parametrize("where", ["engine", "mkdir", "pointer"])
def test_what_may_pass_leaves_the_store_as_it_is(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str, where: str
) -> None:
    root, store = registry.settings.root, registry.settings.data_folder / "store"
    primary, pointer = (store / "primary").stat().st_ino, (store / "current").read_text()
    code = getattr(errno, name)

    def engine(*_: object, **__: object) -> None:
        raise OSError(f"IO error: {os.strerror(code)}: While appending to file: {store}/primary/000042.log")

    def system(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code), str(store))

    change(registry)
    with monkeypatch.context() as patched:
        if where == "engine":
            patched.setattr("pyoxigraph.Store", type("Store", (), {"__init__": engine, "read_only": engine}))
        elif where == "mkdir":
            patched.setattr(embedded.OxigraphIndex, "__init__", system)
        else:
            patched.setattr(embedded.Pointer, "write", system)
        outcome = registry.publisher.sync(root)
        assert os.strerror(code) in str(outcome.behind)
        assert outcome.published == ("datasets/skerry-float",), "what is published is published"
    assert "rebuilding" not in caplog.text
    assert ((store / "primary").stat().st_ino, (store / "current").read_text()) == (primary, pointer)
    (fault,) = registry.faults.all()
    assert (fault.source, os.strerror(code) in fault.detail, str(store) in fault.summary) == ("store", True, False)
    assert registry.publisher.sync(root).behind is None, "and caught up once that has passed"
    assert registry.faults.all() == []


def test_a_store_that_can_not_even_be_rebuilt_is_behind(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    def damaged(*_: object, **__: object) -> None:
        raise StoreDamaged("it is not whole")

    change(registry)
    monkeypatch.setattr(embedded.OxigraphIndex, "__init__", damaged)
    outcome = registry.publisher.sync(registry.settings.root)
    assert (outcome.published, "can't be rebuilt" in str(outcome.behind)) == (("datasets/skerry-float",), True)


class Counting:
    """An index that keeps nothing."""

    position: Position | None = None
    texts = 0

    def check(self) -> None:
        pass

    def clear(self) -> None:
        pass

    def apply(self, changes: Iterable[GraphChange | MembersChange]) -> None:
        self.texts = sum(isinstance(change, GraphChange) and change.turtle is not None for change in changes)

    def publish(self, position: Position) -> None:
        self.position = position


def test_an_index_is_made_anew_without_all_texts_in_memory(tmp_path: Path) -> None:
    size, count = 200_000, 200  # 40 MB
    ledger = Ledger.in_folder(tmp_path)
    for number in range(count):
        text = b"# " + bytes([65 + number % 26]) * size + f"\n<agents/a{number}> <p> 1 .".encode()
        ledger.append([Entry(Record("agent", f"agents/a{number}", text), frozenset(), "a test")], "tester")
    index = Counting()
    tracemalloc.start()
    try:
        assert catch_up(ledger, index, BASE) == count
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        ledger.close()
    assert (index.texts, index.position) == (count, Position(count, BASE))
    assert peak < 20 * size, "a few at a time"


class Recording(Counting):
    """An index that keeps what it was told."""

    def __init__(self) -> None:
        self.changes: list[GraphChange | MembersChange] = []

    def apply(self, changes: Iterable[GraphChange | MembersChange]) -> None:
        self.changes = list(changes)


def test_the_catalogue_gains_and_loses_a_dataset_at_the_cost_of_one(registry: Registry) -> None:
    """What a write costs must not grow with what the catalogue holds."""
    index, name = Recording(), "datasets/skerry-float"
    catch_up(registry.ledger, index, BASE)
    whole = [c for c in index.changes if c.graph == f"{BASE}catalog"]
    assert [isinstance(change, GraphChange) for change in whole] == [True], "from nothing it is written whole"
    for text, added, removed in ((None, (), (BASE + name,)), (b"<%s> a <p> ." % name.encode(), (BASE + name,), ())):
        status = Status.PUBLISHED if text else Status.WITHDRAWN
        registry.ledger.append([Entry(Record("dataset", name, text or b""), frozenset(), "a test", status)], "tester")
        catch_up(registry.ledger, index, BASE)
        assert index.changes == [
            GraphChange(BASE + name, text, BASE),
            MembersChange(f"{BASE}catalog", f"{BASE}catalog", str(DCAT.dataset), added, removed),
        ]

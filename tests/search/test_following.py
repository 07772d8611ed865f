"""The search index is in step with the ledger, or says so: after a crash, damage, a full disk, in other processes."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from radcat import settings
from radcat.bootstrap import Registry
from radcat.ledger.scores import Score
from radcat.publishing import replicas
from radcat.publishing.gate import Change
from radcat.search.reader import Reader
from radcat.search.searching import Asked, search
from radcat.search.words import WordsWriter
from radcat.status import faults


def names(registry: Registry, text: str = "", **selection: str) -> list[str]:
    with registry.search.view() as view:
        chosen = {facet: (value,) for facet, value in selection.items()}
        return sorted(hit.name for hit in search(view, Asked(text, chosen, per_page=100)).hits)


def in_step(registry: Registry) -> None:
    """See that the index finds every published dataset once, by its name and by itself."""
    assert registry.search.generation == registry.ledger.generation
    datasets = registry.ledger.names("dataset")
    assert names(registry) == sorted(datasets)
    for name in datasets:
        assert name in names(registry, name.partition("/")[2])


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


@pytest.fixture
def open_(registry: Registry) -> Registry:
    in_step(registry)
    return registry


def edit(registry: Registry, slug: str, old: str, new: str) -> None:
    path = registry.settings.root / f"records/datasets/{slug}.ttl"
    path.write_text(path.read_text().replace(old, new))


def test_a_change_is_found_and_what_was_there_before_no_longer(open_: Registry) -> None:
    assert names(open_, '"pier record"') == ["datasets/gullhaven-hourly"]
    edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")
    open_.publisher.sync(open_.settings.root)
    assert names(open_, "quay") == ["datasets/gullhaven-hourly"]
    assert names(open_, '"pier record"') == []
    in_step(open_)


def test_what_is_withdrawn_is_no_longer_found(open_: Registry) -> None:
    (open_.settings.root / "records/datasets/skerry-float.ttl").unlink()
    open_.publisher.sync(open_.settings.root)
    assert names(open_, "skerry float") != ["datasets/skerry-float"]
    in_step(open_)


def test_a_name_of_an_agent_is_found_in_the_datasets_that_name_it(open_: Registry) -> None:
    path = open_.settings.root / "records/agents/asa-mueller.ttl"
    path.write_text(path.read_text().replace("Müller", "Quickenborn"))
    assert "Quickenborn" in path.read_text()
    open_.publisher.sync(open_.settings.root)
    assert "datasets/gullhaven-hourly" in names(open_, "creator:quickenborn")


def test_a_change_of_a_vocabulary_is_seen_in_all_datasets(open_: Registry) -> None:
    path = open_.settings.root / "ontology/schemes/access.ttl"
    path.write_text(path.read_text().replace('prefLabel "open"', 'prefLabel "Wideopen"'))
    assert "Wideopen" in path.read_text()
    assert names(open_, "wideopen") == []
    open_.publisher.sync(open_.settings.root)
    assert names(open_, "wideopen") == names(open_, access=f"{open_.base}ns/access/open") != []


def test_another_reader_sees_a_change_without_being_told(open_: Registry) -> None:
    other = Reader(open_.settings.data_folder / "search")
    with other.view() as view:
        before = search(view, Asked("quay")).total
    edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")
    open_.publisher.sync(open_.settings.root)
    with other.view() as view:
        assert (before, search(view, Asked("quay")).total) == (0, 1)


def test_a_view_stays_as_it_was_while_something_is_published(open_: Registry) -> None:
    with open_.search.view() as view:
        edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")
        open_.publisher.sync(open_.settings.root)
        assert search(view, Asked("quay")).total == 0
        assert search(view, Asked()).total == 5
    assert names(open_, "quay") == ["datasets/gullhaven-hourly"]


@pytest.mark.parametrize("method", ["add", "end", "move"])
def test_after_a_crash_between_words_and_rows_it_catches_up(
    open_: Registry, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")

    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(f"radcat.search.rows.Rows.{method}", killed)
        with pytest.raises(Killed):
            open_.publisher.sync(open_.settings.root)
    assert names(open_, "quay") == [], "words that no row names are nobody's hit"
    assert names(open_, '"pier record"') == ["datasets/gullhaven-hourly"]
    open_.publisher.recover()
    assert names(open_, "quay") == ["datasets/gullhaven-hourly"]
    in_step(open_)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _scribble(path: Path) -> None:
    path.write_bytes(b"not what it was" * 50)


def _segments(folder: Path) -> list[Path]:
    return [path for path in (folder / "1/words").iterdir() if path.suffix not in (".json", ".lock")]


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no folder": lambda folder: shutil.rmtree(folder),
    "no pointer": lambda folder: (folder / "current").unlink(),
    "pointer is nonsense": lambda folder: _scribble(folder / "current"),
    "pointer leads nowhere": lambda folder: shutil.rmtree(folder / "1"),
    "no words": lambda folder: shutil.rmtree(folder / "1/words"),
    "words are nonsense": lambda folder: [_scribble(p) for p in (folder / "1/words").iterdir() if p.is_file()],
    "segments are gone": lambda folder: [p.unlink() for p in _segments(folder)],
    "segments are nonsense": lambda folder: [_scribble(p) for p in _segments(folder)],
    "segments are cut": lambda folder: [_cut(p) for p in _segments(folder)],
    "words have no index": lambda folder: (folder / "1/words/meta.json").unlink(),
    "no rows": lambda folder: [p.unlink() for p in (folder / "1").glob("rows.db*")],
    "rows are nonsense": lambda folder: [_scribble(p) for p in (folder / "1").glob("rows.db*")],
    "rows are cut": lambda folder: [_cut(p) for p in (folder / "1").glob("rows.db*")],
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_found_where_nothing_was_published_since(registry: Registry, damage: str) -> None:
    registry.ledger.close()
    DAMAGES[damage](registry.settings.data_folder / "search")
    again = Registry.open(registry.settings)
    try:
        again.publisher.recover()
        in_step(again)
    finally:
        again.ledger.close()


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_made_good_from_the_ledger(registry: Registry, tmp_path: Path, damage: str) -> None:
    registry.ledger.close()
    DAMAGES[damage](registry.settings.data_folder / "search")
    again = Registry.open(registry.settings)
    try:
        edit(again, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")
        again.publisher.sync(again.settings.root)
        again.publisher.recover()
        in_step(again)
        assert names(again, "quay") == ["datasets/gullhaven-hourly"]
    finally:
        again.ledger.close()


def test_where_it_can_t_be_written_it_is_behind_and_says_so_until_it_can(
    open_: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(WordsWriter, "commit", full)
        outcome = open_.publisher.sync(open_.settings.root)
    assert outcome.behind is None, "the store is not behind"
    assert "datasets/gullhaven-hourly" in outcome.published, "what is published is published"
    assert open_.search.generation != open_.ledger.generation
    assert [fault.source for fault in faults(open_)] == ["search"]
    assert names(open_, '"pier record"') == ["datasets/gullhaven-hourly"], "what was there is still found"
    open_.publisher.recover()
    assert faults(open_) == []
    in_step(open_)


def test_another_base_makes_it_anew(open_: Registry) -> None:
    moved = Registry.open(open_.settings.model_copy(update={"base_iri": "https://data.example.org/"}))
    try:
        moved.publisher.sync(moved.settings.root)
        moved.publisher.recover()
        assert names(moved, access="https://data.example.org/ns/access/open") != []
        assert names(moved, access=f"{open_.base}ns/access/open") == []
        in_step(moved)
    finally:
        moved.ledger.close()


def test_a_ledger_that_was_brought_back_from_an_older_copy_is_followed_back(open_: Registry, tmp_path: Path) -> None:
    data = open_.settings.data_folder
    with closing(sqlite3.connect(data / "ledger.db")) as one, closing(sqlite3.connect(tmp_path / "copy.db")) as two:
        one.backup(two)
    edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")
    open_.publisher.sync(open_.settings.root)
    with closing(sqlite3.connect(tmp_path / "copy.db")) as one, closing(sqlite3.connect(data / "ledger.db")) as two:
        one.backup(two)
    open_.publisher.recover()
    assert names(open_, '"pier record"') == ["datasets/gullhaven-hourly"]
    in_step(open_)


def test_scores_are_what_hits_are_ordered_by(open_: Registry) -> None:
    open_.measuring.run()
    best = [score.name for score in reversed(open_.measuring.scores.page(100))]
    with open_.search.view() as view:
        found = [hit.name for hit in search(view, Asked(sort="quality")).hits]
    known = {score.name: score.percents[0] for score in open_.measuring.scores.page(100)}
    assert [known[name] for name in found] == sorted(known.values(), reverse=True)
    assert set(found) == set(best)


def test_bitmaps_are_merged_when_much_has_changed_and_nothing_else_does(
    open_: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radcat.search.index._MERGED", 3)
    assert open_.follower.is_scattered
    old = Reader(open_.settings.data_folder / "search")
    with old.view() as view:
        before = search(view, Asked(facets=("access",))).counted
    open_.publisher.alone(open_.follower.merge)
    assert not open_.follower.is_scattered
    for reader in (old, Reader(open_.settings.data_folder / "search")):
        with reader.view() as view:
            assert search(view, Asked(facets=("access",))).counted == before


def test_a_replica_follows(open_: Registry, tmp_path: Path) -> None:
    snapshots = tmp_path / "snapshots"
    replicas.take(open_.settings.data_folder, snapshots)
    given = settings.read(open_.settings.root, data=tmp_path / "replica", base_iri=open_.base)
    replicas.follow(snapshots, given.data_folder)
    replica = Registry.open(given.model_copy(update={"read_only": True}))
    try:
        assert replica.follower.catch_up() is None
        in_step(replica)
        edit(open_, "gullhaven-hourly", "Gullhaven pier record", "Gullhaven quay record")
        open_.publisher.sync(open_.settings.root)
        replicas.take(open_.settings.data_folder, snapshots)
        replicas.follow(snapshots, given.data_folder)
        assert replica.follower.catch_up() is None
        assert names(replica, "quay") == ["datasets/gullhaven-hourly"]
        in_step(replica)
    finally:
        replica.ledger.close()


def _count(folder: Path, asked: Any, answers: Any) -> None:
    """What another process does: search whenever it is asked to."""
    reader = Reader(folder)
    while text := asked.get():
        with reader.view() as view:
            answers.put((view.state.generation, search(view, Asked(text)).total))


@pytest.fixture
def process(open_: Registry) -> Iterator[Callable[[str], tuple[int, int]]]:
    context = multiprocessing.get_context("spawn")
    asked, answers = context.Queue(), context.Queue()
    other = context.Process(target=_count, args=(open_.settings.data_folder / "search", asked, answers), daemon=True)
    other.start()

    def ask(text: str) -> tuple[int, int]:
        asked.put(text)
        found: tuple[int, int] = answers.get(timeout=60)
        return found

    yield ask
    asked.put("")
    other.join(60)


def test_another_process_sees_what_is_published_here(
    open_: Registry, process: Callable[[str], tuple[int, int]]
) -> None:
    assert process("quay") == (open_.ledger.generation, 0)
    version = open_.catalogue.version("datasets/gullhaven-hourly")
    text = version.record.text.replace(b"Gullhaven pier record", b"Gullhaven quay record")
    open_.publisher.publish([Change("dataset", "datasets/gullhaven-hourly", text)], "tester", "a test")
    assert process("quay") == (open_.ledger.generation, 1)


def test_only_who_follows_the_ledger_begins_an_index(open_: Registry) -> None:
    """Scores and bitmaps are noted in the index that there is; one that was made otherwise is left alone."""
    folder = open_.settings.data_folder / "search"
    before = sorted(path.name for path in folder.iterdir())
    pointer = (folder / "current").read_text()
    (folder / "current").write_text(pointer.replace("radcat ", "another "))
    assert not open_.follower.is_scattered
    open_.follower.merge()
    open_.follower.score([Score("datasets/gullhaven-hourly", (50.0,), {})])
    assert sorted(path.name for path in folder.iterdir()) == before


def test_where_nothing_was_published_nothing_is_behind(catalogue_folder: Path, tmp_path: Path) -> None:
    empty = Registry.open(settings.read(catalogue_folder, data=tmp_path / "empty"))
    empty.publisher.recover()
    assert faults(empty) == []
    assert not (empty.settings.data_folder / "search").exists()
    empty.ledger.close()

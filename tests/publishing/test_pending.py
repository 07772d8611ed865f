"""The ledger first, the file then: whatever happens between, no version is lost and no file is half written."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from radcat import settings
from radcat.bootstrap import Registry
from radcat.errors import NotConforming, PreconditionFailed
from radcat.folder import files
from radcat.ledger.versions import SCHEMA_VERSION, Entry, Ledger, Status
from radcat.model import Record
from radcat.publishing import pending_files
from radcat.publishing.gate import Change

BASE = "http://127.0.0.1:8000/"
OLD = b'@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\n<agents/new>\n    a foaf:Agent ;\n    foaf:name "Old" .\n'
NEW = OLD.replace(b"Old", b"New")
NAME = "agents/new"
PLACE = "records/agents/new.ttl"

# Publishes one change with one function replaced by one that ends the process, before it begins or once it is done.
DIES = """
import importlib, os, signal, sys
from pathlib import Path
from radcat import settings
from radcat.publishing.gate import Change
from radcat.bootstrap import Registry
moment, when, root, data, text = sys.argv[1:]
module, _, name = moment.rpartition(":")
owner = importlib.import_module(module)
*path, name = name.split(".")
for part in path:
    owner = getattr(owner, part)
real = getattr(owner, name)
def dying(*args, **kwargs):
    if when == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
registry = Registry.open(settings.read(Path(root), data=Path(data), base_iri="http://127.0.0.1:8000/"))
setattr(owner, name, dying)
registry.publisher.publish([Change("agent", "agents/new", text.encode() or None)], "tester", "a test")
"""
MOMENTS = [
    ("before", "radcat.ledger.versions:Ledger.append", False),
    ("after", "radcat.ledger.versions:Ledger.append", True),
    ("before", "radcat.folder.files:write_file", True),
    ("before", "radcat.folder.files:os.fsync", True),
    ("before", "radcat.folder.files:Path.replace", True),
    ("after", "radcat.folder.files:write_file", True),
    ("before", "radcat.ledger.versions:Ledger.written", True),
    ("after", "radcat.ledger.versions:Ledger.written", True),
    ("before", "radcat.publishing.indexing:catch_up", True),
    ("before", "radcat.stores.embedded:Pointer.write", True),
]


def reopened(folder: Path, data: Path) -> Registry:
    return Registry.open(settings.read(folder, data=data, base_iri=BASE))


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


@pytest.fixture
def published(registry: Registry) -> Registry:
    """The example with one agent more, published."""
    registry.publisher.publish([Change("agent", NAME, OLD)], "tester", "a test")
    return registry


@pytest.mark.parametrize(("when", "moment", "kept"), MOMENTS)
def test_a_write_that_is_killed_is_whole_or_nothing_after_the_next_start(
    published: Registry, when: str, moment: str, kept: bool
) -> None:
    root, data = published.settings.root, published.settings.data_folder
    command = [sys.executable, "-c", DIES, moment, when, str(root), str(data), NEW.decode()]
    died = subprocess.run(command, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()
    assert (root / PLACE).read_bytes() in (OLD, NEW)
    again = reopened(root, data)
    try:
        outcome = again.publisher.sync(root)
        wanted = NEW if kept else OLD
        assert (root / PLACE).read_bytes() == wanted
        versions = again.ledger.history(NAME)
        assert versions[-1].record.text == wanted
        assert {version.agent for version in versions} == {"tester"}, "our own write is nobody's edit"
        assert (outcome.published, outcome.withdrawn, again.ledger.pending()) == ((), (), [])
        pointer = (data / "store/current").read_text()
        assert f'"generation": {again.ledger.generation}' in pointer
        assert [path.name for path in root.rglob(".*.part")] == [], "nothing is left lying about"
    finally:
        again.ledger.close()


def test_a_deletion_that_is_killed_is_finished_too(published: Registry) -> None:
    root, data = published.settings.root, published.settings.data_folder
    command = [sys.executable, "-c", DIES, "radcat.ledger.versions:Ledger.append", "after", str(root), str(data), ""]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert (root / PLACE).exists()
    assert [pending.place for pending in published.ledger.pending()] == [PLACE]
    published.publisher.recover()
    assert not (root / PLACE).exists()
    assert [v.status for v in published.ledger.history(NAME)] == [Status.PUBLISHED, Status.WITHDRAWN]
    assert published.publisher.sync(root).withdrawn == ()


def test_the_next_publication_finishes_what_the_last_left(published: Registry) -> None:
    root = published.settings.root
    entry = Entry(
        Record("agent", NAME, NEW), frozenset(), "a test", place=PLACE, before=Record("agent", NAME, OLD).sha256
    )
    published.ledger.append([entry], "tester")
    published.publisher.publish([], "tester", "nothing")
    assert ((root / PLACE).read_bytes(), published.ledger.pending()) == (NEW, [])


@pytest.mark.parametrize("edited", [b"by hand", None], ids=["edited", "removed"])
def test_a_file_that_was_changed_by_hand_between_crash_and_start_is_left_to_the_sync(
    published: Registry, edited: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    root = published.settings.root
    entry = Entry(
        Record("agent", NAME, NEW), frozenset(), "a test", place=PLACE, before=Record("agent", NAME, OLD).sha256
    )
    published.ledger.append([entry], "tester")
    (root / PLACE).unlink() if edited is None else (root / PLACE).write_bytes(edited)
    assert pending_files.finish(published.ledger, root) == 1
    assert published.ledger.pending() == []
    assert files.hash_of(root / PLACE) == (Record("agent", NAME, edited).sha256 if edited else None)
    assert "changed by hand" in caplog.text
    assert published.ledger.history(NAME)[-1].record.text == NEW, "and the version stays in the ledger"


def test_a_write_that_is_pending_is_shown_by_status(published: Registry, tmp_path: Path) -> None:
    entry = Entry(
        Record("agent", NAME, NEW), frozenset(), "a test", place=PLACE, before=Record("agent", NAME, OLD).sha256
    )
    published.ledger.append([entry], "tester")
    root, data = str(published.settings.root), str(published.settings.data_folder)
    command = [sys.executable, "-m", "radcat", "status", "--root", root, "--data", data]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert f"not written to a file yet (the next start or sync will):\n  {PLACE}" in done.stdout


def test_changes_are_published_all_or_none(published: Registry) -> None:
    before = published.ledger.generation
    changes = [
        Change("agent", NAME, NEW),
        Change("agent", "agents/b", b"<agents/b> a <http://xmlns.com/foaf/0.1/Agent> ."),
    ]
    with pytest.raises(NotConforming, match=r"agents/b\.ttl") as raised:
        published.publisher.publish(changes, "tester", "a test")
    assert len(raised.value.reports) == 1
    assert (published.ledger.generation, published.ledger.pending()) == (before, [])
    assert (published.settings.root / PLACE).read_bytes() == OLD


def test_changes_are_judged_together(published: Registry) -> None:
    """Each would break the other's reference alone."""
    skerry = published.catalogue.version("datasets/skerry-float").record.text
    other = OLD.replace(b"agents/new", b"agents/other")
    changes = [
        Change("dataset", "datasets/skerry-float", skerry.replace(b"agents/asa-mueller", b"agents/other")),
        Change("agent", "agents/other", other),
    ]
    published.publisher.publish(changes, "tester", "a test")
    assert published.ledger.referring("agents/other") == ["datasets/skerry-float"]


@pytest.mark.parametrize(
    ("expected", "refused"),
    [
        ({}, False),
        ({NAME: Record("agent", NAME, OLD).sha256}, False),
        ({NAME: Record("agent", NAME, NEW).sha256}, True),
        ({NAME: None}, True),
        ({"agents/nobody": None}, False),
        ({"agents/nobody": Record("agent", NAME, OLD).sha256}, True),
    ],
)
def test_what_is_not_as_expected_is_not_written(
    published: Registry, expected: dict[str, str | None], refused: bool
) -> None:
    before = published.ledger.generation
    if refused:
        with pytest.raises(PreconditionFailed):
            published.publisher.publish([Change("agent", NAME, NEW)], "tester", "a test", expected)
    else:
        published.publisher.publish([Change("agent", NAME, NEW)], "tester", "a test", expected)
    assert published.ledger.generation == before + (not refused)


def test_a_ledger_of_the_first_layout_is_moved_on_in_place(tmp_path: Path) -> None:
    ledger = Ledger.in_folder(tmp_path)
    ledger.append([Entry(Record("agent", NAME, OLD), frozenset({"agents/x"}), "the file was changed")], "folder")
    before = ledger.history(NAME)
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database, database:
        database.execute("DROP TABLE pending")
        database.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
    database.close()
    moved, beside = Ledger.in_folder(tmp_path), Ledger.in_folder(tmp_path)
    try:
        assert moved.history(NAME) == beside.history(NAME) == before
        assert (moved.generation, moved.referring("agents/x"), moved.pending()) == (1, [NAME], [])
        moved.append([Entry(Record("agent", NAME, NEW), frozenset(), "a test", place=PLACE)], "tester")
        assert [pending.version.sequence for pending in beside.pending()] == [2]
        beside.written([2])
        assert moved.pending() == []
    finally:
        moved.close()
        beside.close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as database, database:
        assert database.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone() == (SCHEMA_VERSION,)
    database.close()

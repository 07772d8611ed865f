"""A version whose file can't be written stops nobody: it is refused before the ledger knows it, or set aside."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.errors import CannotWrite, NotConforming, UnwrittenVersion
from radcat.folder import files
from radcat.ledger.versions import Entry, Status
from radcat.model import Record
from radcat.publishing import pending_files
from radcat.publishing.gate import Change

FOAF = "http://xmlns.com/foaf/0.1/"
PLACE = "records/agents/new.ttl"


def agent(slug: str, name: str = "New") -> Record:
    text = f'@prefix foaf: <{FOAF}> .\n\n<agents/{slug}>\n    a foaf:Agent ;\n    foaf:name "{name}" .\n'
    return Record("agent", f"agents/{slug}", text.encode())


def change(slug: str, name: str = "New") -> Change:
    record = agent(slug, name)
    return Change("agent", record.name, record.text)


def pend(registry: Registry, record: Record, before: str | None = None, status: Status = Status.PUBLISHED) -> None:
    """Leave a version in the ledger as an older radcat, or a crash, leaves it: its file is not written."""
    place = f"records/agents/{record.slug}.ttl"
    entry = Entry(record, frozenset(), "a test", status, place=place, before=before)
    registry.ledger.append([entry], "tester", registry.ledger.findings())


LONG = agent("x" * 250)


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


@pytest.fixture
def synced(registry: Registry) -> Registry:
    return registry


@pytest.mark.parametrize("slug", ["x" * 201, "x" * 230, "x" * 251, "x" * 4096, "index.html", "x.ttl", "con", "aux.v1"])
def test_a_name_that_can_not_be_written_is_refused_before_the_ledger_knows_it(synced: Registry, slug: str) -> None:
    before = synced.ledger.generation
    with pytest.raises(NotConforming, match="choose"):
        synced.publisher.publish([change(slug)], "tester", "a test")
    assert (synced.ledger.generation, synced.ledger.pending()) == (before, [])
    synced.publisher.publish([change("after")], "tester", "a test")


@pytest.mark.parametrize("stem", ["x" * 201, "index.html", "x.rdf", "con", "index"])
def test_a_file_with_such_a_name_is_a_finding(synced: Registry, stem: str) -> None:
    root = synced.settings.root
    (root / f"records/agents/{stem}.ttl").write_bytes(agent(stem).text)
    (finding,) = synced.publisher.sync(root).findings
    assert (finding.place, finding.published) == (f"records/agents/{stem}.ttl", False)
    assert "choose" in finding.summary


def test_the_longest_name_goes_everywhere(synced: Registry, tmp_path: Path) -> None:
    slug = "x" * 200
    synced.publisher.publish([change(slug)], "tester", "a test")
    root, data = synced.settings.root, synced.settings.data_folder
    assert (root / f"records/agents/{slug}.ttl").read_bytes() == agent(slug).text
    again = synced.publisher.sync(root)
    assert (again.published, again.withdrawn, again.findings) == ((), (), ())
    command = [sys.executable, "-m", "radcat", "export", "--root", str(root), "--data", str(data)]
    exported = subprocess.run([*command, "--site", str(tmp_path / "site")], check=False, capture_output=True, text=True)
    assert exported.returncode == 0, exported.stderr
    assert (tmp_path / "site/agents" / f"{slug}.ttl").is_file()


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOSPC, errno.EMFILE])
def test_where_the_folder_takes_no_files_nothing_is_published(
    synced: Registry, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    before = synced.ledger.generation
    with monkeypatch.context() as patched:
        patched.setattr(Path, "touch", refuse)
        for changed in (change("new"), Change("agent", "agents/asa-mueller", None)):
            with pytest.raises(CannotWrite, match=os.strerror(code)):
                synced.publisher.publish([changed], "tester", "a test")
    assert (synced.ledger.generation, synced.ledger.pending()) == (before, [])


def test_one_that_can_not_be_finished_stops_nobody(synced: Registry) -> None:
    root = synced.settings.root
    pend(synced, LONG)
    pend(synced, agent("fine"))
    synced.publisher.publish([change("new")], "tester", "a test")
    assert files.exists(root / "records/agents/fine.ttl"), "what stands behind it is finished"
    assert [pending.version.record.name for pending in synced.ledger.pending()] == [LONG.name]
    synced.publisher.recover()
    outcome = synced.publisher.sync(root)
    assert (outcome.published, outcome.withdrawn, outcome.findings) == ((), (), ())
    (fault,) = synced.faults.all()
    assert (fault.source, fault.name) == ("unwritten", LONG.name)
    assert "File name too long" in fault.summary
    assert "`radcat repair`" in fault.summary
    assert str(root) not in fault.summary


def test_what_waits_is_neither_overwritten_nor_taken_for_an_edit(
    synced: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder was read-only when the second version came: its file still has the first."""
    root, old, new = synced.settings.root, agent("new", "Old"), agent("new", "New")
    synced.publisher.publish([Change("agent", old.name, old.text)], "tester", "a test")
    pend(synced, new, before=old.sha256)
    with monkeypatch.context() as patched:
        patched.setattr(files, "write_file", _read_only)
        outcome = synced.publisher.sync(root)
        assert (outcome.published, outcome.withdrawn) == ((), ())
        with pytest.raises(UnwrittenVersion, match=r"records/agents/new\.ttl can't be written \(Read-only"):
            synced.publisher.publish([change("new", "Third")], "tester", "a test")
        assert [fault.name for fault in synced.faults.all()] == [new.name]
    assert (root / PLACE).read_bytes() == old.text
    synced.publisher.sync(root)
    assert ((root / PLACE).read_bytes(), synced.ledger.pending(), synced.faults.all()) == (new.text, [], [])


def _read_only(*_: object) -> None:
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_a_removal_that_can_not_be_finished_is_not_published_again(
    synced: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, old = synced.settings.root, agent("new")
    synced.publisher.publish([Change("agent", old.name, old.text)], "tester", "a test")
    pend(synced, old, before=old.sha256, status=Status.WITHDRAWN)
    with monkeypatch.context() as patched:
        patched.setattr(files, "remove_file", _read_only)
        assert synced.publisher.sync(root).published == ()
        assert "can't be removed (Read-only" in synced.faults.all()[0].summary
    synced.publisher.recover()
    assert not (root / PLACE).exists()


def test_of_several_that_wait_for_one_file_the_newest_is_written(synced: Registry) -> None:
    """As an older radcat left them: each says that the one before was written, and none was."""
    first, second = agent("new", "First"), agent("new", "Second")
    pend(synced, first)
    pend(synced, second, before=first.sha256)
    assert pending_files.finish(synced.ledger, synced.settings.root) == 2
    assert (synced.settings.root / PLACE).read_bytes() == second.text


def test_repair_lists_and_with_yes_gives_up(synced: Registry) -> None:
    root, data = synced.settings.root, synced.settings.data_folder
    pend(synced, LONG)

    def radcat(command: str, *arguments: str) -> tuple[int, str]:
        place = ["--root", str(root), "--data", str(data)]
        result = CliRunner().invoke(cli, [command, *place, *arguments], prog_name="radcat")
        return result.exit_code, result.output

    sequence = synced.ledger.generation
    assert radcat("sync")[0] == 1, "it is a finding"
    code, said = radcat("repair")
    assert code == 1
    assert f"would give up version {sequence} of {LONG.name}" in said
    assert synced.ledger.published(LONG.name)
    status = json.loads(radcat("status", "--format", "json")[1])
    assert [fault["source"] for fault in status["faults"]] == ["unwritten"]
    code, said = radcat("repair", "--yes")
    assert (code, f"gave up version {sequence}" in said) == (0, True)
    assert (synced.ledger.pending(), synced.ledger.published(LONG.name)) == ([], None)
    assert [version.record.text for version in synced.ledger.history(LONG.name)] == [LONG.text] * 2, "nothing is lost"
    assert radcat("sync")[0] == 0
    assert radcat("status")[0] == 0
    assert radcat("repair") == (0, "Nothing to repair: every published version is written to its file.\n")


def test_repair_of_a_record_that_has_a_file_lets_the_file_say_what_is(
    synced: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, old, new = synced.settings.root, agent("new", "Old"), agent("new", "New")
    synced.publisher.publish([Change("agent", old.name, old.text)], "tester", "a test")
    pend(synced, new, before=old.sha256)
    monkeypatch.setattr(files, "write_file", _read_only)
    assert [given.name for given in synced.publisher.give_up("repair")] == [new.name]
    assert synced.publisher.sync(root).published == (new.name,)
    assert synced.ledger.history(new.name)[-1].record.text == old.text

"""Snapshots: ledger and store at one generation, taken by the writer and followed by those who read."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.conftest import BASE
from tests.stores import servers

from radcat.bootstrap import Registry
from radcat.cli import cli
from radcat.errors import SettingError, StoreUnavailable
from radcat.ledger import database
from radcat.ledger.tokens import Role, Tokens
from radcat.ledger.versions import Ledger
from radcat.publishing.replicas import KEPT, MARK, follow, take
from radcat.stores.base import Position, Query
from radcat.stores.connection import Connection
from radcat.stores.remote import RemoteEndpoint


@pytest.fixture
def data_folder(published_data: Path) -> Path:
    """Each test begins with the example published."""
    return published_data


@pytest.fixture
def published_once(registry: Registry) -> Registry:
    return registry


def change(registry: Registry, number: int) -> None:
    """Publish another generation."""
    path = registry.settings.root / "records" / "datasets" / "skerry-float.ttl"
    path.write_text(f"{path.read_text()}# {number}\n")
    registry.publisher.sync(registry.settings.root)


def generation(folder: Path) -> int:
    ledger = Ledger.in_folder(folder)
    try:
        return ledger.generation
    finally:
        ledger.close()


def test_ledger_and_store_are_of_one_generation_which_names_them(published_once: Registry, tmp_path: Path) -> None:
    taken = take(published_once.settings.data_folder, tmp_path / "snapshots")
    number = published_once.ledger.generation
    assert taken == tmp_path / "snapshots" / str(number)
    assert generation(taken) == number
    served = shutil.copytree(taken / "store", tmp_path / "served")
    with servers.oxigraph(tmp_path, "--union-default-graph", location=served) as address:
        endpoint = RemoteEndpoint(Connection(replace(address), seconds=20))
        assert endpoint.position == Position(number, BASE)
        asked = Query("ASK { ?d a <http://www.w3.org/ns/dcat#Dataset> }", "text/csv")
        assert b"".join(endpoint.query(asked)) == b"true"


def test_what_was_taken_does_not_change_and_the_writers_store_neither(published_once: Registry, tmp_path: Path) -> None:
    data = published_once.settings.data_folder
    first = take(data, tmp_path / "snapshots")
    before = generation(first)
    endpoint = published_once.endpoint()
    try:
        asked = Query("ASK { ?base <urn:radcat:generation> ?n }", "text/csv")
        assert b"".join(endpoint.query(asked)) == b"false"
    finally:
        endpoint.close()
    change(published_once, 1)
    second = take(data, tmp_path / "snapshots")
    assert (generation(first), generation(second)) == (before, before + 1)
    assert take(data, tmp_path / "snapshots") == second


def test_the_newest_few_are_kept(published_once: Registry, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        change(published_once, number)
        newest = take(published_once.settings.data_folder, tmp_path / "snapshots")
    names = sorted(int(path.name) for path in (tmp_path / "snapshots").iterdir() if not path.name.startswith("."))
    assert names == list(range(int(newest.name) - KEPT + 1, int(newest.name) + 1))


def test_a_ledger_that_is_read_follows_under_its_readers(published_once: Registry, tmp_path: Path) -> None:
    data, source, node = published_once.settings.data_folder, tmp_path / "snapshots", tmp_path / "node"
    take(data, source)
    number = follow(source, node)
    reader = Ledger.in_folder(node)
    try:
        assert reader.generation == number
        change(published_once, 1)
        take(data, source)
        assert follow(source, node) == follow(source, node) == number + 1
        assert reader.generation == number + 1
        assert reader.latest("datasets/skerry-float") == published_once.ledger.latest("datasets/skerry-float")
    finally:
        reader.close()


def test_what_was_published_elsewhere_is_not_written_over(published_once: Registry, tmp_path: Path) -> None:
    take(published_once.settings.data_folder, tmp_path / "snapshots")
    change(published_once, 1)
    with pytest.raises(SettingError, match="beyond"):
        follow(tmp_path / "snapshots", published_once.settings.data_folder)


def test_where_there_is_nothing_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="radcat sync"):
        take(tmp_path / "data", tmp_path / "snapshots")
    with pytest.raises(StoreUnavailable, match="radcat snapshot"):
        follow(tmp_path / "nowhere", tmp_path / "node")


def test_the_commands_do_it_and_refuse_what_makes_no_sense(published_once: Registry, tmp_path: Path) -> None:
    data, source = published_once.settings.data_folder, tmp_path / "snapshots"

    def radcat(*words: str | Path, **environment: str) -> tuple[int, str]:
        done = CliRunner().invoke(cli, list(map(str, words)), env=environment)
        return done.exit_code, done.output or str(done.exception)

    number = published_once.ledger.generation
    assert radcat("snapshot", source, "--data", data) == (0, f"{source / str(number)}\n")
    assert radcat("follow", source, "--data", tmp_path / "node", RADCAT_READ_ONLY="true") == (
        0,
        f"generation {number}\n",
    )
    assert "RADCAT_READ_ONLY=true" in radcat("follow", source, "--data", tmp_path / "node")[1]
    assert "embedded" in radcat("snapshot", source, RADCAT_STORE="http://127.0.0.1:1/query", RADCAT_BASE_IRI=BASE)[1]
    assert "RADCAT_READ_ONLY" in radcat("sync", "--data", data, RADCAT_READ_ONLY="true")[1]


def test_folders_that_are_no_snapshots_are_neither_removed_nor_counted(
    published_once: Registry, tmp_path: Path
) -> None:
    data, source, elsewhere = published_once.settings.data_folder, tmp_path / "snapshots", tmp_path / "elsewhere"
    take(data, elsewhere)
    for name in ("1", "007", "99999"):
        (source / name).mkdir(parents=True)
        (source / name / "thesis.txt").write_text("mine")
    (source / "88888").symlink_to(next(elsewhere.glob("[0-9]*")))
    for number in range(KEPT + 2):
        change(published_once, number)
        newest = take(data, source)
    assert follow(source, tmp_path / "node") == int(newest.name) == published_once.ledger.generation
    assert [(source / name / "thesis.txt").read_text() for name in ("1", "007", "99999")] == ["mine"] * 3
    assert (source / "88888" / "ledger.db").exists()


def test_a_foreign_folder_in_the_way_is_named(published_once: Registry, tmp_path: Path) -> None:
    (tmp_path / str(published_once.ledger.generation)).mkdir()
    with pytest.raises(SettingError, match="is in the way"):
        take(published_once.settings.data_folder, tmp_path)
    assert not (tmp_path / ".radcat-new").exists()


def test_a_snapshot_of_the_first_version_is_one_of_ours(published_once: Registry, tmp_path: Path) -> None:
    taken = take(published_once.settings.data_folder, tmp_path)
    (taken / MARK).unlink()
    assert take(published_once.settings.data_folder, tmp_path) == taken
    assert follow(tmp_path, tmp_path / "node") == int(taken.name)


def test_what_a_killed_run_left_is_cleared_and_two_runs_do_not_meet(published_once: Registry, tmp_path: Path) -> None:
    data = published_once.settings.data_folder
    (tmp_path / ".radcat-new" / "store").mkdir(parents=True)
    with ThreadPoolExecutor(4) as pool:
        taken = set(pool.map(lambda _: take(data, tmp_path), range(4)))
    assert taken == {tmp_path / str(published_once.ledger.generation)}
    assert not (tmp_path / ".radcat-new").exists()


def test_no_ledger_is_made_where_there_was_none(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with pytest.raises(StoreUnavailable):
        take(tmp_path / "data", tmp_path / "snapshots")
    assert list((tmp_path / "data").iterdir()) == []


def test_tokens_do_not_travel(published_once: Registry, tmp_path: Path) -> None:
    data = published_once.settings.data_folder
    published_once.tokens.create("ana", Role.CURATOR)
    with closing(sqlite3.connect(data / "ledger.db")) as database_of_writer:
        ((hashed,),) = database_of_writer.execute("SELECT sha256 FROM token").fetchall()
    taken = take(data, tmp_path / "snapshots")
    assert hashed.encode() not in b"".join(path.read_bytes() for path in taken.glob("ledger.db*"))
    assert Tokens(f"sqlite:///{taken / 'ledger.db'}").all() == []
    assert published_once.tokens.all()


def test_nobody_else_reads_the_database_with_the_tokens(registry: Registry) -> None:
    data = registry.settings.data_folder
    (data / "ledger.db").chmod(0o644)  # as version 0.1 made it
    Tokens(database.in_folder(data)).create("ana", Role.CURATOR)
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in data.glob("ledger.db*")} == {
        path.name: "0o600" for path in data.glob("ledger.db*")
    }

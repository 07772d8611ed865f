"""What is on disk is not what we left there: every index is rebuilt from the ledger, and a line in the log says so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from filelock import FileLock

from radcat import settings
from radcat.bootstrap import Registry
from radcat.errors import LedgerVersionError, RegistryBusy, StoreDamaged
from radcat.ledger.versions import SCHEMA_VERSION
from radcat.publishing import locking
from radcat.stores.base import Query

REBUILT = "rebuilding it from the ledger"


def contents(registry: Registry) -> set[str]:
    """Everything that the store answers with, as lines of N-Quads."""
    endpoint = registry.endpoint()
    try:
        query = Query("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } FILTER(!ISBLANK(?s) && !ISBLANK(?o)) }", "text/csv")
        return set(b"".join(endpoint.query(query)).decode().splitlines())
    finally:
        endpoint.close()


@pytest.fixture
def store(registry: Registry) -> Path:
    """The folder of a store that was published into."""
    registry.publisher.sync(registry.settings.root)
    return registry.settings.data_folder / "store"


def spoil(file: Path, content: bytes) -> None:
    """Replace a file, but not those that are hard links to it."""
    file.unlink()
    file.write_bytes(content)


def pointer_of_another_version(store: Path) -> None:
    pointer = json.loads((store / "current").read_text())
    spoil(store / "current", json.dumps({**pointer, "format": "0/another"}).encode())


def pointer_with(content: bytes) -> Callable[[Path], None]:
    return lambda store: spoil(store / "current", content)


def each_in(folder: str, pattern: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def damage(store: Path) -> None:
        files = list((store / folder).rglob(pattern))
        assert files
        for file in files:
            spoil(file, change(file.read_bytes()))

    return damage


def without(folder: str) -> Callable[[Path], None]:
    return lambda store: shutil.rmtree(store / folder)


OF_SNAPSHOTS = [
    without("snapshots"),
    each_in("snapshots", "*.sst", lambda _: b"junk"),
    each_in("snapshots", "CURRENT", lambda _: b""),
]
DAMAGES = [
    pytest.param(pointer_of_another_version, id="the store is of another version"),
    pytest.param(pointer_with(b""), id="the pointer is empty"),
    pytest.param(pointer_with(b'{"snapshot": "1"'), id="the pointer is cut off"),
    pytest.param(pointer_with(b"[]"), id="the pointer is something else"),
    pytest.param(pointer_with(b"\xff\xfe"), id="the pointer is not text"),
    pytest.param(without("primary"), id="the primary is gone"),
    pytest.param(each_in("primary", "CURRENT", lambda _: b"junk"), id="the primary has no manifest"),
    pytest.param(each_in("primary", "*.sst", lambda old: old[: len(old) // 2]), id="the primary is cut off"),
    pytest.param(each_in("primary", "*.sst", lambda old: bytes(b ^ 255 for b in old)), id="the primary is garbled"),
    pytest.param(OF_SNAPSHOTS[0], id="the snapshots are gone"),
    pytest.param(OF_SNAPSHOTS[1], id="the snapshot is garbled"),
    pytest.param(OF_SNAPSHOTS[2], id="the snapshot has no manifest"),
]


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("changed", [True, False], ids=["and a file has changed", "and nothing has changed"])
def test_a_damaged_store_is_rebuilt_and_the_log_says_so(
    registry: Registry,
    store: Path,
    damage: Callable[[Path], None],
    changed: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = contents(registry)
    damage(store)
    if changed:
        with (registry.settings.root / "records/agents/asa-mueller.ttl").open("a") as file:
            file.write("\n")  # another text, the same graph
    registry.publisher.sync(registry.settings.root)
    assert contents(registry) == whole
    lines = [record.getMessage() for record in caplog.records if REBUILT in record.getMessage()]
    if changed and damage in OF_SNAPSHOTS:
        assert lines == [], "readers get a new snapshot of what was never damaged"
        return
    assert len(lines) == 1
    assert str(store) in lines[0] or "0/another" in lines[0]


def test_a_whole_store_is_not_rebuilt(registry: Registry, store: Path, caplog: pytest.LogCaptureFixture) -> None:
    registry.publisher.sync(registry.settings.root)
    assert REBUILT not in caplog.text


def test_a_store_that_is_gone_is_made_again(registry: Registry, store: Path) -> None:
    whole = contents(registry)
    shutil.rmtree(store)
    registry.publisher.sync(registry.settings.root)
    assert contents(registry) == whole


def test_another_base_iri_makes_the_store_anew(registry: Registry, store: Path) -> None:
    whole, root, data = contents(registry), registry.settings.root, registry.settings.data_folder
    base = "https://data.example.org/tides/"
    moved = Registry.open(settings.read(root, data=data, base_iri=base))
    outcome = moved.publisher.sync(root)
    moved.ledger.close()
    assert (outcome.published, outcome.withdrawn) == ((), ()), "files did not change, and so nothing is published"
    assert contents(moved) == {line.replace(registry.base, base) for line in whole}


def test_the_base_iri_of_the_store_is_remembered_where_none_is_set(registry: Registry, store: Path) -> None:
    """`radcat query` beside a server finds the IRIs that the server serves."""
    root, data = registry.settings.root, registry.settings.data_folder
    served = Registry.open(settings.read(root, data=data, base_iri="http://127.0.0.1:8123/"))
    served.publisher.sync(root)
    served.ledger.close()
    beside = Registry.open(settings.read(root, data=data))
    beside.ledger.close()
    assert beside.base == "http://127.0.0.1:8123/"


def test_only_one_process_publishes_at_a_time(registry: Registry, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generation = registry.ledger.generation
    lock = registry.settings.data_folder / "writer.lock"
    (registry.settings.root / "records/agents/asa-mueller.ttl").unlink()
    monkeypatch.setattr(locking, "PATIENCE", 0.0)
    with FileLock(lock), pytest.raises(RegistryBusy, match="another radcat process is publishing") as raised:
        registry.publisher.sync(registry.settings.root)
    assert str(lock) in str(raised.value)
    assert registry.ledger.generation == generation
    assert registry.publisher.sync(registry.settings.root).withdrawn == ("agents/asa-mueller",)


def test_a_ledger_of_another_version_is_left_alone(registry: Registry, store: Path) -> None:
    """Unlike an index it can't be rebuilt from anything."""
    data = registry.settings.data_folder
    registry.ledger.close()
    engine = sa.create_engine(f"sqlite:///{data / 'ledger.db'}")
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE meta SET value = '0' WHERE key = 'schema'"))
    engine.dispose()
    with pytest.raises(LedgerVersionError, match=f"layout 0, this radcat reads {SCHEMA_VERSION}"):
        Registry.open(settings.read(registry.settings.root, data=data))


def test_a_ledger_that_is_no_database_is_left_alone_and_named(registry: Registry, store: Path) -> None:
    data = registry.settings.data_folder
    registry.ledger.close()
    spoil(data / "ledger.db", b"this is not a database, but it may be all that is left of one")
    with pytest.raises(StoreDamaged, match="begin a new one from the files") as raised:
        Registry.open(settings.read(registry.settings.root, data=data))
    assert str(data / "ledger.db") in str(raised.value)
    assert (data / "ledger.db").read_bytes().startswith(b"this is not a database")

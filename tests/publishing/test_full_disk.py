"""A ledger that takes nothing: what was asked for is refused in words, and nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from radcat.bootstrap import Registry
from radcat.errors import CannotWrite
from radcat.publishing.gate import Change

FOAF = "http://xmlns.com/foaf/0.1/"
TEXT = f'@prefix foaf: <{FOAF}> .\n\n<agents/new>\n    a foaf:Agent ;\n    foaf:name "{{}}" .\n'


@contextmanager
def full(registry: Registry) -> Iterator[None]:
    """Let the database grow no further, as on a disk that is full."""
    engine = registry.ledger.engine

    def no_more(connection: sa.Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    sa.event.listen(engine, "begin", no_more)
    try:
        yield
    finally:
        sa.event.remove(engine, "begin", no_more)
        engine.dispose()


def change(size: int) -> Change:
    return Change("agent", "agents/new", TEXT.format("N" * size).encode())


def test_over_http_nothing_is_published(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    before = registry.ledger.generation
    with full(registry), pytest.raises(CannotWrite, match=r"the ledger can't be written .*full"):
        registry.publisher.publish([change(100_000)], "tester", "a test")
    assert (registry.ledger.generation, registry.ledger.pending()) == (before, [])
    assert not (root / "records/agents/new.ttl").exists()
    assert registry.publisher.publish([change(100_000)], "tester", "a test").generation == before + 1


def test_a_sync_is_refused_whole_and_the_next_does_it(registry: Registry) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    before = registry.ledger.generation
    (root / "records/agents/new.ttl").write_bytes(change(100_000).text or b"")
    with full(registry), pytest.raises(CannotWrite):
        registry.publisher.sync(root)
    assert registry.ledger.generation == before
    assert registry.publisher.sync(root).published == ("agents/new",)


def test_a_fault_that_can_not_be_noted_stops_nothing(
    registry: Registry, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is behind, since the disk is full, and so the ledger does not take the note of it."""
    root = registry.settings.root
    registry.publisher.sync(root)
    registry.publisher.publish([change(10)], "tester", "a test")
    monkeypatch.setattr("radcat.publishing.indexing.catch_up", _no_space)
    with full(registry):
        assert registry.publisher.recover() == "No space left on device"
    assert "a fault can't be noted" in caplog.text


def _no_space(*_: object) -> int:
    raise OSError("No space left on device")

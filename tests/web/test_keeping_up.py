"""What could not be done when something was published is done later; nothing ends the thread that sees to it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from filelock import FileLock

from radcat.bootstrap import Registry
from radcat.errors import RegistryBusy, StoreUnavailable
from radcat.stores.base import Endpoint
from radcat.web import app
from radcat.web.keeping_up import INTERVAL, LONGEST, Keeper


@pytest.fixture
def endpoint(registry: Registry) -> Iterator[Endpoint]:
    opened = registry.endpoint()
    yield opened
    opened.close()


def leave_behind(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish something that the store does not take."""

    def refuse(*_: object, **__: object) -> int:
        raise StoreUnavailable("it is away")

    with monkeypatch.context() as patched:
        patched.setattr("radcat.publishing.indexing.catch_up", refuse)
        registry.publisher.sync(registry.settings.root)


@pytest.mark.parametrize(
    "error", [RuntimeError("engine"), OSError(28, "No space left on device"), MemoryError(), StoreUnavailable("away")]
)
def test_it_goes_on_after_whatever_error_with_a_growing_pause_and_one_line(
    registry: Registry,
    endpoint: Endpoint,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
) -> None:
    leave_behind(registry, monkeypatch)
    keeper = Keeper(registry, endpoint)
    caplog.clear()
    caplog.set_level(logging.INFO)

    def fail(_: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(registry.publisher, "recover", fail)
        pauses = [keeper.look() for _ in range(8)]
    assert pauses == [10, 20, 40, 80, 160, LONGEST, LONGEST, LONGEST]
    warned = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(warned) == 1, "one line, not one a look"
    assert type(error).__name__ in warned[0].getMessage()
    assert keeper.look() == INTERVAL, "it is done, and looked for as before"
    assert "up to the ledger again" in caplog.text
    position = endpoint.position
    assert position is not None
    assert position.generation == registry.ledger.generation


def test_what_the_store_says_is_a_fault_that_is_tried_again(
    registry: Registry, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(registry, monkeypatch)
    keeper = Keeper(registry, endpoint)
    with monkeypatch.context() as patched:
        patched.setattr(registry.publisher, "recover", lambda _: "it is away")
        assert [keeper.look(), keeper.look()] == [10, 20]
    assert keeper.look() == INTERVAL


def test_nothing_is_done_where_nothing_is_left_to_do(
    registry: Registry, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry.publisher, "recover", lambda _: pytest.fail("not asked for"))
    assert Keeper(registry, endpoint).look() == INTERVAL, "nothing was ever published"
    registry.publisher.sync(registry.settings.root)
    assert Keeper(registry, endpoint).look() == INTERVAL


def test_what_visitors_would_wait_for_is_read_once_the_rest_is_done(
    registry: Registry, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    leave_behind(registry, monkeypatch)
    keeper = Keeper(registry, endpoint, read_ahead=lambda: read.append(registry.ledger.generation))
    keeper.look()
    assert read == [], "there was something to catch up with"
    while not read:
        keeper.look()
    assert read == [registry.ledger.generation]


def test_somebody_else_who_publishes_is_no_fault(
    registry: Registry, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    leave_behind(registry, monkeypatch)
    caplog.clear()

    def busy(_: object) -> None:
        raise RegistryBusy

    monkeypatch.setattr(registry.publisher, "recover", busy)
    keeper = Keeper(registry, endpoint)
    assert [keeper.look() for _ in range(3)] == [INTERVAL] * 3
    assert caplog.text == ""


def test_a_process_that_takes_writes_starts_while_another_publishes(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_behind(registry, monkeypatch)
    given = registry.settings
    for name, value in (("ROOT", given.root), ("DATA", given.data_folder), ("WRITES", "true")):
        monkeypatch.setenv(f"RADCAT_{name}", str(value))
    monkeypatch.setenv("RADCAT_BASE_IRI", registry.base)
    ended: list[object] = []
    monkeypatch.setattr("atexit.register", ended.append)
    monkeypatch.setattr("radcat.web.keeping_up.Thread.start", lambda _: None)
    monkeypatch.setattr("radcat.publishing.locking.PATIENCE", float("inf"))  # whoever waits for the lock waits for ever
    with FileLock(given.data_folder / "writer.lock"):
        assert callable(app.serve_from_environment())
    for end in ended:
        end()  # type: ignore[operator]

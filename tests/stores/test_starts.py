"""What can't be started costs an error that says so, and nothing for good: neither a turn, a file nor a pipe."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from radcat.errors import EndpointBusy, ScratchLost, StoreUnavailable
from radcat.sandbox import pool as workers
from radcat.sandbox import spool
from radcat.sandbox import worker as query_workers
from radcat.sandbox.pool import WorkerPool
from radcat.scratch.store import ScratchStore
from radcat.stores.base import GraphChange, Limits, Position, Query
from radcat.stores.embedded import OxigraphIndex

BASE = "https://example.org/"
EASY = Query("ASK { <a> <p> 1 }", "text/csv")
FAILURES = {
    "no more files": OSError(errno.EMFILE, os.strerror(errno.EMFILE)),
    "no memory": OSError(errno.ENOMEM, os.strerror(errno.ENOMEM)),
    "no more processes": BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)),
    "no executable": FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/nowhere/python"),
    "no memory of ours": MemoryError(),
}
every_failure = pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES.keys())


class Switch:
    """A function that fails while it is switched off."""

    def __init__(self, real: Callable[..., Any], failure: BaseException) -> None:
        self.real, self.failure, self.is_off, self.called = real, failure, False, 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.called += 1
        if self.is_off:
            raise self.failure
        return self.real(*arguments, **named)


def open_files() -> set[str]:
    found = set()
    for file in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists them
            found.add(f"{file.name} {file.readlink()}")
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with one statement."""
    index = OxigraphIndex(tmp_path)
    index.apply([GraphChange(f"{BASE}a", b"<a> <p> 1 .", BASE)])
    index.publish(Position(1, BASE))
    return tmp_path


@pytest.fixture
def pool(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WorkerPool]:
    """A pool with one worker, which tries at once again to start what could not be started."""
    monkeypatch.setattr(workers, "RETRY", 0.0)
    made = WorkerPool(folder, Limits(20, 512, 1024, workers=1, queue=0))
    yield made
    made.close()


def answer(pool: WorkerPool) -> bytes:
    return b"".join(pool.query(EASY))


def lose_workers(pool: WorkerPool) -> None:
    """End the idle workers, as the system does when memory is short."""
    for worker in pool._idle:
        worker.stop()
        worker._child._process.wait()


PLACES = {"the process": ("subprocess", "Popen"), "the file for its last words": ("tempfile", "TemporaryFile")}


@every_failure
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_worker_that_cannot_be_started_costs_one_answer_and_no_turn(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch, place: tuple[str, str], failure: BaseException
) -> None:
    switch = Switch(getattr(sys.modules[place[0]], place[1]), failure)
    monkeypatch.setattr(".".join(place), switch)
    assert answer(pool) == b"true"
    lose_workers(pool)
    switch.is_off = True
    answer_fails(pool)
    before = open_files()
    for _ in range(3):  # more often than there are turns
        answer_fails(pool)
    assert open_files() == before
    switch.is_off = False
    assert answer(pool) == b"true"


def answer_fails(pool: WorkerPool) -> None:
    with pytest.raises(StoreUnavailable) as raised:
        answer(pool)
    assert raised.value.public == "no query worker can be started; try again in a moment."


def test_a_start_that_fails_half_way_leaves_no_pipe_open(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own way: the interpreter is gone."""
    assert answer(pool) == b"true"
    lose_workers(pool)
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    answer_fails(pool)
    before = open_files()
    answer_fails(pool)
    assert open_files() == before
    monkeypatch.undo()
    assert answer(pool) == b"true"


def test_a_pool_opens_while_nothing_can_be_started_and_recovers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "RETRY", 0.0)
    switch = Switch(subprocess.Popen, FAILURES["no more processes"])
    switch.is_off = True
    monkeypatch.setattr("subprocess.Popen", switch)
    pool = WorkerPool(folder, Limits(20, 512, 1024, workers=1, queue=0), spare=1)
    try:
        answer_fails(pool)
        switch.is_off = False
        assert answer(pool) == b"true"
        joined(pool)
        assert len(pool._all) == 2, "the spare worker was started after the query"
    finally:
        pool.close()


def joined(pool: WorkerPool) -> None:
    """Wait until nobody starts spare workers."""
    for thread in threading.enumerate():
        if getattr(thread, "_target", None) == pool._refill:
            thread.join()


def test_spare_workers_are_started_later_when_no_thread_could_do_it(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class NoThread(threading.Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    assert answer(pool) == b"true"
    lose_workers(pool)
    monkeypatch.setattr(pool, "_wanted", 2)
    with monkeypatch.context() as without:
        without.setattr(workers, "Thread", NoThread)
        assert answer(pool) == b"true"
        assert len(pool._all) == 1
    assert answer(pool) == b"true"
    joined(pool)
    assert len(pool._all) == 2


def test_a_worker_that_cannot_be_told_its_snapshot_is_ended(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert answer(pool) == b"true"
    lose_workers(pool)

    def prepare(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as broken:
        broken.setattr(query_workers.Worker, "prepare", prepare)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            answer(pool)
    assert pool._all == set()
    assert answer(pool) == b"true"


def pieces(size: int) -> Iterator[bytes]:
    for _ in range(size // spool.PIECE):
        yield b"x" * spool.PIECE


def test_a_file_that_cannot_be_opened_breaks_the_answer_off_and_gives_the_room_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = Switch(tempfile.TemporaryFile, FAILURES["no more files"])
    monkeypatch.setattr("tempfile.TemporaryFile", switch)
    switch.is_off = True
    disk = spool.Disk(tmp_path, 10 * spool.MOST_IN_MEMORY)
    spooled = spool.Spool(disk)
    spooled.fill(pieces(2 * spool.MOST_IN_MEMORY))  # type: ignore[arg-type]  # a generator
    with pytest.raises(EndpointBusy, match="Too many open files"):
        list(spooled)
    spooled.leave()
    assert disk._taken == 0


def test_an_answer_is_whole_without_a_thread_to_take_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class NoThread(threading.Thread):
        def start(self) -> None:
            raise RuntimeError("can't start new thread")

    monkeypatch.setattr(spool, "Thread", NoThread)
    found = spool.through(pieces(3 * spool.PIECE), spool.Disk(tmp_path, 0))  # type: ignore[arg-type]
    assert len(b"".join(found)) == 3 * spool.PIECE


LIMITS: dict[str, Any] = {"seconds": 20, "megabytes": 512, "output_mb": 10}


@every_failure
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_scratch_store_that_cannot_be_started_leaves_nothing_open(
    monkeypatch: pytest.MonkeyPatch, place: tuple[str, str], failure: BaseException
) -> None:
    switch = Switch(getattr(sys.modules[place[0]], place[1]), failure)
    monkeypatch.setattr(".".join(place), switch)
    switch.is_off = True
    before = open_files()
    with pytest.raises(StoreUnavailable, match="can't be started"):
        ScratchStore(**LIMITS)
    assert open_files() == before


def test_a_scratch_store_that_died_and_could_not_be_started_again_is_there_when_it_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = ScratchStore(**LIMITS)
    try:
        switch = Switch(subprocess.Popen, FAILURES["no memory"])
        monkeypatch.setattr("subprocess.Popen", switch)
        assert store._child is not None
        store._child._process.kill()
        store._child._process.wait()
        switch.is_off = True
        with pytest.raises(ScratchLost):
            store.count()
        for _ in range(2):
            with pytest.raises(StoreUnavailable, match="can't be started"):
                store.count()
        switch.is_off = False
        assert store.count() == (0, 0)
    finally:
        store.close()


@pytest.mark.parametrize("call", ["pipe", "fork"])
def test_a_query_whose_copy_cannot_be_made_leaves_the_scratch_stores_content(call: str) -> None:
    """In the process of the store: what it holds would be lost with it."""
    probe = f"""
import os
from radcat.errors import StoreUnavailable
from radcat.scratch import worker
def fail(): raise OSError(11, "Resource temporarily unavailable")
held = worker._Scratch(5, 512, 10, os.open(os.devnull, os.O_RDWR))
held._store.update("INSERT DATA {{ <urn:a> <urn:b> 1 }}")
before, real = len(os.listdir("/proc/self/fd")), os.{call}
os.{call} = fail
try: held.do({{"do": "query", "text": "ASK {{}}"}})
except StoreUnavailable as error: print(error)
os.{call} = real
print(held.do({{"do": "count"}}), len(os.listdir("/proc/self/fd")) - before)
"""
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    said, counted = done.stdout.splitlines()
    assert said.startswith("no process can be started for the request now (Resource temporarily unavailable)")
    assert counted == "{'triples': 1, 'graphs': 0} 0"

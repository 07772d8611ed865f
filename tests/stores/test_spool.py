"""A worker that writes fast and a reader who is slow do not wait for each other, and memory stays small."""

from __future__ import annotations

import errno
import os
import threading
import tracemalloc
from collections.abc import Generator, Iterator
from math import inf
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radcat.errors import EndpointBusy, QueryTimeout
from radcat.sandbox import spool
from radcat.sandbox.spool import Disk

PATIENCE = 20.0


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", 100)
    monkeypatch.setattr(spool, "PIECE", 64)


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    """A folder that takes as much as there is."""
    return Disk(tmp_path, inf)


def given_by(pieces: list[bytes], end: Exception | None = None) -> Generator[bytes, None, None]:
    yield from pieces
    if end:
        raise end


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(st.binary(min_size=1, max_size=150), max_size=30), pauses=st.sets(st.integers(0, 30)))
def test_what_is_read_is_what_was_written_in_its_order(
    small_memory: None, disk: Disk, pieces: list[bytes], pauses: set[int]
) -> None:
    """However writer and reader take turns: the writer waits before some pieces until the reader has come so far."""
    read = threading.Semaphore(0)

    def paused() -> Iterator[bytes]:
        for number, piece in enumerate(pieces):
            if number in pauses and number:
                read.acquire(timeout=0.01)
            yield piece

    found = b""
    for piece in spool.through((piece for piece in paused()), disk):
        found += piece
        read.release()
    assert found == b"".join(pieces)
    assert list(disk.folder.iterdir()) == [], "its file has no name"


def test_the_writer_does_not_wait_for_the_reader(small_memory: None, disk: Disk) -> None:
    ended = threading.Event()

    def pieces() -> Generator[bytes, None, None]:
        for _ in range(1000):
            yield b"x" * 1000
        ended.set()

    reading = spool.through(pieces(), disk)
    first = next(reading)
    assert ended.wait(PATIENCE)
    assert len(first + b"".join(reading)) == 1_000_000


def test_an_answer_that_nobody_reads_takes_little_memory(disk: Disk) -> None:
    ended, size = threading.Event(), 100 * 1024 * 1024

    def pieces() -> Generator[bytes, None, None]:
        for _ in range(size // 65536):
            yield bytes(65536)
        ended.set()

    tracemalloc.start()
    try:
        reading = spool.through(pieces(), disk)
        next(reading)
        assert ended.wait(PATIENCE)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    reading.close()
    assert most < 2 * spool.MOST_IN_MEMORY


@pytest.mark.parametrize("count", [0, 1, 50])
def test_what_ends_the_answer_early_is_told_to_the_reader_behind_what_came_before(
    small_memory: None, disk: Disk, count: int
) -> None:
    reading = spool.through(given_by([b"x" * 60] * count, QueryTimeout(1)), disk)
    found: list[bytes] = []
    with pytest.raises(QueryTimeout):
        found.extend(reading)
    assert b"".join(found) == b"x" * 60 * count


def test_a_reader_who_leaves_ends_the_answer(disk: Disk) -> None:
    closed = threading.Event()

    def endless() -> Generator[bytes, None, None]:
        try:
            while True:
                yield b"x" * 1000
        finally:
            closed.set()

    reading = spool.through(endless(), disk)
    next(reading)
    reading.close()
    assert closed.wait(PATIENCE)


def test_what_does_not_fit_on_the_disk_is_said_behind_what_does(small_memory: None, tmp_path: Path) -> None:
    held = spool.Spool(Disk(tmp_path, 300))
    held.fill(given_by([b"x" * 100] * 10))
    found: list[bytes] = []
    with pytest.raises(EndpointBusy, match="read faster, or ask for less"):
        found.extend(held)
    held.leave()
    assert len(b"".join(found)) == 100 + 300, "in memory, and on disk"


@pytest.mark.parametrize("is_read", [True, False])
def test_room_on_the_disk_is_given_back_when_an_answer_is_read_or_left(
    small_memory: None, tmp_path: Path, is_read: bool
) -> None:
    disk = Disk(tmp_path, 1000)
    for _ in range(3):
        ended = threading.Event()

        def pieces(ended: threading.Event = ended) -> Generator[bytes, None, None]:
            yield from [b"x" * 100] * 8
            ended.set()

        reading = spool.through(pieces(), disk)
        size = len(next(reading))
        assert ended.wait(PATIENCE)
        if is_read:
            assert size + sum(map(len, reading)) == 800
        reading.close()
    disk.take(1000)


def test_a_disk_that_is_full_is_said(small_memory: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(dir: Path) -> None:  # noqa: A002  # tempfile's name for it
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    with pytest.raises(EndpointBusy, match="No space left on device"):
        list(spool.through(given_by([b"x" * 150]), Disk(tmp_path, inf)))

"""A worker that writes fast and a reader who is slow do not wait for each other, and memory stays small."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radcat.errors import QueryTimeout
from radcat.store import spool

PATIENCE = 20.0


@pytest.fixture
def small_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", 100)
    monkeypatch.setattr(spool, "PIECE", 64)


def given_by(pieces: list[bytes], end: Exception | None = None) -> Generator[bytes, None, None]:
    yield from pieces
    if end:
        raise end


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(pieces=st.lists(st.binary(min_size=1, max_size=150), max_size=30), pauses=st.sets(st.integers(0, 30)))
def test_what_is_read_is_what_was_written_in_its_order(
    small_memory: None, tmp_path: Path, pieces: list[bytes], pauses: set[int]
) -> None:
    """However writer and reader take turns: the writer waits before some pieces until the reader has come so far."""
    read = threading.Semaphore(0)

    def paused() -> Iterator[bytes]:
        for number, piece in enumerate(pieces):
            if number in pauses and number:
                read.acquire(timeout=0.01)
            yield piece

    found = b""
    for piece in spool.through((piece for piece in paused()), tmp_path):
        found += piece
        read.release()
    assert found == b"".join(pieces)
    assert list(tmp_path.iterdir()) == [], "its file has no name"


def test_the_writer_does_not_wait_for_the_reader(small_memory: None, tmp_path: Path) -> None:
    ended = threading.Event()

    def pieces() -> Generator[bytes, None, None]:
        for _ in range(1000):
            yield b"x" * 1000
        ended.set()

    reading = spool.through(pieces(), tmp_path)
    first = next(reading)
    assert ended.wait(PATIENCE)
    assert len(first + b"".join(reading)) == 1_000_000


def test_an_answer_that_nobody_reads_takes_little_memory(tmp_path: Path) -> None:
    ended, size = threading.Event(), 100 * 1024 * 1024

    def pieces() -> Generator[bytes, None, None]:
        for _ in range(size // 65536):
            yield bytes(65536)
        ended.set()

    tracemalloc.start()
    try:
        reading = spool.through(pieces(), tmp_path)
        next(reading)
        assert ended.wait(PATIENCE)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    reading.close()
    assert most < 2 * spool.MOST_IN_MEMORY


@pytest.mark.parametrize("count", [0, 1, 50])
def test_what_ends_the_answer_early_is_told_to_the_reader_behind_what_came_before(
    small_memory: None, tmp_path: Path, count: int
) -> None:
    reading = spool.through(given_by([b"x" * 60] * count, QueryTimeout(1)), tmp_path)
    found: list[bytes] = []
    with pytest.raises(QueryTimeout):
        found.extend(reading)
    assert b"".join(found) == b"x" * 60 * count


def test_a_reader_who_leaves_ends_the_answer(tmp_path: Path) -> None:
    closed = threading.Event()

    def endless() -> Generator[bytes, None, None]:
        try:
            while True:
                yield b"x" * 1000
        finally:
            closed.set()

    reading = spool.through(endless(), tmp_path)
    next(reading)
    reading.close()
    assert closed.wait(PATIENCE)

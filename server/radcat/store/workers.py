"""The embedded store's reading side: a few killable workers over the newest snapshot."""

from __future__ import annotations

import json
import queue
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final

from radcat.errors import (
    MalformedRequest,
    NotAcceptable,
    QueryFailed,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    RegistryError,
    StoreUnavailable,
)
from radcat.store import frames
from radcat.store.base import Position, Query
from radcat.store.frames import FrameKind
from radcat.store.oxigraph import Pointer

# An answer that ends within this many bytes is sent whole or not at all; a larger one is sent as it comes.
HELD_BACK: Final = 1024 * 1024
# Errors that say something of the question, and nothing of the worker.
_ANSWERS: Final = (QuerySyntaxError, MalformedRequest, NotAcceptable)
# What Rust, Python, C and C++ say when there is no more.
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "Cannot allocate", "bad_alloc")


class WorkerPool:
    """Answers queries in workers, each with a time and a memory limit. Safe to share between threads."""

    def __init__(self, folder: Path, *, workers: int, seconds: float, megabytes: int) -> None:
        """Start *workers* over the store in *folder*; they open its snapshot when first asked."""
        self._folder, self._seconds, self._megabytes = folder, seconds, megabytes
        self._read: tuple[tuple[int, int], Pointer | None] | None = None
        self._free: queue.LifoQueue[_Worker] = queue.LifoQueue()
        for _ in range(workers):
            self._free.put(self._start())

    @property
    def position(self) -> Position | None:
        """Which state of the ledger answers show."""
        pointer = self._pointer()
        return pointer.position if pointer else None

    def query(self, query: Query) -> Generator[bytes, None, None]:
        """Evaluate *query*; see base.Endpoint."""
        pointer = self._pointer()
        if pointer is None:
            raise StoreUnavailable("nothing has been published yet; run `radcat sync`, or `radcat serve`.")
        snapshot = str(self._folder / "snapshots" / pointer.snapshot)
        pieces = self._ask({"snapshot": snapshot, "base": pointer.base, "query": asdict(query)})
        held, size = [], 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > HELD_BACK:
                break
        return _chain(held, pieces)

    def close(self) -> None:
        """Stop the workers that are free; a busy one stops when its answer ends."""
        while True:
            try:
                self._free.get_nowait().kill()
            except queue.Empty:
                return

    def _pointer(self) -> Pointer | None:
        """Read which snapshot is current; again only when the file is another one, which a stat tells."""
        try:
            stat = (self._folder / "current").stat()
        except FileNotFoundError:
            return None
        stamp = (stat.st_ino, stat.st_mtime_ns)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, Pointer.read(self._folder))
        return self._read[1]

    def _start(self) -> _Worker:
        return _Worker(self._seconds, self._megabytes)

    def _ask(self, request: dict[str, object]) -> Generator[bytes, None, None]:
        try:
            worker = self._free.get(timeout=self._seconds)
        except queue.Empty:
            raise StoreUnavailable(
                f"every query worker has been busy for {self._seconds:g} s; try again in a moment."
            ) from None
        if not worker.is_alive:  # what ended it was nobody's query
            worker.kill()
            worker = self._start()
        whole = False
        try:
            yield from worker.answer(request)
            whole = True
        except _ANSWERS:
            whole = True
            raise
        finally:
            # A worker that was left mid-answer is of no more use, whoever left it.
            if not whole:
                worker.kill()
                worker = self._start()
            self._free.put(worker)


class _Worker:
    """One worker process and the pipes to it."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
        command = [sys.executable, "-m", "radcat.store.worker", str(seconds), str(megabytes)]
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said
        )

    def answer(self, request: dict[str, object]) -> Iterator[bytes]:
        """Send *request* and yield the pieces of its answer."""
        deadline = time.monotonic() + self._seconds
        try:
            frames.write(self._stdin, FrameKind.QUERY, json.dumps(request).encode())
        except BrokenPipeError:
            raise self._end() from None
        while True:
            kind, length = frames.HEADER.unpack(self._read(frames.HEADER.size, deadline))
            payload = self._read(length, deadline)
            if kind == FrameKind.END:
                return
            if kind == FrameKind.ERROR:
                raise self._error(json.loads(payload))
            yield payload

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End the process at once and wait for it."""
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):  # it may have died with a question still in the pipe
            self._stdin.close()
        self._stdout.close()
        self._said.close()

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process.stdin is not None  # noqa: S101  # it was opened as a pipe
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout

    def _read(self, size: int, deadline: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            ready, _, _ = select.select([self._stdout], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise QueryTimeout(self._seconds)
            # Only the raw file may be read beside select: a buffered one would hold frames that select can't see.
            piece = self._stdout.raw.read(size - len(found))  # type: ignore[attr-defined]
            if not piece:
                raise self._end()
            found += piece
        return bytes(found)

    def _end(self) -> RegistryError:
        """Say why the process ended."""
        status = self._process.wait()
        self._said.seek(0)
        last = self._said.read()[-2000:].decode(errors="replace")
        if any(sign in last for sign in _OUT_OF_MEMORY):
            return QueryTooLarge(self._megabytes)
        if status == -14:  # SIGALRM: its own limit came first
            return QueryTimeout(self._seconds)
        return QueryFailed(
            f"the query ended its worker (exit status {status}), a fault of the engine; write it otherwise."
        )

    def _error(self, described: dict[str, object]) -> RegistryError:
        arguments = described.get("arguments", [])
        assert isinstance(arguments, list)  # noqa: S101
        for answer in _ANSWERS:
            if described["error"] == answer.__name__:
                return answer(*arguments)
        if described["error"] == "MemoryError":
            return QueryTooLarge(self._megabytes)
        return StoreUnavailable(str(arguments[0]) if arguments else "the store can't be read.")


def _chain(held: list[bytes], rest: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
    try:
        yield b"".join(held)
        yield from rest
    finally:
        rest.close()  # its worker goes back, or is killed where it was left mid-answer

"""The embedded store's reading side: a few killable workers over the newest snapshot."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Generator, Hashable
from contextlib import suppress
from functools import partial
from math import inf
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from cachetools import LRUCache

from radcat.errors import (
    QueryError,
    QueryFailed,
    QueryTooLarge,
    RegistryError,
    StoreDamaged,
    StoreError,
    StoreUnavailable,
)
from radcat.sandbox import frames, spool
from radcat.sandbox.frames import FrameKind
from radcat.sandbox.turns import Turn, Turns
from radcat.sandbox.worker import Worker
from radcat.stores.base import Limits, Position, Query
from radcat.stores.embedded import Pointer

log = logging.getLogger(__name__)

# An answer that ends within this many bytes, or this many seconds after its first one, is sent whole or not at all;
# a larger one is sent as it comes.
HELD_BACK: Final = 512 * 1024
HELD_FOR: Final = 1.0
ON_DISK: Final = 4  # answers of the largest size that all together may be on disk, on their way to slow readers
_REMEMBERED: Final = 1000  # queries that ended a worker
RETRY: Final = 5.0  # seconds after a spare worker could not be started, until that is tried again


class _GaveWay(Exception):
    """The query was stopped for another client's, before anything of its answer was sent."""


class _Killed(Exception):
    """The system killed the worker before it said anything: it may have been so before it was asked."""

    def __init__(self, error: RegistryError) -> None:
        self.error = error


class WorkerPool:
    """Answers queries in workers, each with its limits. Safe to share between threads."""

    def __init__(self, folder: Path, limits: Limits, *, network: bool = False, spare: int = 0) -> None:
        """Start workers over the store in *folder*, which open its snapshot at once.

        *spare* workers more are started, so that one that is killed is replaced at once.
        With *network*, a query may reach out by SERVICE.
        """
        self._folder, self.limits, self._network = folder, limits, network
        self._current, self._snapshots = str(folder / "current"), str(folder / "snapshots")
        self._read: tuple[tuple[int, int], Pointer | None] | None = None
        self._turns = Turns(limits.workers, limits.queue, limits.seconds)
        self._deadly: LRUCache[tuple[str, Query], Callable[[], QueryError]] = LRUCache(_REMEMBERED)
        self._isolated: bool | None = None
        self._disk = spool.Disk(folder, ON_DISK * limits.output_mb * 1024 * 1024 or inf)
        self._wanted = limits.workers + spare
        self._lock = Lock()
        self._all: set[Worker] = set()
        self._idle: list[Worker] = []  # the one used last is used next: it has its snapshot open
        self._refill_at = 0.0  # when spare workers may be started again
        self._is_refilling = False
        self._refill()

    @property
    def position(self) -> Position | None:
        """Which state of the ledger answers show."""
        pointer = self._pointer()
        return pointer.position if pointer else None

    @property
    def state(self) -> Hashable:
        """What settles an answer besides the question: the snapshot that is asked.

        Graphs computed from the records are published at the same position again when what they count has changed.
        """
        pointer = self._pointer()
        return (pointer.snapshot, pointer.generation, pointer.base) if pointer else None

    @property
    def isolated(self) -> bool | None:
        """Whether workers have no network; None until one has said."""
        return self._isolated

    def query(self, query: Query) -> Generator[bytes, None, None]:
        """Evaluate *query*; see base.Endpoint."""
        snapshot = self._published().snapshot
        if self._deadly and (ended := self._deadly.get((snapshot, query))) is not None:
            raise ended()
        is_slow = was_killed = False
        while True:
            turn = self._turns.take(query.client, is_slow=is_slow)
            pieces = self._ask(turn, query)
            try:
                held, is_whole = self._hold_back(turn, pieces)
            except _GaveWay:
                is_slow = True
            except _Killed as killed:
                if was_killed:  # twice: it is the query
                    raise killed.error from None
                was_killed = True
            else:
                return _once(held) if is_whole else self._send(held, pieces)

    def close(self) -> None:
        """Stop the workers that are free; a busy one stops when its answer ends."""
        with self._lock:
            self._wanted, idle = 0, list(self._idle)
            self._idle.clear()
            self._all.difference_update(idle)
        for worker in idle:
            worker.kill()

    def _pointer(self) -> Pointer | None:
        """Read which snapshot is current; again only when the file is another one, which a stat tells."""
        try:
            stat = os.stat(self._current)  # noqa: PTH116  # several times a request: a Path would cost more
        except FileNotFoundError:
            return None
        stamp = (stat.st_ino, stat.st_mtime_ns)
        if self._read is None or self._read[0] != stamp:
            self._read = (stamp, Pointer.read(self._folder))
        return self._read[1]

    def _published(self) -> Pointer:
        if pointer := self._pointer():
            return pointer
        raise StoreUnavailable("nothing has been published yet; run `radcat sync`, or `radcat serve`.")

    def _ask(self, turn: Turn, query: Query) -> Generator[bytes, None, None]:
        try:
            worker = self._take_worker()
            try:
                yield from self._answer(worker, turn, query)
            finally:
                # A worker that was left mid-answer is of no more use, whoever left it.
                self._put_back(worker)
        finally:
            self._turns.give_back(turn)

    def _answer(self, worker: Worker, turn: Turn, query: Query) -> Generator[bytes, None, None]:
        turn.stop = worker.stop
        if turn.is_slow:
            worker.lower()
        try:
            pointer = self._open_newest(worker)
            turn.begin()
            yield from worker.answer(_describe(query, pointer.base))
        except (QueryError, StoreError) as error:
            if turn.is_taken and turn.gives_way:
                raise _GaveWay from None
            if worker.was_killed and not turn.is_taken:
                raise _Killed(error) from None
            if worker.crashed and isinstance(error, QueryError):
                self._deadly[pointer.snapshot, query] = _again(error)
            raise

    def _open_newest(self, worker: Worker) -> Pointer:
        """Have *worker* open the newest snapshot, which it keeps from being removed, and tell which one that is."""
        while True:
            pointer = self._published()
            try:
                worker.open(f"{self._snapshots}/{pointer.snapshot}")
            except StoreDamaged:
                # Between our look and its opening there may have been publications, and the snapshot be gone.
                if self._published().snapshot == pointer.snapshot:
                    raise
            else:
                return pointer

    def _hold_back(self, turn: Turn, pieces: Generator[bytes, None, None]) -> tuple[bytes, bool]:
        """Read the beginning of an answer, and whether that is all of it."""
        held, size, until = [], 0, 0.0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            now = time.monotonic()
            until = until or now + HELD_FOR
            if size > HELD_BACK or now > until:
                if not self._turns.keep(turn):
                    pieces.close()
                    raise _GaveWay
                return b"".join(held), False
        return b"".join(held), True

    def _send(self, held: bytes, rest: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
        try:
            yield held
        except GeneratorExit:
            rest.close()  # its worker is killed where it was left mid-answer
            raise
        yield from spool.through(rest, self._disk)

    def _take_worker(self) -> Worker:
        while True:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            if worker is None:
                return self._start()
            if worker.is_alive:
                return worker
            self._end(worker)  # what ended it was nobody's query

    def _put_back(self, worker: Worker) -> None:
        if worker.isolated is not None and worker.isolated is not self._isolated:
            self._isolated = worker.isolated
            if not self._isolated and not self._network:
                log.warning("query workers can't be cut off from the network here; see docs/isolation.md")
        with self._lock:
            keep = worker.is_ready and not worker.is_lowered and len(self._all) <= self._wanted
            if keep:
                self._idle.append(worker)
        if not keep:
            self._end(worker)
        if len(self._all) < self._wanted:
            self._refill_soon()

    def _end(self, worker: Worker) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.kill()

    def _refill_soon(self) -> None:
        """Have spare workers started, unless somebody is at it or has failed a moment ago."""
        with self._lock:
            if self._is_refilling or time.monotonic() < self._refill_at:
                return
            self._is_refilling = True
        try:
            Thread(target=self._refill, daemon=True).start()
        except RuntimeError as error:  # the system has no thread for us
            self._put_off(error)

    def _refill(self) -> None:
        """Start workers until there are as many as there should be; what can't be started is tried again later."""
        while True:
            with self._lock:
                if len(self._all) >= self._wanted:
                    self._is_refilling = False
                    return
                try:
                    self._idle.insert(0, self._new())
                    continue
                except StoreUnavailable as error:
                    failed = error
            self._put_off(failed)
            return

    def _put_off(self, error: Exception) -> None:
        log.warning("%s; the next query after %g s has spare workers started again", error, RETRY)
        with self._lock:
            self._is_refilling, self._refill_at = False, time.monotonic() + RETRY

    def _start(self) -> Worker:
        with self._lock:
            return self._new()

    def _new(self) -> Worker:
        worker = Worker(self.limits, network=self._network)
        try:
            with suppress(StoreDamaged):  # which is for who asks to see
                if pointer := self._pointer():
                    worker.prepare(f"{self._snapshots}/{pointer.snapshot}")
        except BaseException:
            worker.kill()
            raise
        self._all.add(worker)
        return worker


def _once(answer: bytes) -> Generator[bytes, None, None]:
    yield answer


def _describe(query: Query, base: str) -> bytes:
    described: dict[str, Any] = {"text": query.text, "media_type": query.media_type}
    for name in ("default_graphs", "named_graphs", "names_dataset", "prefixes"):
        if value := getattr(query, name):
            described[name] = value
    return frames.frame(FrameKind.QUERY, json.dumps({"base": base, "query": described}).encode())


def _again(error: QueryError) -> Callable[[], QueryError]:
    if isinstance(error, QueryTooLarge):
        return partial(QueryTooLarge, error.megabytes)
    return partial(
        QueryFailed,
        "this query ended the process that evaluated it, a fault of the engine, and is not evaluated again until "
        "the records change; write it otherwise, for instance without ORDER BY over values of different kinds.",
    )

"""Who is asked next: a few queries run at once, a bounded number wait, and clients take turns.

Who has had no long queries of late goes first, and among such clients who was served longest ago.
A query that has run for a while gives way where a client waits that used less: it is stopped before anything of its
answer was sent, and evaluated again later, among the slow ones. Slow ones have at most half of the workers and are not
stopped again; a long answer that is being sent is one of them. So one client's queries cost the others little.
A client's own queries give way to each other much later, since behind one address there may be many people.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from math import inf
from threading import Lock
from typing import Final

from radcat.errors import EndpointBusy

SLICE: Final = 0.25  # seconds that a query may run before it gives way
MOMENT: Final = 0.05  # seconds after which who waits looks again whether somebody has to give way
PATIENCE: Final = 10.0  # seconds that who waits is left waiting at least
LONG: Final = 1.0  # seconds that it may run before it gives way to a new one of the same client
FORGETTING: Final = 10.0  # seconds after which what a client used counts half
GRACE: Final = 2.0  # seconds past its time after which a turn is taken from who does not give it back
CLIENTS: Final = 10_000  # whose use is remembered


class Turn:
    """The right to use a worker, until it is given back or taken away."""

    __slots__ = ("begun", "client", "gives_way", "is_slow", "is_taken", "stop")

    def __init__(self, client: str, *, is_slow: bool) -> None:
        self.client, self.is_slow = client, is_slow
        self.begun = inf  # the query, which is not before its worker is ready
        self.gives_way = not is_slow  # until a part of the answer is sent
        self.is_taken = False
        self.stop: Callable[[], None] = _nothing

    def begin(self) -> None:
        """Say that the query begins: from now on its time counts."""
        self.begun = time.monotonic()


def _nothing() -> None:
    pass


class _Waiting:
    __slots__ = ("client", "gate", "is_slow", "refused", "turn")

    def __init__(self, client: str, *, is_slow: bool) -> None:
        self.client, self.is_slow = client, is_slow
        self.turn: Turn | None = None
        self.refused = False
        self.gate = Lock()
        self.gate.acquire()


class Turns:
    """Gives out turns; safe to share between threads."""

    def __init__(self, workers: int, queue: int, seconds: float) -> None:
        """Let *workers* queries run and *queue* wait, each for *seconds* at most, and no less than PATIENCE."""
        self._workers, self._queue, self._seconds = workers, queue, seconds
        self._patience = max(seconds, PATIENCE)
        self._slow = max(1, workers // 2)
        self._lock = Lock()
        self._running: list[Turn] = []
        self._waiting: list[_Waiting] = []
        # Seconds that a client's queries ran beyond SLICE, and when that was counted; the one served last stands last.
        self._used: dict[str, tuple[float, float]] = {}
        self._served: dict[str, int] = {}  # in which order
        self._turns = 0

    def take(self, client: str, *, is_slow: bool = False) -> Turn:
        """Wait for a turn.

        Raises:
            EndpointBusy: too many wait already, or it has waited too long.
        """
        with self._lock:
            if len(self._running) < self._workers and not self._waiting and not is_slow:
                return self._grant(client, is_slow=False)
            waiting = self._enqueue(client, is_slow=is_slow)
            self._call_next()
            if waiting.turn is None:
                self._make_way(waiting)
                self._call_next()
        deadline = time.monotonic() + self._patience
        while not waiting.gate.acquire(timeout=max(0.001, min(MOMENT, deadline - time.monotonic()))):
            with self._lock:
                if waiting.turn is None and not waiting.refused:
                    if time.monotonic() > deadline:
                        self._waiting.remove(waiting)
                        raise EndpointBusy(
                            f"every query worker has been busy for {self._patience:g} s; try again in a moment."
                        )
                    self._make_way(waiting)
                    self._call_next()
        if waiting.turn is None:
            raise _full(self._queue)
        return waiting.turn

    def give_back(self, turn: Turn) -> None:
        """End *turn*; who waits is called."""
        with self._lock:
            if not turn.is_taken:
                self._end(turn)
            self._call_next()

    def keep(self, turn: Turn) -> bool:
        """Say that a long answer begins to be sent, so that the query can't be stopped any more; False if it was.

        It is a slow one from now on, and is stopped where those have all the workers that they may have.
        """
        with self._lock:
            if not turn.is_taken and not turn.is_slow and self._slow_ones() >= self._slow:
                turn.is_taken = True
                self._end(turn)
                self._call_next()
            if not turn.is_taken:
                turn.gives_way, turn.is_slow = False, True
            return not turn.is_taken

    def _grant(self, client: str, *, is_slow: bool) -> Turn:
        turn = Turn(client, is_slow=is_slow)
        self._running.append(turn)
        self._turns += 1
        self._served[client] = self._turns
        return turn

    def _end(self, turn: Turn) -> None:
        self._running.remove(turn)
        now = time.monotonic()
        # What is short costs nothing: a client that asks often and little is no burden to the others.
        used = self._use(turn.client, now) + max(0.0, now - turn.begun - SLICE)
        self._used.pop(turn.client, None)
        self._used[turn.client] = (used, now)
        if len(self._used) > CLIENTS:
            forgotten = next(iter(self._used))
            del self._used[forgotten]
            self._served.pop(forgotten, None)

    def _enqueue(self, client: str, *, is_slow: bool) -> _Waiting:
        waiting = _Waiting(client, is_slow=is_slow)
        if len(self._waiting) >= self._queue:
            self._make_room(client)
        self._waiting.append(waiting)
        return waiting

    def _make_room(self, client: str) -> None:
        """Turn away the newest of the client that has most waiting, be it the newcomer's own."""
        counts: dict[str, int] = {}
        for other in self._waiting:
            counts[other.client] = counts.get(other.client, 0) + 1
        greediest = max(counts, key=lambda name: counts[name], default=client)
        if counts.get(greediest, 0) <= counts.get(client, 0) + 1:
            raise _full(self._queue)
        last = [other for other in self._waiting if other.client == greediest][-1]
        self._waiting.remove(last)
        last.refused = True
        last.gate.release()

    def _call_next(self) -> None:
        while self._waiting and len(self._running) < self._workers:
            allowed = self._waiting
            now = time.monotonic()
            if self._slow_ones() >= self._slow:
                allowed = [waiting for waiting in self._waiting if not waiting.is_slow]
            if not allowed:
                return
            chosen = min(
                allowed, key=lambda waiting: (self._use(waiting.client, now), self._served.get(waiting.client, 0))
            )
            self._waiting.remove(chosen)
            chosen.turn = self._grant(chosen.client, is_slow=chosen.is_slow)
            chosen.gate.release()

    def _slow_ones(self) -> int:
        return sum(turn.is_slow for turn in self._running)

    def _make_way(self, waiting: _Waiting) -> None:
        """Stop a query that ought to give way to *waiting*, or one whose time is long over."""
        now = time.monotonic()
        mine = self._use(waiting.client, now)

        def gives_way(turn: Turn) -> bool:
            ran = now - turn.begun
            if turn.client == waiting.client:
                return turn.gives_way and not waiting.is_slow and ran > LONG
            return turn.gives_way and ran > SLICE and self._use(turn.client, now) > mine

        late = [turn for turn in self._running if now - turn.begun > self._seconds + GRACE]
        giving = sorted(filter(gives_way, self._running), key=lambda turn: self._use(turn.client, now))
        for turn in late[:1] or giving[-1:]:
            turn.is_taken = True
            self._end(turn)
            turn.stop()

    def _use(self, client: str, now: float) -> float:
        """Seconds that queries of *client* ran of late beyond what is short, what runs included."""
        seconds, counted = self._used.get(client, (0.0, now))
        running = sum(max(0.0, now - turn.begun - SLICE) for turn in self._running if turn.client == client)
        return float(seconds * 0.5 ** ((now - counted) / FORGETTING) + running) if seconds or running else 0.0


def _full(queue: int) -> EndpointBusy:
    return EndpointBusy(f"{queue} queries wait already (RADCAT_QUERY_QUEUE); try again in a moment.")

"""Bodies share memory and places by what has come; a few slow ones take nothing from anybody else."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from radcat.errors import BodyTooSlow, EndpointBusy, TooManyRequests
from radcat.web.middleware import bodies
from radcat.web.middleware.bodies import Bodies

LARGEST = 1000
QUERY = "application/sparql-query"


class Clock:
    """Tells the time that the test says it is."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Slow(io.RawIOBase):
    """A body that has sent *begun* and then sends nothing until its connection is cut."""

    def __init__(self, begun: bytes = b"") -> None:
        self.begun, self.cut, self.is_read = begun, threading.Event(), threading.Event()

    def read(self, _size: int = -1) -> bytes:
        if self.begun:
            piece, self.begun = self.begun, b""
            return piece
        self.is_read.set()  # what came before was taken over
        assert self.cut.wait(120)
        return b""


class Sender:
    """A client's request, in a thread of its own; the error that it got, if any."""

    def __init__(self, reader: Bodies, client: str, source: Slow, **environ: str) -> None:
        self.error: BaseException | None = None
        self.source = source
        self._given = reader, client, {"wsgi.input": source, **environ}
        self.thread = threading.Thread(target=self._send)
        self.thread.start()

    def _send(self) -> None:
        reader, client, environ = self._given
        try:
            with reader.read(environ, client):
                pass
        except Exception as error:
            self.error = error

    def join(self) -> BaseException | None:
        self.thread.join(120)
        assert not self.thread.is_alive()
        return self.error


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(clock: Clock) -> Bodies:
    """Reads bodies; nobody is too slow before a minute."""
    return Bodies(LARGEST, grace=60, clock=clock)


@pytest.fixture
def senders(reader: Bodies) -> Iterator[list[Sender]]:
    """The clients that are sending, whose connections are cut at the end."""
    found: list[Sender] = []
    yield found
    for sender in found:
        sender.source.cut.set()
    for sender in found:
        sender.join()


CHUNKED = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_TYPE": QUERY}


def taken(reader: Bodies, client: str, body: bytes = b"ASK {}") -> bytes:
    """Send a whole body, and return what came of it."""
    environ = {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    with reader.read(environ, client):
        content: bytes = environ["wsgi.input"].read()  # type: ignore[attr-defined]
        return content


def until(condition: Callable[[], bool]) -> None:
    """Wait for what other threads do; it would never come to pass if it failed."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def wait_for_all(reader: Bodies, senders: list[Sender], begun: int) -> None:
    for sender in senders:
        assert sender.source.is_read.wait(120)
    until(lambda: sum(body.held for body in reader._bodies) == begun)


def begin(reader: Bodies, senders: list[Sender], clients: int, each: int, begun: bytes = b"") -> None:
    """Let so many clients begin so many bodies each, and wait until all are under way."""
    names = [f"slow {client}" for client in range(clients) for _ in range(each)]
    senders += [Sender(reader, name, Slow(begun), **CHUNKED) for name in names]
    wait_for_all(reader, senders, clients * each * len(begun))


def test_what_is_announced_takes_no_room(reader: Bodies, senders: list[Sender]) -> None:
    """Eight bodies of an unknown length, which might be the longest, kept everybody else out."""
    begin(reader, senders, clients=2, each=bodies.AT_ONCE)
    assert taken(reader, "other", b"x" * LARGEST) == b"x" * LARGEST


@pytest.mark.parametrize(("clients", "each"), [(8, 4), (16, 2), (32, 1)])
def test_slow_bodies_make_room_for_others_when_no_place_is_left(
    reader: Bodies, senders: list[Sender], clock: Clock, clients: int, each: int
) -> None:
    begin(reader, senders, clients, each)
    clock.now += bodies.SAFE
    for number in range(40):
        assert taken(reader, f"other {number}") == b"ASK {}"
    until(lambda: any(sender.error for sender in senders))
    assert all(isinstance(sender.error, BodyTooSlow) for sender in senders if sender.error)


def test_the_slowest_of_whoever_sends_most_makes_room(reader: Bodies, senders: list[Sender], clock: Clock) -> None:
    begin(reader, senders, clients=7, each=bodies.AT_ONCE, begun=b"a" * 100)
    fast = [Sender(reader, "fast", Slow(b"a" * 400), **CHUNKED) for _ in range(3)]
    drip = Sender(reader, "fast", Slow(b"a"), **CHUNKED)
    senders += [*fast, drip]
    wait_for_all(reader, senders, 28 * 100 + 3 * 400 + 1)
    clock.now += bodies.SAFE
    assert taken(reader, "other") == b"ASK {}"
    assert isinstance(drip.join(), BodyTooSlow)
    assert all(sender.thread.is_alive() for sender in fast)


def test_a_client_that_sends_most_makes_no_room_for_itself(reader: Bodies, senders: list[Sender], clock: Clock) -> None:
    begin(reader, senders, clients=8, each=3)
    senders += [Sender(reader, f"slow {client}", Slow(), **CHUNKED) for client in range(8)]
    wait_for_all(reader, senders, 0)
    clock.now += bodies.SAFE
    with pytest.raises(TooManyRequests):
        taken(reader, "slow 0")


def test_bodies_that_have_just_begun_make_no_room(reader: Bodies, senders: list[Sender]) -> None:
    begin(reader, senders, clients=8, each=4)
    with pytest.raises(EndpointBusy):
        taken(reader, "other")


def test_one_client_has_its_share_of_the_memory(reader: Bodies, senders: list[Sender]) -> None:
    begin(reader, senders, clients=1, each=3, begun=b"a" * 600)
    with pytest.raises(TooManyRequests, match=f"{bodies.SHARE * LARGEST} bytes"):
        taken(reader, "slow 0", b"a" * 300)
    assert taken(reader, "other", b"a" * LARGEST)


def test_what_is_held_and_not_read_on_makes_room_for_what_comes(
    reader: Bodies, senders: list[Sender], clock: Clock
) -> None:
    begin(reader, senders, clients=8, each=1, begun=b"a" * LARGEST)
    clock.now += bodies.SAFE
    assert taken(reader, "other", b"a" * 500) == b"a" * 500
    until(lambda: sum(isinstance(sender.error, BodyTooSlow) for sender in senders) == 1)


def test_requests_that_are_answered_give_back_their_room(reader: Bodies) -> None:
    for _ in range(100):
        taken(reader, "a", b"a" * LARGEST)
    with ExitStack() as held:
        for number in range(bodies.HELD):
            environ = {"wsgi.input": io.BytesIO(b"a" * LARGEST), "CONTENT_LENGTH": str(LARGEST)}
            held.enter_context(reader.read(environ, f"client {number}"))
        with pytest.raises(EndpointBusy):
            taken(reader, "other", b"a")
    assert taken(reader, "other", b"a") == b"a"
    assert not reader._bodies
    assert not reader._sending


class Dripping(io.RawIOBase):
    """A body that begins with much at once, and goes on byte by byte; each byte takes a second."""

    def __init__(self, clock: Clock, begun: int) -> None:
        self.clock, self.begun, self.bytes = clock, begun, 0

    def read(self, size: int = -1) -> bytes:
        if self.begun > 0:
            piece = b"a" * min(size, self.begun)
            self.begun -= len(piece)
            return piece
        self.bytes += 1
        if self.bytes > 1000:
            return b""
        self.clock.now += 1
        return b"a"


def test_a_body_that_came_fast_at_first_may_not_pause_for_it(clock: Clock) -> None:
    """What it sent counts for the span of time in which it was sent, and for no other."""
    reader = Bodies(16 * 1024 * 1024, clock=clock)
    source = Dripping(clock, 15 * 1024 * 1024)
    environ = {"wsgi.input": source, "CONTENT_LENGTH": str(16 * 1024 * 1024)}
    with pytest.raises(BodyTooSlow), reader.read(environ, "a"):
        pass
    assert clock.now <= 1001


def test_a_thread_that_cant_be_started_is_said_and_nothing_stays_taken(
    reader: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:

        def submit(*_: object) -> None:
            raise RuntimeError("can't start new thread")

        patch.setattr(reader._pool, "submit", submit)
        for _ in range(2 * bodies.AT_ONCE):
            with pytest.raises(EndpointBusy):
                taken(reader, "a")
    assert not reader._sending
    assert not reader._bodies
    assert taken(reader, "a") == b"ASK {}"

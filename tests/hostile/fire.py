"""Fires attacks from addresses of their own, and asks politely from others."""

from __future__ import annotations

import itertools
import re
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tests.hostile.attacks import CLOSED, CUT, Attack

LONGEST = 45.0  # seconds that an attacker waits for its answer
KEPT = 60_000  # bytes of an answer's beginning, at least
UNREAD = 8.0  # seconds that one who does not read stays
# Addresses of this machine beside 127.0.0.1, as Linux has them; each is a client of its own.
ATTACKERS = tuple(f"127.0.0.{n}" for n in range(2, 18))
POLITE = tuple(f"127.0.1.{n}" for n in range(1, 9))

QUESTIONS = (
    "ASK {?d a <http://www.w3.org/ns/dcat#Dataset>}",
    "SELECT ?d ?t {?d a <http://www.w3.org/ns/dcat#Dataset>; <http://purl.org/dc/terms/title> ?t} ORDER BY ?t LIMIT 20",
    "SELECT ?c (COUNT(*) AS ?n) {?s a ?c} GROUP BY ?c",
    "SELECT ?d {?d <http://purl.org/dc/terms/title> ?t FILTER CONTAINS(LCASE(?t), 'ct')} LIMIT 20",
)


@dataclass(frozen=True)
class Outcome:
    """What became of an attack."""

    attack: Attack
    came: int | str  # a status, or CLOSED, or CUT
    headers: str
    body: bytes
    seconds: float

    @property
    def told(self) -> str:
        """It, in words."""
        return f"{self.came} after {self.seconds:.1f} s: {self.body[:300]!r}"

    @property
    def is_right(self) -> bool:
        """Whether it was refused, or answered, as it should be."""
        return self.came in self.attack.outcomes


def fire(port: int, attack: Attack, source: str) -> Outcome:
    """Send *attack* from the address *source* and read what comes."""
    begun = time.monotonic()
    answer = b""
    with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port), 10, (source, 0)) as connection:
        connection.settimeout(LONGEST)
        if not attack.reads:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        # A server that has heard enough answers and hangs up; its answer is there to be read all the same.
        with suppress(ConnectionError):
            for number, piece in enumerate(attack.pieces):
                time.sleep(attack.pause if number else 0)
                connection.sendall(piece)
            if attack.half_close:
                connection.shutdown(socket.SHUT_WR)
        if attack.reads:
            answer = _read(connection)
        else:
            time.sleep(UNREAD)
    head, _, body = answer.partition(b"\r\n\r\n")
    return Outcome(attack, _came(head, body), head.decode("latin-1"), body, time.monotonic() - begun)


def _read(connection: socket.socket) -> bytes:
    """Read until the other side ends; of a long answer only its ends are kept."""
    first, last, deadline = b"", b"", time.monotonic() + LONGEST
    with suppress(ConnectionError, TimeoutError):
        while time.monotonic() < deadline and (piece := connection.recv(65536)):
            if len(first) < KEPT:
                first += piece
            else:
                last = (last + piece)[-1000:]
            if _is_whole(first):
                break
    return first + last


def _is_whole(answer: bytes) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\ncontent-length: (\d+)", head)
    return length is not None and bool(body) and len(body) == int(length[1])


def _came(head: bytes, body: bytes) -> int | str:
    found = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    if found is None:
        return CLOSED
    status = int(found[1])
    chunked = b"transfer-encoding: chunked" in head.lower()
    promised = re.search(rb"(?i)\ncontent-length: (\d+)", head)
    is_short = len(body) < min(int(promised[1]), KEPT) if promised else chunked and not body.endswith(b"0\r\n\r\n")
    if status == 200 and is_short:
        return CUT
    return status


def fire_together(port: int, attacks: Sequence[Attack]) -> list[Outcome]:
    """Fire all at once, from a few addresses."""
    sources = itertools.cycle(ATTACKERS)
    with ThreadPoolExecutor(len(attacks)) as pool:
        return [done.result() for done in [pool.submit(fire, port, attack, next(sources)) for attack in attacks]]


def fire_one_by_one(port: int, attacks: Sequence[Attack]) -> list[Outcome]:
    """Fire a few at a time, each from an address of its own, so that none is in another's way."""
    sources = (f"127.0.{2 + number // 250}.{1 + number % 250}" for number in itertools.count())
    with ThreadPoolExecutor(8) as pool:
        return [done.result() for done in [pool.submit(fire, port, attack, next(sources)) for attack in attacks]]


@dataclass
class Visitor:
    """A polite client: asks, reads, thinks a moment, asks again; from an address of its own."""

    port: int
    source: str
    pause: float = 0.1  # seconds
    path: str = "/sparql?query="
    times: list[float] = field(default_factory=list)  # seconds
    errors: list[str] = field(default_factory=list)

    def ask_until(self, done: threading.Event) -> None:
        """Ask until *done*."""
        connection: HTTPConnection | None = None
        number = 0
        while not done.is_set():
            number += 1
            text = f"{QUESTIONS[number % len(QUESTIONS)]} # {self.source} {number}"  # unique: no cache answers it
            begun = time.monotonic()
            try:
                connection = connection or HTTPConnection("127.0.0.1", self.port, 60, (self.source, 0))
                connection.request("GET", self.path + quote(text))
                answer = connection.getresponse()
                body = answer.read()
                if answer.status != 200:
                    self.errors.append(f"{answer.status} {body[:300].decode(errors='replace')}")
            except OSError as error:
                connection = None
                self.errors.append(repr(error))
            self.times.append(time.monotonic() - begun)
            done.wait(self.pause)
        if connection:
            connection.close()


@contextmanager
def visitors(port: int, path: str = "/sparql?query=") -> Iterator[list[Visitor]]:
    """Eight polite clients who ask as long as the block lasts."""
    asking, done = [Visitor(port, source, path=path) for source in POLITE], threading.Event()
    threads = [threading.Thread(target=visitor.ask_until, args=(done,)) for visitor in asking]
    for thread in threads:
        thread.start()
    try:
        yield asking
    finally:
        done.set()
        for thread in threads:
            thread.join()


class Listener:
    """A socket that nobody should ever connect to, and counts who does."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._socket.settimeout(0.1)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}/secret"
        self.callers = 0
        self._open = True
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while self._open:
            with suppress(TimeoutError):
                caller, _ = self._socket.accept()
                self.callers += 1
                caller.close()

    def close(self) -> None:
        """Stop listening."""
        self._open = False
        self._thread.join()
        self._socket.close()


def descendants(parent: int) -> set[int]:
    """The processes below *parent*."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found, left = set(), [parent]
    while left:
        below = children.get(left.pop(), [])
        found.update(below)
        left += below
    return found


def web_processes(parent: int) -> set[int]:
    """Those below *parent* that serve HTTP: its children that are Python, but for query workers."""
    found = set()
    for pid in descendants(parent):
        with suppress(OSError):
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
            if (
                b"radcat.sandbox" not in line
                and b"radcat.editing" not in line
                and b"resource_tracker" not in line
                and b"python" in line
            ):
                found.add(pid)
    return found


def resident(parent: int) -> int:
    """Bytes of memory that *parent* and all below it hold, what they share counted once."""
    total = 0
    for pid in (parent, *descendants(parent)):
        with suppress(OSError):
            found = re.search(r"Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text())
            total += int(found[1]) * 1024 if found else 0
    return total


class MemoryWatch:
    """Samples the memory of a tree of processes while its block lasts."""

    def __init__(self, parent: int, every: float = 0.25) -> None:
        self._parent, self._every = parent, every
        self.highest = 0  # bytes
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._done.wait(self._every):
            self.highest = max(self.highest, resident(self._parent))

    def __enter__(self) -> MemoryWatch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

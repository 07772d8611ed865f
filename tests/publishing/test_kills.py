"""Killed a hundred times at random moments under load: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import pytest
import requests
from tests.conftest import EXAMPLE
from tests.ports import free_port

from radcat.ledger import database
from radcat.ledger.tokens import Role, Tokens
from radcat.ledger.versions import Ledger
from radcat.publishing import pending_files

SEED = 20200411
WRITERS = 3
NAME = re.compile(rb'foaf:name "(\d+)"')
RECORD = '<{0}> a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> "{1}" .'
UPDATE = """PREFIX foaf: <http://xmlns.com/foaf/0.1/>
DELETE {{ GRAPH <{0}> {{ ?s foaf:name ?n }} }} INSERT {{ GRAPH <{0}> {{ <{0}> a foaf:Agent ; foaf:name "{1}" }} }}
WHERE {{ OPTIONAL {{ GRAPH <{0}> {{ ?s foaf:name ?n }} }} }}"""
QUERY_WORKER, EDITOR, WEB_PROCESS = "radcat.sandbox.query_worker", "radcat.editing.worker", "spawn_main"


class Server:
    """`radcat serve --writes` in a process group of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{free_port()}/"
        tokens = Tokens(database.in_folder(folder / "data"))
        self.token = tokens.create("tester", Role.CURATOR)
        tokens.close()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        bind = self.address.removeprefix("http://").rstrip("/")
        place = ["--root", str(self.folder / "catalogue"), "--data", str(self.folder / "data"), "--bind", bind]
        environment = {**os.environ, "RADCAT_RATE_LIMIT": "off"}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "radcat", "serve", "--writes", *place],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait()

    def wait(self) -> None:
        """Wait until it is ready; one that has given up is started again, as a service manager would."""
        assert self.process
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            if self.process.poll() is not None:  # its web process died twice within seconds
                self.kill()
                self.start()
                return
            with suppress(requests.RequestException):
                if requests.get(f"{self.address}readyz", timeout=120).ok:
                    return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def kill(self) -> None:
        """Kill every process of it at once."""
        assert self.process
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def pids(self, sign: str) -> list[int]:
        """Its processes that have *sign* in their command line."""
        assert self.process
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError, ValueError):
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                if sign in command and os.getpgid(int(entry.name)) == self.process.pid:
                    found.append(int(entry.name))
        return found


class Writer(Thread):
    """Writes one record again and again, a higher number each time, and remembers what was acknowledged."""

    def __init__(self, server: Server, number: int, stop: Event) -> None:
        super().__init__()
        self.server, self.stop, self.record = server, stop, f"agents/writer-{number}"
        self.tried, self.acknowledged = 0, [0]

    def run(self) -> None:
        while not self.stop.is_set():
            self.tried += 1
            with suppress(requests.RequestException):
                if self.write(self.tried).status_code in (201, 204):
                    self.acknowledged.append(self.tried)

    def write(self, number: int) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.server.token}"}
        if number % 2:
            headers["Content-Type"] = "application/sparql-update"
            body = UPDATE.format(self.record, number)
            return requests.post(f"{self.server.address}sparql", body, headers=headers, timeout=60)
        headers["Content-Type"] = "text/turtle"
        graph = f"{self.server.address}store?graph={self.record}"
        return requests.put(graph, RECORD.format(self.record, number), headers=headers, timeout=60)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that is started, and killed in the end in any case."""
    folder = tmp_path_factory.mktemp("killed")
    shutil.copytree(EXAMPLE, folder / "catalogue", ignore=shutil.ignore_patterns(".radcat"))
    server = Server(folder)
    server.start()
    yield server
    server.kill()


def under_load(server: Server, kills: int, kill: Callable[[random.Random], None], pause: tuple[float, float]) -> None:
    """Kill *kills* times while writers write, and check that all is whole after it."""
    chance = random.Random(SEED)  # noqa: S311  # moments, not secrets
    stop = Event()
    writers = [Writer(server, number, stop) for number in range(WRITERS)]
    for writer in writers:
        # Numbers go on where the last test has left them, so that every number is written once.
        writer.tried = max([0, *numbers(server, writer.record)])
        writer.acknowledged = [writer.tried]
        writer.start()
    try:
        for number in range(kills):
            if number % 8 == 0:  # a machine that is slow to start again what was killed would else write nothing
                wait_for_a_write(writers)
            time.sleep(chance.uniform(*pause))
            kill(chance)
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    server.wait()
    for writer in writers:
        assert_whole(server, writer)


def wait_for_a_write(writers: list[Writer]) -> None:
    """Wait until one more write is acknowledged."""
    before = sum(len(writer.acknowledged) for writer in writers)
    while sum(len(writer.acknowledged) for writer in writers) == before:
        time.sleep(0.01)


def numbers(server: Server, record: str) -> list[int]:
    """What the ledger has of a record, oldest first."""
    ledger = Ledger.in_folder(server.folder / "data")
    try:
        return [int(number) for v in ledger.history(record) for number in NAME.findall(v.record.text)]
    finally:
        ledger.close()


def assert_whole(server: Server, writer: Writer) -> None:
    """Everything acknowledged is in the ledger, and ledger, file, graph, page and store say one thing."""
    history = numbers(server, writer.record)
    assert set(writer.acknowledged) - {0} <= set(history), f"lost: {set(writer.acknowledged) - set(history)}"
    assert history == sorted(set(history)), "each was written once, in order"
    # One more write finishes what the last kill left; then all is compared while nobody writes.
    last = writer.tried + 1
    deadline = time.monotonic() + 240
    while not (answer := writer.write(last)).ok and time.monotonic() < deadline:
        time.sleep(0.1)
    assert answer.ok, answer.text
    text = (server.folder / "catalogue/records" / f"{writer.record}.ttl").read_bytes()
    assert NAME.findall(text) == [str(last).encode()]
    ledger = Ledger.in_folder(server.folder / "data")
    try:
        head = ledger.latest(writer.record)
        assert head is not None
        finished = pending_files.finish(ledger, server.folder / "catalogue")
        assert (head.record.text, ledger.pending(), finished) == (text, [], 0)
    finally:
        ledger.close()
    graph = requests.get(f"{server.address}store?graph={writer.record}", timeout=120).content
    assert NAME.findall(graph) == [str(last).encode()]
    query = f"SELECT ?n {{ GRAPH <{writer.record}> {{ ?s <http://xmlns.com/foaf/0.1/name> ?n }} }}"
    asked = {"query": query, "format": "csv"}
    assert requests.get(f"{server.address}sparql", asked, timeout=120).text.split() == ["n", str(last)]


def kill_one(server: Server, sign: str) -> Callable[[random.Random], None]:
    def kill(chance: random.Random) -> None:
        if pids := server.pids(sign):
            with suppress(ProcessLookupError):
                os.kill(chance.choice(pids), signal.SIGKILL)

    return kill


def test_query_workers_killed_while_records_are_written(server: Server) -> None:
    asked = {"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "format": "csv"}
    answered = []

    def kill(chance: random.Random) -> None:
        kill_one(server, QUERY_WORKER)(chance)
        answered.append(requests.get(f"{server.address}sparql", asked, timeout=120).status_code)

    under_load(server, 44, kill, (0.0, 0.1))
    assert set(answered) == {200}, "a worker that is dead is replaced before it is asked"


def test_the_process_that_evaluates_updates_killed_in_the_middle_of_it(server: Server) -> None:
    under_load(server, 44, kill_one(server, EDITOR), (0.0, 0.5))


def test_the_web_process_killed_while_it_writes(server: Server) -> None:
    def kill(chance: random.Random) -> None:
        server.wait()
        time.sleep(chance.uniform(0.0, 1.5))
        kill_one(server, WEB_PROCESS)(chance)

    under_load(server, 6, kill, (0.0, 0.2))


def test_the_whole_server_killed_while_it_writes(server: Server) -> None:
    def kill(chance: random.Random) -> None:
        server.kill()
        server.start()

    under_load(server, 6, kill, (0.0, 1.0))

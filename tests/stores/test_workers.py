"""A visitor's query runs in a process that can be killed, and may take its time and memory and no more."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pytest

from radcat.errors import (
    AnswerTooLarge,
    EndpointBusy,
    QueryError,
    QueryFailed,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreDamaged,
    StoreUnavailable,
)
from radcat.sandbox import frames
from radcat.sandbox import pool as workers
from radcat.sandbox import worker as query_workers
from radcat.sandbox.frames import FrameKind
from radcat.sandbox.pool import HELD_BACK, WorkerPool
from radcat.sandbox.turns import Turn
from radcat.stores.base import GraphChange, Limits, Position, Query
from radcat.stores.embedded import KEPT_SNAPSHOTS, OxigraphIndex, Pointer, copy_snapshot

BASE = "https://example.org/"
LIMITS = Limits(seconds=10, memory_mb=512, output_mb=1024, workers=1, queue=64)
EASY = Query("ASK { <a> <p> 1 }", "text/csv")
ENDLESS = Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", "text/csv")
GREEDY = Query("SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } }", "text/csv")
LARGE = Query("SELECT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f } LIMIT 500000", "text/csv")
FATAL = "SELECT ?s {{ GRAPH <mixed-{0}> {{ ?s ?p ?o }} }} ORDER BY ?o LIMIT 5"
SEEDS = range(1, 8)  # whether an ordering is fatal hangs on the order in which it is begun


def mixed(seed: int) -> str:
    """Literals whose ordering against each other may end the engine, and with it the process."""
    chance, xsd = random.Random(seed), "http://www.w3.org/2001/XMLSchema#"  # noqa: S311  # an order, not a secret
    kinds = (
        '"{0:06X}"^^<{1}hexBinary>',
        "{0}",
        "{0}.5",
        '"20{3}-{2:02}-01"^^<{1}date>',
        '"{0}"',
        '"{0}e0"^^<{1}double>',
    )
    numbers = [chance.randrange(100_000) for _ in range(200)]
    literals = (chance.choice(kinds).format(n, xsd, n % 12 + 1, n % 90 + 10) for n in numbers)
    return "".join(f"<m{place}> <q> {literal} .\n" for place, literal in enumerate(literals))


class MakePool(Protocol):
    """Makes a pool over the store."""

    def __call__(
        self,
        *,
        workers: int = 1,
        seconds: float = 20,
        megabytes: int = 512,
        output_mb: int = 1024,
        queue: int = 64,
        spare: int = 0,
        network: bool = False,
    ) -> WorkerPool: ...


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some thousand statements."""
    store = tmp_path_factory.mktemp("store")
    index = OxigraphIndex(store)
    text = "<a> <p> 1 .\n" + "".join(f"<n{n}> <p> <n{n + 1}> .\n" for n in range(3000))
    texts = {"a": text, **{f"mixed-{seed}": mixed(seed) for seed in SEEDS}}
    index.apply(GraphChange(BASE + name, turtle.encode(), BASE) for name, turtle in texts.items())
    index.publish(Position(1, BASE))
    return store


@pytest.fixture
def make_pool(folder: Path) -> Iterator[MakePool]:
    """Makes pools that are closed at the end."""
    made: list[WorkerPool] = []

    def make(
        *,
        workers: int = 1,
        seconds: float = 20,
        megabytes: int = 512,
        output_mb: int = 1024,
        queue: int = 64,
        spare: int = 0,
        network: bool = False,
    ) -> WorkerPool:
        limits = Limits(seconds, megabytes, output_mb, workers, queue)
        made.append(WorkerPool(folder, limits, spare=spare, network=network))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


def answer(pool: WorkerPool, query: Query) -> bytes:
    return b"".join(pool.query(query))


def worker_processes(parent: int) -> list[int]:
    """The query workers that *parent* has started and that are alive."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,stat=,args=", "--ppid", str(parent)], capture_output=True, text=True
    )
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    alive = [(pid, args) for pid, state, args in rows if not state.startswith("Z")]
    return [int(pid) for pid, args in alive if "radcat.sandbox.query_worker" in args]


@pytest.fixture
def own_workers() -> Callable[[], list[int]]:
    """Lists the workers that this test has started, and not those of a registry that other tests share."""
    others = set(worker_processes(os.getpid()))
    return lambda: [pid for pid in worker_processes(os.getpid()) if pid not in others]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize(
    ("query", "limits", "error", "named"),
    [
        pytest.param(ENDLESS, {"seconds": 2}, QueryTimeout, "2 s (RADCAT_QUERY_TIMEOUT)", id="time"),
        pytest.param(
            GREEDY, {"megabytes": 128, "seconds": 600}, QueryTooLarge, "128 MB (RADCAT_QUERY_MEMORY_MB)", id="memory"
        ),
    ],
)
def test_a_query_past_a_limit_is_stopped_and_the_next_is_answered(
    make_pool: MakePool,
    own_workers: Callable[[], list[int]],
    query: Query,
    limits: dict[str, float],
    error: type[QueryError],
    named: str,
) -> None:
    pool = make_pool(**limits)  # type: ignore[arg-type]
    assert answer(pool, EASY) == b"true"
    before = own_workers()
    with pytest.raises(error) as raised:
        answer(pool, query)
    assert named in str(raised.value)
    assert answer(pool, EASY) == b"true"
    assert not set(before) & set(own_workers()), "its worker was replaced"


def test_a_query_that_ends_its_process_ends_nothing_else(make_pool: MakePool) -> None:
    pool, faults = make_pool(), []
    for seed in SEEDS:
        try:
            answer(pool, Query(FATAL.format(seed), "text/csv"))
        except QueryFailed as error:
            faults.append(str(error))
        assert answer(pool, EASY) == b"true"
    if not faults:
        pytest.skip("this pyoxigraph orders mixed literals without ending the process")
    assert all("a fault of the engine" in fault for fault in faults)


@pytest.mark.parametrize("text", ["SELECT", "ASK { ?s ?p }", "\x00"])
def test_a_bad_query_leaves_its_worker_alive(
    make_pool: MakePool, own_workers: Callable[[], list[int]], text: str
) -> None:
    pool = make_pool()
    assert answer(pool, EASY) == b"true"
    before = own_workers()
    with pytest.raises(QuerySyntaxError):
        answer(pool, Query(text, "text/csv"))
    assert answer(pool, EASY) == b"true"
    assert own_workers() == before


@pytest.mark.parametrize("megabytes", [128, 256, 1024])
def test_every_memory_limit_that_a_setting_may_have_lets_easy_queries_through(
    make_pool: MakePool, megabytes: int
) -> None:
    """The limit is the query's: what the engine reserves for itself, more on larger machines, does not count."""
    assert answer(make_pool(megabytes=megabytes), EASY) == b"true"


def test_a_worker_that_dies_while_it_is_idle_costs_nobody_an_answer(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    """The system ends processes when memory is short."""
    pool = make_pool()
    assert answer(pool, EASY) == b"true"
    (idle,) = own_workers()
    os.kill(idle, signal.SIGKILL)
    assert wait_for(lambda: not is_alive(idle), seconds=10)
    assert answer(pool, EASY) == b"true"


def test_a_worker_that_is_killed_while_it_works_is_replaced(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    pool = make_pool()
    pieces = pool.query(LARGE)
    (busy,) = own_workers()
    os.kill(busy, signal.SIGKILL)
    with pytest.raises(QueryFailed):
        for _ in pieces:
            pass
    assert answer(pool, EASY) == b"true"


def test_who_finds_every_worker_busy_waits_and_is_then_told_so(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make_pool()
    monkeypatch.setattr(pool._turns, "_patience", 0.5)
    busy = pool.query(LARGE)  # begun, not read: its worker waits for its reader
    with pytest.raises(EndpointBusy, match=r"busy for 0\.5 s"):
        answer(pool, EASY)
    busy.close()
    assert answer(pool, EASY) == b"true"


def test_who_waits_is_served_when_a_worker_is_free_again(make_pool: MakePool) -> None:
    pool = make_pool(seconds=10)
    busy = pool.query(LARGE)
    answers: list[bytes] = []
    waiting = threading.Thread(target=lambda: answers.append(answer(pool, EASY)))
    waiting.start()
    busy.close()
    waiting.join(20)
    assert answers == [b"true"]


def test_as_many_queries_run_at_once_as_there_are_workers(make_pool: MakePool) -> None:
    pool = make_pool(workers=2)
    busy = pool.query(LARGE)
    assert answer(pool, EASY) == b"true"
    busy.close()


def test_many_threads_each_get_their_own_answer(make_pool: MakePool) -> None:
    pool, wrong = make_pool(workers=2), []

    def ask(number: int) -> None:
        for _ in range(20):
            found = answer(pool, Query(f"SELECT ?o {{ <n{number}> <p> ?o }}", "text/csv"))
            if found != f"o\r\n{BASE}n{number + 1}\r\n".encode():
                wrong.append(found)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_large_answer_comes_in_pieces_and_is_never_held_whole(make_pool: MakePool) -> None:
    pieces = [len(piece) for piece in make_pool().query(LARGE)]
    assert sum(pieces) > 20 * HELD_BACK
    assert pieces[0] <= HELD_BACK + frames.LARGEST
    assert max(pieces[1:]) <= frames.LARGEST


def test_an_error_within_the_part_held_back_is_an_error_and_not_half_an_answer(make_pool: MakePool) -> None:
    query = Query(f"SELECT ?c {{ {{ ?a <p> ?c }} UNION {{ {{ {ENDLESS.text} }} }} }}", "text/csv")
    with pytest.raises(QueryTimeout):
        make_pool(seconds=1).query(query)


def test_a_reader_that_leaves_early_frees_the_worker(make_pool: MakePool) -> None:
    pool = make_pool()
    for _ in range(3):
        pieces = pool.query(LARGE)
        next(pieces)
        pieces.close()
    assert answer(pool, EASY) == b"true"


def test_a_reader_that_never_reads_frees_the_worker(make_pool: MakePool) -> None:
    """What HEAD does."""
    pool = make_pool(seconds=3)
    pool.query(LARGE)  # and let go of
    assert answer(pool, EASY) == b"true"


STREAM = Query("SELECT ?a ?c ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "text/csv")  # never comes to its end


@pytest.mark.parametrize(
    ("limits", "error"),
    [
        pytest.param({"seconds": 2}, QueryTimeout, id="time"),
        pytest.param({"output_mb": 3}, AnswerTooLarge, id="output"),
    ],
)
def test_an_answer_that_is_stopped_while_it_is_read_ends_in_an_error(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch, limits: dict[str, float], error: type[QueryError]
) -> None:
    """Half an answer must not look like a whole one."""
    monkeypatch.setattr(workers, "HELD_BACK", 1)  # so that it is begun, however busy the machine
    pool, read = make_pool(**limits), list[bytes]()  # type: ignore[arg-type]
    with pytest.raises(error):
        read.extend(pool.query(STREAM))
    assert read
    assert answer(pool, EASY) == b"true"


def test_an_answer_larger_than_an_answer_may_be_is_refused_and_its_worker_lives(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    pool = make_pool(output_mb=1)
    whole = Query('SELECT (CONCAT(?x, ?x, ?x, ?x, ?x, ?x) AS ?y) { BIND("%s" AS ?x) }' % ("x" * 200_000), "text/csv")
    assert answer(pool, EASY) == b"true"
    before = own_workers()
    with pytest.raises(AnswerTooLarge, match=r"1 MB \(RADCAT_QUERY_OUTPUT_MB\)"):
        answer(pool, whole)
    assert answer(pool, EASY) == b"true"
    assert own_workers() == before


def test_a_slow_reader_gets_the_whole_answer_and_holds_no_worker(make_pool: MakePool) -> None:
    """The time limit is the query's: who reads slowly may take longer."""
    pool, rows = make_pool(seconds=4), 60_000
    pieces = pool.query(replace(LARGE, text=LARGE.text.replace("500000", str(rows))))
    lines = next(pieces).count(b"\n") + next(pieces).count(b"\n")
    assert answer(pool, EASY) == b"true", "while the rest waits to be read"
    time.sleep(4.1)
    assert lines + sum(piece.count(b"\n") for piece in pieces) == rows + 1


def test_what_is_held_back_for_long_is_sent_however_little_it_is(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "HELD_FOR", 0.0)
    pieces = make_pool().query(LARGE)
    assert len(next(pieces)) < HELD_BACK / 2
    pieces.close()


def test_a_query_that_ended_a_worker_is_not_evaluated_again_until_the_data_changes(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    pool = make_pool()
    assert answer(pool, EASY) == b"true"
    for seed in SEEDS:
        query = Query(FATAL.format(seed), "text/csv")
        try:
            answer(pool, query)
        except QueryFailed:
            break
    else:
        pytest.skip("this pyoxigraph orders mixed literals without ending the process")
    assert answer(pool, EASY) == b"true"
    before = own_workers()
    for client in ("", "another"):
        with pytest.raises(QueryFailed, match="not evaluated again until the records change"):
            answer(pool, replace(query, client=client))
    assert own_workers() == before


def test_what_fails_in_the_engine_without_ending_it_is_said_and_leaves_the_worker_alive(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    pool = make_pool()
    assert answer(pool, EASY) == b"true"
    before = own_workers()
    with pytest.raises(QuerySyntaxError, match="functions of SPARQL"):
        answer(pool, Query("SELECT (<https://example.org/f>(1) AS ?x) {}", "text/csv"))
    assert own_workers() == before


def test_a_full_queue_is_said_at_once(make_pool: MakePool) -> None:
    pool = make_pool(queue=0)
    busy = pool.query(LARGE)
    with pytest.raises(EndpointBusy, match="RADCAT_QUERY_QUEUE"):
        answer(pool, EASY)
    busy.close()


def test_the_time_of_a_query_counts_from_when_its_worker_is_ready(make_pool: MakePool) -> None:
    """However long the worker takes to start; it stands still for longer than the query may run."""
    pool = make_pool(seconds=1)
    (starting,) = pool._all
    os.kill(starting._child.pid, signal.SIGSTOP)
    found: list[bytes] = []
    asking = threading.Thread(target=lambda: found.append(answer(pool, EASY)))
    asking.start()
    time.sleep(2.5)
    os.kill(starting._child.pid, signal.SIGCONT)
    asking.join(60)
    assert found == [b"true"]


def test_a_worker_that_never_gets_ready_is_said_and_replaced(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool = make_pool()
    (starting,) = pool._all
    os.kill(starting._child.pid, signal.SIGSTOP)
    monkeypatch.setattr(query_workers, "START", 0.2)
    with pytest.raises(StoreUnavailable, match=r"has not started within 0\.2 s"):
        answer(pool, EASY)
    monkeypatch.undo()
    assert answer(pool, EASY) == b"true"


def test_a_long_query_gives_way_to_other_clients_and_is_answered_all_the_same(make_pool: MakePool) -> None:
    pool, found = make_pool(workers=2, seconds=60), []
    long = Query("SELECT (COUNT(*) AS ?n) { ?a <p> ?b . ?d <p> ?e }", "text/csv", client="long")
    threads = [threading.Thread(target=lambda: found.append(answer(pool, long))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(5):
        assert answer(pool, replace(EASY, client=f"modest {number}")) == b"true"
    for thread in threads:
        thread.join(60)
    assert len(set(found)) == 1
    assert len(found) == 3


def test_a_spare_worker_stands_ready_for_one_that_is_killed(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    pool = make_pool(workers=1, spare=1, seconds=2)
    assert answer(pool, EASY) == b"true"
    before = own_workers()
    assert len(before) == 2
    with pytest.raises(QueryTimeout):
        answer(pool, ENDLESS)
    assert answer(pool, EASY) == b"true"
    assert wait_for(lambda: len(own_workers()) == 2, seconds=60)
    assert len(set(before) & set(own_workers())) == 1


@contextmanager
def listening() -> Iterator[tuple[str, list[socket.socket]]]:
    """Somebody on this machine who takes connections, and hangs up."""
    taken: list[socket.socket] = []

    def take() -> None:
        with suppress(OSError):
            while True:
                taken.append(server.accept()[0])
                taken[-1].close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=take)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", taken
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


@pytest.mark.parametrize("network", [False, True])
def test_a_worker_reaches_nobody_unless_it_is_let(make_pool: MakePool, network: bool) -> None:
    """SERVICE is refused before it gets here; should it ever get through, it finds no network."""
    pool = make_pool(network=network)
    assert answer(pool, EASY) == b"true"
    if not network and not pool.isolated:
        pytest.skip("this kernel lets no process leave the network; on Linux, allow unshare(2) or seccomp(2)")
    with listening() as (address, taken):
        with pytest.raises(QueryFailed):
            answer(pool, Query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}", "text/csv"))
        assert bool(taken) is network
    assert pool.isolated is not network


@pytest.mark.parametrize("way", ["unshare", "_filter_sockets"])
def test_each_way_of_leaving_the_network_works_alone(way: str) -> None:
    """The first is not allowed in every container, the second not on every machine."""
    probe = "import ctypes, socket; from radcat.sandbox import isolation\n"
    if way != "unshare":
        probe += "print(isolation._filter_sockets(ctypes.CDLL(None, use_errno=True)))\n"
    else:
        probe += "isolation._filter_sockets = lambda libc: False\nprint(isolation.leave_network())\n"
    probe += "socket.socket(socket.AF_UNIX).close()\n"
    probe += "try: socket.create_connection(('127.0.0.1', {port}), 5)\nexcept OSError: print('nobody there')\n"
    with listening() as (address, taken):
        port = address.rpartition(":")[2].strip("/")
        done = subprocess.run(
            [sys.executable, "-c", probe.replace("{port}", port)], capture_output=True, text=True, check=True
        )
        if done.stdout.startswith("False"):
            pytest.skip(f"{way} is not allowed here")
        assert done.stdout.split("\n")[:2] == ["True", "nobody there"]
        assert taken == []


def test_closing_ends_every_worker(make_pool: MakePool, own_workers: Callable[[], list[int]]) -> None:
    pool = make_pool(workers=3)
    assert len(own_workers()) == 3
    pool.close()
    assert own_workers() == []


SERVES = """
import sys, time
from pathlib import Path
from radcat.stores.base import Limits, Query
from radcat.sandbox.pool import WorkerPool
pool = WorkerPool(Path(sys.argv[1]), Limits(2, 512, 1024, 1, 64))
b"".join(pool.query(Query("ASK { <a> <p> 1 }", "text/csv")))
print("ready", flush=True)
if sys.argv[2] == "busy":
    pool.query(Query(sys.argv[3], "text/csv"))
time.sleep(60)
"""


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_a_worker_does_not_outlive_its_parent_for_long(folder: Path, state: str) -> None:
    command = [sys.executable, "-c", SERVES, str(folder), state, ENDLESS.text]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    orphans = worker_processes(parent.pid)
    assert len(orphans) == 1
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_for(lambda: not any(map(is_alive, orphans)), seconds=20)


def test_ctrl_c_is_for_the_server_and_not_for_its_workers(
    make_pool: MakePool, own_workers: Callable[[], list[int]]
) -> None:
    pool = make_pool()
    assert answer(pool, EASY) == b"true"
    (worker,) = own_workers()
    os.kill(worker, signal.SIGINT)
    assert answer(pool, EASY) == b"true"
    assert own_workers() == [worker]


def test_what_a_library_prints_does_not_get_into_the_answer(folder: Path) -> None:
    """The answer has a descriptor of its own; standard output is standard error."""
    pointer = Pointer.read(folder)
    assert pointer is not None
    setup = {"seconds": 5, "memory_mb": 512, "output_mb": 1, "network": False}
    noisy = "import os, sys; from radcat.sandbox import query_worker as worker; real = worker.Snapshot.answer\n"
    noisy += "def answer(*a):\n    os.write(1, b'noise'); print('noise', flush=True); real(*a)\n"
    noisy += "worker.Snapshot.answer = answer; worker.main()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", noisy, json.dumps(setup)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin is not None
    snapshot = str(folder / "snapshots" / pointer.snapshot)
    request = {"base": BASE, "query": {"text": EASY.text, "media_type": "text/csv"}}
    frames.write(process.stdin, FrameKind.OPEN, snapshot.encode())
    frames.write(process.stdin, FrameKind.QUERY, json.dumps(request).encode())
    out, _ = process.communicate(timeout=20)
    assert out.endswith(frames.frame(FrameKind.DATA, b"true") + frames.frame(FrameKind.END))
    assert b"noise" not in out


def test_a_pointer_to_a_snapshot_that_is_gone_is_said_and_mended_by_the_next_publication(tmp_path: Path) -> None:
    index = OxigraphIndex(tmp_path)
    index.apply([GraphChange(f"{BASE}a", b"<a> <p> 1 .", BASE)])
    index.publish(Position(1, BASE))
    whole = (tmp_path / "current").read_text()
    (tmp_path / "current").write_text(json.dumps({**json.loads(whole), "snapshot": "0"}))
    pool = WorkerPool(tmp_path, LIMITS)
    try:
        with pytest.raises(StoreDamaged, match="snapshots/0") as raised:
            answer(pool, EASY)
        assert str(tmp_path) not in raised.value.public
        index.publish(Position(2, BASE))
        assert answer(pool, EASY) == b"true"
    finally:
        pool.close()


def publish(index: OxigraphIndex, number: int) -> None:
    index.apply([GraphChange(f"{BASE}a", f"<a> <p> {number} .".encode(), BASE)])
    index.publish(Position(number, BASE))


VALUE = Query("SELECT ?o { ?s ?p ?o }", "text/csv")


def test_a_query_that_waited_is_asked_of_what_was_published_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = OxigraphIndex(tmp_path)
    publish(index, 1)
    pool = WorkerPool(tmp_path, LIMITS)
    take = pool._turns.take

    def wait(client: str, *, is_slow: bool) -> Turn:
        for number in range(2, 3 + KEPT_SNAPSHOTS):  # after which the first snapshot is gone
            publish(index, number)
        return take(client, is_slow=is_slow)

    monkeypatch.setattr(pool._turns, "take", wait)
    try:
        assert answer(pool, VALUE) == f"o\r\n{2 + KEPT_SNAPSHOTS}\r\n".encode()
    finally:
        pool.close()


def test_a_snapshot_that_is_gone_before_it_is_opened_gives_way_to_a_newer_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = OxigraphIndex(tmp_path)
    publish(index, 1)
    with monkeypatch.context() as before:  # nothing is opened, and so kept, before it is asked
        before.setattr(query_workers.Worker, "prepare", lambda *_: None)
        pool = WorkerPool(tmp_path, LIMITS)
    real, published = query_workers.Worker.open, [1]

    def open_late(worker: query_workers.Worker, snapshot: str) -> None:
        if len(published) == 1:
            for _ in range(1 + KEPT_SNAPSHOTS):
                published.append(published[-1] + 1)
                publish(index, published[-1])
        real(worker, snapshot)

    monkeypatch.setattr(query_workers.Worker, "open", open_late)
    try:
        assert answer(pool, VALUE) == f"o\r\n{published[-1]}\r\n".encode()
    finally:
        pool.close()


def test_a_snapshot_is_kept_while_a_worker_of_any_process_reads_it(tmp_path: Path) -> None:
    index = OxigraphIndex(tmp_path)
    publish(index, 1)
    pointer = Pointer.read(tmp_path)
    assert pointer is not None
    snapshot = tmp_path / "snapshots" / pointer.snapshot
    pool = WorkerPool(tmp_path, LIMITS)
    assert answer(pool, VALUE) == b"o\r\n1\r\n"  # its worker has it open
    for number in range(2, 4 + KEPT_SNAPSHOTS):
        publish(index, number)
    assert snapshot.is_dir()
    for worker in pool._all:  # whoever dies, its lease goes with it
        worker.stop()
        worker._child._process.wait()
    publish(index, 10)
    assert not snapshot.exists()
    assert answer(pool, VALUE) == b"o\r\n10\r\n"
    pool.close()
    publish(index, 11)
    assert len(list((tmp_path / "snapshots").iterdir())) == KEPT_SNAPSHOTS


def test_a_copy_of_a_snapshot_is_whole_however_much_is_published_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = OxigraphIndex(tmp_path / "store")
    publish(index, 1)
    real = shutil.copytree

    def copy(source: Path, to: Path, **named: object) -> None:
        for number in range(2, 3 + KEPT_SNAPSHOTS):
            publish(index, number)
        real(source, to, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("shutil.copytree", copy)
    assert copy_snapshot(tmp_path / "store", tmp_path / "copy") == Position(1, BASE)


def test_the_state_changes_with_every_publication_and_with_nothing_else(tmp_path: Path) -> None:
    """Graphs that are computed from records change when links are checked, and the position does not."""
    index = OxigraphIndex(tmp_path)
    publish(index, 1)
    pool, states = WorkerPool(tmp_path, LIMITS), []
    try:
        for _ in range(2):
            states.append(pool.state)
            index.publish(Position(1, BASE))
        states.append(pool.state)
        assert len(set(states)) == 3
    finally:
        pool.close()
    again = WorkerPool(tmp_path, LIMITS)
    assert again.state == states[-1], "ETags outlast a restart"
    again.close()


def test_a_damaged_pointer_is_said_and_mended_by_the_next_publication(tmp_path: Path) -> None:
    index = OxigraphIndex(tmp_path)
    index.publish(Position(1, BASE))
    (tmp_path / "current").write_text("half a poin")
    pool = WorkerPool(tmp_path, LIMITS)
    try:
        with pytest.raises(StoreDamaged, match="current can't be read"):
            answer(pool, EASY)
        index.publish(Position(2, BASE))
        assert answer(pool, EASY) == b"false"
    finally:
        pool.close()


def test_a_store_that_was_made_again_is_not_mistaken_for_the_old_one(tmp_path: Path) -> None:
    """A worker keeps its snapshot open by name, and so a name must not come back."""
    pool = WorkerPool(tmp_path, LIMITS)
    try:
        for number in (1, 2):
            index = OxigraphIndex(tmp_path, anew=True)
            for old in (tmp_path / "snapshots").iterdir():
                subprocess.run(["rm", "-r", str(old)], check=True)
            index.apply([GraphChange(f"{BASE}a", f"<a> <p> {number} .".encode(), BASE)])
            index.publish(Position(1, BASE))
            assert answer(pool, Query("SELECT ?o { ?s ?p ?o }", "text/csv")) == f"o\r\n{number}\r\n".encode()
            del index
    finally:
        pool.close()


def test_a_worker_that_was_killed_before_it_said_anything_is_replaced_once(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell whether it was the query that the system killed it for; twice it is."""
    pool, asked, to_kill = make_pool(), list[bytes](), [1]
    assert answer(pool, EASY) == b"true"
    real = query_workers.Worker.answer

    def killed(worker: query_workers.Worker, request: bytes) -> Iterator[bytes]:
        asked.append(request)
        if len(asked) <= to_kill[0]:
            worker.stop()
        return real(worker, request)

    monkeypatch.setattr(query_workers.Worker, "answer", killed)
    assert answer(pool, EASY) == b"true"
    assert len(asked) == 2
    asked.clear()
    to_kill[0] = 3
    with pytest.raises(QueryFailed):
        answer(pool, EASY)
    assert len(asked) == 2


def test_a_worker_that_takes_no_question_is_given_up_at_the_limit(make_pool: MakePool) -> None:
    """A question that is larger than a pipe must not wait for ever to be taken."""
    pool = make_pool(seconds=2)
    assert b"".join(pool.query(EASY))
    (stopped,) = pool._idle
    os.kill(stopped._child.pid, signal.SIGSTOP)
    with pytest.raises(QueryTimeout):
        pool.query(replace(EASY, text=EASY.text + "# padding\n" * 100_000))
    assert b"".join(pool.query(EASY))

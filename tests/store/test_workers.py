"""A visitor's query runs in a process that can be killed, and may take its time and memory and no more."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Protocol

import pytest

from radcat.errors import (
    QueryError,
    QueryFailed,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreDamaged,
    StoreUnavailable,
)
from radcat.store import frames
from radcat.store.base import GraphChange, Position, Query
from radcat.store.frames import FrameKind
from radcat.store.oxigraph import OxigraphIndex, Pointer
from radcat.store.workers import HELD_BACK, WorkerPool

BASE = "https://example.org/"
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

    def __call__(self, *, workers: int = 1, seconds: float = 20, megabytes: int = 512) -> WorkerPool: ...


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

    def make(*, workers: int = 1, seconds: float = 20, megabytes: int = 512) -> WorkerPool:
        made.append(WorkerPool(folder, workers=workers, seconds=seconds, megabytes=megabytes))
        return made[-1]

    yield make
    for pool in made:
        pool.close()


def answer(pool: WorkerPool, query: Query) -> bytes:
    return b"".join(pool.query(query))


def worker_processes(parent: int) -> list[int]:
    """The query workers that *parent* has started and that are alive."""
    listed = subprocess.run(["ps", "-o", "pid=,stat=,args=", "--ppid", str(parent)], capture_output=True, text=True)
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, state, args in rows if "radcat.store.worker" in args and not state.startswith("Z")]


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
        pytest.param(GREEDY, {"megabytes": 128}, QueryTooLarge, "128 MB (RADCAT_QUERY_MEMORY_MB)", id="memory"),
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


def test_who_finds_every_worker_busy_waits_and_is_then_told_so(make_pool: MakePool) -> None:
    pool = make_pool(seconds=1)
    busy = pool.query(LARGE)  # begun, not read: its worker waits for its reader
    with pytest.raises(StoreUnavailable, match="busy for 1 s"):
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


def test_an_answer_that_runs_past_its_time_while_it_is_read_ends_in_an_error(make_pool: MakePool) -> None:
    """Half an answer must not look like a whole one."""
    pieces = make_pool(seconds=1).query(LARGE)
    next(pieces)
    time.sleep(1.2)
    with pytest.raises(QueryTimeout):
        for _ in pieces:
            pass


def test_closing_ends_every_worker(make_pool: MakePool, own_workers: Callable[[], list[int]]) -> None:
    pool = make_pool(workers=3)
    assert len(own_workers()) == 3
    pool.close()
    assert own_workers() == []


SERVES = """
import sys, time
from pathlib import Path
from radcat.store.base import Query
from radcat.store.workers import WorkerPool
pool = WorkerPool(Path(sys.argv[1]), workers=1, seconds=2, megabytes=512)
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
    noisy = "import os, sys; from radcat.store import worker; real = worker.Snapshot.answer\n"
    noisy += "def answer(*a):\n    os.write(1, b'noise'); print('noise', flush=True); real(*a)\n"
    noisy += "worker.Snapshot.answer = answer; sys.argv = ['worker', '5', '512']; worker.main()\n"
    process = subprocess.Popen(
        [sys.executable, "-c", noisy], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdin is not None
    request = {"snapshot": str(folder / "snapshots" / pointer.snapshot), "base": BASE, "query": asdict(EASY)}
    frames.write(process.stdin, FrameKind.QUERY, json.dumps(request).encode())
    out, _ = process.communicate(timeout=20)
    assert out == frames.HEADER.pack(FrameKind.DATA, 4) + b"true" + frames.HEADER.pack(FrameKind.END, 0)


def test_a_pointer_to_a_snapshot_that_is_gone_is_said_and_mended_by_the_next_publication(tmp_path: Path) -> None:
    index = OxigraphIndex(tmp_path)
    index.apply([GraphChange(f"{BASE}a", b"<a> <p> 1 .", BASE)])
    index.publish(Position(1, BASE))
    whole = (tmp_path / "current").read_text()
    (tmp_path / "current").write_text(json.dumps({**json.loads(whole), "snapshot": "0"}))
    pool = WorkerPool(tmp_path, workers=1, seconds=10, megabytes=512)
    try:
        with pytest.raises(StoreUnavailable, match="snapshots/0"):
            answer(pool, EASY)
        index.publish(Position(2, BASE))
        assert answer(pool, EASY) == b"true"
    finally:
        pool.close()


def test_a_damaged_pointer_is_said_and_mended_by_the_next_publication(tmp_path: Path) -> None:
    index = OxigraphIndex(tmp_path)
    index.publish(Position(1, BASE))
    (tmp_path / "current").write_text("half a poin")
    pool = WorkerPool(tmp_path, workers=1, seconds=10, megabytes=512)
    try:
        with pytest.raises(StoreDamaged, match="current can't be read"):
            answer(pool, EASY)
        index.publish(Position(2, BASE))
        assert answer(pool, EASY) == b"false"
    finally:
        pool.close()


def test_a_store_that_was_made_again_is_not_mistaken_for_the_old_one(tmp_path: Path) -> None:
    """A worker keeps its snapshot open by name, and so a name must not come back."""
    pool = WorkerPool(tmp_path, workers=1, seconds=10, megabytes=512)
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

"""Measures what polite visitors feel while everything hostile is fired at once, at radcat and at `oxigraph serve`.

Eight polite clients ask from addresses and processes of their own; the attackers, in another, fire the whole suite of
tests/hostile ROUNDS times. `oxigraph serve-read-only` (PyPI package `oxigraph`) gets the same over the same graph.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import Event, Process, Queue
from pathlib import Path
from statistics import median
from typing import Any

from measure import REPOSITORY, environment, ms, serve_command, table
from tests.hostile.attacks import Attack, attacks
from tests.hostile.fire import POLITE, Listener, MemoryWatch, Visitor, fire_together
from tests.ports import free_port

from radcat import settings
from radcat.bootstrap import Registry

BUSY = (429, 503)  # in a crowd everybody's refusal
ROUNDS, CALM = 2, 3  # rounds of the suite; seconds before it
LIMITS = {
    "RADCAT_QUERY_TIMEOUT": "2",
    "RADCAT_QUERY_MEMORY_MB": "256",
    "RADCAT_RATE_LIMIT": "600/minute",
}


def _ask(port: int, path: str, source: str, done: Any, found: Any) -> None:
    visitor, over = Visitor(port, source, path=path), threading.Event()
    watch = threading.Thread(target=lambda: (done.wait(), over.set()))
    watch.start()
    visitor.ask_until(over)
    watch.join()
    found.put((visitor.times, visitor.errors))


def _attack(port: int, fired: Sequence[Attack], rounds: int, answered: Any) -> None:
    for _ in range(rounds):
        outcomes = fire_together(port, fired)
        answered.put(
            (
                [outcome.attack.name for outcome in outcomes if not outcome.is_right and outcome.came not in BUSY],
                len(outcomes),
            )
        )


def measure(port: int, path: str, parent: subprocess.Popen[bytes], rounds: int) -> dict[str, Any]:
    """Ask politely, attack, and see."""
    listener, done, found, answered = Listener(), Event(), Queue(), Queue()
    fired = [
        Attack(a.name, tuple(_moved(p, path) for p in a.pieces), a.outcomes, a.pause, a.reads, a.half_close)
        for a in attacks(listener.address)
    ]
    visitors = [Process(target=_ask, args=(port, path, source, done, found)) for source in POLITE]
    for visitor in visitors:
        visitor.start()
    time.sleep(CALM)
    begun = time.perf_counter()
    with MemoryWatch(parent.pid) as memory:
        attacker = Process(target=_attack, args=(port, fired, rounds, answered))
        attacker.start()
        deadline = time.monotonic() + 150
        while attacker.is_alive() and parent.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        died = parent.poll()
        lasted = time.perf_counter() - begun
        attacker.terminate()
        attacker.join()
    done.set()
    results = [found.get(timeout=60) for _ in visitors]
    for visitor in visitors:
        visitor.join()
    listener.close()
    wrong: list[str] = []
    with suppress(Exception):
        while not answered.empty():
            wrong += answered.get()[0]
    times = sorted(time for times, _ in results for time in times)
    return {
        "died": None if died is None else lasted,
        "seconds": lasted,
        "times": times,
        "errors": [error for _, errors in results for error in errors],
        "callers": listener.callers,
        "memory": memory.highest,
        "wrong": wrong,
    }


def _moved(piece: bytes, path: str) -> bytes:
    return piece.replace(b" /sparql", f" {path.partition('?')[0]}".encode())


def row(name: str, seen: dict[str, Any]) -> tuple[str, ...]:
    """One line of the table."""
    times = seen["times"]
    return (
        name,
        f"dead after {seen['died']:.1f} s" if seen["died"] is not None else "no",
        str(len(times)),
        str(len(seen["errors"])),
        ms(median(times)),
        ms(times[int(len(times) * 0.99)]),
        ms(times[-1]),
        str(seen["callers"]),
        f"{seen['memory'] / 2**20:,.0f} MB",
    )


def radcat(folder: Path) -> dict[str, Any]:
    """The server as it is set up by default, but for a shorter time limit."""
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    variables = environment(folder, address, **LIMITS)
    process = subprocess.Popen(serve_command(port), env=variables, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        return measure(port, "/sparql?query=", process, ROUNDS)
    finally:
        process.terminate()
        process.wait()


def oxigraph(folder: Path) -> dict[str, Any]:
    """The engine's own server, with its own time limit."""
    binary, port = shutil.which("oxigraph", path=str(Path(sys.executable).parent)), free_port()
    if binary is None:
        raise FileNotFoundError("oxigraph")
    snapshot = next((folder / "store" / "snapshots").iterdir())
    command = [binary, "serve-read-only", "--location", str(snapshot), "--bind", f"127.0.0.1:{port}"]
    command += ["--union-default-graph", "--timeout-s", "2"]
    limited = ["prlimit", f"--as={6 * 2**30}", *command]  # so that it does not take the machine with it
    process = subprocess.Popen(limited, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        return measure(port, "/query?query=", process, 1)
    finally:
        process.kill()
        process.wait()


def _wait(port: int) -> None:
    import socket

    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not listen")


def main() -> None:
    """Measure and print."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Registry.open(settings.read(REPOSITORY, data=folder, base_iri="http://127.0.0.1/")).publisher.sync(REPOSITORY)
        if "--radcat" not in sys.argv:
            rows.append(row("oxigraph serve-read-only", oxigraph(folder)))
        seen = radcat(folder)
        rows.append(row("radcat", seen))
        for error in sorted(set(seen["errors"]))[:5]:
            print(f"an error that a polite client saw: {error}", file=sys.stderr)
        for wrong in sorted(set(seen["wrong"])):
            print(f"not refused as it should be: {wrong}", file=sys.stderr)
    columns = ("", "dead", "polite requests", "errors", "p50", "p99", "longest", "calls out", "memory")
    count = len(attacks("http://127.0.0.1/"))
    table(f"{count} hostile requests at once, eight polite clients beside them", columns, rows)


if __name__ == "__main__":
    main()

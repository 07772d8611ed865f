"""Compares HTTP servers, granian and gunicorn: the same application, as many processes and threads.

gunicorn is not a dependency; install it for the comparison with `pip install gunicorn`.
`wrk` makes the requests where it is installed (`apt install wrk`), a few Python threads do where it is not.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import quote

from measure import REPOSITORY, environment, ratio, running, table
from tests.ports import free_port

from radcat import settings
from radcat.bootstrap import Registry

APP = "radcat.web.app:serve_from_environment"
PROCESSES, THREADS, CONNECTIONS, SECONDS, ROUNDS = 1, 4, 8, 3, 3
PATHS = {
    "landing page": "/datasets/covid-ctset",
    "ASK": "/sparql?query=" + quote("ASK { ?d a <http://www.w3.org/ns/dcat#Dataset> }"),
}


def servers(port: int) -> Iterator[tuple[str, list[str]]]:
    """The servers that are installed, with the command that starts each."""
    workers, threads, bind = str(PROCESSES), str(THREADS), f"127.0.0.1:{port}"
    yield (
        "granian",
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "--log-level", "warning"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", workers, "--blocking-threads", threads, APP),
        ],
    )
    if importlib.util.find_spec("gunicorn"):
        gunicorn = [sys.executable, "-m", "gunicorn", "--bind", bind, "--workers", workers]
        yield "gunicorn gthread", [*gunicorn, "--worker-class", "gthread", "--threads", threads, f"{APP}()"]
        yield "gunicorn sync", [*gunicorn, "--worker-class", "sync", f"{APP}()"]


def rate(port: int, path: str) -> float:
    """Answers a second, asked over several connections at once."""
    if wrk := shutil.which("wrk"):
        command = [wrk, "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", f"http://127.0.0.1:{port}{path}"]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = re.search(r"Requests/sec:\s+([\d.]+)", said)
        if found is None or "Non-2xx" in said:
            raise RuntimeError(said)
        return float(found[1])
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(lambda _: _count(port, path), range(CONNECTIONS))) / SECONDS


def _count(port: int, path: str) -> int:
    connection, answered, end = HTTPConnection("127.0.0.1", port), 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        connection.request("GET", path)
        connection.getresponse().read()
        answered += 1
    return answered


def main() -> None:
    """Measure and print."""
    found: dict[tuple[str, str, str], list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder), free_port()
        address = f"http://127.0.0.1:{port}/"
        Registry.open(settings.read(REPOSITORY, data=data, base_iri=address)).publisher.sync(REPOSITORY)
        # In turns, so that a slow minute of the machine is everybody's.
        for _ in range(ROUNDS):
            for cache in ("64", "0"):
                variables = environment(data, address, RADCAT_CACHE_MB=cache)
                for name, command in servers(port):
                    with running(command, port, variables):
                        for label, path in PATHS.items():
                            found.setdefault((label, cache, name), []).append(rate(port, path))
    rows = []
    for (label, cache, name), rates in found.items():
        best = median(found[label, cache, "granian"])
        kept = "with the cache" if cache != "0" else "without the cache"
        rows.append((f"{label}, {kept}", name, f"{median(rates):,.0f}", ratio(median(rates), best)))
    tool = "wrk" if shutil.which("wrk") else "Python threads"
    title = f"Answers a second: {PROCESSES} process, {THREADS} threads, {CONNECTIONS} connections, asked by {tool}"
    table(title, ("", "server", "answers a second", "of granian's"), sorted(rows, key=lambda row: row[0]))
    if importlib.util.find_spec("gunicorn") is None:
        print("\ngunicorn is not installed, so there is nothing to compare with: pip install gunicorn")


if __name__ == "__main__":
    main()

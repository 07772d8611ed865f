"""Compares the endpoint with the engines beneath and beside it, on one catalogue of 10,000 datasets, in one run.

`radcat serve`, `oxigraph serve-read-only` over the same quads (PyPI package oxigraph) and, where it is installed,
Virtuoso (Debian package virtuoso-opensource-7-bin) are asked the same queries by wrk, in turns. `--write` puts what was
measured into docs/measurements-sparql.md as well. Compare ratios: times are the machine's.
"""

from __future__ import annotations

import http.client
import io
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from statistics import mean
from urllib.parse import quote

import generated
from endpoints import OXIGRAPH, Server, oxigraph, pss, radcat, virtuoso
from measure import REPOSITORY, table
from tests.ports import free_port

DATASETS = 10_000
CONNECTIONS, SECONDS, ROUNDS = 4, 3, 2
DOCUMENT = REPOSITORY / "docs" / "measurements-sparql.md"
BEGIN, END = "<!-- begin measured -->", "<!-- end measured -->"
PREFIXES = """\
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
"""
# @ stands for a record's number, and # for a number that makes a text unique.
QUERIES = {
    "ASK": "ASK { <BASEdatasets/generated-@> a dcat:Dataset }",
    "CONSTRUCT of one record": "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <BASEdatasets/generated-@> { ?s ?p ?o } }",
    "facet, GROUP BY": "SELECT ?m (COUNT(DISTINCT ?d) AS ?n) { ?d a dcat:Dataset ; schema:measurementTechnique ?m } "
    "GROUP BY ?m ORDER BY DESC(?n)",
    "newest 20": "SELECT ?d ?title ?date { ?d a dcat:Dataset ; dcterms:title ?title ; dcterms:modified ?date } "
    "ORDER BY DESC(?date) LIMIT 20",
    "text filter": "SELECT ?d ?title { ?d a dcat:Dataset ; dcterms:title ?title "
    'FILTER(CONTAINS(LCASE(STR(?title)), "thorax")) } LIMIT 20',
}
AIMS = {
    "ASK": 0.3,
    "CONSTRUCT of one record": 0.45,
    "facet, GROUP BY": 0.9,
    "newest 20": 0.9,
    "text filter": 0.9,
}  # of the Oxigraph server, unique texts
REPEATED_AIM = 1.3
LARGE = "SELECT ?s ?p ?o { ?s ?p ?o }"
LARGE_BYTES = 100_000_000
# wrk asks the address given with every @ and # replaced, anew for each request where texts are to be unique.
SCRIPT = """\
local path, accept, unique, number
function init(arguments)
  path, accept, unique = arguments[1], arguments[2], arguments[3] == "unique"
  number = tonumber(arguments[4])
end
function request()
  if unique then number = number + 1 end
  local address = path:gsub("@", string.format("%06d", (number * 7919) % DATASETS)):gsub("~", tostring(number))
  return wrk.format("GET", address, {["Accept"] = accept})
end
"""


@dataclass(frozen=True)
class Rate:
    """What wrk saw: requests a second, and milliseconds within which half and nearly all were answered."""

    requests: float
    p50: float
    p99: float
    errors: int


def ask(server: Server, query: str, *, unique: bool, base: str, script: Path, seconds: int = SECONDS) -> Rate:
    """Let wrk ask for some seconds."""
    text = PREFIXES + query.replace("BASE", base) + "\n# ~"
    path = f"{server.path}?query={quote(text, safe='@~')}"
    accept = "text/turtle" if query.startswith("CONSTRUCT") else "application/sparql-results+json"
    how = "unique" if unique else "repeated"
    number = str(time.time_ns() // 1000 % 10**9)
    address = f"http://127.0.0.1:{server.port}"
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "--latency", "-s", str(script)]
    done = subprocess.run([*command, address, "--", path, accept, how, number], capture_output=True, text=True)
    requests = re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)
    if done.returncode or requests is None:
        raise RuntimeError(f"{server.name}: {query}\n{done.stdout}{done.stderr}")
    errors = sum(int(count) for count in re.findall(r"(?:3xx responses: |timeout )(\d+)", done.stdout))
    return Rate(float(requests[1]), _milliseconds(done.stdout, "50"), _milliseconds(done.stdout, "99"), errors)


def _milliseconds(said: str, percent: str) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)", said, re.MULTILINE)
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]] if found else float("nan")


def large(server: Server) -> tuple[int, float, float, float]:
    """Ask for everything: bytes, seconds to the first of them and to the last, and megabytes of memory added."""
    before, most, ended = pss(server.pid), [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(0.05):
            most[0] = max(most[0], pss(server.pid))

    watching = threading.Thread(target=watch)
    watching.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    begun, size = time.perf_counter(), 0
    try:
        connection.request(
            "GET", f"{server.path}?query={quote(LARGE)}", headers={"Accept": "application/sparql-results+json"}
        )
        response = connection.getresponse()
        size = len(response.read(1))
        first = time.perf_counter() - begun
        while size < 2 * LARGE_BYTES and (piece := response.read(65536)):
            size += len(piece)
    finally:
        last = time.perf_counter() - begun
        connection.close()
        ended.set()
        watching.join()
    return size, first, last, max(0.0, most[0] - before)


def measure_rates(servers: list[Server], base: str, folder: Path) -> None:
    """Ask every query of every server in turns, and print the ratios."""
    script = folder / "ask.lua"
    script.write_text(SCRIPT.replace("DATASETS", str(DATASETS)))
    for unique in (False, True):
        rows = []
        for label, query in QUERIES.items():
            found: dict[str, list[Rate]] = {server.name: [] for server in servers}
            for server in servers:  # and once to warm up, which does not count
                ask(server, query, unique=unique, base=base, script=script, seconds=1)
            for _ in range(ROUNDS):
                for server in servers:
                    found[server.name].append(ask(server, query, unique=unique, base=base, script=script))
            rates = {name: mean(rate.requests for rate in seen) for name, seen in found.items()}
            for name, seen in found.items():
                errors = sum(rate.errors for rate in seen)
                against = rates["radcat"] / rates[name]
                aim = (AIMS[label] if unique else REPEATED_AIM) if name == "Oxigraph" else 1.0
                is_aimed = name == "Oxigraph" or (name == "Virtuoso" and label in list(AIMS)[:2])
                rows.append(
                    (
                        label,
                        name,
                        f"{rates[name]:,.0f}" + (f" ({errors} errors)" if errors else ""),
                        f"{mean(rate.p50 for rate in seen):.3g} ms",
                        f"{max(rate.p99 for rate in seen):.3g} ms",
                        "" if name == "radcat" else f"{against:.3g}",
                        f"{aim:g}" if is_aimed else "",
                    )
                )
        title = "Each request another text" if unique else "The same text again"
        columns = ("query", "server", "requests a second", "p50", "p99", "radcat's ratio to it", "aim")
        table(f"{title}: {CONNECTIONS} connections", columns, rows)


def measure_memory(servers: list[Server]) -> None:
    """Print what the process trees take, and what a large answer takes."""
    rows = []
    for server in servers:
        size, first, last, added = 0, 0.0, 0.0, 0.0
        tree = pss(server.pid)
        if server.name != "Virtuoso":  # which cuts results at 10,000 rows
            size, first, last, added = large(server)
        said = (f"{size / 1e6:.0f} MB", f"{first * 1000:.0f} ms", f"{last:.2f} s", f"{added:.0f} MB")
        rows.append((server.name, f"{tree:.0f} MB", *(said if size else ("",) * 4)))
    columns = ("server", "memory after the questions", "answer", "first byte", "last byte", "memory added")
    table("Memory of the whole process tree (PSS), and one large answer in JSON", columns, rows)


def main() -> int:
    """Measure and print."""
    missing = [name for name in ("wrk",) if not shutil.which(name)] + ([] if OXIGRAPH.exists() else ["oxigraph"])
    if missing:
        print(f"needed and not installed: {', '.join(missing)} (apt-get install wrk; pip install oxigraph)")
        return 2
    said = io.StringIO()
    with ExitStack() as stack:
        stack.enter_context(redirect_stdout(_Both(sys.stdout, said)))
        print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} CPUs, {DATASETS:,} datasets, load {_load()}.")
        print(f"Python {platform.python_version()}, granian {version('granian')}, oxigraph {version('oxigraph')}.")
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port = free_port()
        base, data = f"http://127.0.0.1:{port}/", folder / "data"
        root = folder / "catalogue"
        root.mkdir()
        generated.publish(root, data, base, DATASETS)
        quads = folder / "all.nq"
        (snapshot,) = (data / "store" / "snapshots").iterdir()
        subprocess.run([OXIGRAPH, "dump", "--location", snapshot, "--file", quads], check=True, capture_output=True)
        print(f"{sum(1 for _ in quads.open()):,} quads, of which each dataset has 43 in a graph of its own.")
        servers = [stack.enter_context(radcat(root, data, port)), stack.enter_context(oxigraph(quads, folder))]
        if shutil.which("virtuoso-t") and shutil.which("isql-vt"):
            servers.append(stack.enter_context(virtuoso(quads, folder / "virtuoso")))
        else:
            print("Virtuoso is not installed (apt-get install virtuoso-opensource-7-bin), and so not measured.")
        measure_rates(servers, base, folder)
        measure_memory(servers)
    if "--write" in sys.argv:
        head, _, rest = DOCUMENT.read_text().partition(BEGIN)
        DOCUMENT.write_text(f"{head}{BEGIN}\n\n{said.getvalue()}\n{END}{rest.partition(END)[2]}")
    return 0


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} before it began"


class _Both(io.TextIOBase):
    """Writes to two places."""

    def __init__(self, *places: io.TextIOBase | object) -> None:
        self._places = places

    def write(self, text: str) -> int:
        for place in self._places:
            place.write(text)  # type: ignore[union-attr]
            place.flush()  # type: ignore[union-attr]
        return len(text)


if __name__ == "__main__":
    sys.exit(main())

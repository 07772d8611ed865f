"""The servers that the SPARQL benchmark compares, each started on a port of its own, and the memory they take."""

from __future__ import annotations

import http.client
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from measure import environment, running, serve_command
from tests.ports import free_port
from tests.stores.servers import OXIGRAPH, VIRTUOSO_COMMAND, configure_virtuoso


@dataclass(frozen=True)
class Server:
    """A server that runs, and how it is asked."""

    name: str
    port: int
    path: str
    pid: int


def pss(pid: int) -> float:
    """Megabytes that a process and its descendants take, shared memory counted in parts."""
    total, pending = 0, [pid]
    while pending:
        process = pending.pop()
        try:
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += int(re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)[1])  # type: ignore[index]
            for task in Path(f"/proc/{process}/task").iterdir():
                pending += map(int, (task / "children").read_text().split())
        except (OSError, TypeError):  # it has just ended
            continue
    return total / 1024


@contextmanager
def radcat(root: Path, data: Path, port: int) -> Iterator[Server]:
    """Radcat with a web process for each of two processors, and its rate limit off."""
    variables = environment(data, f"http://127.0.0.1:{port}/", RADCAT_ROOT=str(root), RADCAT_WEB_PROCESSES="2")
    with running(serve_command(port), port, variables):
        yield Server("radcat", port, "/sparql", _child(port))


def _child(port: int) -> int:
    """The process of ours that serves at *port*."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (entry / "cmdline").exists():
            arguments = (entry / "cmdline").read_bytes().split(b"\0")
            if f"127.0.0.1:{port}".encode() in arguments and b"serve" in arguments:
                return int(entry.name)
    raise RuntimeError(f"nothing serves at {port}")


@contextmanager
def started(name: str, command: Sequence[str], folder: Path, port: int, path: str) -> Iterator[Server]:
    """Another server, until the block ends."""
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
    try:
        deadline = time.monotonic() + 60
        while not _answers(port, path):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not serve: {(folder / 'said').read_text()[-1000:]}")
            time.sleep(0.1)
        yield Server(name, port, path, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", f"{path}?query=ASK%7B%7D")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def oxigraph(quads: Path, folder: Path) -> Iterator[Server]:
    """Oxigraph's own server, over all graphs as radcat asks them."""
    place, port = str(folder / "oxigraph"), free_port()
    subprocess.run([OXIGRAPH, "load", "--location", place, "--file", quads], check=True, capture_output=True)
    subprocess.run([OXIGRAPH, "optimize", "--location", place], check=True, capture_output=True)
    command = [str(OXIGRAPH), "serve-read-only", "--location", place, "--bind", f"127.0.0.1:{port}"]
    with started("Oxigraph", [*command, "--union-default-graph"], folder, port, "/query") as server:
        yield server


@contextmanager
def virtuoso(quads: Path, folder: Path) -> Iterator[Server]:
    """Virtuoso, with its usual limit of rows."""
    folder.mkdir()
    sql, port = configure_virtuoso(folder, buffers=40_000, threads=20, readers=10)
    shutil.copy(quads, folder / "all.nq")
    with started("Virtuoso", VIRTUOSO_COMMAND, folder, port, "/sparql") as server:
        load = "ld_dir('.','all.nq','urn:default'); rdf_loader_run(); checkpoint;"
        client = shutil.which("isql-vt") or "isql-vt"
        subprocess.run([client, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], check=True, capture_output=True)
        yield server

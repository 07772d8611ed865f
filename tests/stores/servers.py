"""Real SPARQL servers for tests, each with a folder and ports of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.material import absent
from tests.ports import free_port

from radcat.stores.connection import Address

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
VIRTUOSO_COMMAND = ("virtuoso-t", "+configfile", "virtuoso.ini", "+foreground")
VIRTUOSO = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = .
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ServerThreads = {threads}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = {readers}
ServerRoot = .
[SPARQL]
ResultSetMaxRows = 10000
{limits}
"""


@contextmanager
def running(*command: str | Path, port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server in *folder*, from the moment when it listens on *port*."""
    with (folder / f"{port}.log").open("wb") as log:
        process = subprocess.Popen(list(map(str, command)), cwd=folder, stdout=log, stderr=log)
    try:
        _wait(process, port, folder)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended: {(folder / f'{port}.log').read_text()[-2000:]}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not listen on port {port}")


@contextmanager
def oxigraph(folder: Path, *options: str, location: Path | None = None) -> Iterator[Address]:
    """Run an Oxigraph server, in memory or at *location*."""
    port = free_port()
    kept = ("--location", location) if location else ()
    command = (OXIGRAPH, "serve", "--bind", f"127.0.0.1:{port}", *kept, *options)
    with running(*command, port=port, folder=folder):
        yield Address(f"http://127.0.0.1:{port}/query")


def configure_virtuoso(folder: Path, *, buffers: int, threads: int, readers: int, limits: str = "") -> tuple[int, int]:
    """Write the configuration of a Virtuoso 7 in *folder*, and return its ports for SQL and for HTTP.

    *buffers* are pages of 8 kB that it keeps, *readers* the *threads* that answer HTTP, *limits* lines on queries.
    """
    sql, http = free_port(), free_port()
    sizes = {"buffers": buffers, "dirty": buffers * 3 // 4, "threads": threads, "readers": readers}
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, http=http, limits=limits, **sizes))
    return sql, http


@contextmanager
def virtuoso(folder: Path) -> Iterator[Address]:
    """Run a Virtuoso 7 with a database of its own, or skip the test where none is installed."""
    if shutil.which("virtuoso-t") is None:
        absent("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    limits = "MaxQueryCostEstimationTime = 400\nMaxQueryExecutionTime = 60"
    _, http = configure_virtuoso(folder, buffers=4_000, threads=10, readers=8, limits=limits)
    with running(*VIRTUOSO_COMMAND, port=http, folder=folder):
        yield Address(f"http://127.0.0.1:{http}/sparql", auth="digest", user="dba", secret="dba")  # noqa: S106  # as it comes

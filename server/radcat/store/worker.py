"""A query worker: `python -m radcat.store.worker SECONDS MEGABYTES`, one query at a time over its standard streams.

It is a process of its own so that it can be killed, and so that a query that ends it ends nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import IO, Any

from radcat.errors import NotAcceptable, QuerySyntaxError, RegistryError
from radcat.store import frames
from radcat.store.base import Query
from radcat.store.frames import FrameKind
from radcat.store.oxigraph import Snapshot


def main() -> None:
    """Answer queries until the other side hangs up."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Ctrl-C in the terminal is for the server, which then hangs up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent kills a late worker; should the parent die first, the alarm does, unhandled and so at once.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # The answer leaves by a descriptor of its own, so that nothing a library prints can get into it.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    opened = _Opened(megabytes)
    while header := sys.stdin.buffer.read(frames.HEADER.size):
        _, length = frames.HEADER.unpack(header)
        request: dict[str, Any] = json.loads(sys.stdin.buffer.read(length))
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        _answer(request, opened, out)
        signal.setitimer(signal.ITIMER_REAL, 0)


class _Opened:
    """The snapshot that was asked last, and the limit on what a query may take beyond it."""

    def __init__(self, megabytes: int) -> None:
        self._megabytes = megabytes
        self._folder = ""
        self._snapshot: Snapshot | None = None

    def snapshot(self, folder: str) -> Snapshot:
        if folder != self._folder or self._snapshot is None:
            # What the engine reserves to open a snapshot grows with the machine's processors, and is not the query's.
            _limit_memory(None)
            self._snapshot = None
            self._folder, self._snapshot = folder, Snapshot(Path(folder))
            _limit_memory(self._megabytes)
        return self._snapshot


def _limit_memory(megabytes: int | None) -> None:
    """Let this process take *megabytes* more than it has; None for no limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if megabytes is None else _held() + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _held() -> int:
    """Address space that this process has, in bytes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return 0


def _answer(request: dict[str, Any], opened: _Opened, out: IO[bytes]) -> None:
    writer = frames.FrameWriter(out)
    try:
        snapshot = opened.snapshot(request["snapshot"])
        query = request["query"]
        query["prefixes"] = tuple(tuple(pair) for pair in query["prefixes"])
        snapshot.answer(Query(**query), request["base"], writer)  # type: ignore[arg-type]  # it writes
    except RegistryError as error:
        frames.write(out, FrameKind.ERROR, json.dumps(_describe(error)).encode())
    except MemoryError:
        frames.write(out, FrameKind.ERROR, json.dumps({"error": "MemoryError"}).encode())
    else:
        writer.flush()
        frames.write(out, FrameKind.END)


def _describe(error: RegistryError) -> dict[str, Any]:
    if isinstance(error, QuerySyntaxError):
        return {"error": "QuerySyntaxError", "arguments": [str(error), error.line, error.column]}
    if isinstance(error, NotAcceptable):
        return {"error": "NotAcceptable", "arguments": [str(error), error.offered]}
    return {"error": type(error).__name__, "arguments": [str(error)]}


if __name__ == "__main__":
    main()

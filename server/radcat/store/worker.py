"""A query worker: `python -m radcat.store.worker '{"seconds": …}'`, one query at a time over its standard streams.

It is a process of its own so that it can be killed, and so that a query that ends it ends nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from radcat.errors import AnswerTooLarge, NotAcceptable, QuerySyntaxError, RegistryError
from radcat.store import frames
from radcat.store.base import Query
from radcat.store.frames import FrameKind
from radcat.store.isolation import leave_network
from radcat.store.oxigraph import Snapshot

STACK = 100 * 1024 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Setup:
    """What a worker may do, as its command line says."""

    seconds: float
    memory_mb: int
    output_mb: int | None
    network: bool  # whether SERVICE may go somewhere


def main() -> None:
    """Answer queries until the other side hangs up."""
    setup = Setup(**json.loads(sys.argv[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # The parser recurses; with the usual 8 MB, texts that are short enough to be let through would end it.
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (STACK if most == resource.RLIM_INFINITY else min(STACK, most), most))
    # Ctrl-C in the terminal is for the server, which then hangs up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent kills a late worker; should the parent die first, the alarm does, unhandled and so at once.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # The answer leaves by a descriptor of its own, so that nothing a library prints can get into it.
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    isolated = not setup.network and leave_network()
    frames.write(out, FrameKind.HELLO, json.dumps({"isolated": isolated}).encode())
    opened = _Opened(setup.memory_mb)
    while header := sys.stdin.buffer.read(frames.HEADER.size):
        _, length = frames.HEADER.unpack(header)
        request: dict[str, Any] = json.loads(sys.stdin.buffer.read(length))
        signal.setitimer(signal.ITIMER_REAL, setup.seconds + 1)
        _answer(request, opened, out, setup.output_mb)
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


def _answer(request: dict[str, Any], opened: _Opened, out: IO[bytes], output_mb: int | None) -> None:
    writer = frames.FrameWriter(out, output_mb)
    try:
        snapshot = opened.snapshot(request["snapshot"])
        snapshot.answer(_query(**request["query"]), request["base"], writer)  # type: ignore[arg-type]  # it writes
        writer.finish()
    except RegistryError as error:
        frames.write(out, FrameKind.ERROR, json.dumps(_describe(error)).encode())
    except MemoryError:
        frames.write(out, FrameKind.ERROR, json.dumps({"error": "MemoryError"}).encode())
    except (RuntimeError, ValueError, OSError) as error:  # what the engine says of an evaluation that failed
        failed = {"error": "QueryFailed", "arguments": [f"the query can't be evaluated: {error}"]}
        frames.write(out, FrameKind.ERROR, json.dumps(failed).encode())


def _query(prefixes: list[list[str]] | None = None, **described: Any) -> Query:
    return Query(prefixes=tuple((prefix, namespace) for prefix, namespace in prefixes or ()), **described)


def _describe(error: RegistryError) -> dict[str, Any]:
    if isinstance(error, QuerySyntaxError):
        return {"error": "QuerySyntaxError", "arguments": [str(error), error.line, error.column]}
    if isinstance(error, NotAcceptable):
        return {"error": "NotAcceptable", "arguments": [str(error), error.offered]}
    if isinstance(error, AnswerTooLarge):
        return {"error": "AnswerTooLarge", "arguments": [error.megabytes]}
    return {"error": type(error).__name__, "arguments": [str(error)]}


if __name__ == "__main__":
    main()

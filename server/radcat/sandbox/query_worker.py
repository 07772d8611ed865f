"""A query worker: `python -m radcat.sandbox.query_worker '{"seconds": …}'`, one query at a time.

Queries and answers go over its standard streams.

It is a process of its own so that it can be killed, and so that a query that ends it ends nothing else.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from radcat.errors import QueryFailed, RegistryError
from radcat.sandbox import frames
from radcat.sandbox.frames import FrameKind
from radcat.sandbox.isolation import leave_network
from radcat.stores.base import Query
from radcat.stores.embedded import Snapshot
from radcat.stores.failures import describe, without_paths

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
    ready = json.dumps({"isolated": isolated}).encode()
    snapshot: Snapshot | None = None
    while header := sys.stdin.buffer.read(frames.HEADER.size):
        kind, length = frames.HEADER.unpack(header)
        content = sys.stdin.buffer.read(length)
        if kind == FrameKind.OPEN:
            snapshot = None  # the last one is let go of before the next one takes memory
            with _saying_errors(out):
                snapshot = _open(Path(os.fsdecode(content)), setup.memory_mb)
                frames.write(out, FrameKind.READY, ready)
        else:
            assert snapshot is not None  # noqa: S101  # nobody asks who was not told that it is open
            signal.setitimer(signal.ITIMER_REAL, setup.seconds + 1)
            with _saying_errors(out):
                _answer(json.loads(content), snapshot, frames.FrameWriter(out, setup.output_mb))
            signal.setitimer(signal.ITIMER_REAL, 0)


def _open(folder: Path, megabytes: int) -> Snapshot:
    """Open the snapshot in *folder*, and limit what queries may take beyond it."""
    # What the engine reserves to open a snapshot grows with the machine's processors, and is not the query's.
    _limit_memory(None)
    snapshot = Snapshot(folder)
    _limit_memory(megabytes)
    return snapshot


def _limit_memory(megabytes: int | None) -> None:
    """Let this process take *megabytes* more than it has; None for no limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    soft = hard if megabytes is None else _held() + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _held() -> int:
    """Address space that this process has, in bytes; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    except FileNotFoundError:
        return 0


def _answer(request: dict[str, Any], snapshot: Snapshot, writer: frames.FrameWriter) -> None:
    snapshot.answer(_query(**request["query"]), request["base"], writer)  # type: ignore[arg-type]  # it writes
    writer.finish()


@contextmanager
def _saying_errors(out: IO[bytes]) -> Iterator[None]:
    try:
        yield
    except RegistryError as error:
        frames.write(out, FrameKind.ERROR, json.dumps(describe(error)).encode())
    except MemoryError:
        frames.write(out, FrameKind.ERROR, json.dumps({"error": "MemoryError"}).encode())
    except (RuntimeError, ValueError, OSError) as error:  # what the engine says of an evaluation that failed
        reason = f"the query can't be evaluated: {error}"
        failed = QueryFailed(reason, without_paths(reason))
        frames.write(out, FrameKind.ERROR, json.dumps(describe(failed)).encode())


def _query(prefixes: list[list[str]] | None = None, **described: Any) -> Query:
    return Query(prefixes=tuple((prefix, namespace) for prefix, namespace in prefixes or ()), **described)


if __name__ == "__main__":
    main()

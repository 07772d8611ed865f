"""A query worker: `python -m radcat.sandbox.query_worker '{"seconds": …}'`, one query at a time.

Queries and answers go over its standard streams.

It is a process of its own so that it can be killed, and so that a query that ends it ends nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from radcat.errors import QueryFailed
from radcat.sandbox import frames, harness
from radcat.sandbox.frames import FrameKind
from radcat.stores.base import Query
from radcat.stores.embedded import Snapshot
from radcat.stores.failures import without_paths


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
    out, isolated = harness.enter(network=setup.network)
    ready = json.dumps({"isolated": isolated}).encode()
    snapshot: Snapshot | None = None
    for kind, content in harness.received():
        if kind == FrameKind.OPEN:
            snapshot = None  # the last one is let go of before the next one takes memory
            with _saying_errors(out):
                snapshot = _open(Path(os.fsdecode(content)), setup.memory_mb)
                frames.write(out, FrameKind.READY, ready)
        else:
            assert snapshot is not None  # noqa: S101  # nobody asks who was not told that it is open
            with harness.alarm(setup.seconds + 1), _saying_errors(out):
                _answer(json.loads(content), snapshot, frames.FrameWriter(out, setup.output_mb))


def _open(folder: Path, megabytes: int) -> Snapshot:
    """Open the snapshot in *folder*, and limit what queries may take beyond it."""
    # What the engine reserves to open a snapshot grows with the machine's processors, and is not the query's.
    harness.limit_memory(None)
    snapshot = Snapshot(folder)
    harness.limit_memory(megabytes)
    return snapshot


def _answer(request: dict[str, Any], snapshot: Snapshot, writer: frames.FrameWriter) -> None:
    snapshot.answer(_query(**request["query"]), request["base"], writer)  # type: ignore[arg-type]  # it writes
    writer.finish()


@contextmanager
def _saying_errors(out: IO[bytes]) -> Iterator[None]:
    with harness.telling(out):
        try:
            yield
        except (RuntimeError, ValueError, OSError) as error:  # what the engine says of an evaluation that failed
            reason = f"the query can't be evaluated: {error}"
            raise QueryFailed(reason, without_paths(reason)) from error


def _query(prefixes: list[list[str]] | None = None, **described: Any) -> Query:
    return Query(prefixes=tuple((prefix, namespace) for prefix, namespace in prefixes or ()), **described)


if __name__ == "__main__":
    main()

"""A scratch store: empty, temporary, in memory, in one process that can be killed; its content lives as long.

This is the web process's side; `worker` is the other.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO, Any, Final

from radcat.errors import ScratchLost, StoreUnavailable
from radcat.sandbox import frames
from radcat.sandbox.child import Child, Ended, Late
from radcat.sandbox.frames import FrameKind
from radcat.stores.base import Query
from radcat.stores.failures import error_from

HELD: Final = 1024 * 1024  # bytes of an answer that is kept in memory
GRACE: Final = 5.0  # seconds that the worker has beyond a query's limit, to say what became of it


class ScratchStore:
    """A SPARQL 1.1 dataset that anybody may change. Safe to share between threads; one request at a time."""

    def __init__(self, *, seconds: float, megabytes: int, output_mb: int) -> None:
        """Start an empty store; a query may take *seconds* and *megabytes*, its answer *output_mb*."""
        self._seconds = seconds
        self._arguments = [str(seconds), str(megabytes), str(output_mb)]
        self._turn = Lock()
        # Without a name, so that nothing of it stays however we end. The worker writes each answer into it.
        self._child: Child | None = None
        with _starting():
            self._written: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the store
        try:
            self._start()
        except StoreUnavailable:
            self._written.close()
            raise

    def query(self, query: Query, base: str) -> IO[bytes]:
        """Evaluate *query* and give its answer, to be read and closed.

        Raises:
            QuerySyntaxError: it does not parse.
            MalformedRequest: a graph that it names has no IRI for a name.
            QueryRefused: it would reach the network.
            QueryTimeout, QueryTooLarge, AnswerTooLarge: it ran past a limit; the store has lost nothing.
            QueryFailed: it ended the process that evaluated it, a copy of the store's.
        """
        return self._answer(
            {
                "do": "query", "text": query.text, "media_type": query.media_type, "base": base,
                "default_graphs": query.default_graphs, "named_graphs": query.named_graphs,
            }
        )  # fmt: skip

    def update(self, text: str, base: str) -> None:
        """Evaluate an update: all of it, or nothing.

        Raises:
            QuerySyntaxError: it does not parse.
            QueryRefused: it would reach the network, or a graph is there already, or not there.
            ScratchLost: it ran past the limit, or ended the process; the content is gone.
        """
        self._ask({"do": "update", "text": text, "base": base})

    def read(self, graph: str | None, media_type: str) -> IO[bytes]:
        """Give a whole graph, None being the default graph, to be read and closed.

        Raises:
            UnknownGraph: there is none of that name.
        """
        return self._answer({"do": "read", "graph": graph, "media_type": media_type})

    def write(self, graph: str | None, documents: Sequence[tuple[str, bytes]], base: str, *, replace: bool) -> bool:
        """Put *documents*, as media types and contents, into a graph; tell whether the graph was there.

        Raises:
            MalformedRequest: one of them can't be read; nothing is changed then.
            ScratchLost: it ended the process; the content is gone.
        """
        found = self._ask(
            {"do": "write", "graph": graph, "documents": [d[0] for d in documents], "base": base, "replace": replace},
            [content for _, content in documents],
        )
        return bool(found["existed"])

    def drop(self, graph: str | None) -> None:
        """Forget a graph; the default graph is emptied.

        Raises:
            UnknownGraph: there is none of that name.
        """
        self._ask({"do": "drop", "graph": graph})

    def count(self) -> tuple[int, int]:
        """Count triples and named graphs."""
        found = self._ask({"do": "count"})
        return found["triples"], found["graphs"]

    def close(self) -> None:
        """End the process, and forget everything."""
        with self._turn:
            self._end()
            self._written.close()

    def _answer(self, request: dict[str, Any]) -> IO[bytes]:
        answer: IO[bytes] = tempfile.SpooledTemporaryFile(HELD)  # noqa: SIM115
        try:
            self._ask(request, into=answer)
        except BaseException:
            answer.close()
            raise
        answer.seek(0)
        return answer

    def _ask(self, request: dict[str, Any], contents: Sequence[bytes] = (), into: IO[bytes] | None = None) -> Any:
        with self._turn:
            child = self._child or self._start()  # the last one may be gone, and no other could be started then
            deadline = time.monotonic() + self._seconds + GRACE
            sent = [frames.frame(FrameKind.QUERY, json.dumps(request).encode())]
            sent += [frames.frame(FrameKind.DATA, content) for content in contents]
            try:
                for each in sent:
                    child.send(each, deadline)
                kind, payload = next(child.frames(deadline))
            except (Late, Ended) as error:
                self._end()
                with suppress(StoreUnavailable):  # which the next request is told, if it is still so
                    self._start()
                raise self._lost(error) from None
            if kind == FrameKind.ERROR:
                raise error_from(json.loads(payload))
            if into is not None:
                self._written.seek(0)
                with _keeping():
                    shutil.copyfileobj(self._written, into)
            return json.loads(payload)

    def _lost(self, error: Late | Ended) -> ScratchLost:
        if isinstance(error, Late):
            return ScratchLost(f"the request ran past the limit of {self._seconds:g} s (RADCAT_QUERY_TIMEOUT)")
        return ScratchLost(f"the request broke the engine, or took too much memory (exit status {error.status})")

    def _start(self) -> Child:
        written = self._written.fileno()
        with _starting():
            self._child = Child("radcat.scratch.worker", [*self._arguments, str(written)], [written])
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
        self._child = None


@contextmanager
def _starting() -> Iterator[None]:
    try:
        yield
    except (OSError, MemoryError) as error:
        raise StoreUnavailable(
            f"the process of the scratch store can't be started: {error}",
            "the process of the scratch store can't be started; try again in a moment.",
        ) from error


@contextmanager
def _keeping() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(
            f"the answer can't be kept on disk: {error}", "the answer can't be kept on disk now; try again in a moment."
        ) from error

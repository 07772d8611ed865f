"""A scratch store: empty, temporary, in memory, in one process that can be killed; its content lives as long.

This is the web process's side; scratch_worker.py is the other.
"""

from __future__ import annotations

import json
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Lock
from typing import IO, Any, Final

from radcat.errors import ScratchLost, StoreUnavailable
from radcat.sandbox import frames
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
        self._process: subprocess.Popen[bytes] | None = None
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
            if self._process is None:  # the last one is gone, and no other could be started then
                self._start()
            deadline = time.monotonic() + self._seconds + GRACE
            try:
                with suppress(BrokenPipeError):  # the answer says why
                    frames.write(self._stdin, FrameKind.QUERY, json.dumps(request).encode())
                    for content in contents:
                        frames.write(self._stdin, FrameKind.DATA, content)
                kind, payload = self._frame(deadline)
            except ScratchLost:
                self._end()
                with suppress(StoreUnavailable):  # which the next request is told, if it is still so
                    self._start()
                raise
            if kind == FrameKind.DATA:
                self._frame(deadline)  # END
                if into is not None:
                    self._written.seek(0)
                    with _keeping():
                        shutil.copyfileobj(self._written, into)
        if kind == FrameKind.ERROR:
            raise error_from(json.loads(payload))
        return json.loads(payload)

    def _frame(self, deadline: float) -> tuple[int, bytes]:
        kind, length = frames.HEADER.unpack(self._read(frames.HEADER.size, deadline))
        return kind, self._read(length, deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        found = bytearray()
        poll = select.poll()
        poll.register(self._stdout, select.POLLIN)
        while len(found) < size:
            if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise ScratchLost(f"the request ran past the limit of {self._seconds:g} s (RADCAT_QUERY_TIMEOUT)")
            # Only the raw file may be read beside poll: a buffered one would hold bytes that poll can't see.
            piece = self._stdout.raw.read(size - len(found))  # type: ignore[attr-defined]
            if not piece:
                assert self._process is not None  # noqa: S101  # it was asked
                raise ScratchLost(
                    f"the request broke the engine, or took too much memory (exit status {self._process.wait()})"
                )
            found += piece
        return bytes(found)

    def _start(self) -> None:
        written = self._written.fileno()
        command = [sys.executable, "-m", "radcat.scratch.worker", *self._arguments, str(written)]
        with _starting():
            self._process = subprocess.Popen(  # noqa: S603  # our own module
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[written]
            )

    def _end(self) -> None:
        if self._process is None:
            return
        self._process.kill()
        self._process.wait()
        with suppress(BrokenPipeError):  # it may have died with a request still in the pipe
            self._stdin.close()
        self._stdout.close()
        self._process = None

    @property
    def _stdin(self) -> IO[bytes]:
        assert self._process is not None  # noqa: S101  # it was started
        assert self._process.stdin is not None  # noqa: S101  # it was opened as a pipe
        return self._process.stdin

    @property
    def _stdout(self) -> IO[bytes]:
        assert self._process is not None  # noqa: S101
        assert self._process.stdout is not None  # noqa: S101
        return self._process.stdout


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

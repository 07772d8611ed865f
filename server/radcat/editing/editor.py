"""The web process's side of editing: one process that reads and evaluates, with a time and a memory limit."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from select import POLLIN, poll
from threading import Lock
from typing import IO, Any, Final

from radcat import errors
from radcat.editing.messages import LENGTH, send
from radcat.errors import (
    QueryError,
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    RegistryBusy,
    RegistryError,
    StoreUnavailable,
    UnreadableBody,
)
from radcat.sparql.operation import Document, UpdateRequest

Texts = Mapping[str, str | None]  # of graphs by their IRIs; None for one that has nothing in it
_SAID: Final = (
    errors.QuerySyntaxError,
    errors.UpdateRefused,
    errors.UnknownRecord,
    errors.UnnamedNode,
    errors.RecordSyntaxError,
    errors.RecordEncodingError,
)
START: Final = 60.0  # seconds that the process may take to start, which are nobody's
GRACE: Final = 5.0  # seconds that a process which hung up may take to end
_OUT_OF_MEMORY: Final = ("memory allocation", "MemoryError", "Cannot allocate", "bad_alloc")

log = logging.getLogger(__name__)


class Editor:
    """Reads what was sent, and evaluates updates, in a process of its own. Safe to share between threads."""

    def __init__(self, base: str, context: Mapping[str, Any], *, seconds: float, megabytes: int) -> None:
        """Start the process, now or, if that fails, when it is first needed.

        *context* is the catalogue's JSON-LD context.
        """
        self._base, self._context = base, context
        self._seconds, self._megabytes = seconds, megabytes
        self._lock = Lock()
        self._process: _Process | None = None
        self._start_early()

    def rewrite(self, name: str, documents: Sequence[Document], old: str | None = None) -> str:
        """Write what was sent, added to the *old* text where there is one, as the canonical text of record *name*.

        Raises:
            UnreadableBody: a document is not what its media type says, or can't be read within the limits.
            UnnamedNode: a blank node can't be written in its place.
            RegistryBusy: others were served all the time.
            StoreUnavailable: the process does not start.
        """
        sent = [(d.media_type, base64.b64encode(d.content).decode()) for d in documents]
        job = {"do": "rewrite", "name": name, "documents": sent, "old": old, "context": self._context}
        try:
            text: str = self._do(job)["text"]
        except (errors.RecordSyntaxError, errors.RecordEncodingError) as error:
            raise UnreadableBody(error.reason, error.line) from error
        except QueryTimeout as error:
            raise UnreadableBody(f"it took more than {self._seconds:g} s to read; send less at once.") from error
        except (QueryTooLarge, QueryFailed, errors.UpdateRefused) as error:
            raise UnreadableBody("it is too large, or nested too deep, to be read; send less at once.") from error
        return text

    def update(self, request: UpdateRequest, texts: Callable[[Sequence[str]], Texts]) -> dict[str, str]:
        """Evaluate an update, and return the new texts of the graphs that it changed, by their IRIs.

        *texts* gives those of the graphs that it names. A graph that nothing is left of has an empty text.

        Raises:
            QuerySyntaxError: it is no update.
            UpdateRefused: it does not name its graphs, or would load from elsewhere.
            UnknownRecord: a graph that it clears, copies or moves is not there.
            UnnamedNode: a blank node that it made can't be written in its place.
            QueryTimeout, QueryTooLarge, QueryFailed: it ran past a limit, or ended the process.
            RegistryBusy: others were served all the time.
            StoreUnavailable: the process does not start.
        """
        job = {
            "do": "update",
            "text": request.text,
            "using": request.using_graphs,
            "using_named": request.using_named_graphs,
        }
        changed: dict[str, str] = self._do(job, lambda named: {"texts": texts(named["names"])})["changed"]
        return changed

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._discard()

    def _do(
        self, job: dict[str, Any], reply: Callable[[dict[str, Any]], dict[str, Any]] | None = None
    ) -> dict[str, Any]:
        if not self._lock.acquire(timeout=self._seconds):
            raise RegistryBusy
        try:
            return self._converse({**job, "base": self._base}, reply)
        finally:
            self._lock.release()

    def _converse(
        self, job: dict[str, Any], reply: Callable[[dict[str, Any]], dict[str, Any]] | None
    ) -> dict[str, Any]:
        is_idle = is_replying = False  # a process left in the middle of its work is of no more use, whoever left it
        try:
            process = self._ready_process()
            deadline = time.monotonic() + self._seconds
            answer = process.ask(job, deadline)
            if reply is not None:
                is_replying, told = True, reply(answer)
                is_replying, answer = False, process.ask(told, deadline)
            is_idle = True
            return answer
        except _SAID:
            is_idle = not is_replying
            raise
        finally:
            if not is_idle:
                self._discard()
                self._start_early()

    def _ready_process(self) -> _Process:
        process = self._process
        if process is not None:
            try:
                process.wait_until_ready()
            except StoreUnavailable:
                if process.is_alive:
                    raise
                # It was started early, when starts may have failed still.
        if process is None or not process.is_alive:
            self._discard()
            process = self._process = _Process(self._seconds, self._megabytes)
            process.wait_until_ready()
        return process

    def _discard(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()

    def _start_early(self) -> None:
        """Start a process, so that the next request need not wait; if that fails, the next request tries again."""
        try:
            self._process = _Process(self._seconds, self._megabytes)
        except StoreUnavailable as error:
            log.warning("%s", error)


class _Process:
    """One process and the pipes to it."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        """Start it.

        Raises:
            StoreUnavailable: the system does not let us start a process now.
        """
        self._seconds, self._megabytes = seconds, megabytes
        command = [sys.executable, "-m", "radcat.editing.worker", str(seconds), str(megabytes)]
        try:
            self._said: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # lives as long as the process
            try:
                self._process = subprocess.Popen(  # noqa: S603  # our own module
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._said, bufsize=0
                )
            except BaseException:
                self._said.close()
                raise
        except (OSError, subprocess.SubprocessError) as error:
            # Without the path: the text is shown to visitors.
            reason = error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
            raise StoreUnavailable(
                f"the process that reads what is sent can't be started ({reason}); nothing was written; "
                "try again in a moment."
            ) from error
        assert self._process.stdin is not None  # noqa: S101  # both were opened as pipes
        assert self._process.stdout is not None  # noqa: S101
        self._stdin, self._stdout = self._process.stdin, self._process.stdout
        self._poll = poll()
        self._poll.register(self._stdout, POLLIN)
        self._is_ready = False

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def wait_until_ready(self) -> None:
        """Wait for it to have started.

        Raises:
            StoreUnavailable: it does not start.
        """
        if self._is_ready:
            return
        try:
            self._receive(time.monotonic() + START)
        except QueryTimeout:
            raise StoreUnavailable(
                f"the process that reads what is sent has not started within {START:g} s; nothing was written; "
                "try again in a moment."
            ) from None
        except QueryError as error:
            raise StoreUnavailable(
                "the process that reads what is sent ended while it started; nothing was written; "
                "try again in a moment."
            ) from error
        self._is_ready = True

    def ask(self, message: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Send *message* and read what is said to it."""
        try:
            send(self._stdin, message)
        except BrokenPipeError:
            raise self._end() from None
        answer = self._receive(deadline)
        if "error" in answer:
            raise self._error(answer["error"], answer["arguments"])
        return answer

    def kill(self) -> None:
        """End it at once, wait for it, and close all that belongs to it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._stdin, self._stdout, self._said):
            with suppress(OSError):  # such as of a pipe that broke: it is closed all the same
                pipe.close()

    def _receive(self, deadline: float) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._read(LENGTH.unpack(self._read(LENGTH.size, deadline))[0], deadline))
        return message

    def _read(self, size: int, deadline: float) -> bytes:
        found = bytearray()
        while len(found) < size:
            if not self._poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                raise QueryTimeout(self._seconds)
            piece = self._stdout.read(size - len(found))
            if not piece:
                raise self._end()
            found += piece
        return bytes(found)

    def _end(self) -> RegistryError:
        """Say why the process ended."""
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._said.seek(0)
        last = self._said.read()[-2000:].decode(errors="replace")
        if any(sign in last for sign in _OUT_OF_MEMORY):
            return QueryTooLarge(self._megabytes)
        if status == -14:  # SIGALRM: its own limit came first
            return QueryTimeout(self._seconds)
        return QueryFailed(f"it ended the process that worked on it (exit status {status}); write it otherwise.")

    def _error(self, name: str, arguments: list[Any]) -> RegistryError:
        for said in _SAID:
            if name == said.__name__:
                return said(*arguments)
        if name == "MemoryError":
            return QueryTooLarge(self._megabytes)
        return errors.UpdateRefused("it is nested too deep to be read; write it with fewer brackets within brackets.")

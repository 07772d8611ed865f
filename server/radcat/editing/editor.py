"""The web process's side of editing: one process that reads and evaluates, with a time and a memory limit."""

from __future__ import annotations

import base64
import json
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from typing import Any, Final

from radcat import errors
from radcat.errors import (
    QueryFailed,
    QueryTimeout,
    QueryTooLarge,
    RegistryBusy,
    RegistryError,
    StoreUnavailable,
    UnreadableBody,
)
from radcat.sandbox import frames
from radcat.sandbox.child import Cause, Child, Ended, Late
from radcat.sandbox.frames import FrameKind
from radcat.sparql.operation import Document, UpdateRequest
from radcat.stores.failures import error_from

Texts = Mapping[str, str | None]  # of graphs by their IRIs; None for one that has nothing in it
# What the process says of what it was sent; it goes on then.
_SAID: Final = (
    errors.QuerySyntaxError,
    errors.UpdateRefused,
    errors.UnknownRecord,
    errors.UnnamedNode,
    errors.RecordSyntaxError,
    errors.RecordEncodingError,
)
START: Final = 60.0  # seconds that the process may take to start, which are nobody's

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
            QuerySyntaxError: it is not an update.
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
    """One process that reads and evaluates."""

    def __init__(self, seconds: float, megabytes: int) -> None:
        """Start it.

        Raises:
            StoreUnavailable: the system does not let us start a process now.
        """
        self._seconds, self._megabytes = seconds, megabytes
        self._is_ready = False
        try:
            self._child = Child("radcat.editing.worker", [str(seconds), str(megabytes)])
        except (OSError, MemoryError) as error:
            # Without the path: the text is shown to visitors.
            reason = (isinstance(error, OSError) and error.strerror) or type(error).__name__
            raise StoreUnavailable(
                f"the process that reads what is sent can't be started ({reason}); nothing was written; "
                "try again in a moment."
            ) from error

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._child.is_alive

    def wait_until_ready(self) -> None:
        """Wait for it to have started.

        Raises:
            StoreUnavailable: it does not start.
        """
        if self._is_ready:
            return
        try:
            next(self._child.frames(time.monotonic() + START))
        except Late:
            raise StoreUnavailable(
                f"the process that reads what is sent has not started within {START:g} s; nothing was written; "
                "try again in a moment."
            ) from None
        except Ended as ended:
            log.warning("the process that reads what is sent ended while it started: %s", ended)
            raise StoreUnavailable(
                "the process that reads what is sent ended while it started; nothing was written; "
                "try again in a moment."
            ) from ended
        self._is_ready = True

    def ask(self, message: dict[str, Any], deadline: float) -> dict[str, Any]:
        """Send *message* and read what is said to it."""
        try:
            self._child.send(frames.frame(FrameKind.QUERY, json.dumps(message).encode()), deadline)
            kind, payload = next(self._child.frames(deadline))
        except Late:
            raise QueryTimeout(self._seconds) from None
        except Ended as ended:
            raise self._reason(ended) from None
        answer: dict[str, Any] = json.loads(payload)
        if kind == FrameKind.ERROR:
            raise QueryTooLarge(self._megabytes) if answer["error"] == "MemoryError" else error_from(answer)
        return answer

    def kill(self) -> None:
        """End it at once, wait for it, and close all that belongs to it."""
        self._child.kill()

    def _reason(self, ended: Ended) -> RegistryError:
        if ended.cause is Cause.MEMORY:
            return QueryTooLarge(self._megabytes)
        if ended.cause is Cause.TIME:  # its own limit came first
            return QueryTimeout(self._seconds)
        return QueryFailed(f"it ended the process that worked on it (exit status {ended.status}); write it otherwise.")

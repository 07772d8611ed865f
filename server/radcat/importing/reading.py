"""Reads documents in a process that can be killed, one after the other, and goes on with the next whatever one does."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from radcat.errors import RegistryError, StoreUnavailable, UnreadableSource
from radcat.importing.documents import Document, decoded
from radcat.importing.drafts import Draft
from radcat.importing.notes import Note
from radcat.sandbox import frames
from radcat.sandbox.child import Cause, Child, Ended, Late
from radcat.sandbox.frames import FrameKind
from radcat.stores.failures import error_from

SECONDS: Final = 600.0  # for one document
MEGABYTES: Final = 4096
START: Final = 60.0  # seconds
_MOST_CONTEXTS: Final = 10  # of one document that are fetched
FetchContext = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A dataset that no draft could be made of."""

    note: Note


class Reader:
    """Turns documents into drafts for the catalogue under *base*; use it as a context manager."""

    def __init__(
        self,
        base: str,
        *,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        fetch_context: FetchContext | None = None,
        mapping: Document | None = None,
    ) -> None:
        """Give each document *seconds* and *megabytes*.

        Contexts elsewhere are read by *fetch_context*, or not; *mapping* says what the columns of tables are.
        """
        self._base, self._seconds, self._megabytes = base, seconds, megabytes
        self._fetch_context = fetch_context
        self._mapping = {"text": decoded(mapping), "place": mapping.place} if mapping else None
        self._child: Child | None = None
        self._taken = dict[str, None]()  # slugs
        self._told = 0  # how many of these the process knows

    def __enter__(self) -> Reader:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self._end()

    def take(self, slug: str) -> None:
        """Let no draft have *slug*."""
        self._taken[slug] = None

    def read(self, document: Document) -> Iterator[Draft | Skipped | Note]:
        """Yield the drafts of a document as they are made, what was skipped, and notes on the document as a whole.

        Raises:
            UnreadableSource: nothing, or nothing more, of it can be read.
            StoreUnavailable: no process can be started.
        """
        contexts = dict[str, Any]()
        while (missing := (yield from self._once(document, contexts))) is not None:
            if self._fetch_context is None:
                reason = f"its context {missing[:200]} is elsewhere and is not fetched; allow it with --fetch-contexts."
                raise UnreadableSource(document.place, reason)
            if len(contexts) >= _MOST_CONTEXTS:
                raise UnreadableSource(document.place, f"it names more than {_MOST_CONTEXTS} contexts elsewhere.")
            contexts[missing] = self._fetch_context(missing)

    def _once(
        self, document: Document, contexts: Mapping[str, Any]
    ) -> Generator[Draft | Skipped | Note, None, str | None]:
        """Read until the end, or until a context is missing, whose address is returned."""
        child, deadline = self._started(), time.monotonic() + self._seconds
        job = {
            "place": document.place,
            "media_type": document.media_type,
            "address": document.address or self._base,
            "content": base64.b64encode(document.content).decode(),
            "contexts": contexts,
            "base": self._base,
            "mapping": self._mapping,
            "taken": list(self._taken)[self._told :],
        }
        is_idle = False
        try:
            child.send(frames.frame(FrameKind.QUERY, json.dumps(job).encode()), deadline)
            self._told = len(self._taken)
            for kind, payload in child.frames(deadline):
                message: dict[str, Any] = json.loads(payload)
                if kind == FrameKind.ERROR:
                    is_idle = message["error"] != "MemoryError"
                    raise self._too_large(document) if not is_idle else error_from(message)
                if "context" in message or "end" in message:
                    is_idle = True
                    return message.get("context")
                yield from self._found(message)
        except Late:
            raise UnreadableSource(document.place, f"it takes more than {self._seconds:g} s to read.") from None
        except Ended as ended:
            raise self._reason(document, ended) from None
        finally:
            if not is_idle:
                self._end()
        return None

    def _found(self, message: Mapping[str, Any]) -> Iterator[Draft | Skipped | Note]:
        notes = tuple(Note(**each) for each in message["notes"])
        if "skipped" in message:
            yield from notes
            yield Skipped(Note(**message["skipped"]))
        elif "slug" in message:
            self._taken[message["slug"]] = None
            self._told += 1  # it took it itself
            yield Draft(message["slug"], message["text"], message["origin"], notes)
        else:
            yield from notes

    def _started(self) -> Child:
        if self._child is not None and self._child.is_alive:
            return self._child
        self._end()
        try:
            child = Child("radcat.importing.worker", [str(self._seconds), str(self._megabytes)])
            next(child.frames(time.monotonic() + START))
        except (OSError, MemoryError, Late, Ended) as error:
            raise StoreUnavailable(f"the process that reads sources can't be started ({error}).") from error
        self._child, self._told = child, 0
        return child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()

    def _reason(self, document: Document, ended: Ended) -> RegistryError:
        if ended.cause is Cause.MEMORY:
            return self._too_large(document)
        if ended.cause is Cause.TIME:
            return UnreadableSource(document.place, f"it takes more than {self._seconds:g} s to read.")
        reason = f"it ends the process that reads it (exit status {ended.status}); it may be nested too deep."
        return UnreadableSource(document.place, reason)

    def _too_large(self, document: Document) -> UnreadableSource:
        reason = f"it takes more than {self._megabytes} MB of memory to read; divide it."
        return UnreadableSource(document.place, reason)

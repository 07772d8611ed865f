"""The process that reads what others wrote: `python -m radcat.importing.worker SECONDS MEGABYTES`.

It is a process of its own so that it can be killed: a document that ends its parser ends nothing else. It answers a job
with a message for each dataset as it is found, and with one at the end.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, Final

from radcat.errors import UnreadableSource
from radcat.importing import formats, tables
from radcat.importing.contexts import UnknownContext
from radcat.importing.documents import Document
from radcat.importing.drafts import draft, origin_of
from radcat.importing.formats import Aids, Found
from radcat.importing.notes import Note
from radcat.sandbox import frames, harness
from radcat.sandbox.frames import FrameKind

DEPTH: Final = 5000  # calls within calls; the stack is large enough for more


def main() -> None:
    """Read what is sent, one document after the other, until the other side hangs up."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    out, _ = harness.enter()
    sys.setrecursionlimit(DEPTH)
    harness.limit_memory(megabytes)
    frames.write(out, FrameKind.READY)
    taken = set[str]()
    for _, content in harness.received():
        job = json.loads(content)
        taken.update(job["taken"])
        with harness.alarm(seconds + 1), harness.telling(out):
            for message in _messages(job, taken):
                frames.write(out, FrameKind.DATA, json.dumps(message).encode())


def _messages(job: dict[str, Any], taken: set[str]) -> Iterator[dict[str, Any]]:
    content = base64.b64decode(job["content"])
    document = Document.of(content, job["place"], job["media_type"], job["address"])
    contexts: dict[str, Any] | None = job["contexts"]

    def fetched(address: str) -> Any:
        if contexts is None or address not in contexts:
            raise UnknownContext(address)
        return contexts[address]

    given = job["mapping"]
    columns = tables.mapping(given["text"], given["place"]) if given else None
    try:
        for found in formats.read(document, Aids(fetched, columns)):
            yield _drafted(found, job["base"], taken)
    except UnknownContext as error:
        yield {"context": error.address}
        return
    except RecursionError:
        raise UnreadableSource(job["place"], "it is nested too deep to be read.") from None
    yield {"end": True}


def _drafted(found: Found, base: str, taken: set[str]) -> dict[str, Any]:
    notes = [asdict(note) for note in found.notes]
    if found.described is None:
        return {"notes": notes}
    try:
        made = draft(found.described, base, taken, found.notes)
    except RecursionError:
        origin = origin_of(found.described)
        return {"skipped": asdict(Note("its description is nested too deep to be written.", origin)), "notes": notes}
    taken.add(made.slug)
    return {"slug": made.slug, "text": made.text, "origin": made.origin, "notes": notes}


if __name__ == "__main__":
    main()

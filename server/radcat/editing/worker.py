"""The process that reads and evaluates what was sent: `python -m radcat.editing.worker SECONDS MEGABYTES`.

It is a process of its own so that it can be killed: a document or an update that ends it ends nothing else.
An update is a conversation, since only its parser can tell its graphs.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Callable
from typing import Any, Final

from rdflib import Graph

from radcat.editing import evaluation, reading, update
from radcat.errors import UpdateRefused
from radcat.rdf import turtle
from radcat.sandbox import frames, harness
from radcat.sandbox.frames import FrameKind
from radcat.sparql.operation import Document

Ask = Callable[[dict[str, Any]], dict[str, Any]]  # says something to the other side, and returns its reply


def main() -> None:
    """Do what is asked, one thing after the other, until the other side hangs up."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    out, _ = harness.enter()
    update.parse("INSERT DATA {}", "http://localhost/")  # builds the grammar, before anybody waits for it
    harness.limit_memory(megabytes)
    frames.write(out, FrameKind.READY)
    received = harness.received()

    def say(message: dict[str, Any]) -> None:
        frames.write(out, FrameKind.DATA, json.dumps(message).encode())

    def ask(message: dict[str, Any]) -> dict[str, Any]:
        say(message)
        _, content = next(received)
        reply: dict[str, Any] = json.loads(content)
        return reply

    for _, content in received:
        job = json.loads(content)
        with harness.alarm(seconds + 1), harness.telling(out):
            try:
                say(_DO[job["do"]](job, ask))
            except RecursionError as error:
                reason = "it is nested too deep to be read; write it with fewer brackets within brackets."
                raise UpdateRefused(reason) from error


def _rewrite(job: dict[str, Any], _ask: Ask) -> dict[str, Any]:
    """From documents, and the old text where they are added to it, to the record's new text."""
    base, old = job["base"], job["old"]
    documents = [Document(media_type, base64.b64decode(content)) for media_type, content in job["documents"]]
    sent = [reading.read(document, base, job["context"]) for document in documents]
    before = turtle.parse(old.encode(), base, job["name"]) if old is not None else None
    graph = turtle.copy([before, *sent] if before is not None else sent)
    reading.without_members(graph, base + "catalog", base)
    if before is not None and len(graph) == len(before):
        return {"text": old}
    return {"text": reading.canonical(graph, base, job["name"], old)}


def _update(job: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """Say which graphs the update names, take them, and say which of them are other ones after it."""
    base = job["base"]
    parsed = update.parse(job["text"], base, job["using"], job["using_named"])
    texts = ask({"names": sorted(parsed.names)})["texts"]
    graphs = {iri: turtle.parse(text.encode(), base, iri) if text else Graph() for iri, text in texts.items()}
    changed = {}
    for iri, graph in evaluation.evaluate(parsed, graphs).items():
        if set(graph) != set(graphs[iri]):
            reading.without_members(graph, base + "catalog", base)
            changed[iri] = reading.canonical(graph, base, iri.removeprefix(base), texts[iri])
    return {"changed": changed}


_DO: Final = {"rewrite": _rewrite, "update": _update}

if __name__ == "__main__":
    main()

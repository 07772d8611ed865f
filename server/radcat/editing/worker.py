"""The process that reads and evaluates what was sent: `python -m radcat.editing.worker SECONDS MEGABYTES`.

It is a process of its own so that it can be killed: a document or an update that ends it ends nothing else.
An update is a conversation, since only its parser can tell its graphs.
"""

from __future__ import annotations

import base64
import os
import resource
import signal
import sys
from pathlib import Path
from typing import IO, Any, Final

from rdflib import Graph

from radcat.editing import evaluation, reading, update
from radcat.editing.messages import READY, receive, send
from radcat.errors import QuerySyntaxError, RecordError, RegistryError, UnknownRecord
from radcat.rdf import turtle
from radcat.sandbox.isolation import leave_network
from radcat.sparql.operation import Document

STACK: Final = 100 * 1024 * 1024  # bytes: parsers that call themselves need it for what is nested deep


def main() -> None:
    """Do what is asked, one thing after the other, until the other side hangs up."""
    seconds, megabytes = float(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The parent kills a late process; should the parent die first, the alarm does, unhandled and so at once.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    # Answers leave by a descriptor of their own, so that nothing a library prints can get into them.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    leave_network()
    update.parse("INSERT DATA {}", "http://localhost/")  # builds the grammar, before anybody waits for it
    _limit(megabytes)
    send(out, READY)
    source = sys.stdin.buffer
    while (job := receive(source)) is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        try:
            send(out, _DO[job["do"]](job, source, out))
        except RegistryError as error:
            send(out, {"error": type(error).__name__, "arguments": _arguments(error)})
        except MemoryError:
            send(out, {"error": "MemoryError", "arguments": []})
        except RecursionError:
            send(out, {"error": "RecursionError", "arguments": []})
        signal.setitimer(signal.ITIMER_REAL, 0)


def _limit(megabytes: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    resource.setrlimit(resource.RLIMIT_STACK, (STACK if hard == resource.RLIM_INFINITY else min(STACK, hard), hard))
    held = (
        int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        if _has_proc()
        else 0
    )
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = held + megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _has_proc() -> bool:
    return Path("/proc/self/statm").exists()


def _rewrite(job: dict[str, Any], _source: IO[bytes], _out: IO[bytes]) -> dict[str, Any]:
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


def _update(job: dict[str, Any], source: IO[bytes], out: IO[bytes]) -> dict[str, Any]:
    """Say which graphs the update names, take them, and say which of them are other ones after it."""
    base = job["base"]
    parsed = update.parse(job["text"], base, job["using"], job["using_named"])
    send(out, {"names": sorted(parsed.names)})
    texts = (receive(source) or {})["texts"]
    graphs = {iri: turtle.parse(text.encode(), base, iri) if text else Graph() for iri, text in texts.items()}
    changed = {}
    for iri, graph in evaluation.evaluate(parsed, graphs).items():
        if set(graph) != set(graphs[iri]):
            reading.without_members(graph, base + "catalog", base)
            changed[iri] = reading.canonical(graph, base, iri.removeprefix(base), texts[iri])
    return {"changed": changed}


def _arguments(error: RegistryError) -> list[Any]:
    if isinstance(error, QuerySyntaxError):
        return [str(error), error.line, error.column]
    if isinstance(error, RecordError):
        return [error.path, error.line, error.reason]
    return [error.name] if isinstance(error, UnknownRecord) else [str(error)]


_DO: Final = {"rewrite": _rewrite, "update": _update}

if __name__ == "__main__":
    main()

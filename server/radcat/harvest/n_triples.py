"""N-Triples that are the same for the same records, whoever writes them: sorted, and blank nodes named in order.

A parser gives blank nodes names of its own making, another each time; an ETag, or a comparison of two dumps, would
then tell of a change where there was none.
"""

from __future__ import annotations

import re
from typing import Final

from rdflib import Graph

# Only at the beginning of a line or before its full stop: there nothing of a literal can stand.
_SUBJECT: Final = re.compile(rb"_:[^ ]+")
_OBJECT: Final = re.compile(rb" (_:[^ ]+) ?\.$")


def lines(graph: Graph, label: str = "b") -> list[bytes]:
    """Write the statements of *graph*; its blank nodes are called *label* and a number, in the order of the graph."""
    names: dict[bytes, bytes] = {}

    def named(node: bytes) -> bytes:
        return names.setdefault(node, f"_:{label}{len(names)}".encode())

    written = []
    for line in graph.serialize(format="nt", encoding="utf-8").splitlines():
        if line.startswith(b"_:"):
            line = _SUBJECT.sub(lambda found: named(found[0]), line, count=1)
        if line.endswith(b".") and (found := _OBJECT.search(line)):
            line = line[: found.start()] + b" " + named(found[1]) + b" ."
        if line:
            written.append(line)
    return sorted(written)


def document(graph: Graph, label: str = "b") -> bytes:
    """Write *graph* as a document, or as part of one in which no other part has the same *label*."""
    return b"".join(line + b"\n" for line in lines(graph, label))

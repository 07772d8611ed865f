"""Contexts of JSON-LD documents: a few are known here, and no other is fetched.

What a context of schema.org says is put in few words: its terms are its vocabulary's, whoever is a value or a link.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from radcat.rdf.prefixes import PREFIXES

_SCHEMA_ORG: Final[Mapping[str, Any]] = {
    "@vocab": PREFIXES["schema"],
    "schema": PREFIXES["schema"],
    "id": "@id",
    "type": "@type",
}
_KNOWN: Final[Mapping[str, Mapping[str, Any]]] = {"schema.org": _SCHEMA_ORG}


class UnknownContext(Exception):
    """A context is named that is not known here, and was not fetched yet."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


def inlined(document: Any, fetched: Callable[[str], Any] | None = None) -> Any:
    """Put what a context says in place of its address, wherever *document* names one.

    *fetched* reads a context that is not known; without it none is read.

    Raises:
        UnknownContext: the document names one that can't be read.
    """

    def read(context: Any) -> Any:
        if isinstance(context, list):
            return [read(each) for each in context]
        if not isinstance(context, str):
            return context
        name = context.partition("://")[2].removeprefix("www.").rstrip("/").removesuffix("/docs/jsonldcontext.json")
        if name in _KNOWN:
            return _KNOWN[name]
        if fetched is None:
            raise UnknownContext(context)
        return fetched(context)

    waiting = [document]
    while waiting:  # not by recursion: documents may be nested deep
        node = waiting.pop()
        if isinstance(node, dict):
            if "@context" in node:
                node["@context"] = read(node["@context"])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return document

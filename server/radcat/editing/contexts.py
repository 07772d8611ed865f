"""The contexts of a JSON-LD document: the catalogue's own is known by its address, and no other is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from radcat.errors import RecordSyntaxError
from radcat.loopback import is_loopback

PATH: Final = "ns/context.jsonld"


def with_own_context(document: Any, base: str, own: Any, place: str) -> Any:
    """Put the catalogue's *own* context in place of its address, wherever *document* names it.

    Its address is the one under *base*, or that of a copy of the registry which runs on this machine.

    Raises:
        RecordSyntaxError: a context elsewhere is named, which would have to be fetched.
    """
    waiting = [document]
    while waiting:  # not by recursion: documents may be nested deep
        node = waiting.pop()
        if isinstance(node, dict):
            if "@context" in node:
                named = node["@context"]
                found = [read for one in _listed(named) for read in _listed(_read(one, base, own, place))]
                node["@context"] = found if isinstance(named, list) or len(found) != 1 else found[0]
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return document


def _listed(value: Any) -> Iterator[Any]:
    """Yield what *value* lists, and itself where it is not a list; lists in lists are one."""
    waiting = [value]
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting.extend(reversed(found))
        else:
            yield found


def _read(context: Any, base: str, own: Any, place: str) -> Any:
    address = context.get("@import") if isinstance(context, dict) else context
    if not isinstance(address, str):
        return context
    if isinstance(context, str) and _is_own(address, base):
        return own
    raise RecordSyntaxError(
        place,
        1,
        f"the context {address[:200]!r} is not fetched; write its terms into the document, or use {base}{PATH}.",
    )


def _is_own(address: str, base: str) -> bool:
    try:
        resolved = urljoin(base, address)
        parts = urlsplit(resolved)
        host = parts.hostname or ""
    except ValueError:
        return False
    return resolved == base + PATH or (is_loopback(host) and parts.path.endswith(f"/{PATH}"))

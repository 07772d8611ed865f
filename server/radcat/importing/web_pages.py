"""What a web page says in JSON-LD and in RDFa, found by extruct, which is imported here only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from radcat.errors import MissingExtra, UnreadableSource
from radcat.importing.documents import Document

_RDFA_ALWAYS: Final = ("http://www.w3.org/ns/md#", "http://www.w3.org/1999/xhtml/vocab#")  # of the page, not of data


def blocks(document: Document) -> Iterator[Any]:
    """Yield the JSON-LD documents of a page; its RDFa is one of them.

    Raises:
        MissingExtra: extruct is not installed.
        UnreadableSource: it is no page.
    """
    try:
        import extruct
    except ImportError as error:
        raise MissingExtra("reading web pages", "import") from error
    try:
        found = extruct.extract(
            document.content, base_url=document.address or None, syntaxes=["json-ld", "rdfa"], errors="ignore"
        )
    except (ValueError, RecursionError, TypeError) as error:
        raise UnreadableSource(document.place, f"the page can't be read: {error}") from error
    yield from found.get("json-ld", ())
    rdfa = [node for node in found.get("rdfa", ()) if _says_something(node)]
    if rdfa:
        yield rdfa


def _says_something(node: dict[str, Any]) -> bool:
    return any(not name.startswith(("@", *_RDFA_ALWAYS)) for name in node)

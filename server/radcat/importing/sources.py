"""Where documents come from: files, folders, addresses and standard input."""

from __future__ import annotations

import asyncio
import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from radcat.errors import OutgoingError, UnreadableSource
from radcat.importing.documents import Document, by_name
from radcat.outgoing.client import Client
from radcat.outgoing.networks import Network

STANDARD_INPUT: Final = "-"
LARGEST: Final = 512 * 1024 * 1024  # bytes of a document
SECONDS: Final = 60.0  # for an answer to begin
_GZIP: Final = b"\x1f\x8b"
_ZIP: Final = b"PK\x03\x04"
_ACCEPT: Final = (
    "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, application/n-triples;q=0.8, "
    "application/json;q=0.6, text/html;q=0.5, */*;q=0.1"
)
Opened = Document | UnreadableSource


def opened(source: str, base: str, allowed: Sequence[Network] = ()) -> Iterator[Opened]:
    """Yield the documents of a *source*: `-`, an address, a file, or a folder with all that it may hold.

    What can't be had is yielded as the error that says why, so that the others go on. Relative IRIs of a file stand
    under *base*. *allowed* are private networks that may be asked.
    """
    try:
        if source == STANDARD_INPUT:
            yield _document(sys.stdin.buffer.read(LARGEST + 1), "standard input", "", base)
        elif source.startswith(("http://", "https://")):
            yield _fetched(source, allowed)
        elif Path(source).is_dir():
            for path in sorted(path for path in Path(source).rglob("*") if _is_wanted(path, Path(source))):
                yield from _file(path, base)
        else:
            yield from _file(Path(source), base)
    except UnreadableSource as error:
        yield error


def contexts(allowed: Sequence[Network] = ()) -> Callable[[str], Any]:
    """Make what reads a context of JSON-LD from its address."""

    def fetched(address: str) -> Any:
        try:
            content, *_ = asyncio.run(_ask(address, "application/ld+json, application/json;q=0.9", allowed))
            found = json.loads(content)
        except OutgoingError as error:
            raise UnreadableSource(address, str(error)) from error
        except ValueError as error:
            raise UnreadableSource(address, f"it is no JSON-LD context: {error}") from error
        return found.get("@context", {}) if isinstance(found, dict) else {}

    return fetched


def _file(path: Path, base: str) -> Iterator[Opened]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        yield _document(content, str(path), by_name(path.name.removesuffix(".gz")), base)
    except OSError as error:
        yield UnreadableSource(str(path), f"it can't be read ({error.strerror or error}).")
    except UnreadableSource as error:
        yield error


def _is_wanted(path: Path, folder: Path) -> bool:
    is_hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
    return not is_hidden and path.is_file() and bool(by_name(path.name.removesuffix(".gz")))


def _fetched(address: str, allowed: Sequence[Network]) -> Document:
    try:
        content, media_type, place = asyncio.run(_ask(address, _ACCEPT, allowed))
    except OutgoingError as error:
        raise UnreadableSource(address, str(error).removeprefix(f"{address}: ")) from error
    return _document(content, address, media_type, place)


async def _ask(address: str, accept: str, allowed: Sequence[Network]) -> tuple[bytes, str, str]:
    async with Client(seconds=SECONDS, purpose="import", allowed=allowed, largest=LARGEST) as client:
        reply = await client.fetch(address, accept=accept)
    return reply.content, reply.media_type, reply.url


def _document(content: bytes, place: str, media_type: str, address: str) -> Document:
    if content.startswith(_GZIP):
        content = _unpacked(content, place)
    if content.startswith(_ZIP):
        raise UnreadableSource(place, "it is a ZIP archive; unpack it, and name the folder.")
    if len(content) > LARGEST:
        raise UnreadableSource(place, f"it has more than {LARGEST:,} bytes; divide it.")
    return Document.of(content, place, media_type, address)


def _unpacked(content: bytes, place: str) -> bytes:
    """Unpack no more than is read, whatever an archive claims."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
            return file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableSource(place, f"it is a damaged gzip file ({error}).") from error

"""A document that somebody else wrote, before anybody knows what it holds."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from radcat.errors import UnreadableSource
from radcat.rdf.syntaxes import N_QUADS, RDF_XML, SYNTAXES, TRIG

HTML: Final = "text/html"
JSON: Final = "application/json"
CSV: Final = "text/csv"
XML: Final = "application/xml"
TSV: Final = "text/tab-separated-values"
_SUFFIXES: Final = {
    **{syntax.suffix: str(syntax.media_type) for syntax in SYNTAXES},
    "html": HTML,
    "htm": HTML,
    "xhtml": HTML,
    "json": JSON,
    "csv": CSV,
    "tsv": TSV,
    "xml": XML,
    "json-ld": "application/ld+json",
    "owl": str(RDF_XML.media_type),
    "n3": "text/turtle",
}
# What a document begins with, whatever it is said to be: servers say text/plain, and files are called .txt.
_BEGINS: Final = (
    (re.compile(rb"\s*[\[{]"), JSON),
    (re.compile(rb"(?is)\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]"), HTML),
    (re.compile(rb"(?s)\s*(?:<\?xml[^>]*>\s*)?(?:<!.*?>\s*)*<(?:\w+:)?RDF[\s>]"), str(RDF_XML.media_type)),
    (re.compile(rb"\s*<(?:\?xml|\w+:\w+[\s>]|[A-Za-z]\w*\s+xmlns)"), XML),
    (re.compile(rb"(?i)\s*(?:#[^\n]*\s+)*(?:@prefix|@base|prefix\s|base\s)"), str(TRIG.media_type)),
    (re.compile(rb"\s*(?:#[^\n]*\s+)*(?:<[^<>\s]*>|_:\w+)\s+<[^<>\s]*>\s"), str(N_QUADS.media_type)),
)
_VAGUE: Final = frozenset({"", "text/plain", "application/octet-stream", XML, "text/xml", "application/xhtml+xml"})
_HEAD: Final = 64 * 1024  # bytes that are looked at


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from a file, an address or standard input."""

    content: bytes
    place: str  # as reports name it
    media_type: str  # without parameters; empty where nothing tells
    address: str = ""  # the IRI that relative ones in it stand under

    @classmethod
    def of(cls, content: bytes, place: str, said: str = "", address: str = "") -> Document:
        """Make one of what was read; what it begins with says more than a vague media type that was *said* of it."""
        media_type = said.partition(";")[0].strip().lower() or by_name(place)
        if media_type in _VAGUE:
            media_type = _by_beginning(content) or media_type
        return cls(content, place, media_type, address)


def decoded(document: Document) -> str:
    """The text of a document, without a byte order mark.

    Raises:
        UnreadableSource: it is not UTF-8.
    """
    try:
        return document.content.removeprefix(BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        line = document.content.count(b"\n", 0, error.start) + 1
        raise UnreadableSource(document.place, f"line {line} is not UTF-8; save it in that encoding.") from error


def by_name(name: str) -> str:
    """The media type that the name of a file, or the end of an address, suggests; empty where it suggests none."""
    path = urlsplit(name).path if "://" in name else name
    return _SUFFIXES.get(PurePosixPath(path).suffix.removeprefix(".").lower(), "")


def _by_beginning(content: bytes) -> str:
    head = content[:_HEAD].removeprefix(BOM_UTF8)
    return next((media_type for begins, media_type in _BEGINS if begins.match(head)), "")

"""What XML 1.0 can hold: the one rule for every document that radcat writes.

A text may have characters that no XML document can hold, not even as a reference (XML 1.0, section 2.2), and RDF has
properties that no XML element can be named after. The former become U+FFFD; the latter are for the caller to refuse.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Protocol
from xml.parsers import expat

REPLACEMENT: Final = "\ufffd"
UNWRITABLE: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# The same in UTF-8, and the carriage return, which a parser would read as a line feed (XML 1.0, section 2.11).
_UNWRITABLE_BYTES: Final = re.compile(rb"[\x00-\x08\x0b-\x1f]|\xef\xbf[\xbe\xbf]")
_CARRIAGE_RETURN: Final = b"\r"

_NAME_START: Final = (
    "A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# From the end of an IRI backwards, so that a long one is read but once.
_BACKWARDS: Final = re.compile(rf"[{_NAME_START}0-9.\-\u00b7\u0300-\u036f\u203f\u2040]*")
_FIRST: Final = re.compile(f"[{_NAME_START}]")
_URI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
# Names that RDF/XML keeps for its own syntax (RDF 1.1 XML Syntax, sections 5.1 and 6.2.5).
_OF_THE_SYNTAX: Final = frozenset(
    _RDF + name
    for name in (
        "RDF", "ID", "about", "aboutEach", "aboutEachPrefix", "bagID", "datatype", "Description", "li", "nodeID",
        "parseType", "resource",
    )
)  # fmt: skip
# Namespaces that no document may declare (Namespaces in XML 1.0, section 3).
_OF_XML: Final = ("http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/")


class _Output(Protocol):
    def write(self, piece: bytes, /) -> object: ...

    def flush(self) -> object: ...


def writable(text: str) -> str:
    """Replace the characters that XML can't hold by U+FFFD."""
    return UNWRITABLE.sub(REPLACEMENT, text)


def writable_bytes(document: bytes) -> bytes:
    """Replace in an XML *document* what XML can't hold, and write each carriage return as a reference."""
    return _UNWRITABLE_BYTES.sub(_replaced, document)


@lru_cache(1000)
def can_name(iri: str) -> bool:
    """Tell whether RDF/XML can write a property that is called *iri*."""
    found = local_name(iri)
    # The rest names a namespace, and parsers look whether that is a URI (Namespaces in XML 1.0, section 2.2).
    is_name = bool(found) and bool(_URI.fullmatch(iri.removesuffix(found))) and _is_read(found)
    return is_name and iri not in _OF_THE_SYNTAX and not iri.startswith(_OF_XML)


def local_name(iri: str) -> str:
    """Take the longest XML name from the end of *iri*; empty where there is none."""
    tail = _BACKWARDS.match(iri[::-1])
    characters = tail[0][::-1] if tail else ""
    first = _FIRST.search(characters)
    return characters[first.start() :] if first else ""


def _is_read(name: str) -> bool:
    """Tell whether parsers take *name*: many still know only the letters of XML 1.0's fourth edition."""
    if name.isascii():
        return True
    try:
        expat.ParserCreate().Parse(f"<{name}/>", True)
    except expat.ExpatError:
        return False
    return True


class XmlOutput:
    """A binary file for a serializer that does not look for what XML can't hold; passes on what it can."""

    def __init__(self, out: _Output) -> None:
        """Write to *out*."""
        self._out, self._rest = out, b""

    def write(self, piece: bytes) -> int:
        """Pass *piece* on, but for the beginning of a character that may be one to replace."""
        found = self._rest + piece
        kept = 2 if found.endswith(b"\xef\xbf") else 1 if found.endswith(b"\xef") else 0
        self._rest = found[len(found) - kept :]
        self._out.write(writable_bytes(found[: len(found) - kept]))
        return len(piece)

    def flush(self) -> None:
        """Flush what is below."""
        self._out.flush()


def _replaced(match: re.Match[bytes]) -> bytes:
    return b"&#13;" if match[0] == _CARRIAGE_RETURN else REPLACEMENT.encode()

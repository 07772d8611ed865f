"""Characters as messages name them: by code point and name, with line and column."""

from __future__ import annotations

import codecs
import unicodedata
from typing import Final

BYTE_ORDER_MARK: Final = "\ufeff"
# Names of control characters, which Unicode itself leaves without (it has these as aliases).
_CONTROLS: Final = {
    "\x00": "NULL", "\x07": "BELL", "\x08": "BACKSPACE", "\x0b": "VERTICAL TAB", "\x0c": "FORM FEED",
    "\x1a": "SUBSTITUTE", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x85": "NEXT LINE",
}  # fmt: skip
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def name(character: str) -> str:
    """Name *character*: U+00A0 NO-BREAK SPACE."""
    called = unicodedata.name(character, "") or _CONTROLS.get(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {called}"


def place(text: str, offset: int) -> tuple[int, int]:
    """Tell the line and column, from 1, of an *offset* in *text*; lines end with a line feed, as engines count them."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def offset(text: str, line: int, column: int) -> int:
    """Tell the offset of a line and a column, from 1; no further than the end of *text*."""
    start = 0
    for _ in range(line - 1):
        start = text.find("\n", start) + 1 or len(text)
    return min(start + column - 1, len(text))


def without_mark(text: str) -> str:
    """Skip the byte order mark that some editors put at the head of a file."""
    return text.removeprefix(BYTE_ORDER_MARK)


def why_not_utf8(error: UnicodeDecodeError) -> tuple[str, int, int]:
    """Say what it is that is not UTF-8, with the line and the column."""
    content = bytes(error.object)
    if content.startswith(_UTF_16):
        return "this is UTF-16, as its byte order mark says; send it in UTF-8", 1, 1
    before = content[: error.start].decode(errors="replace")
    line, column = place(before, len(before))
    byte = content[error.start : error.start + 1]
    found = byte.decode("cp1252", errors="ignore") or byte.decode("latin-1")
    meant = f"in Latin-1 it would be {name(found)}"
    where = f"the byte 0x{byte.hex().upper()} at line {line}, column {column}"
    return f"{where} is not UTF-8; {meant}: send the text in UTF-8", line, column

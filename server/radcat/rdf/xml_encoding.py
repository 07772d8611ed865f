"""XML in whatever encoding it says it is in, as UTF-8, which is all that the parser of RDF/XML reads.

XML 1.0, section 4.3.3 and appendix F: a byte order mark wins, then the declaration; without either it is UTF-8.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from radcat.errors import RecordEncodingError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED: Final = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))
_DECLARED: Final = re.compile(
    rb"""\s*<\?xml\s+version\s*=\s*(?:"[^"]*"|'[^']*')\s+encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]*)["']"""
)
_DECLARATION: Final = re.compile(r"""(<\?xml\s[^>]*?)\s+encoding\s*=\s*(?:"[^"]*"|'[^']*')""")
# Python knows encodings that are none of characters, such as zlib and rot13.
_READ: Final = re.compile(
    r"ascii|utf-(?:8|16|16-le|16-be)|iso8859-\d+|cp125\d|cp437|cp85\d|cp866|koi8-[rut]|mac-roman|tis-620"
    r"|shift_jis|cp932|euc_jp|iso2022_jp|gb2312|gbk|gb18030|big5|euc_kr"
)


def as_utf8(content: bytes, place: str) -> bytes:
    """Write XML as UTF-8, with no mark and no declared encoding; its lines stay where they are.

    Raises:
        RecordEncodingError: it is not in the encoding that it says, or in none that is read.
    """
    name, skipped = _encoding(content, place)
    try:
        text = content[skipped:].decode(name)
    except UnicodeDecodeError as error:
        line = content[skipped:].count(b"\n", 0, error.start) + 1
        raise RecordEncodingError(
            place, line, f"this is not {name}, which the document says it is in; declare the encoding that it has."
        ) from error
    return _DECLARATION.sub(r"\1", text, count=1).encode() if text.lstrip().startswith("<?xml") else text.encode()


def _encoding(content: bytes, place: str) -> tuple[str, int]:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name, len(mark)
    for begin, name in _UNMARKED:
        if content.startswith(begin):
            return name, 0
    declared = _DECLARED.match(content[:1000])
    if not declared:
        return "utf-8", 0
    written = declared[1].decode("ascii")
    try:
        name = codecs.lookup(written).name
    except LookupError:
        name = ""
    if not _READ.fullmatch(name):
        raise RecordEncodingError(place, 1, f"the encoding {written} is not read here; save the document as UTF-8.")
    # Declared in bytes that are no UTF-16: whoever wrote the declaration did not write the bytes (XML 1.0, 4.3.3).
    return ("utf-8" if name.startswith("utf-16") else name), 0

"""The parts of a form (multipart/form-data, RFC 7578), taken apart in one pass and within limits.

The email package would take apart forms within forms as well, as many and as deep as there are, at a cost that grows
with their number; a web process must not spend minutes on a request. So the body is split here, and only the head of
each part is left to that package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import HTTP
from typing import Final

from radcat.errors import MalformedRequest

MOST_PARTS: Final = 100
LARGEST_HEAD: Final = 8 * 1024  # bytes of a part's own header fields
_LONGEST_BOUNDARY: Final = 200  # RFC 2046 allows 70
_BLANK_LINE: Final = re.compile(rb"\r?\n\r?\n")
_ENCODED: Final = ("base64", "quoted-printable")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a form."""

    content_type: str  # empty where it says none
    content: bytes


def parts(boundary: str, body: bytes) -> Iterator[Part]:
    """Yield the parts of *body*, which are separated by *boundary*.

    Raises:
        MalformedRequest: it can't be taken apart, has too many parts, or a part's head is too long.
    """
    if not boundary or len(boundary) > _LONGEST_BOUNDARY or not boundary.isascii():
        raise MalformedRequest("the form's media type names no boundary; write multipart/form-data; boundary=….")
    # Without alternatives that overlap, so that the search takes one pass.
    delimiter = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*+(?=\r?\n|\Z)")
    found = 0
    begin: int | None = None  # where the part begins, at the end of its delimiter
    for match in delimiter.finditer(body):
        if begin is not None:
            found += 1
            if found > MOST_PARTS:
                raise MalformedRequest(f"the form has more than {MOST_PARTS} parts; send fewer at once.")
            yield _part(body, begin, match.start())
        if match[1] and not found:
            raise MalformedRequest("the form has no parts; send one document a part.")
        if match[1]:
            return
        begin = match.end()
    raise MalformedRequest("the form can't be taken apart; its parts end where its boundary says.")


def _part(body: bytes, begin: int, end: int) -> Part:
    # The line break before is the delimiter's own, so that a part without a head begins with a blank line.
    blank = _BLANK_LINE.search(body, begin, min(end, begin + LARGEST_HEAD))
    if blank is None:
        raise MalformedRequest(
            f"a part of the form has no blank line after its header fields, or more than {LARGEST_HEAD} bytes of them."
        )
    head = body[begin : blank.end()].lstrip(b"\r\n")
    message = BytesHeaderParser(policy=HTTP).parsebytes(head)
    content = body[blank.end() : end]
    if str(message.get("Content-Transfer-Encoding", "")).strip().lower() in _ENCODED:
        message.set_payload(content.decode("ascii", "surrogateescape"))
        content = bytes(message.get_payload(decode=True))
    return Part(str(message.get("Content-Type", "")), content)

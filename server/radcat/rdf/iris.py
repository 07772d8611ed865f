"""Whether a text is an absolute IRI (RFC 3987), and its parts; no text makes these functions fail."""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv6Address
from typing import Final
from urllib.parse import SplitResult, urlsplit

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# Not in an IRI: controls, spaces, the delimiters of Turtle, private characters, noncharacters, a bare percent sign.
_REFUSED: Final = re.compile(
    r'[\x00-\x20<>"{}|\\^`\x7f-\x9f\ud800-\uf8ff\ufdd0-\ufdef\ufff0-\uffff]|%(?![0-9A-Fa-f]{2})'
)
_BRACKET: Final = re.compile(r"[\[\]]")
_AUTHORITY: Final = re.compile(
    r"//(?:[^/?#@\[\]]*@)?(?:\[(?P<literal>[^\]/?#@]*)\]|[^/?#@:\[\]]*)(?::[0-9]*)?(?=[/?#]|$)"
)
_FUTURE: Final = re.compile(r"[vV][0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+")


def is_absolute(text: str) -> bool:
    """Tell whether *text* is an absolute IRI that every RDF syntax can hold."""
    scheme = _SCHEME.match(text)
    if not scheme or _REFUSED.search(text) or any(ord(c) >= 0xE0000 or ord(c) & 0xFFFE == 0xFFFE for c in text):
        return False
    rest = text[scheme.end() :]
    if rest.startswith("//"):
        authority = _AUTHORITY.match(rest)
        if not authority or not _is_host(authority["literal"]):
            return False
        rest = rest[authority.end() :]
    return not _BRACKET.search(rest) and rest.count("#") < 2


def is_web_address(text: str) -> bool:
    """Tell whether *text* is an address that a browser can open."""
    return text.startswith(("http://", "https://")) and is_absolute(text) and bool(parts(text).netloc)


def parts(text: str) -> SplitResult:
    """Split an address; all of what can't be split is its path."""
    try:
        return urlsplit(text)
    except ValueError:  # a host in brackets that is no IPv6 address, or one that turns into another by NFKC
        return SplitResult("", "", text, "", "")


def _is_host(literal: str | None) -> bool:
    """Tell whether what stands in brackets may stand there (RFC 3986, section 3.2.2)."""
    if literal is None or _FUTURE.fullmatch(literal):
        return True
    try:
        return not IPv6Address(literal).scope_id
    except AddressValueError:
        return False

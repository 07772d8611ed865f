"""Media types, and the choice among them that an Accept header asks for (RFC 9110, section 12.5.1).

Pure: no request, no response.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

from radcat.errors import MalformedRequest

_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
# No white space can be read in two ways, or a header of semicolons would take for ever to refuse.
_TYPE: Final = re.compile(rf"\s*({_WORD})/({_WORD})((?:\s*;(?:\s*{_WORD}\s*=\s*(?:{_WORD}|{_QUOTED}))?)*)\s*")
_NAME: Final = re.compile(rf"({_WORD})/({_WORD})")
_PARAMETER: Final = re.compile(rf";\s*({_WORD})\s*=\s*({_WORD}|{_QUOTED})")
_QUALITY: Final = re.compile(r"[0-9]{1,9}(?:\.[0-9]{0,9})?|\.[0-9]{1,9}")
MOST_RANGES: Final = 100  # of one header that are read
_EMPTY: Final = re.compile(r"[\s,]*")
_PROFILE: Final = re.compile(r"\s*<([^<>\s\"]+)>\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?:,|$)")


@dataclass(frozen=True, slots=True)
class MediaType:
    """A media type with its parameters: `text/turtle`, `application/ld+json;profile="…"`."""

    type: str
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Write it as a Content-Type does, every parameter quoted."""
        return f"{self.type}/{self.subtype}" + "".join(f';{k}="{_quote(v)}"' for k, v in self.parameters.items())

    @classmethod
    def parse(cls, text: str) -> MediaType:
        """Read one media type.

        Raises:
            MalformedRequest: *text* is not a media type.
        """
        match = _TYPE.fullmatch(text)
        if not match:
            raise MalformedRequest(f"{text!r} is not a media type; one looks like text/turtle.")
        return cls(match[1].lower(), match[2].lower(), _parameters(match[3]))


@dataclass(frozen=True, slots=True)
class MediaRange:
    """One element of an Accept header: which media types, and how welcome they are (0 to 1)."""

    media_type: MediaType
    quality: float = 1.0

    def covers(self, offer: MediaType) -> bool:
        """Tell whether *offer* is one of the media types of this range."""
        wanted = self.media_type
        return (
            wanted.type in ("*", offer.type)
            and wanted.subtype in ("*", offer.subtype)
            and all(_same(name, value, offer.parameters.get(name)) for name, value in wanted.parameters.items())
        )

    @property
    def specificity(self) -> tuple[bool, bool, int]:
        """Order ranges from the widest (`*/*`) to the narrowest (`a/b;c=d`)."""
        return (self.media_type.type != "*", self.media_type.subtype != "*", len(self.media_type.parameters))


class Offer(Protocol):
    """Anything that has a media type and can therefore be chosen."""

    @property
    def media_type(self) -> MediaType:
        """The media type it would be sent as."""
        ...


AnyOffer = TypeVar("AnyOffer", bound=Offer)


def ranges(accept: str) -> tuple[MediaRange, ...]:
    """Read an Accept header; one that is empty, or in which nothing can be read, is no constraint: `*/*`.

    It is read leniently, since clients have no say in what their libraries send: `*` is `*/*`, `.2` and `1.0000` are
    qualities, more than 1 is 1, and an element that can't be read is skipped. So is all beyond the first hundred.
    """
    elements = itertools.islice((element for element in _split(accept, ",") if element.strip()), MOST_RANGES)
    found = [read for element in elements if (read := _range(element))]
    return tuple(found) or (MediaRange(MediaType("*", "*")),)


def _range(element: str) -> MediaRange | None:
    name, *given = (part.strip() for part in _split(element, ";"))
    match = _NAME.fullmatch("*/*" if name == "*" else name)
    if not match:
        return None
    parameters, quality = {}, 1.0
    for written in given:
        label, _, value = (part.strip() for part in written.partition("="))
        if label.lower() == "q":
            read = _quality(value)
            if read is None:
                return None
            quality = min(read, 1.0)
        elif parameter := _PARAMETER.fullmatch(f";{written}"):  # one that can't be read says nothing
            parameters[parameter[1].lower()] = _unquote(parameter[2])
    return MediaRange(MediaType(match[1].lower(), match[2].lower(), parameters), quality)


def _quality(text: str) -> float | None:
    return float(text) if _QUALITY.fullmatch(text) else None


def _split(text: str, separator: str) -> Iterator[str]:
    """Split *text* at each *separator* that stands in no quoted string."""
    if '"' not in text:
        yield from text.split(separator)
        return
    begin, is_quoted, is_escaped = 0, False, False
    for place, character in enumerate(text):
        if is_escaped:
            is_escaped = False
        elif character == "\\":
            is_escaped = is_quoted
        elif character == '"':
            is_quoted = not is_quoted
        elif character == separator and not is_quoted:
            yield text[begin:place]
            begin = place + 1
    yield text[begin:]


def profiles(accept_profile: str) -> tuple[tuple[str, float], ...]:
    """Read an Accept-Profile header: IRIs of profiles, each with how welcome it is (0 to 1).

    Content Negotiation by Profile, section 7.1.

    Raises:
        MalformedRequest: the header does not follow the specification.
    """
    found, position = [], _EMPTY.match(accept_profile).end()  # type: ignore[union-attr]  # matches the empty string
    while position < len(accept_profile):
        match = _PROFILE.match(accept_profile, position)
        quality = _quality(match[2] or "1") if match else None
        if not match or quality is None or quality > 1:
            raise MalformedRequest(
                f"the Accept-Profile header can't be read from {accept_profile[position : position + 40]!r} on; "
                "it looks like <https://schema.org/>, <https://example.org/profile>;q=0.5."
            )
        found.append((match[1], quality))
        position = _EMPTY.match(accept_profile, match.end()).end()  # type: ignore[union-attr]
    return tuple(found)


def choose(offers: Sequence[AnyOffer], accept: str) -> AnyOffer | None:
    """Pick the offer that *accept* welcomes most, or None when it welcomes none.

    The most specific range decides for each offer, even when a wider one is kinder:
    `*/*, text/html;q=0` refuses HTML. Among equals the earlier offer wins.
    """
    wanted = ranges(accept)
    best, best_quality = None, 0.0
    for offer in offers:
        covering = [candidate for candidate in wanted if candidate.covers(offer.media_type)]
        quality = max(covering, key=lambda candidate: candidate.specificity).quality if covering else 0.0
        if quality > best_quality:
            best, best_quality = offer, quality
    return best


def _parameters(text: str) -> dict[str, str]:
    return {name.lower(): _unquote(value) for name, value in _PARAMETER.findall(text)}


def _quote(value: str) -> str:
    return re.sub(r'(["\\])', r"\\\1", value)


def _unquote(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value


def _same(name: str, wanted: str, offered: str | None) -> bool:
    # charset is a hint here, not a choice: everything is sent as UTF-8 (RFC 9110, section 12.5.2).
    if name == "charset":
        return True
    # A profile parameter is a space-separated list of IRIs (RFC 6906); one in common is enough.
    if name == "profile":
        return offered is not None and bool(set(wanted.split()) & set(offered.split()))
    return offered is not None and wanted.lower() == offered.lower()

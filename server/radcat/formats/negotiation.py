"""Which representation a request asks for: by media type, by profile, or by both.

Pure: no request, no response. Content Negotiation by Profile (https://www.w3.org/TR/dx-prof-conneg/), sections 7.1
and 7.2: a query argument outweighs its header, and the profile outweighs the media type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from radcat.errors import MalformedRequest, NotAcceptable
from radcat.formats.base import Profile, Representation
from radcat.formats.dcat import PROFILE as DCAT
from radcat.rdf import media
from radcat.rdf.media import MediaType

HTML: Final = MediaType("text", "html")
# What a reader can ask for who knows the syntax alone (RFC 6839), once the profile is settled.
_SYNTAX: Final = {"xml": MediaType("application", "xml"), "json": MediaType("application", "json")}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a request says of the representation it wants."""

    accept: str = ""  # Accept
    accept_profile: str = ""  # Accept-Profile
    media_type: str | None = None  # _mediatype
    profile: str | None = None  # _profile: tokens or IRIs, the dearest first


@dataclass(frozen=True, slots=True)
class Choice:
    """What it gets; a page where there is no representation."""

    media_type: MediaType
    profile: Profile | None
    representation: Representation | None = None


def choose(rows: Sequence[Representation], wish: Wish, pages: Sequence[Profile] = (DCAT,)) -> Choice:
    """Pick what *wish* welcomes most among *rows* and the pages, which conform to the profiles *pages*.

    Raises:
        NotAcceptable: it welcomes none; the error lists what there is.
        MalformedRequest: a header or an argument can't be read.
    """
    accept = _media_range(wish.media_type) if wish.media_type else wish.accept
    wanted = _wanted(wish, _profiles(rows, pages))
    for offers in _offers(rows, pages, wanted):
        if found := media.choose(offers, accept):
            return found
    raise NotAcceptable(wish.media_type or accept, _named(offers for offers in _offers(rows, pages, wanted)))


def _media_range(text: str) -> str:
    # A plus sign in a query string is a space, and who types application/ld+json means the sign.
    parsed = MediaType.parse(text.strip().replace(" ", "+"))
    if "*" in (parsed.type, parsed.subtype):
        raise MalformedRequest(f"_mediatype={text} is a range; name one media type, such as text/turtle.")
    return str(parsed)


def _profiles(rows: Sequence[Representation], pages: Sequence[Profile]) -> dict[str, Profile]:
    found = [*pages, *(row.profile for row in rows if row.profile)]
    return {name: profile for profile in found for name in (profile.token, profile.iri)}


def _wanted(wish: Wish, known: dict[str, Profile]) -> list[tuple[Profile, float]] | None:
    """Rank the profiles asked for; None is any."""
    if wish.profile is not None:
        asked = [(name.strip(), 1 - place / 1000) for place, name in enumerate(wish.profile.split(","))]
        names = {name for name, _ in asked}
        unknown = wish.profile
    else:
        asked = list(media.profiles(wish.accept_profile))
        names = {name for name, _ in asked}
        unknown = f"the profile {wish.accept_profile}"
    if not names:
        return None
    found = [(known[name], quality) for name, quality in asked if name in known and quality > 0]
    if not found:
        tokens = [f"{profile.token} <{profile.iri}>" for profile in dict.fromkeys(known.values())]
        raise NotAcceptable(unknown, tokens)
    return sorted(dict.fromkeys(found), key=lambda ranked: -ranked[1])


def _offers(
    rows: Sequence[Representation], pages: Sequence[Profile], wanted: list[tuple[Profile, float]] | None
) -> Iterator[list[Choice]]:
    """List what there is, in groups of equal welcome, the most welcome profiles first."""
    if wanted is None:
        yield [Choice(HTML, pages[0]), *(offer for row in rows for offer in _of(row))]
        return
    for _, ranked in groupby(wanted, key=lambda pair: pair[1]):
        group: list[Choice] = []
        for profile in (profile for profile, _ in ranked):
            group += [Choice(HTML, profile)] if profile in pages else []
            own = [row for row in rows if row.profile == profile]
            group += [offer for row in own for offer in _of(row)]
            group += [Choice(syntax, profile, row) for row in own for syntax in _plain(row)]
        yield group


def _of(row: Representation) -> Iterator[Choice]:
    yield from (Choice(media_type, row.profile, row) for media_type in (row.media_type, *row.also))


def _plain(row: Representation) -> Iterator[MediaType]:
    syntax = _SYNTAX.get(row.media_type.subtype.rpartition("+")[2])
    if row.media_type.parameters:
        yield MediaType(row.media_type.type, row.media_type.subtype)
    if syntax:
        yield syntax


def _named(groups: Iterator[list[Choice]]) -> list[str]:
    return list(dict.fromkeys(str(offer.media_type) for group in groups for offer in group))

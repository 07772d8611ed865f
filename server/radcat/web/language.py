"""In which language a page is shown: that of `?lang=`, else one that the browser welcomes, else the default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode
from wsgiref.types import WSGIEnvironment

from babel import Locale, UnknownLocaleError
from flask import current_app, g, has_request_context, request
from markupsafe import Markup, escape
from rdflib import XSD
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from radcat.errors import MalformedRequest
from radcat.rdf import languages

PARAMETER: Final = "lang"
OFFERED: Final = "LANGUAGES"  # the application's setting: the languages that its own texts are offered in
_LONGEST: Final = 1000  # characters of an Accept-Language header that are read
_TEXT: Final = frozenset({None, str(XSD.string)})


@dataclass(frozen=True, slots=True)
class Version:
    """A language that this page can be read in."""

    tag: str
    name: str  # in that language
    href: str  # on this site, wherever it is mounted
    address: str  # under the base IRI
    is_shown: bool


def welcome(environ: WSGIEnvironment) -> tuple[str, ...]:
    """Read the languages that a request welcomes, the best first: what an answer may depend on, and a cache's key."""
    header = environ.get("HTTP_ACCEPT_LANGUAGE", "")[:_LONGEST]
    return languages.preferences(parse_accept_header(header, LanguageAccept)) if header else ()


def wanted() -> tuple[str, ...]:
    """Read the languages that this request asks for; its answer varies with them.

    Raises:
        MalformedRequest: `lang` is not a language tag.
    """
    if tag := asked():
        return (tag,)
    if PARAMETER in request.args:
        raise MalformedRequest(
            f"lang={request.args[PARAMETER][:40]} is not a language tag; write one such as de or pt-BR."
        )
    g.by_language = True
    return welcome(request.environ)


def asked() -> str | None:
    """Read the language that the address names, if it names one."""
    tag = request.args.get(PARAMETER, "")
    return languages.canonical(tag) if languages.is_tag(tag) else None


def spoken() -> str:
    """The language of the page's own texts: what `?lang=` names, else the first that the browser welcomes and we have.

    The catalogue's own language where that is none, and English where we do not have that either. A `lang` that is no
    tag is no fault here: the page that tells of it is in some language, too.
    """
    if not has_request_context():
        return languages.INTERFACE
    known: str | None = g.get("spoken")
    if known is None:
        if PARAMETER in request.args:
            tag = asked()
            ranges: tuple[str, ...] = (tag,) if tag else ()
        else:
            g.by_language = len(offered()) > 1 or g.get("by_language", False)
            ranges = welcome(request.environ)
        known = g.spoken = languages.lookup((*ranges, _default()), offered()) or languages.INTERFACE
    return known


def offered() -> tuple[str, ...]:
    """The languages that this application speaks."""
    return tuple(current_app.config.get(OFFERED, (languages.INTERFACE,)))


def _default() -> str:
    here = current_app.extensions.get("radcat")  # what serves without a registry has no catalogue
    return here.catalogue.language if here else languages.INTERFACE


@dataclass(frozen=True, slots=True)
class Choice:
    """A language that pages can be read in."""

    tag: str
    name: str  # in that language
    href: str
    is_spoken: bool


def choices() -> tuple[Choice, ...]:
    """The present address in each language that this application speaks; none where there is no choice."""
    if len(offered()) < 2:
        return ()
    kept_ = [(name, value) for name, value in request.args.items(multi=True) if name != PARAMETER]
    path = request.script_root + quote(request.path)
    return tuple(
        Choice(tag, name_of(tag), f"{path}?{urlencode([*kept_, (PARAMETER, tag)])}", tag == spoken())
        for tag in offered()
    )


def kept(address: str) -> str:
    """Let an *address* on this site name the language that the present one names, so that a choice lasts."""
    tag = asked()
    if not tag or len(offered()) < 2:
        return address
    path, mark, fragment = address.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{PARAMETER}={tag}{mark}{fragment}"


def carried() -> dict[str, str]:
    """The parameter of addresses by which a choice of language lasts."""
    return {PARAMETER: tag} if (tag := asked()) else {}


def versions(tags: Iterable[str], current: str, base: str) -> tuple[Version, ...]:
    """List the languages that the page of this address has, for a switch; none where there is no choice."""
    known = sorted({tag for tag in tags if tag})
    if len(known) < 2:
        return ()
    path, mine = quote(request.path), asked()
    marked = mine if mine in known else current
    return tuple(
        Version(
            tag,
            name_of(tag),
            f"{request.script_root}{path}?{PARAMETER}={tag}",
            f"{base}{path.lstrip('/')}?{PARAMETER}={tag}",
            tag == marked,
        )
        for tag in known
    )


def of(title: str) -> str:
    """The language of a page with this *title*: that of the page's own texts where it has no tag."""
    return getattr(title, "language", None) or spoken()


def name_of(tag: str) -> str:
    """Name a language in that language, such as français; by its tag where nobody has a name for it."""
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError, TypeError):
        return tag


def language_of(text: str, around: str) -> Markup:
    """Write `lang` of an element without text, such as a meta element with *text*."""
    tag = getattr(text, "language", None)
    return Markup(' lang="{}"').format(tag) if tag and tag != around else Markup()


def attributes(text: str | None) -> Markup:
    """Write `lang` and `dir` of an element that holds *text*, where it may stand among texts in another language.

    All that is around it is in English only where English is spoken: not every page is translated, and no text takes
    the language of what it stands in. The browser finds out itself which way a text runs that has no tag.
    """
    tag = getattr(text, "language", None)
    if not hasattr(text, "language") or (tag == languages.INTERFACE and spoken() == languages.INTERFACE):
        return Markup()
    if tag:
        return Markup(' lang="{}" dir="{}"').format(tag, languages.direction(tag))
    return Markup(' dir="auto"') if getattr(text, "datatype", None) in _TEXT else Markup()


def tagged(text: str | None) -> Markup:
    """Write *text* so that a browser knows its language: in an element of its own where it may be another one."""
    said = attributes(text)
    return Markup("<span{}>{}</span>").format(said, text) if said else escape("" if text is None else text)


def tagged_all(texts: Iterable[str], between: str) -> Markup:
    """Write *texts*, each in its language."""
    return escape(between).join(map(tagged, texts))

"""In which language a page is shown: that of `?lang=`, else one that the browser welcomes, else the default."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from babel import Locale, UnknownLocaleError
from flask import g, request
from markupsafe import Markup
from rdflib import XSD
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from radcat.errors import MalformedRequest
from radcat.rdf import languages

PARAMETER: Final = "lang"
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
    """The language of a page with this *title*: that of the interface where it has no tag."""
    return getattr(title, "language", None) or languages.INTERFACE


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


def attributes(text: str | None, around: str = languages.INTERFACE) -> Markup:
    """Write `lang` and `dir` of an element that holds *text*, where it stands among texts in another language.

    The browser finds out itself which way a text runs that has no tag.
    """
    tag = getattr(text, "language", None)
    if tag == around or not hasattr(text, "language"):
        return Markup()
    if tag:
        return Markup(' lang="{}" dir="{}"').format(tag, languages.direction(tag))
    return Markup(' dir="auto"') if getattr(text, "datatype", None) in _TEXT else Markup()

"""The program's own texts in the reader's language: gettext catalogues, one a language, beside this module.

The sources are `translations/TAG/LC_MESSAGES/radcat.po`. They are read as they are: a catalogue is read once in a
process, in some milliseconds, and a fresh clone and a wheel need no compiled files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from radcat.rdf.languages import INTERFACE
from radcat.web import language
from radcat.wording import Message, Wording, filled

FOLDER: Final = Path(__file__).parent / "translations"
DOMAIN: Final = "radcat"


@cache
def known() -> tuple[str, ...]:
    """The languages that there is a catalogue of, and English, which needs none."""
    return tuple(sorted({INTERFACE, *(file.parent.parent.name for file in files())}))


def files() -> Iterator[Path]:
    """The catalogues."""
    yield from sorted(FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


@cache
def catalogue(tag: str) -> NullTranslations:
    """Read the catalogue of a language; of English, or one that has none, an empty one."""
    file = FOLDER / tag / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not file.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=tag, domain=DOMAIN))
    compiled.seek(0)
    return Translations(compiled, domain=DOMAIN)


def gettext(text: str) -> str:
    """Translate *text*; values are the caller's to fill in."""
    return catalogue(language.spoken()).gettext(text)


def ngettext(one: str, many: str, number: int) -> str:
    """Translate the form of a text that *number* asks for."""
    return catalogue(language.spoken()).ngettext(one, many, number)


def say(text: str) -> str:
    """Translate a text of another layer, with the values that it has."""
    if isinstance(text, Message):
        return filled(gettext(text.template), text.values, number)
    return gettext(text)


def number(value: int) -> str:
    """Write a whole number as the reader's language does: 1,262 or 1.262."""
    return _number(value, language.spoken())


@lru_cache(maxsize=4096)  # a page of search results has a hundred
def _number(value: int, tag: str) -> str:
    return format_decimal(value, locale=tag)


def inside(title: str) -> str:
    """Write a title as a part of a sentence; German nouns keep their capitals."""
    return title if language.spoken() == "de" or title[1:2].isupper() else title[:1].lower() + title[1:]


WORDING: Final = Wording(say, number)

"""Language tags (BCP 47): how they are written, which way they run, which codes stand for them, which one is wanted.

Pure: no request and no graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final

import langcodes
from langcodes.tag_parser import LanguageTagError

DEFAULT: Final = "en"
INTERFACE: Final = "en"  # of headings and of every other text that is the program's own
UNTAGGED: Final = ""  # stands for texts without a tag in a list of preferred languages
MOST_WANTED: Final = 5  # languages of a reader's list that are read
EU: Final = "http://publications.europa.eu/resource/authority/language/"
_TAG: Final = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*", re.ASCII | re.IGNORECASE)
# Scripts that run from right to left (Unicode's Bidi_Class R and AL), by their codes in ISO 15924.
_RIGHT_TO_LEFT: Final = frozenset(
    re.split(
        " ",
        "Adlm Arab Aran Armi Avst Chrs Cprt Elym Gara Hatr Hebr Hung Khar Lydi Mand Mani Mend Merc Mero Narb Nbat Nkoo "
        "Orkh Ougr Palm Phli Phlp Phnx Prti Rohg Samr Sarb Sogd Sogo Syrc Syre Syrj Syrn Thaa Yezi",
    )
)
_SYRIAC: Final = frozenset({"arc", "syc", "syr"})  # whose script CLDR's likely subtags leave open
# Addresses of languages that end in a code of ISO 639.
_AUTHORITY: Final = re.compile(
    r"http://publications\.europa\.eu/resource/authority/language/"
    r"|https?://id\.loc\.gov/vocabulary/(?:iso639-[125]|languages)/"
    r"|https?://(?:www\.)?lexvo\.org/(?:id|page|data)/(?:iso639-[1235]|term)/"
    r"|https?://iso639-3\.sil\.org/code/"
)


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str:
    """Write *tag* in the case that RFC 5646, section 2.1.1, recommends: de-AT, zh-Hant, en-x-mine."""
    if not tag.isascii():  # and so none
        return tag
    first, *others = tag.lower().split("-")
    made, behind_singleton = [first], len(first) == 1
    for part in others:
        behind_singleton = behind_singleton or len(part) == 1
        if not behind_singleton and part.isalpha() and len(part) in (2, 4):
            part = part.upper() if len(part) == 2 else part.title()
        made.append(part)
    return "-".join(made)


def is_english(tag: str) -> bool:
    """Tell whether *tag* is that of English, as it is written anywhere."""
    return tag.partition("-")[0].lower() == "en"


@lru_cache(maxsize=4096)
def direction(tag: str) -> str:
    """Tell which way a text runs that has this tag: `rtl`, or `ltr`, which is also said of a tag that says nothing."""
    if tag.partition("-")[0].lower() in _SYRIAC and "latn" not in tag.lower():
        return "rtl"
    try:
        script = langcodes.Language.get(tag).maximize().script
    except (LanguageTagError, ValueError):
        return "ltr"
    return "rtl" if script in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=4096)
def tag_of(name: str) -> str | None:
    """Find the tag for a language that is named by its address in an authority table, by a code or by a tag.

    None where the name is not known: the caller leaves it out.
    """
    code = _AUTHORITY.sub("", name.strip(), count=1)
    if not _TAG.fullmatch(code):
        return None
    try:
        tag = langcodes.standardize_tag(code.lower())
        known = langcodes.Language.get(tag).is_valid()
    except (LanguageTagError, ValueError):
        return None
    return tag if known else None


def in_eu_table(name: str) -> str | None:
    """Find the address in the EU's language table for a language that is named in some way; None if there is none."""
    if name.startswith(EU):
        return name
    tag = tag_of(name)
    try:
        return EU + langcodes.Language.get(tag).to_alpha3().upper() if tag else None
    except LookupError:
        return None


def is_tag(text: str) -> bool:
    """Tell whether *text* is well-formed enough to be a tag."""
    try:
        langcodes.Language.get(text)
    except (LanguageTagError, ValueError):
        return False
    return bool(_TAG.fullmatch(text))


def preferences(ranked: Iterable[tuple[str, float]]) -> tuple[str, ...]:
    """List the languages that a reader welcomes, from those of an Accept-Language header with their qualities.

    What is not a tag is skipped, `*` among it, and so is what comes after the first few: the answer is short whatever
    the header.
    """
    welcome = sorted((pair for pair in ranked if pair[1] > 0), key=lambda pair: -pair[1])
    tags = (canonical(name) for name, _ in welcome if _TAG.fullmatch(name))
    return tuple(islice(dict.fromkeys(tags), MOST_WANTED))


def lookup(wanted: Iterable[str], available: Sequence[str]) -> str | None:
    """Find the best of *available* tags for a reader who wants *wanted*, the best first (RFC 4647, section 3.4).

    A wanted tag is cut short until it matches; where it never does, a longer one will do: zh-Hant for zh-TW.
    """
    known = {tag.lower(): tag for tag in reversed(available)}
    for range_ in wanted:
        parts = range_.lower().split("-")
        for length in range(len(parts), 0, -1):
            if len(parts[length - 1]) > 1 and (found := known.get("-".join(parts[:length]))) is not None:
                return found
        related = [tag for tag in available if tag.lower().startswith(f"{parts[0]}-")]
        if related and len(parts[0]) > 1:
            return next((tag for tag in related if _script(tag) == _script(range_)), related[0])
    return None


def rank(tag: str | None, preferred: Sequence[str]) -> tuple[int, int, str]:
    """Make a key by which texts are put in order: those in the first of the *preferred* languages first."""
    own = (tag or UNTAGGED).lower()
    for place, other in enumerate(preferred):
        known = other.lower()
        if own == known:
            return place, 0, own
        if own and known and (own.startswith(f"{known}-") or known.startswith(f"{own}-")):
            return place, 1, own
    return len(preferred), 0, own


@lru_cache(maxsize=4096)
def _script(tag: str) -> str | None:
    try:
        return langcodes.Language.get(tag).maximize().script
    except (LanguageTagError, ValueError):
        return None

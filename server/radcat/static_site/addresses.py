"""Which addresses of the registry a host of files can answer, and by which file.

A page has a folder of its own, whose index it is, since that is what every host makes of an address without a suffix:
the IRI of a record leads to its page wherever the folder is put.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import unquote, urljoin

NEEDS_A_PROGRAM: Final = (
    *("sparql", "store", "oai", "ldes", "readyz", "healthz", "metrics"),
    *("search", "search.csv", "search.atom", "opensearch.xml", "api", "compare", "licences", "submissions"),
)
# Pages whose script reads what an address asks, from files beside them.
ANSWERED_BY_A_SCRIPT: Final = frozenset({"leakage"})
# Lists go on at ?page= and the feed at ?before=, and ?lang= is a page in another language; where the page before
# ended (after=) is for those who count on.
_FOLLOWING: Final = re.compile(r"(?P<parameter>page|before|lang|steps)=(?P<number>[0-9A-Za-z-]+)(&after=[^&]*)?")


def joined(base: str, address: str) -> str:
    """Resolve *address* against *base*; one that can't be split, such as `http://[`, leads nowhere of ours."""
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def local_name(address: str, base: str, at: str = "") -> str | None:
    """An address relative to the *base* IRI, without its fragment; None where it is not ours or needs a program.

    It may be relative to *at*, the name of the document that it stands in. A page of a list has one name only.
    """
    if address.startswith(("mailto:", "data:")):
        return None
    whole = joined(base + at, address).partition("#")[0]
    if not whole.startswith(base):
        return None
    name, _, query = whole.removeprefix(base).partition("?")
    if re.split(r"[/.]", name, maxsplit=1)[0] in NEEDS_A_PROGRAM:
        return None
    if not query:
        return name
    following = _FOLLOWING.fullmatch(query)
    if not following:
        return None
    parameter, number = following["parameter"], following["number"]
    return name if (parameter, number) == ("page", "1") else f"{name}?{parameter}={number}"


def asked_of_a_script(address: str, base: str, at: str = "") -> tuple[str, str] | None:
    """The page and the query of an address that a script answers, such as leakage?train=x; None where none does."""
    name, _, query = joined(base + at, address).partition("#")[0].removeprefix(base).partition("?")
    return (name, query) if query and name in ANSWERED_BY_A_SCRIPT else None


def place_of(name: str, media_type: str) -> PurePosixPath:
    """The file of a name: `datasets/x` as a page is datasets/x/index.html, and `datasets/x.ttl` is what it says."""
    path, _, query = name.partition("?")
    number = "-" + query.replace("=", "-") if query else ""
    whole = PurePosixPath(unquote(path))
    if media_type == "text/html":
        return whole / f"index{number}.html"
    return whole.with_name(whole.stem + number + whole.suffix) if number else whole


def with_places(text: str, base: str, media_type: str) -> str:
    """Let the addresses of pages that a list or feed names be those of their files."""

    def place(found: re.Match[str]) -> str:
        name = local_name(unescape(found[0]), base)
        return found[0] if name is None else base + str(place_of(name, media_type))

    return re.sub(re.escape(base) + r"[^\s\"'<>?#]*\?(?:page|before)=[^\s\"'<>#]*", place, text)

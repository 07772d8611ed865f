"""Where a record stands in a list: by the name that a page shows, as a reader would look it up.

A place is a text; in the order of their code points, places are in the order of the list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from rdflib import DCTERMS, URIRef

from radcat.model.reading import Source, label, languages_of, preference, said
from radcat.rdf import languages

ANY: Final = ""  # stands for who asks for no language
_RUN: Final = re.compile(r"[0-9]+|[^0-9]+")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_ENDS_RUN, _ENDS_PART = "\x02", "\x01"  # before every character of a name
Collation = tuple[tuple[tuple[int, int, str], ...], str, str]


def collation(text: str) -> Collation:
    """Make the key of a text in a list: letters without case and accents, numbers by their value, then the rest.

    Punctuation only separates words. Texts that differ in no more than case, accents or punctuation stand together.
    """
    runs = tuple(_key(run) for run in _RUN.findall(folded(text)))
    return runs, _spelled(text), text


def folded(text: str) -> str:
    """The words of *text* without case and accents; punctuation only separates them."""
    letters = "".join(character for character in _spelled(text) if not unicodedata.combining(character))
    return _NOT_LETTERS.sub(" ", letters).strip()


def _spelled(text: str) -> str:
    return unicodedata.normalize("NFKD", text).casefold()


def _key(run: str) -> tuple[int, int, str]:
    """Digits as a number, however many there are; they come before letters."""
    if not run[0].isascii() or not run[0].isdigit():
        return 1, 0, run
    digits = run.lstrip("0")
    return 0, len(digits), digits


def place(text: str) -> str:
    """Write the collation of *text* as one text that sorts as it does; NUL, which no database likes, is left out."""
    runs, spelled, whole = collation(text)
    key = "".join(f"{kind}{f'{length:09}' if kind == 0 else ''}{run}{_ENDS_RUN}" for kind, length, run in runs)
    return f"{key}{_ENDS_PART}{spelled}{_ENDS_PART}{whole}".replace("\0", "")


class _InOrder:
    """A graph that is read in the languages given."""

    def __init__(self, graph: Source, order: Sequence[str]) -> None:
        self.objects, self.items, self.languages = graph.objects, graph.items, order


def shown(graph: Source, iri: URIRef, kind: str, wanted: Sequence[str], default: str) -> str:
    """The name that a list shows of the record *iri*, to a reader who welcomes the languages *wanted*."""
    names = _InOrder(graph, preference(graph, iri, wanted, default))
    if kind == "dataset":  # whose rows show its title, whatever other names it has
        return next((label(names, title) for title in said(names, iri, DCTERMS.title)), str(iri))
    return label(names, iri)


def places(graph: Source, iri: URIRef, kind: str) -> dict[str, str]:
    """The places of a record by language: that of ANY, and those of its languages where it has more than one."""
    tags = [tag for tag in languages_of(graph, iri) if tag != languages.UNTAGGED]
    found = {ANY: place(shown(graph, iri, kind, (), languages.DEFAULT))}
    if len(tags) > 1:
        found |= {tag: place(shown(graph, iri, kind, (tag,), languages.DEFAULT)) for tag in tags}
    return found

"""The order of lists: by the name that the page shows, as a reader would look it up.

Names are read from the records once and kept by version, so that a publication costs what it changes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from threading import Lock
from typing import Final

from cachetools import LRUCache
from rdflib import DCTERMS, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Catalogue
from radcat.model import Record

LARGEST: Final = 10_000  # records whose names are read for a list; longer lists are in the order of their addresses
_RUN: Final = re.compile(r"[0-9]+|[^0-9]+")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
Collation = tuple[tuple[tuple[int, int, str], ...], str, str]


def collation(text: str) -> Collation:
    """Make the key of a text in a list: letters without case and accents, numbers by their value, then the rest.

    Punctuation only separates words. Texts that differ in no more than case, accents or punctuation stand together.
    """
    spelled = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(character for character in spelled if not unicodedata.combining(character))
    words = _NOT_LETTERS.sub(" ", letters).strip()
    runs = tuple(_key(run) for run in _RUN.findall(words))
    return runs, spelled, text


def _key(run: str) -> tuple[int, int, str]:
    """Digits as a number, however many there are; they come before letters."""
    if not run[0].isascii() or not run[0].isdigit():
        return 1, 0, run
    digits = run.lstrip("0")
    return 0, len(digits), digits


class _Names:
    """What names a record, and in which languages it is described: all that its label is chosen from."""

    def __init__(self, found: Mapping[Node, Sequence[Node]]) -> None:
        self._found = found
        self.languages: Sequence[str] = ()

    def objects(self, _subject: Node, predicate: Node) -> Sequence[Node]:
        return self._found.get(predicate, ())

    def items(self, _node: Node) -> Sequence[Node]:
        return ()


class NameOrder:
    """Puts records in the order of their names; safe to share between threads."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = Lock()
        self._names: LRUCache[tuple[str, int], _Names] = LRUCache(4 * LARGEST)
        self._orders: LRUCache[tuple[int, tuple[str, ...], tuple[str, ...]], tuple[str, ...]] = LRUCache(64)

    def by_name(self, kinds: Sequence[str]) -> bool:
        """Tell whether lists of *kinds* are short enough to be in the order of their names."""
        return sum(self._catalogue.ledger.count(kind) for kind in kinds) <= LARGEST

    def names(self, kinds: Sequence[str], wanted: Sequence[str] = ()) -> tuple[str, ...]:
        """List the published records of *kinds*, in the order of what a reader of the languages *wanted* sees."""
        ledger = self._catalogue.ledger
        if not self.by_name(kinds):
            return tuple(name for kind in kinds for name in ledger.names(kind))
        key = (ledger.generation, tuple(kinds), tuple(wanted))
        with self._lock:
            if (known := self._orders.get(key)) is not None:
                return known
            heads = [(head, kind == "dataset") for kind in kinds for head in ledger.sequences(kind)]
            shown = {name: self._shown(name, sequence, is_, wanted) for (name, sequence), is_ in heads}
            found = self._orders[key] = tuple(sorted(shown, key=lambda name: (collation(shown[name]), name)))
            return found

    def _shown(self, name: str, sequence: int, is_dataset: bool, wanted: Sequence[str]) -> str:
        if (names := self._names.get((name, sequence))) is None:
            record = self._catalogue.version(name).record
            found = self._catalogue.omissions.attempt(record, "list order", lambda: self._read(record))
            if found is None:
                return self._catalogue.base + name
            names = self._names[name, sequence] = found
        iri = URIRef(self._catalogue.base + name)
        names.languages = model.preference(names, iri, wanted, self._catalogue.language)
        if is_dataset:  # whose rows show its title, whatever other names it has
            return next((model.label(names, title) for title in model.said(names, iri, DCTERMS.title)), str(iri))
        return model.label(names, iri)

    def _read(self, record: Record) -> _Names:
        graph, iri = self._catalogue.graph(record), record.iri(self._catalogue.base)
        naming = {p: tuple(graph.objects(iri, p)) for p in model.NAMING}
        describing = {p: tuple(graph.objects(iri, p)) for p in model.DESCRIBING if p not in naming}
        tags = {
            p: tuple(Literal("", o.language) for o in found if isinstance(o, Literal))
            for p, found in describing.items()
        }
        return _Names({p: found for p, found in {**naming, **tags}.items() if found})

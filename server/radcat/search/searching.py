"""A search: who is found, in which order, and how many each further click would give.

Everything that is counted is counted in bitmaps: the number beside a value is the number of hits that its click gives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from pyroaring import BitMap

from radcat.search.bits import Counted, Selection
from radcat.search.query import Clause, Kind, Typed, read
from radcat.search.reader import View
from radcat.search.rows import Hit
from radcat.search.spelling import Spelled, fuzzy, query_of, spelled

RELEVANCE: Final = "relevance"
SORTS: Final = (RELEVANCE, "newest", "size", "quality", "name")
NAMING: Final = ("title", "names")  # the parts of a document that name it
_MANY: Final = 5_000  # hits: from so many on, words in descriptions do not decide about the order
_FEW: Final = 20  # hits that are sorted by themselves, times the number of all: see `in_order`


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for."""

    text: str = ""
    selection: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by facet, IRIs or codes
    sort: str | None = None  # None: relevance where there are words, else name
    page: int = 1
    per_page: int = 20
    facets: Collection[str] = ()  # that are counted
    limit: int | None = None  # values of each facet that are counted
    unknown: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by facet, what nobody has

    @property
    def order(self) -> str:
        """How hits are put in order."""
        return self.sort or (RELEVANCE if self.text.strip() else "name")


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What was looked for instead, where nothing has all that was typed."""

    respelled: tuple[str, ...] = ()  # words that nobody has, and that others resemble
    dropped: tuple[str, ...] = ()  # words that nobody has, nor any like them
    least: int = 0  # of the words that are left, so many each hit has; 0 where it has all
    among: int = 0


@dataclass(frozen=True, slots=True)
class Without:
    """How many there are without one facet's selection."""

    facet: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """The answer."""

    typed: Typed
    total: int
    hits: tuple[Hit, ...]
    counted: Mapping[str, Sequence[Counted]]  # by facet
    distinct: Mapping[str, int]  # by facet, how many values anybody has at all
    relaxed: Relaxed | None
    without: tuple[Without, ...]  # where nothing is found: which facet to leave out
    words: tuple[Spelled, ...]  # that make a hit one
    matching: BitMap
    worded: BitMap | None  # who has the words, whatever else is chosen; None where nothing is typed


def search(view: View, asked: Asked) -> Found:
    """Search *view*; pages past the end are empty."""
    typed = read(asked.text)
    words = tuple(spelled(view, clause) for clause in typed.required)
    among, relaxed = _with_words(view, words, typed.excluded), None
    bits = view.bits
    found = bits.matching(asked.selection, among)
    if not found and words and among is not None and not (among & bits.live):
        words, among, relaxed = _relax(view, words, typed.excluded, asked.selection)
        found = bits.matching(asked.selection, among)
    counted = {}
    for name in asked.facets:
        chosen = asked.selection.get(name, ())
        others = bits.matching(asked.selection, among, but=name) if chosen else found
        counted[name] = bits.count(name, others, chosen, asked.limit)
    return Found(
        typed,
        len(found),
        tuple(view.rows.hits(_page(view, asked, found, words, relaxed))),
        counted,
        {name: len(bits.facets.get(name, ())) for name in asked.facets},
        relaxed,
        _without(view, asked, among) if not found else (),
        words,
        found,
        among,
    )


def _with_words(view: View, words: Iterable[Spelled], excluded: Iterable[Clause]) -> BitMap | None:
    """Who has all of *words*, and none of those excluded; None where nothing is typed."""
    found: BitMap | None = None
    for word in words:
        who = _who(view, word)
        found = who if found is None else found & who
    for clause in excluded:
        if found is None:
            found = view.bits.live
        found = found - _who(view, spelled(view, clause))
    return found


def _who(view: View, word: Spelled) -> BitMap:
    if word.is_nothing:
        return BitMap()
    return view.sets.get(word.key, view.state.next, lambda since: view.words.numbers(query_of(view, word), since))


def _relax(
    view: View, words: Sequence[Spelled], excluded: Iterable[Clause], selection: Selection
) -> tuple[tuple[Spelled, ...], BitMap, Relaxed | None]:
    """Look for words that are spelled like those that nobody has, then for as many of all words as anybody has."""
    kept, respelled, dropped = list[Spelled](), list[str](), list[str]()
    for word in words:
        if _who(view, word):
            kept.append(word)
        elif word.clause.kind is Kind.WORD and _who(view, alike := fuzzy(word)):
            kept.append(alike)
            respelled.append(word.clause.text)
        else:
            dropped.append(word.clause.text)
    among = view.bits.matching(selection, _with_words(view, (), excluded))
    levels = [among] + [BitMap()] * len(kept)  # who has at least so many of the words
    for word in kept:
        who = _who(view, word)
        for count in range(len(kept), 0, -1):
            levels[count] = levels[count] | (levels[count - 1] & who)
    least = max((count for count in range(1, len(kept) + 1) if levels[count]), default=0)
    if not least:
        return tuple(words), BitMap(), None
    is_all = least == len(kept)
    return (
        tuple(kept),
        levels[least],
        Relaxed(tuple(respelled), tuple(dropped), 0 if is_all else least, len(kept)),
    )


def _without(view: View, asked: Asked, among: BitMap | None) -> tuple[Without, ...]:
    counts = ((name, len(view.bits.matching(asked.selection, among, but=name))) for name in asked.selection)
    return tuple(Without(name, count) for name, count in sorted(counts, key=lambda pair: -pair[1]) if count)


def _page(view: View, asked: Asked, found: BitMap, words: Sequence[Spelled], relaxed: Relaxed | None) -> Sequence[int]:
    offset, limit = (asked.page - 1) * asked.per_page, asked.per_page
    if offset >= len(found):
        return []
    if asked.order == RELEVANCE and words:
        return _ranked(view, asked, found, words, relaxed, offset, limit)
    return in_order(view, "name" if asked.order == RELEVANCE else asked.order, found, offset, limit)


def in_order(view: View, order: str, found: BitMap, offset: int, limit: int) -> Sequence[int]:
    """Some of *found* in an order: few are sorted, of many the first are read off an index."""
    if len(found) ** 2 < _FEW * view.state.next:
        return view.rows.sorted(list(found), order, offset, limit)
    return list(islice((number for number in view.rows.walk(order) if number in found), offset, offset + limit))


def _ranked(
    view: View,
    asked: Asked,
    found: BitMap,
    words: Sequence[Spelled],
    relaxed: Relaxed | None,
    offset: int,
    limit: int,
) -> Sequence[int]:
    """The best hits: the engine is asked for those that are found, and for more while it names some that are not."""
    numbers = view.bits.numbers
    chosen = [[str(numbers[facet, v]) for v in vs if (facet, v) in numbers] for facet, vs in asked.selection.items()]
    required = [view.words.one_of("value", ids) for ids in chosen]
    clauses = [query_of(view, word) for word in words]
    if relaxed and relaxed.least:
        required.append(view.words.several(clauses, relaxed.least))
    else:
        required += clauses
    spellings = [word.words for word in words]
    if len(found) > _MANY and not relaxed:
        # Words that so many have in their descriptions tell nothing: those who have them in their names come first.
        named = view.words.weighed(spellings, asked.text, parts=NAMING)
        return _named_first(view, found, view.words.matching(required[: -len(clauses)], named), offset, limit)
    likes = [clause for word, clause in zip(words, clauses, strict=True) if word.is_fuzzy]
    query = view.words.matching(required, view.words.weighed(spellings, asked.text, likes))
    return _best(view, found, query, offset + limit)[offset:]


def _best(view: View, found: BitMap, query: Any, wanted: int) -> list[int]:
    """The best *wanted* of *found*; all that *query* finds of them, where those are fewer."""
    asking = wanted + 20
    while True:
        ranked = view.words.ranked(query, asking)
        hits = [number for number in ranked if number in found]
        if len(hits) >= min(wanted, len(found)) or len(ranked) < asking:
            return hits[:wanted]
        asking *= 4


def _named_first(view: View, found: BitMap, query: Any, offset: int, limit: int) -> Sequence[int]:
    hits = _best(view, found, query, offset + limit)
    if len(hits) >= offset + limit:
        return hits[offset:]
    others = found - BitMap(hits)
    rest = in_order(view, "name", others, max(0, offset - len(hits)), limit - max(0, len(hits) - offset))
    return [*hits[offset:], *rest]


def suggest(view: View, text: str, limit: int) -> list[Hit]:
    """The datasets whose names have what somebody is typing, the best first: the last word may be only begun."""
    *before, last = text.split(" ") or [""]
    if before and len(last) == 1:  # which says too little
        text = f"{' '.join(before)} "
    typed = read(text if text.endswith((" ", '"')) else f"{text}*")
    words = tuple(spelled(view, clause) for clause in typed.required)
    if not words or any(word.is_nothing for word in words):
        return []
    named = view.words.weighed([word.words for word in words], text, parts=NAMING)
    inside = [view.words.either([query_of(view, word, part) for part in NAMING]) for word in words]
    hits = _best(view, view.bits.live, view.words.matching(inside, named), limit)
    return view.rows.hits(hits)

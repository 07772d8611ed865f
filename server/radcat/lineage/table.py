"""All verdicts of a catalogue at once, for a site that has no server: pairs that are related, and what the rest is.

A pair that is not listed is not documented where one of its sets is open, and else none known. So the table grows with
what is related, not with the square of the datasets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from radcat.catalogue import Catalogue
from radcat.errors import UnknownPart
from radcat.ledger import lineages
from radcat.lineage import reports, selection
from radcat.lineage.naming import Names
from radcat.lineage.remedies import STATED, remedies
from radcat.lineage.verdicts import Judge, Pair, Unknown, Verdict
from radcat.lineage.works import Kind, Link, Work, Works
from radcat.model import KIND

MOST_PAIRS: Final = 200_000  # some 100 MB of JSON; a catalogue with more of them needs a server


@dataclass(frozen=True)
class Table:
    """What a page needs to judge any choice of sets."""

    works: Works
    sets: tuple[Work, ...]
    names: dict[str, int]  # selections, written in one way, to places in `sets`
    pairs: tuple[tuple[Pair, Pair], ...]  # each in both directions; of a set beside itself, twice the same
    unknown: tuple[tuple[Unknown, ...], ...]  # of each of `sets`


def table(catalogue: Catalogue) -> Table | None:
    """Judge all sets of *catalogue* beside each other; None where too many are related."""
    engine = catalogue.ledger.engine
    slugs = [name.removeprefix(KIND["dataset"].path) for name in catalogue.ledger.names("dataset")]
    works = Works.of(lineages.ancestry(engine, [KIND["dataset"].path + slug for slug in slugs]))
    names, sets = dict[str, int](), dict[str, int]()
    for slug in slugs:
        for text, work in _selections(works, slug):
            names[plain(text)] = sets.setdefault(work.name, len(sets))
    judge, chosen = Judge(works), tuple(map(works.work, sets))
    found = []
    for one, other in _candidates(judge, works, chosen):
        pair = judge.pair(one, other)
        if pair.verdict in (Verdict.SHARES, Verdict.MAY_SHARE) or pair.compared:
            found.append((pair, pair if one is other else judge.pair(other, one)))
            if len(found) > MOST_PAIRS:
                return None
    of_one = {pair.train.name: pair.unknown for pair, _ in found if pair.train is pair.test}
    return Table(works, chosen, names, tuple(found), tuple(of_one[work.name] for work in chosen))


def plain(text: str) -> str:
    """Write a selection in the one way in which it is looked up: lower case, and `-` for all but . / @."""
    return "".join(character if character.isalnum() or character in "./@" else "-" for character in text.lower())


def _selections(works: Works, slug: str) -> Iterator[tuple[str, Work]]:
    """All that can be chosen of a dataset: itself, each version, each split, and each split of each version."""
    offered = [selection.resolve(works, text) for text in selection.offered(works, KIND["dataset"].path + slug)]
    versions = [choice.text for choice in offered if choice.work.kind is Kind.VERSION]
    splits = {choice.work.notation for choice in offered if choice.work.kind is Kind.SPLIT}
    for choice in offered:
        yield choice.text, choice.work
    for whole in (slug, *versions):
        for split in sorted(filter(None, splits)):
            try:
                choice = selection.resolve(works, f"{whole}/{split}")
            except UnknownPart:  # of another version
                continue
            yield choice.text, choice.work


def _candidates(judge: Judge, works: Works, sets: Sequence[Work]) -> Iterator[tuple[Work, Work]]:
    """Pairs that can be related: both reach one work, or works that were compared with each other."""
    reaching = dict[str, set[int]]()
    for place, work in enumerate(sets):
        for name in (*judge.reach(work.name).maybe, *judge.reach(work.name).upwards):
            reaching.setdefault(name, set()).add(place)
    found = {pair for places in reaching.values() for pair in combinations(sorted(places), 2)}
    for shared in works.shared:
        one, other = (reaching.get(name, set()) for name in shared.between)
        found |= {(min(a, b), max(a, b)) for a in one for b in other if a != b}
    found |= {(place, place) for place in range(len(sets))}
    for a, b in sorted(found):
        yield sets[a], sets[b]


class _Numbered:
    """Links, each once, by their places in a list."""

    def __init__(self) -> None:
        self.links = list[Link]()
        self._places = dict[tuple[str, str, str, str | None], int]()

    def place(self, link: Link) -> int:
        key = link.of, link.to, link.relation, link.statement
        if key not in self._places:
            self._places[key] = len(self.links)
            self.links.append(link)
        return self._places[key]


def to_json(found: Table, names: Names, generation: int) -> dict[str, Any]:
    """Write the table; works, links and what is not known are named by their places in lists."""
    links, unknown = _Numbered(), dict[Unknown, int]()
    places = {work.name: place for place, work in enumerate(found.sets)}
    pairs = [
        {
            "sets": [places[pair.train.name], places[pair.test.name]],
            "verdict": pair.verdict,
            "numbers": [written for number in (pair.images, pair.patients) if (written := reports.amount(number))],
            "ways": [list(map(links.place, way.links)) for way in pair.ways],
            "compared": list(map(links.place, pair.compared)),
            "leave_out": [_remedies(found.works, each, names) for each in (pair, back)],
        }
        for pair, back in found.pairs
    ]
    sets = [
        {
            "set": names.selected(work),
            "title": names.title(work),
            "name": work.record,
            "is_open": found.works.work(work.record).is_open,
            "is_offered": work.kind is Kind.DATASET and work.composition in STATED,
            "modalities": list(work.modalities),
            "classes": list(work.classes),
            "unknown": [unknown.setdefault(each, len(unknown)) for each in found.unknown[place]],
        }
        for place, work in enumerate(found.sets)
    ]
    names.load_sources(links.links)
    return {
        "generation": generation,
        "citation": names.citation,
        "meaning": {verdict: reports.MEANING[verdict] for verdict in Verdict},
        "explanation": {verdict: reports.EXPLANATION[verdict] for verdict in Verdict},
        "names": found.names,
        "sets": sets,
        "pairs": pairs,
        "links": [_link(link, found.works, names) for link in links.links],
        "unknown": [f"{names.title(found.works.work(each.work))}: {reports.REASONS[each.reason]}" for each in unknown],
    }


def _remedies(works: Works, pair: Pair, names: Names) -> list[str]:
    return [
        f"Leave out of {names.title(each.of)} what came from {names.title(each.leave_out)}."
        if each.of
        else f"Test on another set than {names.title(each.leave_out)}."
        for each in remedies(works, [pair])
    ]


def _link(link: Link, works: Works, names: Names) -> dict[str, Any]:
    said = works.sources(link)
    return {
        "text": reports.step(link, works, names),
        "confidence": said[0].confidence if said else None,
        "sources": [names.reference(source) for each in said for source in each.sources],
    }

"""Ways out of a leak: what to leave out of a training set, and which sets it can be tested on instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from threading import RLock
from typing import Final

from cachetools import LRUCache, cached

from radcat.catalogue import Catalogue
from radcat.ledger import lineages
from radcat.lineage.verdicts import Judge, Pair, Verdict, are_apart
from radcat.lineage.works import Kind, Relation, Work, Works

LOOKED_AT: Final = 200  # datasets that are tried as test sets
STATED: Final = ("own", "compiled")  # compositions that leave nothing open


@dataclass(frozen=True, slots=True)
class Remedy:
    """What takes one way away by which images of two sets can be the same."""

    pair: Pair
    leave_out: Work  # a source of the training set, or a whole training or test set
    of: Work | None  # the training set that it is a source of; None where a whole set is to be replaced


@dataclass(frozen=True, slots=True)
class Clean:
    """Datasets that a choice of training sets can be tested on, as far as records say."""

    found: tuple[tuple[Work, int], ...]  # those with most classes in common first, with how many these are
    looked_at: int
    of: int  # how many there would have been to look at


def remedies(works: Works, pairs: Sequence[Pair]) -> list[Remedy]:
    """Say of each pair that shares, or may share, what to leave out; a source is named once for a training set."""
    found: dict[tuple[str, str], Remedy] = {}
    for pair in pairs:
        if pair.verdict in (Verdict.SHARES, Verdict.MAY_SHARE):
            for remedy in _of(works, pair):
                found.setdefault((remedy.leave_out.name, remedy.of.name if remedy.of else ""), remedy)
    return list(found.values())


def _of(works: Works, pair: Pair) -> Iterator[Remedy]:
    inside = works.within(pair.train.name)
    steps = [next((s for s in way.train if s.relation is Relation.DERIVED), None) for way in pair.ways]
    taken = [step for step in steps if step is not None and step.of in inside]
    yield from (Remedy(pair, works.work(step.to), pair.train) for step in taken)
    if len(taken) < len(pair.ways):  # on the other ways the training set itself is what the test set shares
        yield Remedy(pair, pair.test, None)


def clean(catalogue: Catalogue, works: Works, train: Sequence[Work]) -> Clean:
    """Look for datasets of the same modality that share nothing known with *train*, which are sets of *works*."""
    tried = _candidates(catalogue)
    is_clean = _judged(works, tried, train)
    modalities = {modality for work in train for modality in work.modalities}
    classes = {concept for work in train for concept in work.classes}
    alike = (work for work in tried.sets if not modalities.isdisjoint(work.modalities))
    found = [(work, len(classes.intersection(work.classes))) for work in alike if is_clean(work)]
    found.sort(key=lambda each: (-each[1], each[0].name))
    return Clean(tuple(found), tried.looked_at, catalogue.ledger.count("dataset"))


def _judged(works: Works, tried: _Candidates, train: Sequence[Work]) -> Callable[[Work], bool]:
    """Make the function that tells whether a candidate shares nothing known with each of *train*."""
    if works.shared or tried.works.shared:  # what was compared settles a pair: both sides have to be in one graph
        judge = Judge(Works.of({**works.read, **tried.works.read}))
        return lambda work: all(judge.is_clean(one, work) for one in train)
    ours = Judge(works)
    if ours.is_open(*train):
        return lambda _: False
    return lambda work: all(are_apart(ours, one, tried.judge, work) for one in train)


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The datasets that are tried as test sets, in one graph with all that they came from."""

    sets: tuple[Work, ...]
    looked_at: int
    works: Works
    judge: Judge


@cached(LRUCache(4), key=lambda catalogue: (catalogue.ledger.engine, catalogue.ledger.generation), lock=RLock())
def _candidates(catalogue: Catalogue) -> _Candidates:
    """Read them once a generation: they are the same for every question."""
    read = lineages.stating(catalogue.ledger.engine, STATED, LOOKED_AT)
    stated = sorted((STATED.index(c), name) for name, each in read.items() if (c := each.composition) in STATED)
    names = [name for _, name in stated[:LOOKED_AT]]
    works = Works.of(read)
    sets = tuple(work for name in names if (work := works.work(name)).kind is Kind.DATASET)
    return _Candidates(sets, len(names), works, Judge(works))

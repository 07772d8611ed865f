"""Ways out of a leak: what to leave out of a training set, and which sets it can be tested on instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from radcat.catalogue import Catalogue
from radcat.ledger import lineages
from radcat.lineage.verdicts import Judge, Pair, Verdict
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
    read = lineages.stating(catalogue.ledger.engine, STATED, LOOKED_AT)
    stated = sorted((STATED.index(c), name) for name, each in read.items() if (c := each.composition) in STATED)
    names = [name for _, name in stated[:LOOKED_AT]]
    works = Works.of({**works.read, **read})
    judge = Judge(works)
    modalities = {modality for work in train for modality in work.modalities}
    classes = {concept for work in train for concept in work.classes}
    found = []
    for name in names:
        work = works.work(name)
        is_alike = work.kind is Kind.DATASET and bool(modalities & set(work.modalities))
        if is_alike and all(judge.is_clean(one, work) for one in train):
            found.append((work, len(classes & set(work.classes))))
    found.sort(key=lambda each: (-each[1], each[0].name))
    return Clean(tuple(found), len(names), catalogue.ledger.count("dataset"))

"""The answer to "does my test set leak into my training set?", with all that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from radcat.catalogue import Catalogue
from radcat.errors import BadSelection
from radcat.lineage import reading, selection
from radcat.lineage.remedies import Clean, Remedy, clean, remedies
from radcat.lineage.selection import Choice
from radcat.lineage.verdicts import Judge, Pair, Verdict, whole
from radcat.lineage.works import Link, Works


@dataclass(frozen=True)
class Leakage:
    """A verdict on each pair and on the whole."""

    works: Works
    train: tuple[Choice, ...]
    test: tuple[Choice, ...]
    pairs: tuple[Pair, ...]  # each training set beside each test set, in their order
    remedies: tuple[Remedy, ...]
    clean: Clean | None  # where there is something to replace
    generation: int

    @property
    def verdict(self) -> Verdict:
        """The gravest of all pairs."""
        return whole(self.pairs)

    @property
    def links(self) -> list[Link]:
        """All steps and comparisons that the verdicts rest on."""
        ways = [link for pair in self.pairs for way in pair.ways for link in way.links]
        return [*ways, *(link for pair in self.pairs for link in pair.compared)]

    def chosen(self, pair: Pair) -> tuple[str, str]:
        """How the training set and the test set of *pair*, one of `pairs`, were chosen."""
        place = next(place for place, each in enumerate(self.pairs) if each is pair)
        train, test = divmod(place, len(self.test))
        return self.train[train].text, self.test[test].text


def leakage(catalogue: Catalogue, train: Sequence[str], test: Sequence[str]) -> Leakage:
    """Judge the training sets *train* beside the test sets *test*, each a selection.

    Raises:
        BadSelection: a side is empty, a selection has another form, or there are too many.
        UnknownRecord: there is no such dataset.
        WithdrawnRecord: there is one no more.
        UnknownPart: a dataset has no such version or split.
    """
    sides = selection.divided(train), selection.divided(test)
    for name, chosen in zip(("training", "test"), sides, strict=True):
        if not chosen:
            raise BadSelection(f"no {name} set was chosen; name one as dataset, dataset@version or dataset/split.")
    if (number := sum(map(len, sides))) > selection.MOST:
        raise BadSelection(f"{number} sets are too many for one question; choose {selection.MOST} at most.")
    works, found = reading.chosen(catalogue, [*sides[0], *sides[1]])
    first, second = found[: len(sides[0])], found[len(sides[0]) :]
    pairs = Judge(works).all([choice.work for choice in first], [choice.work for choice in second])
    is_clean = whole(pairs) is Verdict.NONE_KNOWN
    return Leakage(
        works,
        tuple(first),
        tuple(second),
        pairs,
        tuple(remedies(works, pairs)),
        None if is_clean else clean(catalogue, works, [choice.work for choice in first]),
        catalogue.ledger.generation,
    )

"""Whether a test set leaks into a training set: a verdict on each pair, and what it rests on.

From the gravest: they share images, because one holds images of the other or because counts or lists prove it; they
may, because images of both can come from one work; it is not documented where the images of either come from; or none
of this is known. What is not known of works behind them is listed beside the verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Final

from radcat.lineage.reach import Path, Reach
from radcat.lineage.works import Link, Work, Works, comparison
from radcat.model.lineage import Amount

IMAGE_LEVEL: Final = ("image", "radiograph", "slice", "frame", "figure", "volume", "video", "study", "scan", "item")
PATIENT: Final = "patient"


class Verdict(StrEnum):
    """How two sets are related, the gravest first."""

    SHARES = "shares"
    MAY_SHARE = "may-share"
    UNDOCUMENTED = "undocumented"
    NONE_KNOWN = "none-known"

    @property
    def gravity(self) -> int:
        """The higher, the graver."""
        return len(Verdict) - list(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Way:
    """How images of two sets can be the same: steps from each to the work where the two ways meet."""

    meets: str  # name of the work
    train: Path
    test: Path

    @property
    def links(self) -> Path:
        """All steps, from the training set to the test set and back up."""
        return (*self.train, *self.test)


@dataclass(frozen=True, slots=True)
class Unknown:
    """What nobody says, so that no verdict is a proof that nothing is shared."""

    work: str  # name
    reason: str  # composition: partly, not-stated; outside: no record; unverified: said, but by no source at hand


@dataclass(frozen=True, slots=True)
class Pair:
    """A training set beside a test set."""

    train: Work
    test: Work
    verdict: Verdict
    ways: tuple[Way, ...]
    compared: tuple[Link, ...] = ()  # comparisons that settle it, those that found most first
    images: Amount | None = None  # how many are shared, where that is known; 0 where lists prove that none is
    patients: Amount | None = None
    unknown: tuple[Unknown, ...] = ()


class Judge:
    """Judges pairs of sets in one graph; what each set comes from is followed once."""

    def __init__(self, works: Works) -> None:
        self._works = works
        self._reaches = dict[str, Reach]()

    def reach(self, name: str) -> Reach:
        """What the images of *name* belong to and came from."""
        if name not in self._reaches:
            self._reaches[name] = Reach.of(self._works, name)
        return self._reaches[name]

    def all(self, train: Sequence[Work], test: Sequence[Work]) -> tuple[Pair, ...]:
        """Judge each training set beside each test set."""
        return tuple(self.pair(one, other) for one, other in product(train, test))

    def is_clean(self, train: Work, test: Work) -> bool:
        """Tell whether nothing shared is known; it takes less than to say why."""
        if not self._works.shared:
            return are_apart(self, train, self, test)
        return self.pair(train, test).verdict is Verdict.NONE_KNOWN

    def pair(self, train: Work, test: Work) -> Pair:
        """Judge one training set beside one test set."""
        a, b = self.reach(train.name), self.reach(test.name)
        compared = self._compared(a, b)
        images, patients = (_most(compared, units, a, b) for units in (IMAGE_LEVEL, (PATIENT,)))
        unknown = tuple(self._unknown(a, b))
        ways = tuple(self._holding(a, b))
        if shared := [link for link in compared if any(amount.number for amount in link.amounts)]:
            ways += tuple(Way(link.to, (link,), ()) for link in shared)
        elif ways:
            images, patients = self._held(a, b), None
        if ways:
            return Pair(train, test, Verdict.SHARES, ways, tuple(compared), images, patients, unknown)
        if compared:  # and nothing is shared
            return Pair(train, test, Verdict.NONE_KNOWN, (), tuple(compared), images, patients, unknown)
        if (least := self._crowded(a, b)) is not None:
            return Pair(train, test, Verdict.SHARES, (least[0],), (), least[1], None, unknown)
        if ways := tuple(self._common(a, b)):
            return Pair(train, test, Verdict.MAY_SHARE, ways, unknown=unknown)
        verdict = Verdict.UNDOCUMENTED if self.is_open(train, test) else Verdict.NONE_KNOWN
        return Pair(train, test, verdict, (), unknown=unknown)

    def is_open(self, *sets: Work) -> bool:
        """Tell whether it is not, or only partly, stated where the images of one of *sets* come from."""
        return any(self._works.work(each.record).is_open for each in sets)

    def _compared(self, a: Reach, b: Reach) -> list[Link]:
        """The comparisons that settle what the two share, those that found most first.

        One between parts of both proves what is shared; one between wholes of both that found nothing proves that
        nothing is.
        """
        found = list[Link]()
        for shared in self._works.shared:
            is_empty = not any(amount.number for amount in shared.amounts)
            for x, y in (shared.between, shared.between[::-1]):
                is_settled = x in a.upwards and y in b.upwards if is_empty else x in a.inside and y in b.inside
                if is_settled:
                    found.append(comparison(shared, x, y))
        return sorted(found, key=lambda link: -sum(amount.number for amount in link.amounts))

    def _holding(self, a: Reach, b: Reach) -> Iterator[Way]:
        """One holds images of the other: the shortest way through each source that it names itself."""
        one, other = (a, b) if b.start in a.sure else (b, a)
        if other.start not in one.sure:
            return
        paths, named = list[Path](), set[str]()
        for link in self._works.derivations(one.start):
            onward = self.reach(link.to).sure.get(other.start)
            if onward is not None and link.to not in named and all(step.of != one.start for step in onward):
                paths.append((*one.inside[link.of], link, *onward))
                named |= {link.to} if link.of == one.start else set()
        for path in paths or [one.sure[other.start]]:
            yield Way(other.start, path, ()) if one is a else Way(other.start, (), path)

    def _held(self, a: Reach, b: Reach) -> Amount | None:
        """How many images are shared, where a part of both is counted or they were taken from one directly."""
        both = a.inside.keys() & b.inside.keys()
        whole = next((name for name in (a.start, b.start) if name in both), None)
        exact = list(self._works.work(whole).amounts) if whole else []
        near = [amount for name in both for amount in self._works.work(name).amounts]
        for one, other in ((a, b), (b, a)):
            for link in self._works.derivations(one.start):
                if link.to in other.inside:
                    is_of_wholes = (link.of, link.to) == (one.start, other.start)
                    (exact if is_of_wholes else near).extend(link.amounts)
        for numbers, precision in ((exact, None), (near, "at-least")):
            images = [number for number in numbers if number.unit in IMAGE_LEVEL]
            if images:
                most = max(images, key=lambda amount: amount.number)
                return replace(most, precision=precision) if precision else most
        return None

    def _crowded(self, a: Reach, b: Reach) -> tuple[Way, Amount] | None:
        """Find a work of which the two took more images together than it has."""
        for one, other in product(self._taken(a), self._taken(b)):
            for mine, theirs in product(one.amounts, other.amounts):
                whole = self._works.work(one.to).amount(mine.unit) if one.to == other.to else None
                if whole and whole.precision == "exact" and mine.unit == theirs.unit and mine.unit in IMAGE_LEVEL:
                    least = mine.number + theirs.number - whole.number
                    if least > 0 and "about" not in (mine.precision, theirs.precision):
                        way = Way(one.to, (*a.maybe[one.of], one), (*b.maybe[other.of], other))
                        return way, Amount(least, mine.unit, "at-least")
        return None

    def _taken(self, reach: Reach) -> list[Link]:
        return [link for link in self._works.derivations(reach.start) if link.amounts]

    def _common(self, a: Reach, b: Reach) -> Iterator[Way]:
        """Name the works where the ways of both first meet; what lies behind them is left out."""
        common = a.maybe.keys() & b.maybe.keys()
        nearest = {name for name in common if not _passes(a.maybe[name], common) and not _passes(b.maybe[name], common)}
        for name in sorted(nearest or common):
            yield Way(name, a.maybe[name], b.maybe[name])
        for shared in self._works.shared:
            for x, y in (shared.between, shared.between[::-1]):
                is_new = x in a.maybe and y in b.maybe and not {x, y} & common
                if is_new and any(amount.number for amount in shared.amounts):
                    yield Way(y, (*a.maybe[x], comparison(shared, x, y)), b.maybe[y])

    def _unknown(self, a: Reach, b: Reach) -> Iterator[Unknown]:
        for name in sorted(a.resting | b.resting):
            work = self._works.work(name)
            if work.is_open:
                yield Unknown(name, work.composition or "not-stated")
            elif name not in self._works.known or work.kind == "external":
                yield Unknown(name, "outside")
            elif any(said.confidence == "unverified" for said in self._works.said.get((name, "composition"), ())):
                yield Unknown(name, "unverified")


def are_apart(one: Judge, train: Work, other: Judge, test: Work) -> bool:
    """Tell whether two sets have no source in common, where nothing was compared; each is in the graph of its judge."""
    if one.is_open(train) or other.is_open(test):
        return False
    return one.reach(train.name).maybe.keys().isdisjoint(other.reach(test.name).maybe.keys())


def whole(pairs: Sequence[Pair]) -> Verdict:
    """The gravest of the verdicts."""
    return max((pair.verdict for pair in pairs), key=lambda verdict: verdict.gravity)


def _passes(path: Path, among: Mapping[str, object] | set[str]) -> bool:
    return any(link.to in among for link in path[:-1]) or bool(path and path[0].of in among)


def _most(links: Sequence[Link], units: Sequence[str], a: Reach, b: Reach) -> Amount | None:
    """The largest number that comparisons found; where only parts were compared, there may be more."""
    found = [(amount, link) for link in links for amount in link.amounts if amount.unit in units]
    if not found:
        return None
    most, link = max(found, key=lambda each: each[0].number)
    is_of_parts = most.number and (link.of, link.to) != (a.start, b.start)
    return replace(most, precision="at-least") if is_of_parts else most

"""Facets as compressed bitmaps over the numbers of documents: who has which value, and how many of a selection do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pyroaring import BitMap

from radcat.search.rows import LIVE, Changed, Rows

Selection = Mapping[str, Collection[str]]  # by facet, the values that are chosen


@dataclass(frozen=True, slots=True)
class Counted:
    """A value of a facet, and how many datasets a click on it gives."""

    value: str
    count: int


@dataclass(frozen=True, eq=False)
class Bits:
    """The bitmaps at one revision. Nothing in it changes, so that threads may share it."""

    revision: int
    live: BitMap
    values: Mapping[int, tuple[str, str]]  # facet and value, by the number of the value
    by_number: Mapping[int, BitMap]

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, BitMap]]:
        """The bitmaps under their facets; those of the most frequent values come first."""
        facets: dict[str, dict[str, BitMap]] = {}
        for number in sorted(self.by_number, key=lambda number: -len(self.by_number[number])):
            facet, value = self.values[number]
            facets.setdefault(facet, {})[value] = self.by_number[number]
        return facets

    @cached_property
    def numbers(self) -> Mapping[tuple[str, str], int]:
        """The numbers of values, by facet and value."""
        return {pair: number for number, pair in self.values.items()}

    def held(self, numbers: Iterable[int]) -> list[tuple[str, str]]:
        """The facets and values of *numbers*; one that is newer than these bitmaps is left out."""
        return [self.values[number] for number in numbers if number in self.values]

    @classmethod
    def load(cls, rows: Rows) -> Bits:
        """Read them: those of the base, and what has changed since."""
        kept = {number: BitMap.deserialize(bits) for number, bits in rows.bitmaps()}
        live = kept.pop(LIVE, BitMap())
        state = rows.state()
        bits = cls(state.base, live, rows.values(), kept)
        return bits.following(rows, state.revision)

    def following(self, rows: Rows, revision: int) -> Bits:
        """Read what has changed up to *revision*; only the bitmaps that it touches are copied."""
        live, copied, found = self.live.copy(), set[int](), dict(self.by_number)
        values = self.values
        for row in rows.changed(self.revision):
            for number in row.values:
                if number not in copied:
                    copied.add(number)
                    found[number] = found[number].copy() if number in found else BitMap()
                _set(found[number], row)
            _set(live, row)
        if copied - values.keys():
            values = rows.values()
        return Bits(revision, live, values, {number: bits for number, bits in found.items() if bits})

    def serialized(self) -> Iterator[tuple[int, bytes]]:
        """Write them, for the base."""
        yield LIVE, self.live.serialize()
        for number, bits in self.by_number.items():
            bits.run_optimize()
            yield number, bits.serialize()

    def chosen(self, facet: str, values: Iterable[str]) -> BitMap:
        """Who has one of *values*."""
        known = self.facets.get(facet, {})
        return BitMap.union(*(known[value] for value in values if value in known), BitMap())

    def matching(self, selection: Selection, among: BitMap | None = None, but: str | None = None) -> BitMap:
        """Who is *among* those and has a chosen value in each facet; the facet *but* is not looked at.

        Nobody has one of no values: so it is where what was chosen is not a value of anybody's.
        """
        found = self.live if among is None else among & self.live
        for facet, values in selection.items():
            if facet != but:
                found = found & self.chosen(facet, values)
        return found

    def count(self, facet: str, among: BitMap, chosen: Collection[str] = (), limit: int | None = None) -> list[Counted]:
        """Count the values of *facet* that anybody *among* those has, the most frequent first, and those *chosen*.

        With *limit*, no more than so many: a value that fewer have in all than the last of them has here is not
        looked at, so that thousands of rare values cost nothing.
        """
        known = self.facets.get(facet, {})
        if len(among) == len(self.live):  # everybody
            found = [Counted(value, len(bits)) for value, bits in known.items()]
        elif limit is None:
            found = [Counted(value, n) for value, bits in known.items() if (n := among.intersection_cardinality(bits))]
        else:
            found = _best(known, among, limit)
        found.sort(key=lambda counted: (-counted.count, counted.value))
        shown = found if limit is None else found[:limit]
        missing = [value for value in chosen if all(counted.value != value for counted in shown)]
        nothing = BitMap()
        return shown + [Counted(v, among.intersection_cardinality(known.get(v, nothing))) for v in missing]


def _best(known: Mapping[str, BitMap], among: BitMap, limit: int) -> list[Counted]:
    found, least = list[Counted](), 0
    for value, bits in known.items():  # the most frequent first
        if len(bits) < least:
            break
        if n := among.intersection_cardinality(bits):
            found.append(Counted(value, n))
            if len(found) % limit == 0:
                found.sort(key=lambda counted: (-counted.count, counted.value))
                least = found[limit - 1].count
    return found


def _set(bits: BitMap, row: Changed) -> None:
    if row.is_live:
        bits.add(row.number)
    else:
        bits.discard(row.number)

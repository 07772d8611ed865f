"""Datasets that have most in common with one: values of telling facets that few others have weigh most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from pyroaring import BitMap

from radcat.search.facets import NOT_STATED, Facet
from radcat.search.reader import View
from radcat.search.rows import Hit

CANDIDATES: Final = 200  # datasets that are weighed against each other
ALSO: Final = "finding"  # tells one dataset from another, though no line of a list has room for it
LEAST: Final = 2  # values in common


@dataclass(frozen=True, slots=True)
class Similar:
    """A dataset, and what it has in common with the one that it is compared with."""

    hit: Hit
    shared: tuple[tuple[str, str], ...]  # facets and values, the rarest first


def similar(view: View, facets: Sequence[Facet], name: str, limit: int = 5) -> tuple[Similar, ...]:
    """Find what has most in common with the dataset *name*; nothing where the index does not hold it."""
    own = view.rows.named([name]).get(name)
    if own is None:
        return ()
    telling = {facet.name for facet in facets if facet.is_telling or facet.name == ALSO}
    bits, total = view.bits, len(view.bits.live)
    held = [number for number in own.values if number in bits.values and bits.values[number][0] in telling]
    sets = {n: bits.by_number[n] for n in held if n in bits.by_number and bits.values[n][1] != NOT_STATED}
    weights = {n: log(total / len(having)) for n, having in sets.items() if 1 < len(having) < total}
    rarest = sorted(weights, key=lambda n: (-weights[n], n))
    candidates = BitMap()
    # First who has the most of its rarest values, then who has any, until there is enough to choose from.
    for kept in range(len(rarest), LEAST - 1, -1):
        _add(candidates, BitMap.intersection(*(sets[n] for n in rarest[:kept])), own.number)
    for n in rarest:
        _add(candidates, sets[n], own.number)
    shared = {d: [n for n in rarest if d in sets[n]] for d in candidates}
    close = [d for d, numbers in shared.items() if len(numbers) >= LEAST]
    ranked = sorted(close, key=lambda d: (-sum(weights[n] for n in shared[d]), d))[:limit]
    return tuple(Similar(hit, tuple(bits.values[n] for n in shared[hit.number])) for hit in view.rows.hits(ranked))


def _add(candidates: BitMap, found: BitMap, own: int) -> None:
    """Add the first of *found*, as far as there is room."""
    room = CANDIDATES - len(candidates)
    if room > 0:
        candidates |= found[:room]
        candidates.discard(own)

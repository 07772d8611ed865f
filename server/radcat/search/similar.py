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
    own = view.rows.find(name)
    if own is None:
        return ()
    telling = {facet.name for facet in facets if facet.is_telling or facet.name == ALSO}
    bits, total = view.bits, len(view.bits.live)
    held = [number for number in own.values if number in bits.values and bits.values[number][0] in telling]
    sets = {n: bits.by_number[n] for n in held if n in bits.by_number and bits.values[n][1] != NOT_STATED}
    weights = {n: log(total / len(having)) for n, having in sets.items() if 1 < len(having) < total}
    rarest = sorted(weights, key=lambda n: (-weights[n], n))
    found = BitMap()
    # From what all have in common to what the rarest alone gives, until there is something to choose from.
    for kept in range(len(rarest), LEAST - 1, -1):
        common = BitMap.intersection(*(sets[n] for n in rarest[:kept]))
        common.discard(own.number)
        found |= BitMap(common[: max(0, CANDIDATES - len(found))])
        if len(found) >= CANDIDATES:
            break
    ranked = sorted(found, key=lambda d: (-sum(weights[n] for n in rarest if d in sets[n]), d))[:limit]
    return tuple(
        Similar(hit, tuple(bits.values[n] for n in rarest if hit.number in sets[n])) for hit in view.rows.hits(ranked)
    )

"""The catalogue in numbers, off the search index: how many datasets have which value, and what to watch for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Self

from radcat.catalogue import Catalogue
from radcat.search.facets import NOT_STATED
from radcat.search.judgements import DISPUTED
from radcat.search.labels import Labels, codes
from radcat.search.offered import facets
from radcat.search.reader import View

CHARTS: Final = 4
BARS: Final = 8
ALSO: Final = ("access", "use")  # what decides whether a dataset can be used


@dataclass(frozen=True, slots=True)
class Bar:
    """How many datasets have a value."""

    label: str
    count: int
    percent: float  # of the longest bar
    query: str  # of the search for them


@dataclass(frozen=True, slots=True)
class Chart:
    """How many datasets have which value."""

    title: str
    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, title: str, counted: Iterable[tuple[str, int, str]]) -> Self:
        """Draw labels with their counts and queries, each bar beside the longest."""
        rows = list(counted)
        longest = max((count for _, count, _ in rows), default=0)
        return cls(title, tuple(Bar(label, n, round(100 * n / longest, 1), query) for label, n, query in rows))


@dataclass(frozen=True, slots=True)
class Overview:
    """What a home page tells of all datasets."""

    total: int
    charts: tuple[Chart, ...]
    without_licence: int
    disputed: int


def overview(view: View, catalogue: Catalogue, wanted: Sequence[str]) -> Overview:
    """Count everything."""
    bits, labels = view.bits, Labels(catalogue, wanted)
    charts = []
    offered = facets(catalogue)
    telling = [facet for facet in offered if facet.is_telling]
    also = [facet for facet in offered if facet.name in ALSO]
    for facet in [*telling[: CHARTS - len(also)], *also]:
        counted = bits.count(facet.name, bits.live, limit=BARS)
        if all(each.value == NOT_STATED for each in counted):
            continue
        known = codes(catalogue, bits, facet.name).by_value
        labels.of(each.value for each in counted)
        rows = ((labels.name(facet, each.value), each.count, f"{facet.name}={known[each.value]}") for each in counted)
        charts.append(Chart.of(facet.title, rows))
    licences, uses = bits.facets.get("licence", {}), bits.facets.get("use", {})
    return Overview(
        len(bits.live),
        tuple(charts),
        len(licences.get(NOT_STATED, ())) if len(licences) > 1 else 0,
        len(uses.get(DISPUTED, ())),
    )

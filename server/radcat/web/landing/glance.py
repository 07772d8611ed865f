"""A dataset at a glance: what decides whether it is worth reading on, each value with what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, URIRef

from radcat.formats import imaging
from radcat.formats.outline import Field, Row, Value
from radcat.rdf.namespaces import ADMS, DCAT, HEALTHDCATAP, SCHEMA
from radcat.search.facets import Facet
from radcat.search.results import counted
from radcat.survey.claims import Claim
from radcat.web.landing.support import Support

# Around the counts and what the telling facets of the catalogue are about.
_FIRST: Final = (SCHEMA.measurementTechnique,)
_LAST: Final = (
    SCHEMA.variableMeasured,
    SCHEMA.encodingFormat,
    SCHEMA.conditionsOfAccess,
    DCTERMS.license,
    ADMS.status,
    DCAT.version,
    DCTERMS.issued,
)


@dataclass(frozen=True, slots=True)
class Stated:
    """A value with what it rests on."""

    value: Value
    claims: tuple[Claim, ...]
    remark: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A property with its values."""

    name: str
    description: str
    values: tuple[Stated, ...]
    claims: tuple[Claim, ...]  # where all values rest on the same
    dispute: Claim | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """How many there are in a split or class."""

    label: str
    number: int
    percent: float  # of the longest bar of its chart
    remark: str | None
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The splits and classes of a dataset, counted in one unit."""

    unit: str
    bars: tuple[Bar, ...]


def paths(facets: Iterable[Facet]) -> tuple[URIRef, ...]:
    """The properties that are shown, in their order."""
    telling = (facet.path for facet in facets if facet.is_telling and facet.path)
    return tuple(dict.fromkeys((*_FIRST, HEALTHDCATAP.numberOfUniqueIndividuals, *telling, *_LAST)))


def lines(
    rows: Mapping[URIRef, Row],
    wanted: Sequence[URIRef],
    counts: Sequence[imaging.Count],
    support: Support,
    field: Field,
) -> Iterator[Line]:
    """Lay out the *rows*, by their properties, that are *wanted*; *counts* are the values of the property *field*."""
    totals = [count for count in counts if count.split is None and count.variable is None and count.value is not None]
    for place in wanted:
        if place == HEALTHDCATAP.numberOfUniqueIndividuals and totals:
            yield _counted(field, totals, support)
        elif place in rows and rows[place].values:
            yield _line(rows[place], support)


def _line(row: Row, support: Support) -> Line:
    path = row.field.path
    common = support.common(path, row.values)
    values = tuple(Stated(v, () if common is not None else support.of(path, v)) for v in row.values)
    return Line(row.field.name, row.field.description, values, common or (), support.dispute(path))


def _counted(field: Field, totals: Sequence[imaging.Count], support: Support) -> Line:
    found = tuple(
        Stated(
            Value(_words(count)),
            support.of_part(field.path, count.iri.partition("#")[2]),
            count.remark,
        )
        for count in sorted(totals, key=lambda count: -(count.value or 0))
    )
    return Line(field.name, field.description, found, (), support.dispute(field.path))


def _words(count: imaging.Count) -> str:
    """Write a number: about 1,200 images."""
    precision = f"{count.precision.name.lower()} " if count.precision and count.precision.notation != "exact" else ""
    number = counted(count.value or 0, count.unit.name) if count.unit else f"{count.value or 0:,}"
    technique = f" of {count.technique.name}" if count.technique else ""
    return f"{precision}{number}{technique}"


def charts(counts: Sequence[imaging.Count], support: Support, path: URIRef) -> tuple[Chart, ...]:
    """Chart what is counted in splits and classes, a chart a unit; a single number needs none."""
    by_unit: dict[str, list[imaging.Count]] = {}
    for count in counts:
        if (count.split or count.variable) and count.value is not None:
            by_unit.setdefault(count.unit.name if count.unit else "", []).append(count)
    found = []
    for unit, parts in by_unit.items():
        most = max(count.value or 0 for count in parts) or 1
        bars = tuple(
            Bar(
                " · ".join(part.name for part in (count.variable, count.split, count.technique) if part),
                count.value or 0,
                round(100 * (count.value or 0) / most, 1),
                count.remark,
                support.of_part(path, count.iri.partition("#")[2]),
            )
            for count in sorted(parts, key=_place)
        )
        if len(bars) > 1:
            found.append(Chart(unit, bars))
    return tuple(found)


def _place(count: imaging.Count) -> tuple[str, str, int]:
    return count.remark or "", count.split.name if count.split else "", -(count.value or 0)

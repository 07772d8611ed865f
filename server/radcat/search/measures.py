"""Facets that class what a record states: the year, and sizes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, RDF, SKOS, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Scope
from radcat.model.terms import term
from radcat.rdf.namespaces import DCAT, HEALTHDCATAP, SCHEMA
from radcat.search.facets import DATASET, NOT_STATED, Described, either, without
from radcat.wording import translatable

_YEAR: Final = re.compile(r"[0-9]{4}")
# The least number of each class, and what the class is called.
CLASSES: Final = (
    (0, translatable("fewer than 100"), "0-99"),
    (100, translatable("100 to 999"), "100-999"),
    (1_000, translatable("1,000 to 9,999"), "1000-9999"),
    (10_000, translatable("10,000 to 99,999"), "10000-99999"),
    (100_000, translatable("100,000 and more"), "100000-more"),
)


@dataclass(frozen=True, slots=True)
class Year:
    """The year of the first release."""

    name: str = "year"
    title: str = translatable("Year")
    path: URIRef = DCTERMS.issued
    is_telling: bool = False

    def values(self, dataset: Described) -> Iterable[str]:
        """The first four digits of a date."""
        return [str(node)[:4] for node in dataset.objects(self.path) if _YEAR.match(str(node))]

    def label(self, value: str) -> str | None:
        """A year is its own name."""
        return value

    def pattern(self, values: Sequence[str], _base: str) -> str:
        """Dates by their first four digits, which stores do not rewrite."""
        stated = f"GRAPH {DATASET} {{ {DATASET} {self.path.n3()} ?issued }}"
        known = [value for value in values if value != NOT_STATED]
        listed = ", ".join(f'"{value}"' for value in known)
        alternatives = [f"{stated} FILTER(SUBSTR(STR(?issued), 1, 4) IN ({listed}))"] if known else []
        if len(known) < len(values):
            alternatives.append(without(f'{stated} FILTER(REGEX(STR(?issued), "^[0-9]{{4}}"))'))
        return either(alternatives)


@dataclass(frozen=True, slots=True)
class Size:
    """How many there are of something, in classes."""

    name: str
    title: str
    path: URIRef | None
    count: Callable[[Described], int | None]
    counted: Callable[[str], str]  # a pattern that binds ?n to each number that is stated, under a base IRI
    is_telling: bool = False

    def values(self, dataset: Described) -> Iterable[str]:
        """The code of one class."""
        number = self.count(dataset)
        return [] if number is None else [class_of(number)]

    def label(self, value: str) -> str | None:
        """The class in words."""
        return next((words for _, words, code in CLASSES if code == value), value)

    def pattern(self, values: Sequence[str], base: str) -> str:
        """The largest number that is stated, between the bounds of a class."""
        stated = self.counted(base)
        variable = f"?most_{self.name.replace('-', '_')}"
        largest = f"{{ SELECT {DATASET} (MAX(?n) AS {variable}) {{ {stated} }} GROUP BY {DATASET} }}"
        ranges = [_range(variable, value) for value in values if value != NOT_STATED]
        alternatives = [f"{largest} FILTER({' || '.join(ranges)})"] if ranges else []
        if len(ranges) < len(values):
            alternatives.append(without(stated))
        return either(alternatives)


def class_of(number: int) -> str:
    """The code of the class that *number* is in."""
    return next(code for least, _, code in reversed(CLASSES) if number >= least)


def _range(variable: str, value: str) -> str:
    bounds = [least for least, _, _ in CLASSES]
    place = [code for _, _, code in CLASSES].index(value)
    below = f" && {variable} < {bounds[place + 1]}" if place + 1 < len(bounds) else ""
    return f"({variable} >= {bounds[place]}{below})"


@dataclass(frozen=True, slots=True)
class Count:
    """A number that a record states of a whole dataset."""

    number: int
    unit: str  # IRI
    precision: str | None  # notation


def counts(dataset: Described) -> tuple[Count, ...]:
    """The numbers of a whole dataset and of its versions, without those of one class."""
    own, scope, found = dataset.term, dataset.scope, list[Count]()
    wholes = (dataset.iri, *dataset.objects(DCAT.hasVersion))
    for node in (node for whole in wholes for node in scope.objects(whole, own("count"))):
        if scope.objects(node, SCHEMA.variableMeasured):
            continue
        number = next((n for v in scope.objects(node, RDF.value) if (n := model.count(scope, v)) is not None), None)
        unit = next(iter(scope.objects(node, own("unit"))), None)
        precision = next((model.notation(scope, p) for p in scope.objects(node, own("precision"))), None)
        if number is not None and unit is not None:
            found.append(Count(number, str(unit), precision))
    return tuple(sorted(found, key=lambda count: (-count.number, count.unit)))


def images(dataset: Described) -> int | None:
    """The largest number of images, of any sort, that is stated of the whole dataset or of a version."""
    image = URIRef(f"{dataset.base}ns/unit/image")
    numbers = [count.number for count in counts(dataset) if _is_below(dataset.scope, URIRef(count.unit), image)]
    return max(numbers, default=None)


def _is_below(scope: Scope, unit: Node, wanted: Node) -> bool:
    return unit == wanted or wanted in scope.objects(unit, SKOS.broader)


def individuals(dataset: Described) -> int | None:
    """The number of people that a dataset is about."""
    numbers = (model.count(dataset.scope, node) for node in dataset.objects(HEALTHDCATAP.numberOfUniqueIndividuals))
    return max((number for number in numbers if number is not None), default=None)


def images_counted(base: str) -> str:
    """Counts of images and of what is narrower, of a dataset or a version, but for those of a class."""
    own = [f"<{term(base, name)}>" for name in ("count", "unit")]
    image, broader = f"<{base}ns/unit/image>", SKOS.broader.n3()
    return (
        f"GRAPH {DATASET} {{ {DATASET} {own[0]}|({DCAT.hasVersion.n3()}/{own[0]}) ?c . "
        f"?c {RDF.value.n3()} ?n ; {own[1]} ?unit "
        f"FILTER NOT EXISTS {{ ?c {SCHEMA.variableMeasured.n3()} ?part }} }} "
        f"{{ BIND({image} AS ?unit) }} UNION {{ ?unit {broader} {image} }}"
    )


def individuals_counted(_base: str) -> str:
    """Numbers of individuals."""
    return f"GRAPH {DATASET} {{ {DATASET} {HEALTHDCATAP.numberOfUniqueIndividuals.n3()} ?n }}"

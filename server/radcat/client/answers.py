"""What a catalogue answers, as values: each is read off the JSON that the registry writes.

What nobody states is None or empty, never False.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

View = TypeVar("View")


def read(view: type[View], document: Any) -> View:
    """Read *document* as a *view*; members that the view has not are left out.

    Raises:
        pydantic.ValidationError: a member is missing or has another type.
    """
    found: View = _adapter(view).validate_python(document)  # type: ignore[arg-type]  # every class has a hash
    return found


def schema_of(view: type) -> dict[str, Any]:
    """Write the JSON Schema (2020-12) of the documents that are read as a *view*."""
    return _adapter(view).json_schema()


@cache
def _adapter(view: Any) -> TypeAdapter[Any]:
    return TypeAdapter(view)


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something a dataset holds."""

    number: int
    unit: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A dataset that a search found."""

    iri: str
    title: str
    excerpt: str | None = None
    issued: str | None = None
    counts: tuple[Count, ...] = ()
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # codes by facet; not-stated where none is

    @property
    def slug(self) -> str:
        """The last part of its IRI, by which it is asked for."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, and how many hits there are with it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Source:
    """A document that states something."""

    iri: str
    title: str


@dataclass(frozen=True, slots=True)
class Step:
    """That images of one work belong to, or were taken from, another; or what a comparison of two found."""

    of: str  # IRI
    of_title: str
    relation: str
    to: str  # IRI
    to_title: str
    sources: tuple[Source, ...] = ()
    confidence: str | None = None
    selection: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """What nobody says."""

    iri: str
    title: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A training set beside a test set."""

    train: str
    test: str
    verdict: str
    sentence: str
    images: int | None = None
    patients: int | None = None
    paths: tuple[tuple[Step, ...], ...] = ()
    unknown: tuple[Unknown, ...] = ()


@dataclass(frozen=True, slots=True)
class Leakage:
    """Whether test sets leak into training sets: `shares`, `may-share`, `undocumented` or `none-known`."""

    verdict: str
    pairs: tuple[Pair, ...]
    generation: int
    citation: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A work that images came from or went to."""

    iri: str
    title: str
    steps: int
    is_sure: bool
    path: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """What a set was made from, what was made from it, and what it was compared with."""

    iri: str
    title: str
    made_from: tuple[Step, ...]
    used_in: tuple[Step, ...]
    ancestors: tuple[Relative, ...]
    descendants: tuple[Relative, ...]
    citation: str
    composition: str | None = None
    compared: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence, or a condition of access."""

    iri: str
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a dataset's record states of its use."""

    set: str
    iri: str
    title: str
    is_stated: bool
    licences: tuple[Licence, ...]
    statements: tuple[str, ...] = ()
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides that do not go together."""

    kind: str
    reason: str
    action: str | None = None


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether the whole allows an action: `allowed`, `forbidden` or `not-stated`."""

    action: str
    label: str
    together: str
    sets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that datasets ask for."""

    action: str
    label: str
    sets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Freer:
    """A dataset with a freer licence than a source of it."""

    set: str
    source: str
    licence: str
    source_licence: str


@dataclass(frozen=True, slots=True)
class Licences:
    """What the licences of datasets allow and ask for, together."""

    sets: tuple[Terms, ...]
    actions: tuple[Allowance, ...]
    duties: tuple[Duty, ...]
    conflicts: tuple[Conflict, ...]
    common_terms: tuple[Licence, ...]
    freer_than_source: tuple[Freer, ...]
    unknown: tuple[str, ...]
    notice: str
    generation: int
    citation: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Values of a property, as a source states them."""

    property: str  # IRI
    values: tuple[str, ...]
    confidence: str | None
    sources: tuple[Source, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Fact(Statement):
    """A statement that the record follows, and those that contradict it."""

    disputed_by: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What somebody found in datasets after they were published."""

    iri: str
    title: str
    statement: str | None
    kind: str | None
    confidence: str | None
    date: str | None
    about: tuple[str, ...]  # IRIs of datasets, or of versions or splits


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a comparison."""

    text: str
    iri: str | None = None
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What one dataset states of a property; `state` tells unknown and not stated from no."""

    state: str
    disputed: bool
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A property, and what each dataset states of it."""

    name: str
    group: str
    property: str
    differs: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A dataset by its names."""

    slug: str
    iri: str
    title: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Datasets side by side."""

    datasets: tuple[Named, ...]
    rows: tuple[Row, ...]
    generation: int

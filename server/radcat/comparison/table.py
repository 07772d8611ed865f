"""A comparison in plain values: a column a dataset, a row a property, and what each states.

What a record says nothing of is *not stated*; what it says that no source decides is *unknown*. Neither is a *no*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Column:
    """A dataset."""

    slug: str
    iri: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a property."""

    text: str
    iri: str | None = None  # of what it is, or where it leads
    hint: str | None = None  # a definition
    number: int | None = None
    before: str | None = None  # what is said of the number, such as "about"
    after: str | None = None  # what the number is of, such as a modality
    remark: str | None = None
    is_address: bool = False  # the text is the IRI, or a short form of it
    is_unknown: bool = False
    is_in_parts: bool = False  # no number of the whole is stated, but numbers of its parts are

    @property
    def same(self) -> tuple[object, ...]:
        """What two equal values have in common: not the language that their texts are in."""
        return self.number, self.before, self.after, self.is_in_parts, self.iri or str(self.text)

    def shown(self, number: Callable[[int], str] = str) -> str:
        """Write it as a text, with its number as *number* writes it."""
        if self.number is None:
            return self.text
        after = f"({self.after})" if self.after else None
        return " ".join(filter(None, (self.before, number(self.number), after)))


class State(StrEnum):
    """What is known of a property of a dataset."""

    STATED = "stated"
    UNKNOWN = "unknown"  # it is stated that no source decides it
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Cell:
    """What a dataset states of a property."""

    values: tuple[Value, ...] = ()
    is_disputed: bool = False  # sources contradict each other about it

    @property
    def same(self) -> tuple[object, ...]:
        """What two equal cells have in common; the order of values tells nothing."""
        return frozenset(value.same for value in self.values), self.is_disputed

    @property
    def state(self) -> State:
        """Whether it states anything."""
        if not self.values:
            return State.NOT_STATED
        return State.UNKNOWN if all(value.is_unknown for value in self.values) else State.STATED


@dataclass(frozen=True)
class Row:
    """A property, or a property of the parts that another one leads to, or the counts in one unit."""

    path: str  # IRI
    part: str | None  # IRI of the property of its parts, or of the unit
    name: str
    description: str
    cells: tuple[Cell, ...]

    @cached_property
    def differs(self) -> bool:
        """Whether two datasets state different things."""
        return len({cell.same for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Datasets side by side."""

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    generation: int  # of the catalogue

    @property
    def rows(self) -> Iterator[Row]:
        """The rows of all groups."""
        return (row for group in self.groups for row in group.rows)

    def only_differences(self) -> Comparison:
        """Leave out what all datasets state alike."""
        groups = (replace(group, rows=tuple(row for row in group.rows if row.differs)) for group in self.groups)
        return replace(self, groups=tuple(group for group in groups if group.rows))

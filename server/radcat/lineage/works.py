"""The graph of lineage: works, what they are parts of, what they were made from, and what they have in common.

A work is a dataset, a version or a split of one, or something outside the catalogue. It is read from what the records
say (see `model.lineage`), as much of it as a question needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Final

from radcat.model.lineage import Amount, Lineage, Said, Shared, Texts


class Kind(StrEnum):
    """What a work is."""

    DATASET = "dataset"
    VERSION = "version"
    SPLIT = "split"
    EXTERNAL = "external"


class Relation(StrEnum):
    """How the images of a work are related to those of another."""

    PART = "part of"
    DERIVED = "derived from"
    OVERLAP = "overlaps"


# Compositions that leave open where images come from; so does none.
OPEN: Final = frozenset({None, "partly", "not-stated"})


@dataclass(frozen=True, slots=True)
class Work:
    """A dataset, a version, a split, or a work outside the catalogue."""

    name: str  # its IRI relative to the base IRI: datasets/covidx-cxr#v9a
    kind: Kind
    titles: Texts = field(default_factory=dict)
    composition: str | None = None  # notation; of a dataset
    amounts: tuple[Amount, ...] = ()
    version: str | None = None
    notation: str | None = None  # of a split
    modalities: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def record(self) -> str:
        """The name of the record that describes it."""
        return self.name.partition("#")[0]

    @property
    def is_open(self) -> bool:
        """Whether it is not, or only partly, stated where its images come from."""
        return self.kind is Kind.DATASET and self.composition in OPEN

    def amount(self, unit: str) -> Amount | None:
        """How many of *unit* it holds; None where nobody says."""
        return next((amount for amount in self.amounts if amount.unit == unit), None)


@dataclass(frozen=True, slots=True)
class Link:
    """A step from a work to another that its images belong to or were taken from."""

    of: str  # names
    to: str
    relation: Relation
    amounts: tuple[Amount, ...] = ()
    selection: Texts = field(default_factory=dict)
    statement: str | None = None  # what the evidence calls it: the derivation, or the source
    record: str = ""  # name of the record that states it


@dataclass(frozen=True)
class Works:
    """A graph of works. A name that no record describes is a work outside the catalogue."""

    read: Mapping[str, Lineage]  # what it was put together from, by the names of records
    known: Mapping[str, Work]
    links: Mapping[str, tuple[Link, ...]]  # part of and derived from, by the name they start from
    shared: tuple[Shared, ...]
    said: Mapping[tuple[str, str], tuple[Said, ...]]  # by record and statement

    @classmethod
    def of(cls, read: Mapping[str, Lineage]) -> Works:
        """Put together what several records say, by their names."""
        known, links, shared = dict[str, Work](), dict[str, list[Link]](), list[Shared]()
        said = dict[tuple[str, str], list[Said]]()
        for each in read.values():
            if each.said:
                for statement in each.said:
                    said.setdefault((_dataset(each.name), statement.statement), []).append(statement)
                continue
            shared += each.shared
            for work in _works(each):
                known[work.name] = work
            for link in _links(each):
                links.setdefault(link.of, []).append(link)
        return cls(
            read,
            known,
            {name: tuple(found) for name, found in links.items()},
            tuple(shared),
            {key: tuple(found) for key, found in said.items()},
        )

    def work(self, name: str) -> Work:
        """The work *name*, known or not."""
        return self.known.get(name) or Work(name, Kind.EXTERNAL)

    @cached_property
    def parts(self) -> Mapping[str, tuple[Link, ...]]:
        """The links by which other works are parts of each work."""
        return self._backwards(Relation.PART)

    @cached_property
    def uses(self) -> Mapping[str, tuple[Link, ...]]:
        """The links by which other works were made from each work."""
        return self._backwards(Relation.DERIVED)

    def _backwards(self, relation: Relation) -> dict[str, tuple[Link, ...]]:
        found = dict[str, list[Link]]()
        for links in self.links.values():
            for link in links:
                if link.relation is relation:
                    found.setdefault(link.to, []).append(link)
        return {name: tuple(links) for name, links in found.items()}

    def within(self, name: str) -> dict[str, tuple[Link, ...]]:
        """*name* and all that is a part of it, at whatever depth, each with the steps from the part up to it."""
        found: dict[str, tuple[Link, ...]] = {name: ()}
        pending = [name]
        while pending:
            whole = pending.pop()
            for link in self.parts.get(whole, ()):
                if link.of not in found:
                    found[link.of] = (link, *found[whole])
                    pending.append(link.of)
        return found

    def derivations(self, name: str) -> list[Link]:
        """What *name*, and all that is a part of it, was derived from; its own first."""
        links = (link for part in self.within(name) for link in self.links.get(part, ()))
        return [link for link in links if link.relation is Relation.DERIVED]

    def sources(self, link: Link) -> tuple[Said, ...]:
        """Who states *link*, and how sure that is."""
        for statement in (link.statement, link.to):
            if statement and (found := self.said.get((link.record, statement))):
                return found
        return ()


def comparison(shared: Shared, one: str | None = None, other: str | None = None) -> Link:
    """What was compared as a step, from *one* of the two to the *other* where the direction is given."""
    of, to = shared.between if one is None or other is None else (one, other)
    return Link(of, to, Relation.OVERLAP, shared.amounts, {}, shared.name, shared.name.partition("#")[0])


def _dataset(evidence: str) -> str:
    return f"datasets/{evidence.rpartition('/')[2]}"


def _works(each: Lineage) -> Iterator[Work]:
    kind = Kind.DATASET if each.name.startswith("datasets/") else Kind.EXTERNAL
    modalities, classes = each.modalities, each.classes
    yield Work(each.name, kind, each.titles, each.composition, each.amounts, modalities=modalities, classes=classes)
    for part in each.parts:
        yield Work(
            part.name,
            Kind.VERSION if part.notation is None else Kind.SPLIT,
            part.titles,
            amounts=part.amounts,
            version=part.version,
            notation=part.notation,
            modalities=modalities,
            classes=classes,
        )


def _links(each: Lineage) -> Iterator[Link]:
    for part in each.parts:
        for whole in part.of:
            yield Link(part.name, whole, Relation.PART, record=each.name)
    for whole in each.wholes:
        yield Link(each.name, whole, Relation.PART, statement=whole, record=each.name)
    for d in each.derived:
        yield Link(d.of, d.source, Relation.DERIVED, d.amounts, d.selection, d.name or d.source, each.name)

"""What a metric is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from rdflib import Graph

from radcat.ledger.link_checks import Answer
from radcat.model import Dataset


class Effort(IntEnum):
    """What it takes to win a metric's points; the cheapest fix is named first."""

    @property
    def words(self) -> str:
        """What to do, in a word or two."""
        return ("write", "look up", "ask the publisher")[self - 1]

    WRITE = 1  # a line in the record, from what is at hand
    LOOK_UP = 2  # somebody has to read the publisher's pages
    PUBLISHER = 3  # only who publishes the dataset can do it


@dataclass(frozen=True, slots=True)
class Subject:
    """A dataset's record, as a metric looks at it."""

    dataset: Dataset
    graph: Graph  # the record's own, which is served as DCAT
    portal: Dataset  # what a portal harvests: the values that DCAT-AP is written from
    markup: Mapping[str, Any]  # its schema.org JSON-LD, as embedded in its page
    conforms: bool  # to the required shapes, which hold DCAT-AP's mandatory properties and ranges
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by address; those that were asked

    def answered(self, address: str | None) -> bool | None:
        """Whether *address* answered when it was asked; None where it was not."""
        found = self.answers.get(address or "")
        return found.works if found else None


@dataclass(frozen=True, slots=True)
class Metric:
    """One question put to a record."""

    name: str
    question: str
    dimension: str
    points: float  # for a full yes
    source: str  # IRI of who asks
    remedy: str
    effort: Effort
    share: Callable[[Subject], float | None]  # of the points, 0 to 1; None where there is nothing to judge
    known_as: str | None = None  # IRI that the metric has in a vocabulary
    checks: Callable[[Subject], bool] | None = None  # of a metric about links: whether one of them was checked

    def iri(self, base: str) -> str:
        """Its IRI: that of a vocabulary, else its row in the registry's page of quality."""
        return self.known_as or f"{base}quality#{self.name}"


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a metric found."""

    metric: Metric
    share: float | None
    checked: bool = True  # whether a link was checked, where the metric is about links

    @property
    def points(self) -> float:
        """Points won."""
        return self.metric.points * (self.share or 0)

    @property
    def missing(self) -> float:
        """Points that could be won; none where nothing is known."""
        return 0 if self.share is None else self.metric.points - self.points


@dataclass(frozen=True, slots=True)
class Assessment:
    """All measurements of one method for one record."""

    method: str
    fragment: str  # the method's name in IRIs
    measurements: tuple[Measurement, ...]

    @property
    def points(self) -> float:
        """Points won."""
        return sum(found.points for found in self.measurements)

    @property
    def possible(self) -> float:
        """Points of everything that could be judged."""
        return sum(found.metric.points for found in self.measurements if found.share is not None)

    @property
    def percent(self) -> float:
        """Points won of those that could be judged, 0 to 100."""
        return 100 * self.points / self.possible if self.possible else 0

    @property
    def unknown(self) -> tuple[Metric, ...]:
        """What could not be judged."""
        return tuple(found.metric for found in self.measurements if found.share is None)

    @property
    def fixes(self) -> tuple[Measurement, ...]:
        """What holds the record back: the cheapest fix first, and of equals the one that wins most."""
        lacking = (found for found in self.measurements if found.missing > 0)
        return tuple(sorted(lacking, key=lambda f: (f.metric.effort, -f.missing, f.metric.name)))


def yes(test: Callable[[Subject], object]) -> Callable[[Subject], float]:
    """Make a share of a question that has only yes and no for an answer."""
    return lambda subject: float(bool(test(subject)))


def among(values: Iterable[object]) -> float:
    """The share of true ones; 0 of none, as the European portal counts."""
    found = [bool(value) for value in values]
    return sum(found) / len(found) if found else 0.0

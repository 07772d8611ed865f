"""Scores of a record and of the catalogue, by every method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Final

from radcat.quality import fair, google, mqa
from radcat.quality.base import Assessment, Measurement, Metric, Subject

METHODS: Final[tuple[ModuleType, ...]] = (mqa, fair, google)
# What each says of metrics that it could not judge.
UNKNOWN: Final[Mapping[str, str]] = {method.METHOD: method.UNKNOWN for method in METHODS}


@dataclass(frozen=True, slots=True)
class Average:
    """What a metric found over all records."""

    measurement: Measurement
    passing: int  # records with a full yes
    judged: int


@dataclass(frozen=True, slots=True)
class Scored:
    """What was found of one dataset."""

    slug: str
    subject: Subject
    assessments: Sequence[Assessment]

    @property
    def band(self) -> str:
        """The band of the European portal that it lies in."""
        return mqa.band(self.assessments[0].points)

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """What holds it back, the cheapest first."""
        return fixes(self.assessments)


@dataclass(frozen=True, slots=True)
class Fix:
    """What would win points, and by which method."""

    assessment: Assessment
    measurement: Measurement
    part: float  # of the method's points, 0 to 1


def assess(subject: Subject) -> tuple[Assessment, ...]:
    """Put every metric of every method to one record."""
    return tuple(
        Assessment(method.METHOD, method.FRAGMENT, tuple(_measured(m, subject) for m in method.METRICS))
        for method in METHODS
    )


def _measured(metric: Metric, subject: Subject) -> Measurement:
    return Measurement(metric, metric.share(subject), metric.checks(subject) if metric.checks else True)


def average(assessments: Sequence[Assessment]) -> tuple[Average, ...]:
    """Take each metric of one method over all records."""
    rows = zip(*(a.measurements for a in assessments), strict=True)
    return tuple(_average(row) for row in rows)


def fixes(assessments: Sequence[Assessment]) -> tuple[Fix, ...]:
    """What holds a record back by all methods: the cheapest first, then what wins the largest part of its method."""
    found = [Fix(a, f, f.missing / a.possible) for a in assessments for f in a.fixes]
    return tuple(sorted(found, key=lambda fix: (fix.measurement.metric.effort, -fix.part)))


def _average(row: Sequence[Measurement]) -> Average:
    # A record without links has no points for them, which says nothing of the links that others have.
    shares = [found.share for found in row if found.share is not None and found.checked]
    mean = sum(shares) / len(shares) if shares else None
    return Average(Measurement(row[0].metric, mean), sum(share == 1 for share in shares), len(shares))


def described(assessment: Assessment) -> dict[str, object]:
    """Write one method's assessment as plain values, for JSON."""
    return {
        "points": assessment.points,
        "possible": assessment.possible,
        "metrics": {found.metric.name: found.share for found in assessment.measurements},
        "fixes": [{"metric": f.metric.name, "missing": f.missing, "remedy": f.metric.remedy} for f in assessment.fixes],
    }

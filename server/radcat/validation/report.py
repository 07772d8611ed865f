"""What validation says: results as the engines give them, findings as a curator reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import IntEnum


class Severity(IntEnum):
    """How much a result matters; a record with a violation is not published (SHACL, section 2.1.4)."""

    INFO = 0
    WARNING = 1
    VIOLATION = 2

    @classmethod
    def of(cls, iri: str) -> Severity:
        """Read it off a severity's IRI; a severity of somebody's own counts as a violation."""
        local = iri.rpartition("#")[2].upper()
        return cls.__members__.get(local, cls.VIOLATION)

    @property
    def word(self) -> str:
        """What a report calls it."""
        return ("info", "warning", "error")[self]


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One sh:ValidationResult; terms in N-Triples syntax, blank nodes as `_:` so that engines can be compared."""

    focus_node: str
    path: str  # an IRI's text, or "" where the result has none
    severity: Severity
    component: str  # local name of the constraint component
    source_shape: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend in a file: where it is, what is wrong and what to do, and who asks."""

    place: str  # path of the file
    line: int | None
    severity: Severity
    focus_node: str  # IRI
    predicate: str  # a CURIE, or "" where no property is at fault
    message: str
    value: str
    see_also: tuple[str, ...]
    result: Result | None = None  # None where the file could not be checked against shapes at all

    @property
    def summary(self) -> str:
        """The finding in one line."""
        where = f"{self.place}:{self.line}" if self.line else self.place
        first = self.message.partition("\n")[0]  # the lines of the file that follow a syntax error are left out
        return f"{where}: {self.severity.word}: {f'{self.predicate}: ' if self.predicate else ''}{first}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in one file."""

    place: str
    name: str
    findings: tuple[Finding, ...] = ()
    held: str = ""  # why it can't be judged: which shapes file can't be used

    @property
    def conforms(self) -> bool:
        """Whether the record may be published: warnings and infos do not stand in the way."""
        return not self.held and not self.count(Severity.VIOLATION)

    @property
    def is_only_held(self) -> bool:
        """Whether nothing but shapes that can't be used stands in its way."""
        return bool(self.held) and not self.count(Severity.VIOLATION)

    def with_findings(self, more: Iterable[Finding]) -> Report:
        """The same report with *more* findings, but for those about a value that an error is already about."""
        found = list(self.findings)
        for finding in more:
            if not any(_says_it(other, finding) for other in found):
                found.append(finding)
        return replace(self, findings=tuple(found))

    def count(self, severity: Severity) -> int:
        """Count the findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)

    def at_least(self, severity: Severity) -> Report:
        """The same report without the findings that matter less."""
        return replace(self, findings=tuple(f for f in self.findings if f.severity >= severity))


def _says_it(said: Finding, other: Finding) -> bool:
    """Whether *said* makes *other* superfluous: an error about that value, or the same words."""
    if said.predicate != other.predicate:
        return False
    is_error = said.severity is Severity.VIOLATION and bool(said.value) and said.value == other.value
    return is_error or (said.message == other.message and said.value == other.value)


def broken(place: str, name: str, line: int, reason: str) -> Report:
    """Report a file that can't even be read as a record."""
    return Report(place, name, (Finding(place, line, Severity.VIOLATION, "", "", reason, "", ()),))


def total(reports: Iterable[Report], severity: Severity) -> int:
    """Count the findings of one severity in all *reports*."""
    return sum(report.count(severity) for report in reports)

"""What becomes of a publication after its records were judged: who is published, and what is noted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from radcat.errors import GateClosed, NotConforming
from radcat.folder.records import RecordFiles
from radcat.ledger.versions import Finding, Head, Ledger
from radcat.validation.report import Report, Severity


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What judging found: reports by name, and which published records were judged because others changed."""

    reports: Mapping[str, Report]
    affected: Sequence[str]


class Decide(Protocol):
    """Decides what is noted; may refuse the whole publication."""

    def __call__(self, verdicts: Verdicts, earlier: Sequence[Finding]) -> list[Finding]:
        """Return the findings to keep in the place of the *earlier* ones."""
        ...


@dataclass(frozen=True, slots=True)
class OfFolder:
    """A file with a fault stands in nobody's way: the others are published, and it is noted."""

    ledger: Ledger
    files: RecordFiles
    put: Sequence[str]

    def __call__(self, verdicts: Verdicts, earlier: Sequence[Finding]) -> list[Finding]:
        """Note what is not published, and what is published and no longer conforms."""
        found = []
        for name, report in verdicts.reports.items():
            if not report.conforms:
                file = self.files[name]
                published = current(self.ledger.head(name)) == file.record.sha256
                if published and report.is_only_held:
                    continue  # nobody can say whether it still conforms
                found.append(Finding(report.place, name, published, file.record.sha256, summary([report])))
        judged = {*self.put, *verdicts.affected}
        return found + [f for f in earlier if f.name not in judged and f.name in self.files]


@dataclass(frozen=True, slots=True)
class OfRequest:
    """All or none: a record that is sent with a fault, or that would break a published one, refuses everything."""

    put: frozenset[str]
    withdraw: frozenset[str]

    def __call__(self, verdicts: Verdicts, earlier: Sequence[Finding]) -> list[Finding]:
        """Keep what was found earlier, but for records that conform now.

        Raises:
            NotConforming: a record breaks a shape, or one that is published would break one.
            GateClosed: shapes that would judge a record can't be used.
        """
        reports = verdicts.reports
        # What did not conform before may stay as it is; it is the others that a change must not break.
        bearable = {finding.name for finding in earlier if finding.published} - self.put
        # What is published and can't be judged now may stay, too.
        refused = [
            r for r in reports.values()
            if not r.conforms and r.name not in bearable and (r.name in self.put or not r.is_only_held)
        ]  # fmt: skip
        if refused and all(report.is_only_held for report in refused):
            raise GateClosed(refused[0].name, refused[0].held)
        if refused:
            refused.sort(key=lambda report: report.name not in self.put)  # what was sent is told first
            raise NotConforming(summary(refused), refused)
        return [
            # A file that was refused may be judged otherwise now: the next sync is to look again.
            f if f.published else replace(f, sha256="")
            for f in earlier
            if f.name not in self.withdraw and not (f.name in reports and reports[f.name].conforms)
        ]


def current(head: Head | None) -> str | None:
    """The sha256 of the text that is published; None where none is."""
    return head.sha256 if head and head.is_published else None


def summary(reports: Iterable[Report]) -> str:
    """Say in one line what is wrong first, and how much more there is."""
    reports = list(reports)
    said = [f.summary for r in reports for f in r.findings if f.severity is Severity.VIOLATION]
    first, *more = said or [f"{r.place}: can't be checked: {r.held}" for r in reports if r.held]
    return f"{first} (and {len(more)} more)" if more else first

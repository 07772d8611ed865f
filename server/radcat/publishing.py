"""The one gate: whatever changes the registry is parsed, validated, appended to the ledger and indexed here.

A record with a violation stands in nobody's way but its own: the others are published, and whoever refers to
it is judged without it. What was published before stays until a version that conforms takes its place.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from radcat import records
from radcat.catalogue import Catalogue
from radcat.errors import RegistryBusy, StoreDamaged
from radcat.indexing import catch_up
from radcat.ledger import Entry, Finding, Head, Ledger, Status
from radcat.records import RecordFile
from radcat.reviewing import JUDGES_ALL, MakeValidator, Progress, Review, silent
from radcat.store.base import Index
from radcat.validation.report import Report, Severity

log = logging.getLogger(__name__)

Files = Mapping[str, RecordFile]  # by the name of their record


class OpenIndex(Protocol):
    """Opens the index to write."""

    def __call__(self, *, anew: bool = False) -> Index:
        """Open it as it is, or empty; may raise StoreDamaged unless *anew*."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one publication did."""

    generation: int
    published: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: int
    reports: tuple[Report, ...]  # of every record that was checked
    findings: tuple[Finding, ...]  # what is not published, and what no longer conforms


class Publisher:
    """Publishes files into one registry; holds its writer's lock while it does."""

    def __init__(
        self,
        ledger: Ledger,
        open_index: OpenIndex,
        base: str,
        make_validator: MakeValidator,
        lock: Path,
    ) -> None:
        self._ledger, self._open_index, self._base = ledger, open_index, base
        self._make_validator, self._lock = make_validator, lock

    def sync(self, root: Path, progress: Progress = silent) -> Outcome:
        """Bring the registry to what the folder at *root* holds.

        Only files whose content hash is new are parsed, and records that those may have changed the verdict of.

        Raises:
            NoCatalogue: the folder holds no records.
            RegistryBusy: another process is publishing.
        """
        files = {file.record.name: file for file in records.read_folder(root)}
        with _holding(self._lock):
            heads, earlier = self._ledger.heads(), self._ledger.findings()
            put = _to_judge(files, heads, earlier)
            withdraw = [n for n, head in heads.items() if head.status is Status.PUBLISHED and n not in files]
            if not put and not withdraw and all(finding.name in files for finding in earlier):
                self._index()
                return Outcome(self._ledger.generation, (), (), len(files), (), tuple(earlier))
            return self._publish(put, withdraw, files, progress)

    def _publish(self, put: Sequence[RecordFile], withdraw: Sequence[str], files: Files, progress: Progress) -> Outcome:
        heads = self._ledger.heads()
        review = Review(Catalogue(self._ledger, self._base), self._make_validator, files, withdraw, self._base)
        reports = review.judge(put, self._affected(heads, put, withdraw), progress)
        entries = [
            Entry(
                file.record,
                records.targets(review.graphs[name], file.record, self._base),
                "the file was changed",
            )
            for file in put
            if (name := file.record.name) in review.graphs and _differs(file, heads.get(name))
        ]
        tombstones = [
            Entry(version.record, frozenset(), "the file was removed", Status.WITHDRAWN)
            for version in map(self._ledger.latest, withdraw)
            if version
        ]
        findings = _findings(reports, files, heads)
        findings += [f for f in self._ledger.findings() if f.name in files and f.name not in reports]
        progress("indexing", 0, 1)
        generation = self._ledger.append([*entries, *tombstones], "folder", findings)
        self._index()
        progress("indexing", 1, 1)
        for finding in findings:
            log.warning("%s: %s", "no longer conforms" if finding.published else "not published", finding.summary)
        published = tuple(entry.record.name for entry in entries)
        unchanged = len(files) - len(published) - sum(not finding.published for finding in findings)
        return Outcome(generation, published, tuple(withdraw), unchanged, tuple(reports.values()), tuple(findings))

    def _affected(self, heads: Mapping[str, Head], put: Sequence[RecordFile], withdraw: Sequence[str]) -> list[str]:
        """Name the published records whose verdict the change may turn."""
        changing = {file.record.name for file in put} | set(withdraw)
        kinds = {file.record.kind for file in put} | {heads[name].kind for name in withdraw}
        pointing = heads if kinds & JUDGES_ALL else self._ledger.referring(*changing)
        return [name for name in pointing if name not in changing and heads[name].status is Status.PUBLISHED]

    def _index(self) -> None:
        damage = None
        try:
            applied = catch_up(self._ledger, self._open_index(), self._base)
        except StoreDamaged as error:
            damage = str(error)  # and no more: its traceback would hold the database open
        if damage:
            log.warning("%s; rebuilding it from the ledger", damage)
            applied = catch_up(self._ledger, self._open_index(anew=True), self._base)
        log.info("indexed %d records at generation %d", applied, self._ledger.generation)


def _to_judge(files: Files, heads: Mapping[str, Head], earlier: Sequence[Finding]) -> list[RecordFile]:
    """Choose the files to judge: the new ones and, if anything moved at all, those that were refused before."""
    refused = {finding.name: finding.sha256 for finding in earlier if not finding.published}

    def is_new(file: RecordFile) -> bool:
        known = refused.get(file.record.name)
        return file.record.sha256 != known and (known is not None or _differs(file, heads.get(file.record.name)))

    moved = any(map(is_new, files.values())) or any(
        head.status is Status.PUBLISHED and name not in files for name, head in heads.items()
    )
    return [file for name, file in files.items() if is_new(file) or (moved and name in refused)]


def _differs(file: RecordFile, head: Head | None) -> bool:
    return head is None or head.status is Status.WITHDRAWN or head.sha256 != file.record.sha256


def _findings(reports: Mapping[str, Report], files: Files, heads: Mapping[str, Head]) -> list[Finding]:
    found = []
    for name, report in reports.items():
        if report.conforms:
            continue
        first, *more = [f.summary for f in report.findings if f.severity is Severity.VIOLATION]
        summary = f"{first} (and {len(more)} more)" if more else first
        file = files[name]
        found.append(Finding(report.place, name, not _differs(file, heads.get(name)), file.record.sha256, summary))
    return found


@contextmanager
def _holding(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout:
        raise RegistryBusy(lock) from None

"""The one gate: whatever changes the registry is parsed, validated, appended to the ledger and indexed here.

A record with a violation stands in nobody's way but its own: the others are published, and whoever refers to
it is judged without it. What was published before stays until a version that conforms takes its place.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path

from radcat import duplicates, filing, records
from radcat.catalogue import Catalogue
from radcat.errors import (
    GateClosed,
    NotConforming,
    PreconditionFailed,
    UnsyncedEdit,
)
from radcat.filing import PublishedFiles
from radcat.indexing import Indexer
from radcat.ledger import Entry, Finding, Head, Status
from radcat.locking import holding
from radcat.model import KIND, Record
from radcat.records import RecordFile
from radcat.reviewing import JUDGES_ALL, Progress, Review, silent
from radcat.store.base import GraphChange
from radcat.validation.report import Report, Severity
from radcat.validation.rulebook import MakeValidator

log = logging.getLogger(__name__)

Files = Mapping[str, RecordFile]  # by the name of their record


@dataclass(frozen=True, slots=True)
class Change:
    """The new text of a record, or its end."""

    kind: str
    name: str
    text: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one publication did."""

    generation: int
    published: tuple[str, ...]
    withdrawn: tuple[str, ...]
    unchanged: int
    reports: tuple[Report, ...]  # of every record that was checked
    findings: tuple[Finding, ...]  # what is not published, and what no longer conforms
    behind: str | None = None  # why the store does not show this yet, where it does not


class Publisher:
    """Publishes into one registry, from files and from changes; holds its writer's lock while it does."""

    def __init__(
        self,
        catalogue: Catalogue,
        indexer: Indexer,
        make_validator: MakeValidator,
        lock: Path,
        root: Path,
    ) -> None:
        """Publish into *catalogue*'s ledger; the files of changes that come from no folder are written under *root*."""
        self._catalogue, self._indexer = catalogue, indexer
        self._ledger, self._base = catalogue.ledger, catalogue.base
        self._make_validator, self._lock, self._root = make_validator, lock, root

    def sync(self, root: Path, progress: Progress = silent) -> Outcome:
        """Bring the registry to what the folder at *root* holds.

        Only files whose content hash is new are parsed, and records that those may have changed the verdict of.

        Raises:
            NoCatalogue: the folder holds no records.
            RegistryBusy: another process is publishing.
        """
        with holding(self._lock):
            filing.finish(self._ledger, root)
            files = {file.record.name: file for file in records.read_folder(root)}
            heads, earlier = self._ledger.heads(), self._ledger.findings()
            put = _to_judge(files, heads, earlier)
            withdraw = [n for n, head in heads.items() if head.is_published and n not in files]
            if not put and not withdraw and all(finding.name in files for finding in earlier):
                behind = self._indexer.catch_up()
                return Outcome(self._ledger.generation, (), (), len(files), (), tuple(earlier), behind)
            return self._publish(put, withdraw, files, progress)

    def recover(self) -> None:
        """Finish what a crash left undone: files that are yet to be written, and indexes that are behind.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock):
            filing.finish(self._ledger, self._root)
            self._indexer.catch_up()

    def refresh(self, changes: Iterable[GraphChange]) -> str | None:
        """Replace derived graphs whose other source changed, such as link checks; say why the store is behind, if so.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock):
            return self._indexer.refresh(changes)

    def publish(
        self, changes: Sequence[Change], agent: str, reason: str, expected: Mapping[str, str | None] | None = None
    ) -> int:
        """Publish *changes*, all or none, and return the generation that shows them.

        *expected* says what records have to be for that: the sha256 of a text, or None where nothing is published.
        When it returns, the changes are in the ledger, in their files and in the indexes.

        Raises:
            PreconditionFailed: a record is not as expected.
            NotConforming: a record breaks a shape, or one that is published would without what is changed.
            GateClosed: shapes that would judge a record can't be used.
            UnsyncedEdit: a file was changed by hand, and not synced since.
            RegistryBusy: others are publishing, and do not come to an end.
        """
        with holding(self._lock):
            filing.finish(self._ledger, self._root)
            names = [change.name for change in changes]
            heads = {name: head for name in {*names, *(expected or ())} if (head := self._ledger.head(name))}
            for name, wanted in (expected or {}).items():
                if (current := _current(heads.get(name))) != wanted:
                    raise PreconditionFailed(name, current)
            put = [_file(c.kind, c.name, c.text) for c in changes if c.text is not None]
            put = [file for file in put if _differs(file, heads.get(file.record.name))]
            gone = [self._published(c.name) for c in changes if c.text is None and _current(heads.get(c.name))]
            if put or gone:
                self._refuse_unsynced([*put, *gone], heads)
                self._append(put, gone, heads, agent, reason)
                filing.finish(self._ledger, self._root)
                self._indexer.catch_up()
            return self._ledger.generation

    def _append(
        self, put: Sequence[RecordFile], gone: Sequence[RecordFile], heads: Mapping[str, Head], agent: str, reason: str
    ) -> None:
        withdraw = [file.record.name for file in gone]
        files = PublishedFiles(self._ledger, put)
        closed = self._refused_shapes(put)
        review = Review(self._catalogue, self._make_validator, files, withdraw, self._base, closed)
        kinds = {file.record.kind for file in (*put, *gone)}
        reports = review.judge(put, self._affected(kinds, put, withdraw), silent)
        earlier = self._ledger.findings()
        # What did not conform before may stay as it is; it is the others that a change must not break.
        bearable = {finding.name for finding in earlier if finding.published} - {file.record.name for file in put}
        changed = {file.record.name for file in put}
        # What is published and can't be judged now may stay, too.
        refused = [
            r for r in reports.values()
            if not r.conforms and r.name not in bearable and (r.name in changed or not r.is_only_held)
        ]  # fmt: skip
        if refused and all(report.is_only_held for report in refused):
            raise GateClosed(refused[0].name, refused[0].held)
        if refused:
            refused.sort(key=lambda report: report.name not in changed)  # what was sent is told first
            raise NotConforming(_summary(refused), refused)
        findings = [
            # A file that was refused may be judged otherwise now: the next sync is to look again.
            f if f.published else replace(f, sha256="")
            for f in earlier
            if f.name not in withdraw and not (f.name in reports and reports[f.name].conforms)
        ]
        entries = [
            Entry(
                file.record,
                records.targets(review.graphs[file.record.name], file.record, self._base),
                reason,
                place=file.place,
                before=_current(heads.get(file.record.name)),
                keys=_keys(file.record, review, self._base),
            )
            for file in put
        ]
        entries += [
            Entry(file.record, frozenset(), reason, Status.WITHDRAWN, file.place, file.record.sha256) for file in gone
        ]
        self._ledger.append(entries, agent, findings)

    def _refused_shapes(self, put: Sequence[RecordFile]) -> list[RecordFile]:
        """The shapes files that the last sync could not use, as they stand in the folder."""
        found = []
        for finding in self._ledger.findings():
            path = self._root / finding.place
            is_shapes = finding.name.startswith(KIND["shapes"].path) and not finding.published
            if is_shapes and path.is_file() and all(file.record.name != finding.name for file in put):
                record = Record("shapes", finding.name, path.read_bytes())
                found.append(RecordFile(record, Path(finding.place)))
        return found

    def _refuse_unsynced(self, files: Iterable[RecordFile], heads: Mapping[str, Head]) -> None:
        """Refuse to write over a file that is not what was last read from it, or written to it."""
        for file in files:
            if records.hash_on_disk(self._root / file.path) != _current(heads.get(file.record.name)):
                raise UnsyncedEdit(file.place)

    def _published(self, name: str) -> RecordFile:
        version = self._ledger.latest(name)
        assert version is not None  # noqa: S101  # its head was read under the same lock
        return RecordFile(version.record, records.place_of(version.record))

    def _publish(self, put: Sequence[RecordFile], withdraw: Sequence[str], files: Files, progress: Progress) -> Outcome:
        heads = self._ledger.heads()
        review = Review(self._catalogue, self._make_validator, files, withdraw, self._base)
        kinds = {file.record.kind for file in put} | {heads[name].kind for name in withdraw}
        reports = review.judge(put, self._affected(kinds, put, withdraw), progress)
        entries = [
            Entry(
                file.record,
                records.targets(review.graphs[name], file.record, self._base),
                "the file was changed",
                keys=_keys(file.record, review, self._base),
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
        behind = self._indexer.catch_up()
        progress("indexing", 1, 1)
        for finding in findings:
            log.warning("%s: %s", "no longer conforms" if finding.published else "not published", finding.summary)
        published = tuple(entry.record.name for entry in entries)
        unchanged = len(files) - len(published) - sum(not finding.published for finding in findings)
        return Outcome(
            generation, published, tuple(withdraw), unchanged, tuple(reports.values()), tuple(findings), behind
        )

    def _affected(self, kinds: Set[str], put: Sequence[RecordFile], withdraw: Sequence[str]) -> list[str]:
        """Name the published records whose verdict a change of records of these *kinds* may turn."""
        changing = {file.record.name for file in put} | set(withdraw)
        if kinds & JUDGES_ALL:
            pointing = [name for name, head in self._ledger.heads().items() if head.is_published]
        else:
            pointing = self._ledger.referring(*changing)
        return [name for name in pointing if name not in changing]


def _to_judge(files: Files, heads: Mapping[str, Head], earlier: Sequence[Finding]) -> list[RecordFile]:
    """Choose the files to judge: the new ones and, if anything moved at all, those that were refused before."""
    refused = {finding.name: finding.sha256 for finding in earlier if not finding.published}

    def is_new(file: RecordFile) -> bool:
        known = refused.get(file.record.name)
        return file.record.sha256 != known and (known is not None or _differs(file, heads.get(file.record.name)))

    moved = any(map(is_new, files.values())) or any(
        head.is_published and name not in files for name, head in heads.items()
    )
    return [file for name, file in files.items() if is_new(file) or (moved and name in refused)]


def _keys(record: Record, review: Review, base: str) -> frozenset[str]:
    is_dataset = record.kind == "dataset"
    return duplicates.keys(review.graphs[record.name], record.iri(base)) if is_dataset else frozenset()


def _file(kind: str, name: str, text: bytes) -> RecordFile:
    record = Record(kind, name, text)
    return RecordFile(record, records.place_of(record))


def _current(head: Head | None) -> str | None:
    return head.sha256 if head and head.is_published else None


def _differs(file: RecordFile, head: Head | None) -> bool:
    return _current(head) != file.record.sha256


def _findings(reports: Mapping[str, Report], files: Files, heads: Mapping[str, Head]) -> list[Finding]:
    found = []
    for name, report in reports.items():
        if not report.conforms:
            file = files[name]
            published = not _differs(file, heads.get(name))
            if published and report.is_only_held:
                continue  # nobody can say whether it still conforms
            found.append(Finding(report.place, name, published, file.record.sha256, _summary([report])))
    return found


def _summary(reports: Sequence[Report]) -> str:
    """Say in one line what is wrong first, and how much more there is."""
    said = [f.summary for r in reports for f in r.findings if f.severity is Severity.VIOLATION]
    first, *more = said or [f"{r.place}: can't be checked: {r.held}" for r in reports if r.held]
    return f"{first} (and {len(more)} more)" if more else first

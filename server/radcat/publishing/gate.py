"""The one gate: whatever changes the registry is parsed, validated, appended to the ledger and indexed here.

A record with a violation stands in nobody's way but its own: the others are published, and whoever refers to
it is judged without it. What was published before stays until a version that conforms takes its place.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from radcat.catalogue import Catalogue
from radcat.errors import (
    CannotWrite,
    GateClosed,
    NoCatalogue,
    NotConforming,
    PreconditionFailed,
    UnsyncedEdit,
    UnwrittenVersion,
)
from radcat.folder import files, names, records
from radcat.folder.records import RecordFile
from radcat.ledger.faults import Fault, Faults
from radcat.ledger.versions import Entry, Finding, Head, Status
from radcat.model import KIND, Record, duplicates
from radcat.publishing import pending_files, withdrawals
from radcat.publishing.indexing import Indexer
from radcat.publishing.locking import holding
from radcat.publishing.pending_files import FolderFiles, PublishedFiles, SetAside
from radcat.publishing.withdrawals import Allowance, Withheld
from radcat.stores.base import GraphChange
from radcat.validation.report import Report, Severity, broken
from radcat.validation.review import JUDGES_ALL, Progress, Review, silent
from radcat.validation.rulebook import MakeValidator

log = logging.getLogger(__name__)

# Sources of faults.
WITHDRAWALS, UNWRITTEN, FOLDER, STORE = "withdrawals", "unwritten", "folder", "store"
NO_RECORDS = "the catalogue's folder holds no records; what was published before is served. Bring its files back."
BEHIND = (
    "the SPARQL store is behind: pages show what is published, and queries what was published before. It catches up "
    "by itself once the cause is gone; `radcat status` says what it is."
)


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
    reports: tuple[Report, ...]  # of every record that was checked; without findings where it conforms
    findings: tuple[Finding, ...]  # what is not published, and what no longer conforms
    behind: str | None = None  # why the store does not show this yet, where it does not
    withheld: tuple[Withheld, ...] = ()  # withdrawals that are too many to be meant


@dataclass(frozen=True, slots=True)
class Published:
    """What became of changes that were asked for over HTTP."""

    generation: int
    behind: str | None  # why the store does not show them yet, where it does not


class Publisher:
    """Publishes into one registry, from files and from changes; holds its writer's lock while it does."""

    def __init__(
        self,
        catalogue: Catalogue,
        indexer: Indexer,
        make_validator: MakeValidator,
        lock: Path,
        root: Path,
        faults: Faults,
        fraction: float = withdrawals.FRACTION,
    ) -> None:
        """Publish into *catalogue*'s ledger; the files of changes that come from no folder are written under *root*.

        What stays wrong is noted in *faults*. A sync withdraws up to *fraction* of the records of a kind unasked.
        """
        self._catalogue, self._indexer = catalogue, indexer
        self._ledger, self._base = catalogue.ledger, catalogue.base
        self._make_validator, self._lock, self._root = make_validator, lock, root
        self._faults, self._fraction = faults, fraction

    def sync(self, root: Path, progress: Progress = silent, allow_withdrawals: int = 0) -> Outcome:
        """Bring the registry to what the folder at *root* holds.

        Only files whose content hash is new are parsed, and records that those may have changed the verdict of.
        Of each kind, *allow_withdrawals* records may be withdrawn at once, and the usual fraction in any case; more
        stay published, and the outcome names them.

        Raises:
            NoCatalogue: the folder holds no records.
            RegistryBusy: another process is publishing.
        """
        with holding(self._lock):
            files.remove_partials(records.folders(root))
            unwritten = {waiting.name: waiting for waiting in self._finish(root)}
            found = [file for file in self._read_folder(root) if file.record.name not in unwritten]
            heads, earlier = self._ledger.heads(), self._ledger.findings()
            withdraw, withheld = self._gone(found, heads, set(unwritten), root, allow_withdrawals)
            kept = {name for name in unwritten if name in heads and heads[name].is_published}
            held = FolderFiles(found, kept.union(*(kind.names for kind in withheld)), self._ledger)
            put = _to_judge(held, heads, earlier, withdraw)
            if put or withdraw or not all(finding.name in held for finding in earlier):
                outcome = self._publish(put, withdraw, held, progress)
            else:
                behind = self._catch_up()
                outcome = Outcome(self._ledger.generation, (), (), len(held), (), tuple(earlier), behind)
            return replace(outcome, withheld=tuple(withheld))

    def _read_folder(self, root: Path) -> list[RecordFile]:
        try:
            found = records.read_folder(root)
        except NoCatalogue:
            if self._ledger.generation:
                self._faults.note(FOLDER, [Fault(FOLDER, "records", NO_RECORDS, str(root))])
            raise
        self._faults.note(FOLDER, ())
        return found

    def _gone(
        self, found: Sequence[RecordFile], heads: Mapping[str, Head], but: Set[str], root: Path, allowed: int
    ) -> tuple[list[str], list[Withheld]]:
        """Choose what to withdraw of what the folder no longer holds, and note what is withheld."""
        present = {file.record.name for file in found} | but
        published = [head for head in heads.values() if head.is_published]
        gone = withdrawals.by_kind((head.kind, head.name) for head in published if head.name not in present)
        counts = Counter(head.kind for head in published)
        allowance = Allowance(self._fraction, allowed)
        withdraw, withheld = withdrawals.decide(gone, counts, records.missing_folders(root), allowance)
        for kind in withheld:
            log.warning("%s", kind.summary)
        self._faults.note(WITHDRAWALS, [Fault(WITHDRAWALS, kind.kind, kind.summary) for kind in withheld])
        return withdraw, withheld

    def recover(self, patience: float | None = None) -> str | None:
        """Finish what a crash left undone: files that are yet to be written, and indexes that are behind.

        Say why the store is behind still, if it is. Wait *patience* seconds for another process that is publishing.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock, patience):
            files.remove_partials(records.folders(self._root))
            self._finish(self._root)
            return self._catch_up()

    def unwritten(self) -> list[SetAside]:
        """Try once more to finish the files that could not be written, and list those that still can't be.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock):
            return self._finish(self._root)

    def give_up(self, agent: str) -> list[SetAside]:
        """Give up the versions whose files can't be written or removed, and return them; the ledger keeps them.

        A record that has no file is withdrawn. Of one that has, the next sync publishes what the file says.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock):
            given_up = self._finish(self._root)
            without = [s for s in given_up if not files.exists(self._root / s.pending.place)]
            latest = [self._ledger.published(waiting.name) for waiting in without]
            reason = "its file could not be written"
            entries = [Entry(v.record, frozenset(), reason, Status.WITHDRAWN) for v in latest if v]
            gone = {entry.record.name for entry in entries}
            if entries:
                self._ledger.append(entries, agent, [f for f in self._ledger.findings() if f.name not in gone])
            names_ = {waiting.name for waiting in given_up}
            pending = [p.version for p in self._ledger.pending() if p.version.record.name in names_]
            self._ledger.written(version.sequence for version in pending)
            self._faults.note(UNWRITTEN, ())
            self._catch_up()
            return given_up

    def _finish(self, root: Path) -> list[SetAside]:
        """Write the files that wait for it; return and note what can't be written."""
        waiting: list[SetAside] = []
        pending_files.finish(self._ledger, root, waiting.append)
        self._faults.note(UNWRITTEN, [Fault(UNWRITTEN, kept.name, kept.summary) for kept in waiting])
        return waiting

    def _catch_up(self) -> str | None:
        """Bring the indexes up to the ledger; return and note why they are behind, where they are."""
        return self._note_behind(self._indexer.catch_up())

    def _note_behind(self, behind: str | None) -> str | None:
        self._faults.note(STORE, [Fault(STORE, STORE, BEHIND, behind)] if behind else [])
        return behind

    def refresh(self, changes: Iterable[GraphChange]) -> str | None:
        """Replace derived graphs whose other source changed, such as link checks; say why the store is behind, if so.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock):
            return self._note_behind(self._indexer.refresh(changes))

    def publish(
        self, changes: Sequence[Change], agent: str, reason: str, expected: Mapping[str, str | None] | None = None
    ) -> Published:
        """Publish *changes*, all or none, and return the generation that shows them.

        *expected* says what records have to be for that: the sha256 of a text, or None where nothing is published.
        When it returns, the changes are in the ledger, in their files and, unless it says otherwise, in the indexes.

        Raises:
            PreconditionFailed: a record is not as expected.
            NotConforming: a record breaks a shape, or can't have its name; or one that is published would break one.
            GateClosed: shapes that would judge a record can't be used.
            UnsyncedEdit: a file was changed by hand, and not synced since.
            UnwrittenVersion: the file of an earlier version can't be written.
            CannotWrite: the folder takes no files now.
            RegistryBusy: others are publishing, and do not come to an end.
        """
        with holding(self._lock):
            unwritten = {waiting.name: waiting for waiting in self._finish(self._root)}
            changed = [change.name for change in changes]
            heads = {name: head for name in {*changed, *(expected or ())} if (head := self._ledger.head(name))}
            for name, wanted in (expected or {}).items():
                if (current := _current(heads.get(name))) != wanted:
                    raise PreconditionFailed(name, current)
            put = [_file(c.kind, c.name, c.text) for c in changes if c.text is not None]
            put = [file for file in put if _differs(file, heads.get(file.record.name))]
            gone = [self._published(c.name) for c in changes if c.text is None and _current(heads.get(c.name))]
            behind = None
            if put or gone:
                _refuse_names(put)
                for name in changed:
                    if name in unwritten:
                        raise UnwrittenVersion(unwritten[name].summary)
                self._refuse_unsynced([*put, *gone], heads)
                self._append(put, gone, heads, agent, reason)
                self._finish(self._root)
                behind = self._catch_up()
            return Published(self._ledger.generation, behind)

    def _append(
        self, put: Sequence[RecordFile], gone: Sequence[RecordFile], heads: Mapping[str, Head], agent: str, reason: str
    ) -> None:
        withdraw = [file.record.name for file in gone]
        published = PublishedFiles(self._ledger, put)
        closed = self._refused_shapes(put)
        review = Review(self._catalogue, self._make_validator, published, withdraw, self._base, closed)
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
            if is_shapes and files.exists(path) and all(file.record.name != finding.name for file in put):
                text, fault = files.read(path, self._root)
                found.append(RecordFile(Record("shapes", finding.name, text), Path(finding.place), fault))
        return found

    def _refuse_unsynced(self, changed: Iterable[RecordFile], heads: Mapping[str, Head]) -> None:
        """Refuse to write over a file that is not what was last read from it, or written to it; or that can't be."""
        for file in changed:
            path = self._root / file.path
            try:
                found = files.hash_of(path, self._root)
                files.try_to_write(path)  # before the ledger knows of it
            except OSError as error:
                raise CannotWrite(file.place, error.strerror or type(error).__name__) from error
            if found != _current(heads.get(file.record.name)):
                raise UnsyncedEdit(file.place)

    def _published(self, name: str) -> RecordFile:
        version = self._ledger.latest(name)
        assert version is not None  # noqa: S101  # its head was read under the same lock
        return RecordFile(version.record, records.place_of(version.record))

    def _publish(
        self, put: Sequence[RecordFile], withdraw: Sequence[str], held: FolderFiles, progress: Progress
    ) -> Outcome:
        heads = self._ledger.heads()
        review = Review(self._catalogue, self._make_validator, held, withdraw, self._base)
        kinds = {file.record.kind for file in put} | {heads[name].kind for name in withdraw}
        reports = review.judge(put, self._affected(kinds, put, withdraw), progress, brief=True)
        publish = [f for f in put if f.record.name in review.graphs and _differs(f, heads.get(f.record.name))]
        entries = (
            Entry(
                file.record,
                records.targets(review.graphs[file.record.name], file.record, self._base),
                "the file was changed",
                keys=_keys(file.record, review, self._base),
            )
            for file in publish
        )
        tombstones = [
            Entry(version.record, frozenset(), "the file was removed", Status.WITHDRAWN)
            for version in map(self._ledger.latest, withdraw)
            if version
        ]
        findings = _findings(reports, held, heads)
        findings += [f for f in self._ledger.findings() if f.name in held and f.name not in reports]
        progress("indexing", 0, 1)
        generation = self._ledger.append(chain(entries, tombstones), "folder", findings)
        behind = self._catch_up()
        progress("indexing", 1, 1)
        for finding in findings:
            log.warning("%s: %s", "no longer conforms" if finding.published else "not published", finding.summary)
        published = tuple(file.record.name for file in publish)
        unchanged = len(held) - len(published) - sum(not finding.published for finding in findings)
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


def _to_judge(
    held: FolderFiles, heads: Mapping[str, Head], earlier: Sequence[Finding], withdraw: Sequence[str]
) -> list[RecordFile]:
    """Choose the files to judge: the new ones and, if anything moved at all, those that were refused before."""
    refused = {finding.name: finding.sha256 for finding in earlier if not finding.published}

    def is_new(file: RecordFile) -> bool:
        known = refused.get(file.record.name)
        return file.record.sha256 != known and (known is not None or _differs(file, heads.get(file.record.name)))

    found = held.from_folder
    moved = bool(withdraw) or any(map(is_new, found.values()))
    return [file for name, file in found.items() if is_new(file) or (moved and name in refused)]


def _refuse_names(put: Iterable[RecordFile]) -> None:
    """Refuse names that can't be written, here or on another machine, before anybody writes them down."""
    for file in put:
        kind, name = KIND[file.record.kind], file.record.name
        if reason := None if kind.single else names.fault(file.record.slug, kind.path):
            raise NotConforming(f"{name}: {reason}", [broken(file.place, name, 1, reason)])


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


def _findings(reports: Mapping[str, Report], held: FolderFiles, heads: Mapping[str, Head]) -> list[Finding]:
    found = []
    for name, report in reports.items():
        if not report.conforms:
            file = held[name]
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

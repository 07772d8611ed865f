"""The one gate: whatever changes the registry is parsed, validated, appended to the ledger and indexed here.

A record with a violation stands in nobody's way but its own: the others are published, and whoever refers to
it is judged without it. What was published before stays until a version that conforms takes its place.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from radcat.catalogue import Catalogue
from radcat.errors import (
    CannotWrite,
    NoCatalogue,
    NotConforming,
    PreconditionFailed,
    UnsyncedEdit,
    UnwrittenVersion,
)
from radcat.folder import files, names, records
from radcat.folder.records import RecordFile
from radcat.ledger.faults import Fault, Faults
from radcat.ledger.scanned_files import ScannedFiles
from radcat.ledger.versions import Entry, Finding, Head, Status
from radcat.model import KIND, KINDS, Record
from radcat.publishing import folder_changes, pending_files, withdrawals
from radcat.publishing.decisions import OfFolder, OfRequest, Verdicts, current
from radcat.publishing.indexing import Indexer, nothing
from radcat.publishing.locking import holding
from radcat.publishing.pending_files import SetAside
from radcat.publishing.proposals import Entries, Proposal
from radcat.publishing.record_files import PublishedFiles
from radcat.publishing.withdrawals import Allowance, Withheld
from radcat.stores.base import GraphChange
from radcat.validation.report import Report, broken
from radcat.validation.review import JUDGES_ALL, Progress, Review, silent
from radcat.validation.rulebook import MakeValidator

log = logging.getLogger(__name__)

# Sources of faults.
WITHDRAWALS, UNWRITTEN, FOLDER, STORE, SEARCH = "withdrawals", "unwritten", "folder", "store", "search"
NO_RECORDS = "the catalogue's folder holds no records; what was published before is served. Bring its files back."
BEHIND = (
    "the SPARQL store is behind: pages show what is published, and queries what was published before. It catches up "
    "by itself once the cause is gone; `radcat status` says what it is."
)
SEARCH_BEHIND = (
    "the search index is behind: a search shows what was published before. It catches up by itself once the cause is "
    "gone; `radcat status` says what it is."
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
    reports: tuple[Report, ...]  # of the records that do not conform
    findings: tuple[Finding, ...]  # what is not published, and what no longer conforms
    behind: str | None = None  # why the store does not show this yet, where it does not
    withheld: tuple[Withheld, ...] = ()  # withdrawals that are too many to be meant


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a proposal."""

    generation: int
    published: tuple[str, ...]
    reports: tuple[Report, ...]
    findings: tuple[Finding, ...]
    behind: str | None


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
        follow: Callable[[], str | None] = nothing,
    ) -> None:
        """Publish into *catalogue*'s ledger; the files of changes that come from no folder are written under *root*.

        What stays wrong is noted in *faults*. A sync withdraws up to *fraction* of the records of a kind unasked.
        The search index is brought up to the ledger by *follow*, which says why it is behind, if it is.
        """
        self._catalogue, self._indexer = catalogue, indexer
        self._ledger, self._base = catalogue.ledger, catalogue.base
        self._make_validator, self._lock, self._root = make_validator, lock, root
        self._faults, self._fraction, self._follow = faults, fraction, follow
        self._scanned = ScannedFiles(self._ledger)

    def sync(self, root: Path, progress: Progress = silent, allow_withdrawals: int = 0) -> Outcome:
        """Bring the registry to what the folder at *root* holds.

        Only files that may have changed are read, only those with other contents parsed, and records judged again that
        those may have changed the verdict of. Of each kind, *allow_withdrawals* records may be withdrawn at once, and
        the usual fraction in any case; more stay published, and the outcome names them.

        Raises:
            NoCatalogue: the folder holds no records.
            RegistryBusy: another process is publishing.
        """
        with holding(self._lock):
            files.remove_partials(records.folders(root))
            unwritten = {waiting.name for waiting in self._finish(root)}
            self._read_folder(root)
            earlier = self._ledger.findings()
            allowance = Allowance(self._fraction, allow_withdrawals)
            changes = folder_changes.choose(root, self._scanned, self._ledger, unwritten, earlier, allowance)
            summaries = [Fault(WITHDRAWALS, kind.kind, kind.summary) for kind in changes.withheld]
            self._faults.note(WITHDRAWALS, summaries)
            held = changes.files
            if not changes.is_anything(earlier):
                behind = self._catch_up()
                outcome = Outcome(self._ledger.generation, (), (), len(held), (), tuple(earlier), behind)
                return replace(outcome, withheld=changes.withheld)
            proposal = Proposal(
                put=changes.put,
                unchanged=changes.unchanged,
                withdraw=changes.withdraw,
                files=held,
                decide=OfFolder(self._ledger, held, changes.put),
                agent="folder",
                put_reason="the file was changed",
                withdraw_reason="the file was removed",
            )
            done = self._carry_out(proposal, progress)
            for finding in done.findings:
                log.warning("%s: %s", "no longer conforms" if finding.published else "not published", finding.summary)
            refused = sum(not finding.published for finding in done.findings)
            return Outcome(
                generation=done.generation,
                published=done.published,
                withdrawn=tuple(name for _, name in changes.withdraw),
                unchanged=len(held) - len(done.published) - refused,
                reports=done.reports,
                findings=done.findings,
                behind=done.behind,
                withheld=changes.withheld,
            )

    def _read_folder(self, root: Path) -> None:
        try:
            folder_changes.read(root, self._scanned)
        except NoCatalogue:
            if self._ledger.generation:
                self._faults.note(FOLDER, [Fault(FOLDER, "records", NO_RECORDS, str(root))])
            raise
        self._faults.note(FOLDER, ())

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

    def alone(self, work: Callable[[], None]) -> None:
        """Do *work* while nobody publishes.

        Raises:
            RegistryBusy: another process is publishing, and does not come to an end.
        """
        with holding(self._lock):
            work()

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
        """Bring the indexes up to the ledger; note why they are behind, where they are, and return why the store is."""
        # The store last: what is kept of answers is kept until the store changes.
        search = self._follow()
        self._faults.note(SEARCH, [Fault(SEARCH, SEARCH, SEARCH_BEHIND, search)] if search else [])
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
                if (found := current(heads.get(name))) != wanted:
                    raise PreconditionFailed(name, found)
            put = [_file(c.kind, c.name, c.text) for c in changes if c.text is not None]
            put = [file for file in put if file.record.sha256 != current(heads.get(file.record.name))]
            gone = [self._published(c.name) for c in changes if c.text is None and current(heads.get(c.name))]
            if not put and not gone:
                return Published(self._ledger.generation, None)
            _refuse_names(put)
            for name in changed:
                if name in unwritten:
                    raise UnwrittenVersion(unwritten[name].summary)
            self._refuse_unsynced([*put, *gone], heads)
            names_ = frozenset(file.record.name for file in put)
            proposal = Proposal(
                put=tuple(file.record.name for file in put),
                withdraw=tuple((file.record.kind, file.record.name) for file in gone),
                files=PublishedFiles(self._ledger, put),
                decide=OfRequest(names_, frozenset(file.record.name for file in gone)),
                agent=agent,
                put_reason=reason,
                withdraw_reason=reason,
                before={name: current(heads.get(name)) for name in changed},
                closed=tuple(self._refused_shapes(names_)),
            )
            done = self._carry_out(proposal, silent)
            return Published(done.generation, done.behind)

    def _carry_out(self, proposal: Proposal, progress: Progress) -> _Done:
        """Judge what is proposed, decide, append it to the ledger, write its files, and bring the indexes up to it."""
        review = Review(
            self._catalogue,
            self._make_validator,
            proposal.files,
            [name for _, name in proposal.withdraw],
            self._base,
            proposal.closed,
        )
        affected = self._affected(proposal)
        reports = review.judge(proposal.put, affected, progress, brief=proposal.before is None)
        findings = proposal.decide(Verdicts(reports, affected), self._ledger.findings())
        entries = Entries(proposal, review, self._ledger, self._base)
        progress("indexing", 0, 1)
        generation = self._ledger.append(entries, proposal.agent, chain(findings, entries.changed))
        if proposal.before is not None:
            self._finish(self._root)
        behind = self._catch_up()
        progress("indexing", 1, 1)
        findings += entries.changed
        return _Done(generation, tuple(entries.published), tuple(reports.values()), tuple(findings), behind)

    def _refused_shapes(self, put: Set[str]) -> list[RecordFile]:
        """The shapes files that the last sync could not use, as they stand in the folder."""
        found = []
        for finding in self._ledger.findings():
            path = self._root / finding.place
            is_shapes = finding.name.startswith(KIND["shapes"].path) and not finding.published
            if is_shapes and files.exists(path) and finding.name not in put:
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
            if found != current(heads.get(file.record.name)):
                raise UnsyncedEdit(file.place)

    def _published(self, name: str) -> RecordFile:
        version = self._ledger.latest(name)
        assert version is not None  # noqa: S101  # its head was read under the same lock
        return RecordFile(version.record, records.place_of(version.record))

    def _affected(self, proposal: Proposal) -> list[str]:
        """Name the published records whose verdict what is proposed may turn."""
        changing = {*proposal.put, *(name for _, name in proposal.withdraw)}
        kinds = {proposal.files.kind(name) for name in proposal.put} | {kind for kind, _ in proposal.withdraw}
        if kinds & JUDGES_ALL:
            pointing = [name for kind in KINDS for name in self._ledger.names(kind.name)]
        elif self._ledger.generation:
            pointing = self._ledger.referring(*sorted(changing))
        else:
            pointing = []
        return [name for name in pointing if name not in changing]


def _refuse_names(put: Iterable[RecordFile]) -> None:
    """Refuse names that can't be written, here or on another machine, before anybody writes them down."""
    for file in put:
        kind, name = KIND[file.record.kind], file.record.name
        if reason := None if kind.single else names.fault(file.record.slug, kind.path):
            raise NotConforming(f"{name}: {reason}", [broken(file.place, name, 1, reason)])


def _file(kind: str, name: str, text: bytes) -> RecordFile:
    record = Record(kind, name, text)
    return RecordFile(record, records.place_of(record))

"""What is on its way through the gate, and the versions that it becomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from radcat.folder import records
from radcat.folder.records import RecordFile, RecordFiles
from radcat.ledger.versions import Entry, Finding, Ledger, Status
from radcat.model import duplicates, lineage, listing
from radcat.publishing.decisions import Decide
from radcat.validation.review import Review


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is on its way through the gate, from the folder or over HTTP."""

    put: tuple[str, ...]  # names of the records to be judged and published, in the order of publishing
    withdraw: tuple[tuple[str, str], ...]  # kind and name
    files: RecordFiles  # of everything that would be published then, those of `put` among them
    decide: Decide
    agent: str
    put_reason: str
    withdraw_reason: str
    unchanged: frozenset[str] = frozenset()  # of `put`, what is published as it is, and only judged again
    before: Mapping[str, str | None] | None = None  # sha256 of the files that are yet to be written; None: they are
    closed: tuple[RecordFile, ...] = ()  # shapes files that can't be used, and were refused before


class Entries:
    """The versions to append, made one after the other while they are: there may be very many."""

    def __init__(self, proposal: Proposal, review: Review, ledger: Ledger, base: str) -> None:
        self._proposal, self._review, self._ledger, self._base = proposal, review, ledger, base
        self.published: list[str] = []
        self.changed: list[Finding] = []  # of files that are not any more what was judged

    def __iter__(self) -> Iterator[Entry]:
        proposal = self._proposal
        for name in proposal.put:
            if name in proposal.unchanged or not self._review.is_accepted(name):
                continue
            file = proposal.files[name]
            if file.fault:
                summary_ = f"{file.place}: {file.fault}"
                self.changed.append(Finding(file.place, name, published=False, sha256="", summary=summary_))
                continue
            self.published.append(name)
            yield self._put(file)
        for _, name in proposal.withdraw:
            if version := self._ledger.latest(name):
                place, before = self._writing(RecordFile(version.record, records.place_of(version.record)))
                reason = proposal.withdraw_reason
                yield Entry(version.record, frozenset(), reason, Status.WITHDRAWN, place, before)

    def _put(self, file: RecordFile) -> Entry:
        record, graph = file.record, self._review.graph(file.record.name)
        assert graph is not None  # noqa: S101  # it was accepted
        place, before = self._writing(file)
        is_dataset = record.kind == "dataset"
        return Entry(
            record,
            records.targets(graph, record.name, self._base),
            self._proposal.put_reason,
            place=place,
            before=before,
            places=listing.places(graph, record.iri(self._base), record.kind),
            lineage=lineage.lineage(graph, record.name, record.kind, self._base),
            keys=duplicates.keys(graph, record.iri(self._base)) if is_dataset else frozenset(),
        )

    def _writing(self, file: RecordFile) -> tuple[str | None, str | None]:
        """Where the file is yet to be written, and the sha256 of what is there until then."""
        before = self._proposal.before
        return (None, None) if before is None else (file.place, before.get(file.record.name))

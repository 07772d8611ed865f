"""Judging records before they are published, against the world as it would be with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from rdflib import Graph

from radcat import records, turtle
from radcat.catalogue import VOCABULARIES, Catalogue, context
from radcat.errors import RecordError
from radcat.ledger import Ledger
from radcat.records import RecordFile
from radcat.validation.base import Validator
from radcat.validation.report import Report, broken

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many
MakeValidator = Callable[[Graph], Validator]  # from all shapes

JUDGES_ALL: Final = frozenset({"shapes", *VOCABULARIES})  # kinds whose change may turn any record's verdict


def silent(_doing: str, _done: int, _total: int) -> None:
    """Report no progress."""


def review_folder(
    files: Sequence[RecordFile],
    base: str,
    make_validator: MakeValidator,
    only: frozenset[str],
    progress: Progress = silent,
) -> list[Report]:
    """Judge the records named in *only* as if *files*, and nothing else, were to be published."""
    ledger = Ledger("sqlite://")
    try:
        review = Review(Catalogue(ledger, base), make_validator, {f.record.name: f for f in files}, (), base)
        reports = review.judge(files, (), progress, only)
    finally:
        ledger.close()
    return [reports[file.record.name] for file in files if file.record.name in only]


class Review:
    """Judges candidate records against the world as it would be with them."""

    def __init__(
        self,
        catalogue: Catalogue,
        make_validator: MakeValidator,
        files: Mapping[str, RecordFile],
        withdraw: Iterable[str],
        base: str,
    ) -> None:
        self._catalogue, self._make_validator, self._base = catalogue, make_validator, base
        self._files, self._withdrawn = files, frozenset(withdraw)
        self._owners = _Places(files)
        self.graphs: dict[str, Graph] = {}  # of the candidates that were not refused (yet)

    def judge(
        self,
        put: Sequence[RecordFile],
        affected: Sequence[str],
        progress: Progress,
        only: frozenset[str] | None = None,
    ) -> dict[str, Report]:
        """Report on the candidates *put* and on the published records *affected*, or on those of them in *only*.

        A candidate that is refused drops out, and whoever needs it is judged again without it.
        """
        reports: dict[str, Report] = {}
        for done, file in enumerate(put):
            progress("reading", done, len(put))
            try:
                graph = self._catalogue.graph(file.record)
                records.check_place(file, graph, self._base, self._owners)
                self.graphs[file.record.name] = graph
            except RecordError as error:
                reports[file.record.name] = broken(file.place, file.record.name, error.line, error.reason)
        pending = {n for n in (*self.graphs, *affected) if only is None or n in only}
        while pending:
            found = self._check(pending, progress)
            reports.update(found)
            refused = {name for name, report in found.items() if not report.conforms and name in self.graphs}
            for name in refused:
                del self.graphs[name]
            pending = self._who_needs(refused, {*self.graphs, *affected})
        return reports

    def _check(self, names: set[str], progress: Progress) -> dict[str, Report]:
        validator = self._make_validator(turtle.merge(self._all("shapes")))
        vocabulary = turtle.merge(graph for kind in VOCABULARIES for graph in self._all(kind))
        reports = {}
        for done, name in enumerate(sorted(names)):
            progress("validating", done, len(names))
            file = self._files[name]
            graph = self.graphs[name] if name in self.graphs else self._catalogue.graph(file.record)
            around = context(graph, file.record, self._base, vocabulary, self._lookup)
            reports[name] = validator.check(file.place, name, file.record.text, graph, around)
        return reports

    def _who_needs(self, refused: set[str], names: set[str]) -> set[str]:
        if any(self._files[name].record.kind in JUDGES_ALL for name in refused):
            return names
        return {name for name in names if refused & self._needs(name)}

    def _needs(self, name: str) -> frozenset[str]:
        graph = self._lookup(name)
        return records.targets(graph, self._files[name].record, self._base) if graph is not None else frozenset()

    def _lookup(self, name: str) -> Graph | None:
        if name in self.graphs:
            return self.graphs[name]
        return None if name in self._withdrawn else self._catalogue.lookup(name)

    def _all(self, kind: str) -> Iterator[Graph]:
        published = {n for n in self._catalogue.ledger.names(kind) if n not in self._withdrawn}
        candidates = {n for n in self.graphs if self._files[n].record.kind == kind}
        for name in sorted(published | candidates):
            if (graph := self._lookup(name)) is not None:
                yield graph


class _Places(Mapping[str, str]):
    """The places of *files*, by the names of their records."""

    def __init__(self, files: Mapping[str, RecordFile]) -> None:
        self._files = files

    def __getitem__(self, name: str) -> str:
        return self._files[name].place

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

"""Judging records before they are published, against the world as it would be with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from rdflib import Graph

from radcat import processes
from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.errors import RecordError
from radcat.folder import record_types, records
from radcat.folder.records import HeldFiles, RecordFile, RecordFiles
from radcat.ledger.versions import Ledger
from radcat.validation import house
from radcat.validation.judging import Judging, Rules, judge_together, shapes_file
from radcat.validation.report import Report, broken
from radcat.validation.rulebook import Closed, MakeValidator, Rulebook
from radcat.validation.shapes import ShapesFile, Targets
from radcat.validation.surroundings import Peers, Surroundings
from radcat.validation.world import World

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

MANY: Final = 2000  # records that several processes judge: each takes two seconds to be ready
_TOGETHER: Final = 100  # records in one of their tasks

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
    """Judge the records named in *only* as if *files*, and nothing else, were to be published.

    A shapes file that can't be used is reported too, since it would have judged some of them.
    """
    ledger = Ledger("sqlite://")
    try:
        review = Review(Catalogue(ledger, base), make_validator, HeldFiles(files), (), base)
        reports = review.judge([file.record.name for file in files], (), progress, only)
    finally:
        ledger.close()
    return [
        reports[file.record.name]
        for file in files
        if file.record.name in only or (file.record.kind == "shapes" and not reports[file.record.name].conforms)
    ]


class Review:
    """Judges candidate records against the world as it would be with them."""

    def __init__(
        self,
        catalogue: Catalogue,
        make_validator: MakeValidator,
        files: RecordFiles,
        withdraw: Iterable[str],
        base: str,
        refused_shapes: Iterable[RecordFile] = (),
    ) -> None:
        """Judge against *catalogue* with *files* in it; *refused_shapes* can't be used and are not among those."""
        self._catalogue, self._make_validator, self._base = catalogue, make_validator, base
        self._files = files
        self._world = World(catalogue, files, withdraw, base)
        self._peers = Peers(base)
        self._closed = {file.record.name: self._closed_by(file) for file in refused_shapes}

    def graph(self, name: str) -> Graph | None:
        """The graph of a candidate that was not refused."""
        return self._world.candidates.get(name)

    def is_accepted(self, name: str) -> bool:
        """Whether *name* is a candidate that was not refused."""
        return name in self._world.candidates

    def judge(
        self,
        put: Sequence[str],
        affected: Sequence[str],
        progress: Progress,
        only: frozenset[str] | None = None,
        brief: bool = False,
    ) -> dict[str, Report]:
        """Report on the candidates *put* and on the published records *affected*, or on those that *only* needs.

        A candidate that is refused drops out, and whoever needs it is judged again without it.
        A *brief* answer has only the reports of records that do not conform: there may be very many that do.
        """
        reports = self._take_up(put, progress)
        candidates = self._world.candidates
        pending = {*candidates, *affected}
        if only is not None:
            pending = self._needed_by(only)
        judged = frozenset(pending)
        while pending:
            found = {report.name: report for report in self._check(sorted(pending), progress, brief)}
            # A candidate that was refused in an earlier round is judged no more, so that nothing is taken back.
            for name in pending:
                reports.pop(name, None)
            reports.update(found)
            refused = {name for name, report in found.items() if not report.conforms and name in candidates}
            for name in refused:
                refused_graph = candidates.pop(name)
                self._peers.remove(self._files[name].record, refused_graph)
                if found[name].is_only_held:
                    self._world.held[name] = refused_graph, found[name].held
                self._close(self._files[name], found[name], refused_graph)
            pending = self._who_needs(refused, {*candidates, *affected} & judged)
        return reports

    def _take_up(self, put: Sequence[str], progress: Progress) -> dict[str, Report]:
        """Parse the candidates and take up those that describe what their places say; report the others."""
        reports: dict[str, Report] = {}
        for done, name in enumerate(put):
            progress("reading", done, len(put))
            file, graph = self._files[name], None
            try:
                file.check_readable()
                graph = self._catalogue.graph(file.record)
                records.check_place(file, graph, self._base, self._files)
                record_types.check(file, graph, self._base)
                self._world.candidates.add(name, file.record.kind)
                self._peers.add(file.record, graph)
            except RecordError as error:
                reports[name] = broken(file.place, name, error.line, error.reason)
                self._close(file, reports[name], graph)
        return reports

    def _close(self, file: RecordFile, report: Report, graph: Graph | None) -> None:
        """Close the gate for what a refused shapes file would have judged."""
        if file.record.kind == "shapes" and not report.held:
            targets = Targets.of(graph) if graph is not None else None
            self._closed[file.record.name] = Closed.of(report, targets)

    def _closed_by(self, file: RecordFile) -> Closed:
        """Close the gate for a file that a publication refused before; where it was changed since, for everything."""
        try:
            file.check_readable()
            graph = self._catalogue.graph(file.record)
        except RecordError as error:
            return Closed.of(broken(file.place, file.record.name, error.line, error.reason))
        own = ShapesFile(file.place, file.record.text.decode(), graph)
        world = self._world
        published = {n: shapes_file(world, n, g) for n, g in world.of_kinds("shapes") if n != file.record.name}
        rulebook = Rulebook({**published, file.record.name: own}, (), self._make_validator, Graph(), self._base)
        report = Report(file.place, file.record.name, tuple(rulebook.findings[file.record.name]))
        if not report.conforms:
            return Closed.of(report, Targets.of(graph))
        reason = f"{file.place} was refused, and changed since; run `radcat sync` first."
        return Closed(file.place, reason, Targets(everything=True))

    def _needed_by(self, only: frozenset[str]) -> set[str]:
        """The candidates in *only*, whatever they refer to, and the shapes and vocabularies that judge them."""
        candidates = self._world.candidates
        if only >= candidates.keys():
            return set(candidates)
        found = {n for n in candidates if n in only or candidates.kinds[n] in JUDGES_ALL}
        pending = found & only
        while pending:
            pending = {n for name in pending for n in self._world.needs(name) if n in candidates} - found
            found |= pending
        return found

    def _check(self, names: Sequence[str], progress: Progress, brief: bool) -> Iterator[Report]:
        """Judge one round, in several processes where there is much to do."""
        self._peers.gather()
        surroundings, closed = Surroundings(self._world, self._peers), tuple(self._closed.values())

        def known(name: str) -> house.Known:
            kind = self._kind(name)
            if kind != "dataset":
                return house.NOTHING
            return surroundings.of(self._files[name].record, self._world.graph(name))

        rules = Rules(self._world, closed, self._make_validator)
        found: Iterable[Report]
        if brief and len(names) >= MANY and processes.available() > 1 and not self._world.held:
            starts = range(0, len(names), _TOGETHER)
            tasks = ([(name, known(name)) for name in names[start : start + _TOGETHER]] for start in starts)
            found = chain.from_iterable(processes.share_out(judge_together, rules, tasks))
        else:
            found = Judging(rules).judge(((name, known(name)) for name in names), brief)
        for done, report in enumerate(found):
            progress("validating", done, len(names))
            if not brief or not report.conforms:
                yield report

    def _kind(self, name: str) -> str:
        candidates = self._world.candidates
        return candidates.kinds[name] if name in candidates else self._files.kind(name)

    def _who_needs(self, refused: set[str], names: set[str]) -> set[str]:
        if not refused:
            return set()
        if any(self._files.kind(name) in JUDGES_ALL for name in refused):
            return names
        return {name for name in names if refused & self._world.needs(name)}

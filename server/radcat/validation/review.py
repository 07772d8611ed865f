"""Judging records before they are published, against the world as it would be with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from rdflib import FOAF, Graph, URIRef

from radcat.catalogue import VOCABULARIES, Catalogue, context
from radcat.errors import RecordError
from radcat.folder import record_types, records
from radcat.folder.records import RecordFile
from radcat.ledger.versions import Ledger
from radcat.model import Record, duplicates
from radcat.rdf import turtle
from radcat.rdf.namespaces import DCAT
from radcat.validation import house, references
from radcat.validation.report import Report, broken
from radcat.validation.rulebook import Closed, MakeValidator, Rulebook
from radcat.validation.shapes import ShapesFile, Targets
from radcat.validation.terms import Terms

Progress = Callable[[str, int, int], None]  # what is being done, how many are done, of how many

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
        review = Review(Catalogue(ledger, base), make_validator, {f.record.name: f for f in files}, (), base)
        reports = review.judge(files, (), progress, only)
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
        files: Mapping[str, RecordFile],
        withdraw: Iterable[str],
        base: str,
        refused_shapes: Iterable[RecordFile] = (),
    ) -> None:
        """Judge against *catalogue* with *files* in it; *refused_shapes* can't be used and are not among those."""
        self._catalogue, self._make_validator, self._base = catalogue, make_validator, base
        self._files, self._withdrawn = files, frozenset(withdraw)
        self._owners = _Places(files)
        self.graphs = _Candidates(catalogue, files)  # of the candidates that were not refused (yet)
        self._peers = _Peers(base)
        self._held: dict[str, tuple[Graph, str]] = {}  # candidates that nobody can judge, and why
        self._closed = {file.record.name: self._closed_by(file) for file in refused_shapes}

    def judge(
        self,
        put: Sequence[RecordFile],
        affected: Sequence[str],
        progress: Progress,
        only: frozenset[str] | None = None,
        brief: bool = False,
    ) -> dict[str, Report]:
        """Report on the candidates *put* and on the published records *affected*, or on those that *only* needs.

        A candidate that is refused drops out, and whoever needs it is judged again without it.
        A *brief* report of a record that conforms has no findings: there may be very many.
        """
        reports: dict[str, Report] = {}
        for done, file in enumerate(put):
            progress("reading", done, len(put))
            name = file.record.name
            graph: Graph | None = None
            try:
                file.check_readable()
                graph = self._catalogue.graph(file.record)
                records.check_place(file, graph, self._base, self._owners)
                record_types.check(file, graph, self._base)
                self.graphs.add(name)
                self._peers.add(file.record, graph)
            except RecordError as error:
                reports[name] = broken(file.place, name, error.line, error.reason)
                self._close(file, reports[name], graph)
        pending = {*self.graphs, *affected}
        if only is not None:
            pending = self._needed_by(only)
        judged = frozenset(pending)
        while pending:
            found = self._check(pending, progress, brief)
            reports.update(found)
            refused = {name for name, report in found.items() if not report.conforms and name in self.graphs}
            for name in refused:
                refused_graph = self.graphs.pop(name)
                self._peers.remove(self._files[name].record, refused_graph)
                if found[name].is_only_held:
                    self._held[name] = refused_graph, found[name].held
                self._close(self._files[name], found[name], refused_graph)
            pending = self._who_needs(refused, {*self.graphs, *affected} & judged)
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
        shapes_file = ShapesFile(file.place, file.record.text.decode(), graph)
        published = {n: self._shapes_file(n, g) for n, g in self._of_kind("shapes") if n != file.record.name}
        rulebook = Rulebook({**published, file.record.name: shapes_file}, (), self._make_validator, Graph(), self._base)
        report = Report(file.place, file.record.name, tuple(rulebook.findings[file.record.name]))
        if not report.conforms:
            return Closed.of(report, Targets.of(graph))
        reason = f"{file.place} was refused, and changed since; run `radcat sync` first."
        return Closed(file.place, reason, Targets(everything=True))

    def _needed_by(self, only: frozenset[str]) -> set[str]:
        """The candidates in *only*, whatever they refer to, and the shapes and vocabularies that judge them."""
        if only >= self.graphs.keys():
            return set(self.graphs)
        found = {n for n in self.graphs if n in only or self._files[n].record.kind in JUDGES_ALL}
        pending = found & only
        while pending:
            pending = {n for name in pending for n in self._needs(name) if n in self.graphs} - found
            found |= pending
        return found

    def _check(self, names: set[str], progress: Progress, brief: bool) -> dict[str, Report]:
        vocabulary = turtle.merge(graph for kind in VOCABULARIES for _, graph in self._of_kind(kind))
        shapes = {name: self._shapes_file(name, graph) for name, graph in self._of_kind("shapes")}
        rulebook = Rulebook(shapes, self._closed.values(), self._make_validator, vocabulary, self._base)
        known = references.References(self._base, self._lookup, self._fate, self._names_of)
        surroundings = _Surroundings(self, Terms(rulebook.graph, vocabulary, self._base), known.fault)
        reports = {}
        for done, name in enumerate(sorted(names)):
            progress("validating", done, len(names))
            file = self._files[name]
            graph = self.graphs[name] if name in self.graphs else self._catalogue.graph(file.record)
            around = context(graph, file.record, self._base, vocabulary, self._lookup)
            report = rulebook.validator.check(file.place, name, file.record.text, graph, around, known.fault)
            extra = house.findings(file.place, file.record, graph, self._base, surroundings.of(file, graph))
            own = rulebook.findings.get(name, [])
            report = replace(
                house.merged(report.with_findings([*own, *extra])),
                held="" if file.record.kind == "shapes" else rulebook.held(graph) or self._waits_for(name),
            )
            reports[name] = Report(file.place, name) if brief and report.conforms else report
        return reports

    def _waits_for(self, name: str) -> str:
        """Why a record has to wait for one that it needs, which is held and was never published."""
        needed = sorted(self._needs(name) & self._held.keys()) if self._held else []
        return next((self._held[n][1] for n in needed if self._catalogue.lookup(n) is None), "")

    def _shapes_file(self, name: str, graph: Graph) -> ShapesFile:
        file = self._files[name]
        return ShapesFile(file.place, file.record.text.decode(), graph)

    def _who_needs(self, refused: set[str], names: set[str]) -> set[str]:
        if not refused:
            return set()
        if any(self._files[name].record.kind in JUDGES_ALL for name in refused):
            return names
        return {name for name in names if refused & self._needs(name)}

    def _needs(self, name: str) -> frozenset[str]:
        graph = self._lookup(name)
        return records.targets(graph, self._files[name].record, self._base) if graph is not None else frozenset()

    def _lookup(self, name: str) -> Graph | None:
        if name in self.graphs:
            return self.graphs[name]
        found = None if name in self._withdrawn else self._catalogue.lookup(name)
        return self._held[name][0] if found is None and name in self._held else found

    def _fate(self, name: str) -> str:
        """Why a record is not there though something is known of it; empty where nothing is."""
        if name in self._withdrawn:
            return f"{name} is withdrawn"
        if name in self._files:
            return (
                f"{self._files[name].place} can't be published as it is, so that {name} does not exist; mend it first"
            )
        return ""

    def _names_of(self, kind: str) -> set[str]:
        published = {n for n in self._catalogue.ledger.names(kind) if n not in self._withdrawn}
        return published | {n for n in self.graphs if self._files[n].record.kind == kind}

    def _of_kind(self, kind: str) -> Iterator[tuple[str, Graph]]:
        for name in sorted(self._names_of(kind)):
            if (graph := self._lookup(name)) is not None:
                yield name, graph


class _Candidates(Mapping[str, Graph]):
    """The graphs of candidates by name; parsed when they are asked for, since there may be more than memory holds."""

    def __init__(self, catalogue: Catalogue, files: Mapping[str, RecordFile]) -> None:
        self._catalogue, self._files = catalogue, files
        self._names: dict[str, None] = {}

    def add(self, name: str) -> None:
        """Take up the file of that *name*, whose text is known to parse."""
        self._names[name] = None

    def pop(self, name: str) -> Graph:
        """Let a candidate drop out, and return its graph."""
        graph = self[name]
        del self._names[name]
        return graph

    def __getitem__(self, name: str) -> Graph:
        if name not in self._names:
            raise KeyError(name)
        return self._catalogue.graph(self._files[name].record)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Peers:
    """What candidates have in common: keys of datasets, and which datasets evidence is about."""

    def __init__(self, base: str) -> None:
        self._base = base
        self.by_key: dict[str, dict[str, None]] = {}  # names of datasets in their order; see duplicates
        self._topics: dict[str, set[str]] = {}  # names of datasets, by the name of the evidence about them

    @property
    def with_evidence(self) -> set[str]:
        """Name the datasets that some candidate is evidence for."""
        return set().union(*self._topics.values())

    def add(self, record: Record, graph: Graph) -> None:
        """Take up a candidate."""
        if record.kind == "dataset":
            for key in duplicates.keys(graph, record.iri(self._base)):
                self.by_key.setdefault(key, {})[record.name] = None
        elif record.kind == "evidence":
            topics = graph.objects(None, FOAF.primaryTopic)
            self._topics[record.name] = {str(topic).removeprefix(self._base) for topic in topics}

    def remove(self, record: Record, graph: Graph) -> None:
        """Leave out a candidate that was refused."""
        self._topics.pop(record.name, None)
        if record.kind == "dataset":
            for key in duplicates.keys(graph, record.iri(self._base)):
                self.by_key.get(key, {}).pop(record.name, None)


class _Surroundings:
    """What the catalogue, as it would be, knows of a dataset from outside its record."""

    def __init__(self, review: Review, terms: Terms, fault: Callable[[str], str | None]) -> None:
        self._fault = fault
        self._terms, self._ledger = terms, review._catalogue.ledger
        self._base, self._changing = review._base, review._withdrawn | frozenset(review.graphs)
        self._peers, self._lookup = review._peers, review._lookup
        self._with_evidence = review._peers.with_evidence
        # Into an empty ledger, thousands may be published at once: then there is nothing to look up for each.
        self._has_datasets, self._has_evidence = (
            bool(self._ledger.names(kind, limit=1)) for kind in ("dataset", "evidence")
        )

    def of(self, file: RecordFile, graph: Graph) -> house.Surroundings:
        record = file.record
        is_dataset = record.kind == "dataset"
        return house.Surroundings(
            self._terms,
            dict(self._sharing(file, graph)) if is_dataset else {},
            is_dataset and self._lacks_evidence(record.name),
            self._fault,
        )

    def _sharing(self, file: RecordFile, graph: Graph) -> Iterator[tuple[str, tuple[list[str], int]]]:
        """Find who else has the title, landing page or DOI of a dataset, and is not related to it."""
        name, related = file.record.name, frozenset[str]()
        for key in duplicates.keys(graph, file.record.iri(self._base)):
            candidates = self._peers.by_key.get(key, {})
            published, count = self._published_with(key, name)
            others = [*islice(candidates, duplicates.NAMED + 2), *published]
            if others in ([], [name]):
                continue
            related = related or self._related(file, graph)
            shown = [o for o in others if o != name and not self._are_related(name, graph, o, key, related)]
            rest = len(candidates) - (name in candidates) + count - (len(others) - (name in others) - len(shown))
            if shown:
                yield key, (sorted(shown), max(rest, len(shown)))

    def _published_with(self, key: str, name: str) -> tuple[list[str], int]:
        return self._ledger.sharing(key, self._changing | {name}) if self._has_datasets else ([], 0)

    def _related(self, file: RecordFile, graph: Graph) -> frozenset[str]:
        """Name what a record points at, itself, and what points at it."""
        name = file.record.name
        return records.targets(graph, file.record, self._base) | {name, *self._ledger.referring(name)}

    def _are_related(self, name: str, graph: Graph, other: str, key: str, related: frozenset[str]) -> bool:
        """Whether one of two datasets speaks of the other, which those *related* do, or both may share a page."""
        if other in related:
            return True
        its = self._lookup(other)
        if its is None:
            return False
        own, theirs = URIRef(self._base + name), URIRef(self._base + other)
        is_page = duplicates.property_of(key) == DCAT.landingPage
        return own in set(its.objects()) or (is_page and duplicates.are_siblings(graph, own, its, theirs))

    def _lacks_evidence(self, name: str) -> bool:
        if name in self._with_evidence or not (self._with_evidence or self._has_evidence):
            return False
        pointing = self._ledger.referring(name) if self._has_evidence else ()
        return not any(n.startswith("evidence/") and n not in self._changing for n in pointing)


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

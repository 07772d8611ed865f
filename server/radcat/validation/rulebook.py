"""The shapes that judge, and what the ones that can't be used would have judged.

A shapes file that can't be used closes the gate for its targets: nobody knows whether those records conform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rdflib import RDFS, SH, Graph, URIRef
from rdflib.term import Node

from radcat.errors import EngineFailed
from radcat.rdf import turtle
from radcat.rdf.graph import FrozenGraph
from radcat.validation import shapes
from radcat.validation.base import Validator
from radcat.validation.report import Finding, Report, Severity
from radcat.validation.shapes import ShapesFile, Targets

MakeValidator = Callable[[Graph], Validator]  # from all shapes


@dataclass(frozen=True, slots=True)
class Closed:
    """A shapes file that can't be used, and what it would have judged."""

    place: str
    reason: str
    targets: Targets

    @classmethod
    def of(cls, report: Report, targets: Targets | None = None) -> Closed:
        """Close for a file whose *report* says what is wrong with it."""
        first = next(finding for finding in report.findings if finding.severity is Severity.VIOLATION)
        where = f"{report.place}:{first.line}" if first.line else report.place
        reason = first.message.partition("\n")[0].removesuffix(".").removeprefix(shapes.UNUSABLE)
        about = f"{first.predicate}: " if first.predicate else ""
        said = f"{where} can't be used ({about}{reason}); mend that file first."
        return cls(report.place, said, targets or Targets(everything=True))


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Some shapes files, as far as they can be used."""

    graph: FrozenGraph  # of what can be used
    validator: Validator
    findings: Mapping[str, Sequence[Finding]]  # by the name of the file


class Rulebook:
    """The shapes of some files, as far as they can be used, and what stays unjudged for want of the others."""

    def __init__(
        self,
        files: Mapping[str, ShapesFile],
        closed: Iterable[Closed],
        make_validator: MakeValidator,
        vocabulary: Graph,
        base: str,
    ) -> None:
        """Compile what can be used of *files*; *closed* are files that were found to be unusable before."""
        self._vocabulary = vocabulary
        self._subclasses: dict[Node, set[Node]] = {}
        compiled = _compiled(tuple(files.items()), make_validator, base)
        self.findings, self.graph, self.validator = compiled.findings, compiled.graph, compiled.validator
        self._closed = [
            *closed,
            *(_closed_by(file, self.findings[n]) for n, file in files.items() if _is_broken(self.findings[n])),
        ]

    def held(self, graph: Graph) -> str:
        """Say which shapes would have judged the record *graph* and can't be used; empty where none would."""
        return next((c.reason for c in self._closed if c.targets.judge(graph, self._narrower)), "")

    def _narrower(self, wanted: Node) -> set[Node]:
        """The subclasses of a class, itself among them, as the vocabularies have it."""
        if wanted not in self._subclasses:
            found = self._vocabulary.transitive_subjects(RDFS.subClassOf, wanted)
            self._subclasses[wanted] = {node for node in found if node is not None}
        return self._subclasses[wanted]


@lru_cache(maxsize=4)  # a publication seldom changes shapes, and compiling them takes longer than one record's check
def _compiled(named_files: tuple[tuple[str, ShapesFile], ...], make_validator: MakeValidator, base: str) -> _Compiled:
    files = dict(named_files)
    findings = shapes.findings(files, base)
    usable = {name: file for name, file in files.items() if not _is_broken(findings[name])}
    usable = _without_dependents(usable, files, findings)
    # Compile what every engine takes; a file that one does not take is left out, with what the engine says.
    while True:
        graph = turtle.merge(file.graph for file in usable.values())
        try:
            return _Compiled(graph, make_validator(graph), findings)
        except EngineFailed as error:
            if not usable:
                raise
            culprit = _culprit(usable, make_validator)
            findings[culprit] = [_finding(usable[culprit].place, f"T{str(error)[1:]}.")]
            usable = {name: file for name, file in usable.items() if name != culprit}


def _is_broken(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.VIOLATION for finding in findings)


def _without_dependents(
    usable: dict[str, ShapesFile], files: Mapping[str, ShapesFile], findings: dict[str, list[Finding]]
) -> dict[str, ShapesFile]:
    """Leave out files whose shapes refer to shapes that can't be used, and say so in *findings*."""
    while True:
        described = {s for file in usable.values() for s in file.graph.subjects()}
        lost = {s: file.place for n, file in files.items() if n not in usable for s in file.graph.subjects()}
        dependent = {
            name: place
            for name, file in usable.items()
            for o in (file.graph.objects() if lost else ())
            if o not in described and isinstance(o, URIRef) and (place := lost.get(o)) and _is_used(file, o)
        }
        if not dependent:
            return usable
        for name, place in dependent.items():
            findings[name] = [
                _finding(usable[name].place, f"It uses shapes of {place}, which can't be used; mend that file.")
            ]
        usable = {name: file for name, file in usable.items() if name not in dependent}


def _is_used(file: ShapesFile, shape: Node) -> bool:
    """Whether *file* refers to *shape* as a shape, and does not merely mention it."""
    return any(
        p in (SH.node, SH.property, SH["not"], SH.qualifiedValueShape) or str(p).endswith("#first")
        for p in file.graph.predicates(None, shape)
    )


def _culprit(usable: dict[str, ShapesFile], make_validator: MakeValidator) -> str:
    """Find the file without which the others compile; the last one where there is no such file."""
    for name in reversed(usable):
        try:
            make_validator(turtle.merge(file.graph for other, file in usable.items() if other != name))
        except EngineFailed:
            continue
        return name
    return next(reversed(usable))


def _closed_by(file: ShapesFile, findings: Sequence[Finding]) -> Closed:
    return Closed.of(Report(file.place, file.place, tuple(findings)), Targets.of(file.graph))


def _finding(place: str, message: str) -> Finding:
    return Finding(place, 1, Severity.VIOLATION, "", "", message, "", ("https://www.w3.org/TR/shacl/",))

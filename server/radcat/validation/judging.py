"""Judging records by one set of rules: shapes, house rules, and references that lead nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rdflib import Graph

from radcat.catalogue import VOCABULARIES, context
from radcat.errors import UnreadableRecord
from radcat.folder import records
from radcat.folder.records import RecordFile
from radcat.rdf import turtle
from radcat.rdf.graph import FrozenGraph
from radcat.validation import house
from radcat.validation.house import Known
from radcat.validation.references import References
from radcat.validation.report import Report, broken
from radcat.validation.rulebook import Closed, MakeValidator, Rulebook
from radcat.validation.shapes import ShapesFile
from radcat.validation.terms import Terms
from radcat.validation.world import World

_AHEAD = 100  # records whose context is read together


@dataclass(frozen=True, slots=True)
class Rules:
    """What records are judged by. For another process it is pickled: what was opened is opened there anew."""

    world: World
    closed: tuple[Closed, ...]  # shapes files that were found to be unusable before
    make_validator: MakeValidator


def judge_together(rules: Rules) -> Callable[[Sequence[tuple[str, Known]]], list[Report]]:
    """Prepare to judge some records at a time, in a process of its own; the reports are brief."""
    judging = Judging(rules)
    return lambda some: list(judging.judge(some, brief=True))


class Judging:
    """The rules of a world as it is now: made anew when a candidate for a shapes file or a vocabulary is refused."""

    def __init__(self, rules: Rules) -> None:
        """Compile the shapes of the world of *rules*."""
        world = self._world = rules.world
        base = world.base
        self._vocabulary = _merged(tuple(graph for _, graph in world.of_kinds(*VOCABULARIES)))
        shapes = {name: shapes_file(world, name, graph) for name, graph in world.of_kinds("shapes")}
        self.rulebook = Rulebook(shapes, rules.closed, rules.make_validator, self._vocabulary, base)
        self._terms = _terms(self.rulebook.graph, self._vocabulary, base)
        self._references = References(base, world.lookup, world.fate, world.names_of)

    def judge(self, records_: Iterable[tuple[str, Known]], brief: bool) -> Iterator[Report]:
        """Judge records by name, in their order; see `Review.judge` for *brief*."""
        for some in _several(records_, _AHEAD):
            world = self._world
            world.read_ahead(name for name, _ in some if name not in world.candidates)
            world.read_ahead(target for name, _ in some for target in world.needs(name))
            for name, known in some:
                yield self._judge(name, known, brief=brief)

    def _judge(self, name: str, known: Known, *, brief: bool) -> Report:
        world, file = self._world, self._world.files[name]
        try:
            file.check_readable()
        except UnreadableRecord as error:  # it was readable a moment ago
            return broken(file.place, name, error.line, error.reason)
        graph = world.graph(name)
        around = context(graph, file.record, world.base, self._vocabulary, world.lookup)
        fault = self._references.fault
        report = self.rulebook.validator.check(file.place, name, file.record.text, graph, around, fault, brief)
        extra = house.findings(file.place, file.record, graph, world.base, known, self._terms, fault)
        own = self.rulebook.findings.get(name, [])
        report = replace(
            house.merged(report.with_findings([*own, *extra])),
            held="" if file.record.kind == "shapes" else self.rulebook.held(graph) or self._waits_for(file, graph),
        )
        if not brief:
            return report
        # Few do not conform, and of those everything is said.
        return Report(file.place, name) if report.conforms else self._judge(name, known, brief=False)

    def _waits_for(self, file: RecordFile, graph: Graph) -> str:
        """Why a record has to wait for one that it needs, which is held and was never published."""
        held, world = self._world.held, self._world
        if not held:
            return ""
        needed = sorted(records.targets(graph, file.record.name, world.base) & held.keys())
        return next((held[n][1] for n in needed if world.catalogue.lookup(n) is None), "")


def shapes_file(world: World, name: str, graph: Graph) -> ShapesFile:
    """The shapes file *name*, as the rulebook wants it."""
    file = world.files[name]
    return ShapesFile(file.place, file.record.text.decode(), graph)


@lru_cache(maxsize=2)  # a publication seldom changes vocabularies
def _merged(graphs: tuple[Graph, ...]) -> FrozenGraph:
    return turtle.merge(graphs)


@lru_cache(maxsize=2)
def _terms(shapes: Graph, vocabulary: Graph, base: str) -> Terms:
    return Terms(shapes, vocabulary, base)


def _several(found: Iterable[tuple[str, Known]], number: int) -> Iterator[list[tuple[str, Known]]]:
    waiting = iter(found)
    while some := [pair for _, pair in zip(range(number), waiting, strict=False)]:
        yield some

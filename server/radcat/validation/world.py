"""The catalogue as it would be after a publication: candidates first, what is published behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from cachetools import LRUCache
from rdflib import Graph

from radcat.catalogue import Catalogue
from radcat.folder import records
from radcat.folder.records import RecordFiles

_KEPT: Final = 5000  # published records that were looked for, found or not


class World:
    """Finds records as they would be: candidates that were not refused (yet), and what stays published."""

    def __init__(self, catalogue: Catalogue, files: RecordFiles, withdraw: Iterable[str], base: str) -> None:
        """Look in *files*, those of everything that would be published, and in *catalogue* without *withdraw*."""
        self.catalogue, self.files, self.base = catalogue, files, base
        self.withdrawn = frozenset(withdraw)
        self.candidates = Candidates(catalogue, files)
        self.held: dict[str, tuple[Graph, str]] = {}  # candidates that nobody can judge, and why
        self._published: LRUCache[str, Graph | None] = LRUCache(_KEPT)
        self._is_empty = not catalogue.ledger.generation

    def __reduce__(self) -> tuple[Any, ...]:
        # For a process that judges: what was read is read there anew.
        return _copy, (self.catalogue, self.files, self.withdrawn, self.base, self.candidates.kinds)

    def graph(self, name: str) -> Graph:
        """The graph of the candidate or published record *name*."""
        if name in self.candidates:
            return self.candidates[name]
        return self.lookup(name) or self.catalogue.graph(self.files[name].record)

    def lookup(self, name: str) -> Graph | None:
        """Find the graph of exactly *name*, if there is one."""
        if name in self.candidates:
            return self.candidates[name]
        found = None if name in self.withdrawn else self._of_published(name)
        return self.held[name][0] if found is None and name in self.held else found

    def read_ahead(self, names: Iterable[str]) -> None:
        """Read published records that will be looked for with few questions, instead of one for each."""
        missing = {n for n in names if n not in self._published and n not in self.candidates}
        if self._is_empty or not missing:
            return
        found = {v.record.name: self.catalogue.graph(v.record) for v in self.catalogue.ledger.several(missing)}
        self._published.update({name: found.get(name) for name in missing})

    def _of_published(self, name: str) -> Graph | None:
        if self._is_empty:
            return None
        if name not in self._published:
            self._published[name] = self.catalogue.lookup(name)
        return self._published[name]

    def needs(self, name: str) -> frozenset[str]:
        """Name what the record *name* points at."""
        graph = self.lookup(name)
        return frozenset() if graph is None else records.targets(graph, name, self.base)

    def fate(self, name: str) -> str:
        """Why a record is not there though something is known of it; empty where nothing is."""
        if name in self.withdrawn:
            return f"{name} is withdrawn"
        if name in self.files:
            return f"{self.files.place(name)} can't be published as it is, so that {name} does not exist; mend it first"
        return ""

    def names_of(self, kind: str) -> set[str]:
        """Name the records of *kind*."""
        published = {n for n in self.catalogue.ledger.names(kind) if n not in self.withdrawn}
        return published | set(self.candidates.of_kind(kind))

    def of_kinds(self, *kinds: str) -> Iterator[tuple[str, Graph]]:
        """Read the records of *kinds*, by name."""
        published = self.catalogue.ledger.names_of(kinds)
        kept = {name for name in published if name not in self.withdrawn}
        names = sorted(kept.union(*map(self.candidates.of_kind, kinds)))
        self.read_ahead(names)
        for name in names:
            if (graph := self.lookup(name)) is not None:
                yield name, graph


def _copy(
    catalogue: Catalogue, files: RecordFiles, withdraw: Iterable[str], base: str, candidates: Mapping[str, str]
) -> World:
    world = World(catalogue, files, withdraw, base)
    for name, kind in candidates.items():
        world.candidates.add(name, kind)
    return world


class Candidates(Mapping[str, Graph]):
    """The graphs of candidates by name; parsed when they are asked for, since there may be more than memory holds."""

    def __init__(self, catalogue: Catalogue, files: RecordFiles) -> None:
        self._catalogue, self._files = catalogue, files
        self.kinds: dict[str, str] = {}  # by name
        self._of_kind: dict[str, dict[str, None]] = {}

    def add(self, name: str, kind: str) -> None:
        """Take up the file of that *name*, whose text is known to parse."""
        self.kinds[name] = kind
        self._of_kind.setdefault(kind, {})[name] = None

    def pop(self, name: str) -> Graph:
        """Let a candidate drop out, and return its graph."""
        graph = self[name]
        del self._of_kind[self.kinds.pop(name)][name]
        return graph

    def of_kind(self, kind: str) -> Iterable[str]:
        """Name those of *kind*."""
        return self._of_kind.get(kind, ())

    def __getitem__(self, name: str) -> Graph:
        if name not in self.kinds:
            raise KeyError(name)
        return self._catalogue.graph(self._files[name].record)

    def __contains__(self, name: object) -> bool:
        return name in self.kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self.kinds)

    def __len__(self) -> int:
        return len(self.kinds)

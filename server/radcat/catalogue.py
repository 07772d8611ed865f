"""The published records, parsed: what pages, representations and commands read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from threading import RLock
from typing import Any, Final, TypeVar, cast
from weakref import WeakKeyDictionary

from cachetools import LRUCache, cachedmethod
from rdflib import PROV, BNode, Graph, URIRef
from rdflib.term import Node

from radcat import model
from radcat.close_names import close
from radcat.errors import UnknownRecord, WithdrawnRecord
from radcat.folder import records
from radcat.ledger import references
from radcat.ledger.omissions import Omissions
from radcat.ledger.versions import Ledger, Status, Version
from radcat.model import KIND, KINDS, Dataset, Record
from radcat.rdf import languages, turtle
from radcat.rdf.graph import FrozenGraph, Index, frozen

VOCABULARIES: Final = tuple(kind.name for kind in KINDS if kind.vocabulary)
VOCABULARY: Final = "*"  # the name that all vocabularies together have where positions are kept; no record's
# Before the name of a dataset where positions are kept: the findings about it, of which there may be none; no record's.
FINDINGS_ABOUT: Final = f"{KIND['dataset-finding'].path}?about="
_LONGEST: Final = 200  # characters of a slug; no record has a longer one
View = TypeVar("View")
Lookup = Callable[[str], Graph | None]


def slug_of(named: str, base: str) -> str:
    """Read the slug off what names a dataset under *base*: slug, name or IRI; a slug that is too long is cut."""
    return named.strip().removeprefix(base).removeprefix(KIND["dataset"].path)[: _LONGEST + 1]


class Catalogue:
    """A reader of the ledger that keeps the graphs it parsed; safe to share between threads."""

    def __init__(self, ledger: Ledger, base: str, *, keep: int = 2000, language: str = languages.DEFAULT) -> None:
        """Read *ledger* under the base IRI *base*, keeping up to *keep* parsed records.

        Where nobody asks for another, texts are read in *language*.
        """
        self.ledger, self.base, self.language = ledger, base, language
        self.omissions = Omissions(ledger)
        self._lock = RLock()
        self._graphs: LRUCache[tuple[str, str], FrozenGraph] = LRUCache(keep)
        self._merged: LRUCache[tuple[int, tuple[str, ...]], Graph] = LRUCache(4)
        self._lookups: LRUCache[tuple[int, str], Graph | None] = LRUCache(keep)
        self._datasets: LRUCache[tuple[int, str, str, tuple[str, ...]], Dataset] = LRUCache(keep // 10)

    def __reduce__(self) -> tuple[Any, ...]:
        # For another process: it opens the ledger and parses the records for itself.
        return partial(Catalogue, language=self.language), (self.ledger, self.base)

    def version(self, name: str) -> Version:
        """Read the published version of *name*.

        Raises:
            UnknownRecord: nothing was ever published under that name.
            WithdrawnRecord: it was, and is no longer.
        """
        version = self.ledger.latest(name)
        if version is None:
            raise UnknownRecord(name)
        if version.status is Status.WITHDRAWN:
            raise WithdrawnRecord(name, version.date[:10], version.reason)
        return version

    def dataset_version(self, named: str) -> Version:
        """Read the published version of the dataset with a slug, a name or an IRI.

        Raises:
            UnknownRecord: there is no such dataset; the error names those that may be meant.
            WithdrawnRecord: there was one, and is no longer.
        """
        slug, folder = slug_of(named, self.base), KIND["dataset"].path
        try:
            return self.version(folder + slug)
        except UnknownRecord:
            known = (name.removeprefix(folder) for name in self.ledger.names("dataset"))
            raise UnknownRecord(folder + slug, close(slug, known)) from None

    def owner(self, name: str) -> Version:
        """Read the record that holds *name*: itself, or the one whose part or concept it is.

        Raises:
            UnknownRecord: no record holds it.
            WithdrawnRecord: the record that held it is withdrawn.
        """
        for candidate in records.owner_names(name):
            if (version := self.ledger.latest(candidate)) is not None:
                if version.status is Status.PUBLISHED and not self._says_something(version.record, name):
                    break
                return self.version(candidate)
        raise UnknownRecord(name)

    @property
    def title(self) -> str:
        """The catalogue's own title."""
        version = self.ledger.latest(KIND["catalog"].path)
        return self.label(version.record) if version else "radcat"

    def label(self, record: Record, wanted: Sequence[str] = ()) -> str:
        """The name of *record*, for a reader who welcomes the languages *wanted*."""
        return model.label(self.scope(record, wanted), record.iri(self.base))

    def as_served(self, record: Record) -> Record:
        """The record as readers get it: the catalogue's own says which datasets it holds, which its file never does."""
        if record.kind != "catalog":
            return record
        members = self.ledger.names("dataset")
        return replace(record, text=records.with_members(record.text, record.iri(self.base), members, self.base))

    def graph(self, record: Record) -> FrozenGraph:
        """Parse *record*, or return the graph kept from the last time; not to be changed by the caller."""
        return self._parsed(record.name, record.sha256, record)

    @cachedmethod(
        lambda self: self._graphs,
        key=lambda _self, name, sha256, _record: (name, sha256),
        lock=lambda self: self._lock,
    )
    def _parsed(self, name: str, _sha256: str, record: Record) -> FrozenGraph:
        return turtle.parse(record.text, self.base, name)

    def lookup(self, name: str) -> Graph | None:
        """Find the published graph of exactly *name*, if there is one."""
        version = self.ledger.published(name)
        return self.graph(version.record) if version else None

    def merged(self, *kinds: str) -> Graph:
        """All published records of *kinds* as one graph; not to be changed by the caller."""
        return self._merge(self.ledger.position_of(kinds), kinds)

    @cachedmethod(
        lambda self: self._merged,
        key=lambda _self, newest, kinds: (newest, kinds),
        lock=lambda self: self._lock,
    )
    def _merge(self, _newest: int, kinds: tuple[str, ...]) -> Graph:
        found = {version.record.name: version.record for version in self.ledger.several(self.ledger.names_of(kinds))}
        order = {kind: number for number, kind in enumerate(kinds)}
        return turtle.merge(map(self.graph, sorted(found.values(), key=lambda r: (order[r.kind], r.name))))

    def scope(self, record: Record, wanted: Sequence[str] = (), about: Node | None = None) -> Scope:
        """The graph of *record*, and behind it whatever it points at, for a reader who welcomes the languages *wanted*.

        The language is one that *about*, or else the record itself, has a name in.
        """
        generation = self.ledger.generation

        def lookup(name: str) -> Graph | None:
            return self._lookup_at(generation, name)

        found = Scope(self.graph(record), record.name, self.base, self.merged(*VOCABULARIES), lookup)
        found.languages = model.preference(found, about or record.iri(self.base), wanted, self.language)
        return found

    def positions(self, names: Iterable[str]) -> dict[str, int]:
        """Read the sequence numbers of *names*, 0 for what is not published; VOCABULARY stands for all of it.

        A name behind FINDINGS_ABOUT stands for the findings about a dataset, with a number that changes with them.
        """
        found = dict.fromkeys(names, 0)
        found |= self.ledger.positions(found)
        if VOCABULARY in found:
            found[VOCABULARY] = self.ledger.position_of(VOCABULARIES)
        if about := [name for name in found if name.startswith(FINDINGS_ABOUT)]:
            datasets = [name.removeprefix(FINDINGS_ABOUT) for name in about]
            states = references.states(self.ledger.engine, datasets, "dataset-finding")
            found |= {FINDINGS_ABOUT + name: state for name, state in states.items()}
        return found

    def scope_of(self, nodes: Iterable[Node]) -> Scope:
        """What the catalogue says of *nodes*, for no record in particular; the records that hold them are read at once.

        A scope of a record asks for them one by one.
        """
        generation = self.ledger.generation
        vocabulary = self.merged(*VOCABULARIES)
        names = (str(node).removeprefix(self.base) for node in nodes if str(node).startswith(self.base))
        wanted = {owner for name in names for owner in records.owner_names(name)}
        with self._lock:
            known = {name: self._lookups[generation, name] for name in wanted if (generation, name) in self._lookups}
        missing = wanted - known.keys()
        known |= dict.fromkeys(missing)
        known |= {version.record.name: self.graph(version.record) for version in self.ledger.several(missing)}
        with self._lock:
            self._lookups.update({(generation, name): known[name] for name in missing})

        def lookup(name: str) -> Graph | None:
            return known[name] if name in known else self._lookup_at(generation, name)

        return Scope(_NOTHING, "", self.base, vocabulary, lookup)

    @cachedmethod(
        lambda self: self._lookups,
        key=lambda _self, generation, name: (generation, name),
        lock=lambda self: self._lock,
    )
    def _lookup_at(self, _generation: int, name: str) -> Graph | None:
        return self.lookup(name)

    def dataset(self, record: Record, wanted: Sequence[str] = ()) -> Dataset:
        """The plain values of a dataset's record, for a reader who welcomes the languages *wanted*."""
        return self._dataset(self.ledger.generation, record, tuple(wanted))

    @cachedmethod(
        lambda self: self._datasets,
        key=lambda _self, generation, record, wanted: (generation, record.name, record.sha256, wanted),
        lock=lambda self: self._lock,
    )
    def _dataset(self, _generation: int, record: Record, wanted: tuple[str, ...]) -> Dataset:
        return model.read(Dataset, self.scope(record, wanted), record.iri(self.base))

    def _says_something(self, record: Record, name: str) -> bool:
        return record.name == name or (URIRef(self.base + name), None, None) in self.graph(record)


class Scope:
    """A record's graph and, behind it, the vocabularies and the records it points at, read when asked for.

    Nothing is copied, so that a page costs what it shows.
    """

    def __init__(self, graph: Graph, name: str, base: str, vocabulary: Graph, lookup: Lookup) -> None:
        self.graph, self._name, self._base = graph, name, base
        self._vocabulary, self._lookup = vocabulary, lookup
        self._known: dict[Node, Graph] = {}
        self._said: dict[Node, Mapping[Node, Sequence[Node]]] = {}
        self.asked = set[str]()  # names of records that were looked for, found or not
        self.languages: Sequence[str] = model.PREFERRED  # the best first

    def objects(self, subject: Node, predicate: Node) -> Sequence[Node]:
        """What is said of *subject*, by whoever holds it."""
        return self.description(subject).get(predicate, ())

    def description(self, subject: Node) -> Mapping[Node, Sequence[Node]]:
        """All that its holder says of *subject*: values by predicate."""
        if subject not in self._said:
            self._said[subject] = _statements(self.holder(subject)).get(subject, _NO_STATEMENTS)
        return self._said[subject]

    def items(self, node: Node) -> Iterable[Node]:
        """The members of an rdf:List."""
        return self.holder(node).items(node)

    def shared(self, view: type[View], node: Node) -> View:
        """Read *view* of *node*; what the vocabularies say of it is read once in each language, for all records."""
        if self.holder(node) is not self._vocabulary:
            return model.read(view, self, node)
        known = _SHARED.setdefault(self._vocabulary, {})
        key = (view, node, tuple(self.languages))
        if key not in known:
            # By the vocabularies alone: what is read for one record is to be the same for another.
            alone = Scope(self._vocabulary, "", self._base, self._vocabulary, lambda _: None)
            alone.languages = self.languages
            if len(known) >= _MOST_SHARED:
                known.clear()
            known[key] = model.read(view, alone, node)
        return cast(View, known[key])

    def holder(self, node: Node) -> Graph:
        """The graph that describes *node*; an empty one where none does."""
        if node not in self._known:
            self._known[node] = self._find(node)
        return self._known[node]

    def _find(self, node: Node) -> Graph:
        for graph in (self.graph, self._vocabulary):
            if node in _statements(graph):
                return graph
        if not isinstance(node, URIRef) or not node.startswith(self._base):
            return _NOTHING
        name = node.removeprefix(self._base)
        if self._name in records.owner_names(name):
            return _NOTHING
        for owner in records.owner_names(name):
            self.asked.add(owner)
            if (found := self._lookup(owner)) is not None:
                return found
        return _NOTHING


_NOTHING: Final = FrozenGraph({})
_MOST_SHARED: Final = 20_000  # views of concepts
_SHARED: Final = WeakKeyDictionary[Graph, dict[tuple[type[Any], Node, tuple[str, ...]], Any]]()
_NO_STATEMENTS: Final[Mapping[Node, Sequence[Node]]] = {}
_READ: Final = WeakKeyDictionary[Graph, Index]()


def _statements(graph: Graph) -> Index:
    """What *graph* says; of one that can be changed, it is worked out once and kept as long as the graph is."""
    if isinstance(graph, FrozenGraph):
        return graph.index
    if (found := _READ.get(graph)) is None:
        found = _READ[graph] = frozen(graph).index
    return found


def context(graph: Graph, record: Record, base: str, vocabulary: Graph, lookup: Lookup) -> FrozenGraph:
    """What the catalogue says of everything that *record*'s graph points at, and of what that was derived from.

    So trimmed, a record can be checked alone, at a cost that does not grow with the catalogue;
    its ancestors are there to the last, because it must not be one of them.
    """
    scope = Scope(graph, record.name, base, vocabulary, lookup)
    found: dict[Node, Mapping[Node, Sequence[Node]]] = {}
    pending = {o for o in graph.objects() if isinstance(o, URIRef)}
    done = set[Node]()
    while pending:
        node = pending.pop()
        done.add(node)
        if (holder := scope.holder(node)) is not graph:
            _add_description(found, _statements(holder), node)
            pending |= {o for o in holder.objects(node, PROV.wasDerivedFrom) if isinstance(o, URIRef)} - done
    return FrozenGraph(found)


def _add_description(found: dict[Node, Mapping[Node, Sequence[Node]]], index: Index, node: Node) -> None:
    """Add what *index* says of *node*, with the blank nodes below it; those may point back at each other."""
    pending = [node]
    while pending:
        node = pending.pop()
        if (said := index.get(node)) is not None and node not in found:
            found[node] = said
            pending += [value for objects in said.values() for value in objects if isinstance(value, BNode)]

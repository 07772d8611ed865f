"""What is known of a dataset from outside its record: who else has its title or page, and whether it has evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from rdflib import FOAF, Graph, URIRef

from radcat.folder import records
from radcat.model import Record, duplicates
from radcat.rdf.namespaces import DCAT
from radcat.validation.house import NOTHING, Known
from radcat.validation.world import World


class Peers:
    """What candidates have in common: keys of datasets, and which datasets evidence is about."""

    def __init__(self, base: str) -> None:
        self._base = base
        # Names of datasets by key, in their order; see duplicates. Nearly all keys have one.
        self._by_key: dict[str, str | tuple[str, ...]] = {}
        self._topics: dict[str, frozenset[str]] = {}  # names of datasets, by the name of the evidence about them
        self.with_evidence: frozenset[str] = frozenset()  # the datasets that some candidate is evidence for

    def having(self, key: str) -> tuple[str, ...]:
        """Name the datasets with *key*."""
        found = self._by_key.get(key, ())
        return (found,) if isinstance(found, str) else found

    def add(self, record: Record, graph: Graph) -> None:
        """Take up a candidate."""
        if record.kind == "dataset":
            for key in duplicates.keys(graph, record.iri(self._base)):
                others = self.having(key)
                self._by_key[key] = (*others, record.name) if others else record.name
        elif record.kind == "evidence":
            topics = graph.objects(None, FOAF.primaryTopic)
            self._topics[record.name] = frozenset(str(topic).removeprefix(self._base) for topic in topics)

    def remove(self, record: Record, graph: Graph) -> None:
        """Leave out a candidate that was refused."""
        self._topics.pop(record.name, None)
        if record.kind == "dataset":
            for key in duplicates.keys(graph, record.iri(self._base)):
                self._by_key[key] = tuple(name for name in self.having(key) if name != record.name)

    def gather(self) -> None:
        """Work out `with_evidence`, of those that are candidates now."""
        self.with_evidence = frozenset().union(*self._topics.values())


class Surroundings:
    """Finds out what the catalogue, as it would be, knows of a dataset from outside its record."""

    def __init__(self, world: World, peers: Peers) -> None:
        self._world, self._peers, self._ledger = world, peers, world.catalogue.ledger
        self._base = world.base
        # Into an empty ledger, thousands may be published at once: then there is nothing to look up for each.
        self._has_datasets, self._has_evidence = (
            bool(self._ledger.names(kind, limit=1)) for kind in ("dataset", "evidence")
        )
        self._changing = frozenset(world.withdrawn).union(world.candidates) if self._has_datasets else frozenset()

    def of(self, record: Record, graph: Graph) -> Known:
        """Find out what is known of *record*."""
        if record.kind != "dataset":
            return NOTHING
        return Known(tuple(self._sharing(record, graph)), self._lacks_evidence(record.name))

    def _sharing(self, record: Record, graph: Graph) -> Iterator[tuple[str, tuple[tuple[str, ...], int]]]:
        """Find who else has the title, landing page or DOI of a dataset, and is not related to it."""
        name, related = record.name, frozenset[str]()
        for key in duplicates.keys(graph, record.iri(self._base)):
            candidates = self._peers.having(key)
            published, count = self._published_with(key, name)
            others = [*islice(candidates, duplicates.NAMED + 2), *published]
            if others in ([], [name]):
                continue
            related = related or self._related(name, graph)
            shown = [o for o in others if o != name and not self._are_related(name, graph, o, key, related)]
            rest = len(candidates) - (name in candidates) + count - (len(others) - (name in others) - len(shown))
            if shown:
                yield key, (tuple(sorted(shown)), max(rest, len(shown)))

    def _published_with(self, key: str, name: str) -> tuple[list[str], int]:
        if not self._has_datasets:
            return [], 0
        return self._ledger.sharing(key, self._changing if name in self._changing else self._changing | {name})

    def _related(self, name: str, graph: Graph) -> frozenset[str]:
        """Name what a record points at, itself, and what points at it."""
        return records.targets(graph, name, self._base) | {name, *self._ledger.referring(name)}

    def _are_related(self, name: str, graph: Graph, other: str, key: str, related: Iterable[str]) -> bool:
        """Whether one of two datasets speaks of the other, which those *related* do, or both may share a page."""
        if other in related:
            return True
        its = self._world.lookup(other)
        if its is None:
            return False
        own, theirs = URIRef(self._base + name), URIRef(self._base + other)
        is_page = duplicates.property_of(key) == DCAT.landingPage
        return own in set(its.objects()) or (is_page and duplicates.are_siblings(graph, own, its, theirs))

    def _lacks_evidence(self, name: str) -> bool:
        peers = self._peers.with_evidence
        if name in peers or not (peers or self._has_evidence):
            return False
        pointing = self._ledger.referring(name) if self._has_evidence else ()
        changing = self._world.candidates, self._world.withdrawn
        return not any(n.startswith("evidence/") and not any(n in some for some in changing) for n in pointing)

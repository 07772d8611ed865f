"""Counts of what the store holds, beside a count over the records' own graphs."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterator
from threading import Event

import pytest
from rdflib import RDF, Graph, URIRef

from radcat.bootstrap import Registry
from radcat.errors import QueryTimeout, StoreUnavailable
from radcat.harvest.statistics import Counter, count
from radcat.model import KIND, KINDS
from radcat.sparql.description import Statistics
from radcat.stores.base import Endpoint, Limits, Position, Query

BASE = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def endpoint(published: Registry) -> Iterator[Endpoint]:
    """Query workers over the published example."""
    workers = published.endpoint()
    yield workers
    workers.close()


def graphs(registry: Registry) -> list[Graph]:
    """The graphs of all records that are in the store, as their files say."""
    names = [name for kind in KINDS if kind.indexed for name in registry.ledger.names(kind.name)]
    latest = [registry.ledger.latest(KIND["catalog"].path)]
    records = [registry.catalogue.version(name).record for name in names]
    records += [version.record for version in latest if version and version.record.name not in names]
    return [registry.catalogue.graph(registry.catalogue.as_served(record)) for record in records]


def test_the_counts_are_those_of_the_records(published: Registry, endpoint: Endpoint) -> None:
    each = graphs(published)
    union = Graph()
    for graph in each:
        union += graph
    counted = count(endpoint, BASE)
    assert counted.triples == len(union) > 0
    assert counted.graphs == len(each) > 0
    assert counted.subjects == len(set(union.subjects()))
    assert counted.entities == len({s for s in union.subjects() if isinstance(s, URIRef) and s.startswith(BASE)})
    assert {partition.iri: partition.triples for partition in counted.properties} == {
        str(p): len(list(union.triples((None, p, None)))) for p in set(union.predicates())
    }
    assert {partition.iri: partition.entities for partition in counted.classes} == {
        str(c): len(set(union.subjects(RDF.type, c))) for c in set(union.objects(None, RDF.type))
    }
    # The store keeps numbers as values, "01" and "1" as one: in objects it can know fewer than the files write.
    assert 0 < counted.objects <= len(set(union.objects()))


class Slow:
    """An endpoint whose answers come when they are let, and count as many as its generation."""

    limits = Limits(1, 1, 1, 1, 1)
    isolated = None

    def __init__(self) -> None:
        self.generation, self.asked = 1, 0
        self.let, self.failure = Event(), None

    failure: Exception | None

    @property
    def position(self) -> Position | None:
        return Position(self.generation, BASE)

    @property
    def state(self) -> Hashable:
        return self.generation

    def query(self, query: Query) -> Generator[bytes, None, None]:
        self.asked += 1
        self.let.wait(10)
        if self.failure:
            raise self.failure
        names = [word.strip("?)") for word in query.text.split("WHERE")[0].split() if word.startswith("?")]
        names = [name for name in dict.fromkeys(names) if f"AS ?{name})" in query.text or name in ("property", "class")]
        row = ",".join(f'"{n}": {{"type": "literal", "value": "{self.generation}"}}' for n in names)
        variables = ",".join(f'"{n}"' for n in names)
        yield f'{{"head": {{"vars": [{variables}]}}, "results": {{"bindings": [{{{row}}}]}}}}'.encode()

    def close(self) -> None: ...


def counted_at(counter: Counter) -> int | None:
    found: Statistics | None = counter.statistics()
    return found.graphs if found else None


def test_nobody_waits_longer_than_the_patience_and_the_counts_come_later() -> None:
    endpoint = Slow()
    counter = Counter(endpoint, BASE, patience=0.05)
    assert counter.statistics() is None
    assert counter.statistics() is None
    assert endpoint.asked == 1, "one count is under way, not two"
    endpoint.let.set()
    patient = Counter(endpoint, BASE, patience=10)
    assert counted_at(patient) == 1


def test_another_state_of_the_store_is_counted_anew_and_the_same_one_is_not() -> None:
    endpoint = Slow()
    endpoint.let.set()
    counter = Counter(endpoint, BASE, patience=10)
    assert counted_at(counter) == 1
    asked = endpoint.asked
    assert counted_at(counter) == 1
    assert endpoint.asked == asked
    endpoint.generation = 2
    assert counted_at(counter) == 2


@pytest.mark.parametrize(("failure", "again"), [(QueryTimeout(1.0), False), (StoreUnavailable("nobody is free"), True)])
def test_what_takes_too_long_is_not_tried_twice_and_what_found_nobody_free_is(failure: Exception, again: bool) -> None:
    endpoint = Slow()
    endpoint.failure = failure
    endpoint.let.set()
    counter = Counter(endpoint, BASE, patience=10)
    assert counter.statistics() is None
    endpoint.failure = None
    assert (counter.statistics() is not None) is again


def test_the_store_is_away_and_so_are_the_counts() -> None:
    class Away(Slow):
        @property
        def state(self) -> Hashable:
            raise StoreUnavailable("it is away")

    assert Counter(Away(), BASE).statistics() is None

"""What the graph holds, counted by SPARQL over all records (VoID, section 4.6)."""

from __future__ import annotations

import logging
from collections.abc import Hashable
from threading import Lock, Thread
from typing import Final

from radcat.errors import QueryError, StoreError
from radcat.saved_queries import select
from radcat.sparql.description import Partition, Statistics
from radcat.stores.base import Endpoint

log = logging.getLogger(__name__)

# Ours are the graphs under our base: a store elsewhere may hold others, such as its own. What is counted is what the
# dumps hold, the records: scores (in <quality> and below) are made from them.
_OURS: Final = 'FILTER(STRSTARTS(STR(?g), "%(base)s") && !STRSTARTS(STR(?g), "%(base)squality"))'
# A statement that two records make is one statement of the union, hence DISTINCT.
_PROPERTIES: Final = f"""
SELECT ?property (COUNT(*) AS ?triples) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE {{ SELECT DISTINCT ?s ?property ?o {{ GRAPH ?g {{ ?s ?property ?o }} {_OURS} }} }}
GROUP BY ?property ORDER BY ?property"""
_CLASSES: Final = f"""
SELECT ?class (COUNT(DISTINCT ?s) AS ?entities)
WHERE {{ GRAPH ?g {{ ?s a ?class }} {_OURS} }} GROUP BY ?class ORDER BY ?class"""
_DISTINCT: Final = f"""
SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects) {{ GRAPH ?g {{ ?s ?p ?o }} {_OURS} }}"""
_ENTITIES: Final = f"""
SELECT (COUNT(DISTINCT ?s) AS ?n)
{{ GRAPH ?g {{ ?s ?p ?o }} {_OURS} FILTER(isIRI(?s) && STRSTARTS(STR(?s), "%(base)s")) }}"""
_GRAPHS: Final = f"SELECT (COUNT(DISTINCT ?g) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {_OURS} }}"


def count(endpoint: Endpoint, base: str) -> Statistics:
    """Count what *endpoint* holds; entities and named graphs are those with an IRI under *base*.

    Five short queries rather than one long one, each within the limits of a visitor's query.

    Raises:
        QueryError: a count took longer, or more memory, than a query may.
        StoreError: there is nothing to ask.
    """
    ours = {"base": base}
    properties = tuple(
        Partition(str(iri), triples=_int(triples), subjects=_int(subjects), objects=_int(objects))
        for iri, triples, subjects, objects in select(endpoint, _PROPERTIES % ours).rows
        if iri
    )
    classes = tuple(
        Partition(str(iri), entities=_int(entities)) for iri, entities in select(endpoint, _CLASSES % ours).rows if iri
    )
    ((subjects, objects),) = select(endpoint, _DISTINCT % ours).rows
    ((entities,),) = select(endpoint, _ENTITIES % ours).rows
    ((graphs,),) = select(endpoint, _GRAPHS % ours).rows
    return Statistics(
        triples=sum(partition.triples or 0 for partition in properties),
        entities=_int(entities),
        subjects=_int(subjects),
        objects=_int(objects),
        graphs=_int(graphs),
        classes=classes,
        properties=properties,
    )


def _int(text: str | None) -> int:
    return int(text or 0)


class Counter:
    """Counts each state of the store once, in the background, so that nobody waits long for a number."""

    def __init__(self, endpoint: Endpoint, base: str, *, patience: float = 2.0) -> None:
        """Count at *endpoint*; whoever asks waits up to *patience* seconds for a count that is under way."""
        self._endpoint, self._base, self._patience = endpoint, base, patience
        self._lock = Lock()
        self._done: dict[Hashable, Statistics | None] = {}  # the newest only
        self._under_way: dict[Hashable, Thread] = {}

    def statistics(self) -> Statistics | None:
        """The counts of the store as it is now; None while they are not known, or where counting takes too long."""
        try:
            state = self._endpoint.state if self._endpoint.position else None
        except StoreError:  # pages that need no store are answered without it
            state = None
        if state is None:
            return None
        with self._lock:
            if state in self._done:
                return self._done[state]
            thread = self._under_way.get(state)
            if thread is None:
                thread = self._under_way[state] = Thread(target=self._count, args=(state,), daemon=True)
                thread.start()
        thread.join(self._patience)
        with self._lock:
            return self._done.get(state)

    def _count(self, state: Hashable) -> None:
        done: dict[Hashable, Statistics | None] = {}
        try:
            done = {state: count(self._endpoint, self._base)}
        except QueryError as error:  # it would take as long the next time
            log.warning("the description of the dataset stays without counts: %s", error)
            done = {state: None}
        except StoreError as error:  # somebody else may need the workers more; the next who asks starts anew
            log.info("counting was put off: %s", error)
        finally:
            with self._lock:
                self._under_way.pop(state, None)
                # What was counted while the store moved on is of no state at all.
                if done and self._endpoint.state == state:
                    self._done = done

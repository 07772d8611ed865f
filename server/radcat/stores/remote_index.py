"""The writing side of a store elsewhere: one named graph a record, and one that says how far it has come.

That graph, urn:radcat:position, holds `<base> <urn:radcat:generation> 12`, and the name of the last publication, since
a generation may be published again; a visitor who asks for every statement sees them. It is written last. A publication
that fits into one update request is one, so that servers which take a request as one transaction (Oxigraph, Fuseki,
GraphDB and others) never show half of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import uuid4

from radcat.errors import QueryError, QueryTimeout, StoreRefused, StoreUnavailable
from radcat.rdf import turtle
from radcat.stores.answers import JSON
from radcat.stores.base import GENERATION, POSITION, PUBLICATION, GraphChange, MembersChange, Position
from radcat.stores.connection import AWAY, REFUSES, Connection
from radcat.stores.dialects import VIRTUOSO, Dialect
from radcat.stores.http import Late, Unreachable

REBUILDING: Final = "urn:radcat:rebuilding"
GRAPHS_A_PAGE: Final = 1000  # below what any server cuts at
MEMBERS_AT_ONCE: Final = 1000  # below what any server takes in one request

_STATE: Final = f"""\
SELECT ?base ?generation ?publication ?seen ?rebuilding {{
  GRAPH <{POSITION}> {{ ?base <{GENERATION}> ?generation }}
  OPTIONAL {{ GRAPH <{POSITION}> {{ ?base <{PUBLICATION}> ?publication }} }}
  OPTIONAL {{ GRAPH <{POSITION}> {{ ?base <{REBUILDING}> ?rebuilding }} }}
  OPTIONAL {{ ?seen <{GENERATION}> ?generation }}
}}"""


@dataclass(frozen=True, slots=True)
class State:
    """What the server says of itself."""

    position: Position
    is_rebuilding: bool
    has_union: bool  # whether a query that names no dataset is asked of all graphs
    publication: str = ""  # a name that no other publication has; empty where an older radcat published


def state(connection: Connection) -> State | None:
    """Read how far the server has come; None where nothing was ever published there.

    Raises:
        StoreRefused: it does not let us in, or is no SPARQL server.
        StoreUnavailable: it is away.
    """
    rows = _solutions(connection, _STATE)
    if not rows:
        return None
    row = rows[0]
    try:
        position = Position(int(row["generation"]), row["base"])
    except (ValueError, KeyError) as error:
        raise StoreRefused(
            f"the graph {POSITION} of {connection.name} is not one that radcat wrote.", REFUSES
        ) from error
    return State(position, "rebuilding" in row, "seen" in row, row.get("publication", ""))


def _solutions(connection: Connection, text: str) -> list[dict[str, str]]:
    """Ask a question of our own, whose failure is nobody's but the server's."""
    try:
        with connection.query(text, JSON) as response:
            found = json.loads(response.read())
        if "link" in found["head"]:  # behind a proxy that does not pass its name on
            connection.dialect = VIRTUOSO
        return [{name: term["value"] for name, term in row.items()} for row in found["results"]["bindings"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreRefused(
            f"{connection.name} does not answer in SPARQL JSON; look at RADCAT_STORE.", REFUSES
        ) from error
    except QueryTimeout as error:
        raise StoreUnavailable(f"the store {connection.name} can't be asked: {error}", AWAY) from error
    except QueryError as error:
        raise StoreRefused(f"{connection.name} does not answer as SPARQL 1.1 has it: {error}", REFUSES) from error
    except (Late, Unreachable) as error:
        raise StoreUnavailable(f"the store {connection.name} can't be asked: {error!r}", AWAY) from error


@dataclass(frozen=True, slots=True)
class _Write:
    """The new content of a graph, as N-Triples; None for its end."""

    graph: str
    ntriples: str | None

    @property
    def size(self) -> int:
        return self.ntriples.count("\n") if self.ntriples else 1

    def operations(self, dialect: Dialect) -> str:
        """SPARQL Update for it, in a server's *dialect*."""
        # SILENT, since several servers fail where a graph that is to go is not there.
        drop = f"DROP SILENT GRAPH <{self.graph}>"
        if not self.ntriples:
            return drop
        graph = f"{{ GRAPH <{self.graph}> {{\n{self.ntriples}}} }}"
        if "_:" in self.ntriples and not dialect.takes_blank_data:
            return f"{drop} ;\nINSERT {graph} WHERE {{}}"
        return f"{drop} ;\nINSERT DATA {graph}"


@dataclass(frozen=True, slots=True)
class _MembersWrite:
    """What a graph gains or loses, as N-Triples."""

    graph: str
    ntriples: str
    verb: str  # INSERT or DELETE

    @property
    def size(self) -> int:
        return self.ntriples.count("\n")

    def operations(self, _dialect: Dialect) -> str:
        """SPARQL Update for it."""
        return f"{self.verb} DATA {{ GRAPH <{self.graph}> {{\n{self.ntriples}}} }}"


class RemoteIndex:
    """The writing side. Only one process may hold it; publishing.py sees to that with a lock."""

    def __init__(self, connection: Connection, base: str) -> None:
        """Write to the server of *connection* what stands under *base*; nothing else there is touched."""
        self._connection, self._base = connection, base
        found = state(connection)
        self._position = found.position if found and not found.is_rebuilding else None
        self._held: list[_Write | _MembersWrite] = []
        self._leftover: set[str] = set()

    @property
    def position(self) -> Position | None:
        """How far it has come."""
        return self._position

    def check(self) -> None:
        """Nothing is to be seen to: the server answered when it was asked how far it has come."""

    def clear(self) -> None:
        """Let go of every graph under our base, and under that of the position; readers keep them until `publish`."""
        found = state(self._connection)
        bases = {self._base, *([found.position.base] if found else [])}
        self._leftover = {graph for base in sorted(bases) for graph in self._graphs(base)}
        self._held, self._position = [], None
        if found:
            self._connection.update(
                f"INSERT DATA {{ GRAPH <{POSITION}> {{ <{found.position.base}> <{REBUILDING}> true }} }}"
            )

    def apply(self, changes: Iterable[GraphChange | MembersChange]) -> None:
        """Replace, drop or change named graphs.

        All of it is sent together in `publish` if one request can carry it, else as it comes.
        """
        size = sum(write.size for write in self._held)
        for write in chain.from_iterable(map(_writes, changes)):
            self._leftover.discard(write.graph)
            self._held.append(write)
            size += write.size
            if size > self._connection.dialect.statements:
                self._write(self._held)
                self._held, size = [], 0

    def publish(self, position: Position) -> None:
        """Send what is held, drop what was not applied again, and say how far we have come."""
        self._held += [_Write(graph, None) for graph in sorted(self._leftover)]
        self._leftover = set()
        says = _Write(
            POSITION,
            f"<{position.base}> <{GENERATION}> {position.generation} .\n"
            f'<{position.base}> <{PUBLICATION}> "{uuid4()}" .\n',
        )
        if sum(write.size for write in self._held) > self._connection.dialect.statements:
            self._write(self._held)
            self._held = []
        self._update([*self._held, says])
        self._held, self._position = [], position

    def _graphs(self, base: str) -> Iterator[str]:
        """Name the graphs under *base*, a page at a time: a server may cut a long list without saying so."""
        last = base
        while True:
            text = (
                f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), {json.dumps(base)}) "
                f"&& STR(?g) > {json.dumps(last)}) }} ORDER BY STR(?g) LIMIT {GRAPHS_A_PAGE}"
            )
            found = [row["g"] for row in _solutions(self._connection, text)]
            yield from found
            if len(found) < GRAPHS_A_PAGE:
                return
            last = found[-1]

    def _write(self, writes: list[_Write | _MembersWrite]) -> None:
        """Send what is too much for one request, in as many as it takes."""
        request: list[_Write | _MembersWrite] = []
        size = 0
        for write in writes:
            is_large = write.size > self._connection.dialect.statements
            if is_large and isinstance(write, _Write) and write.ntriples and self._connection.puts_graphs:
                self._connection.put(write.graph, write.ntriples.encode())
                continue
            if request and size + write.size > self._connection.dialect.statements:
                self._update(request)
                request, size = [], 0
            request.append(write)
            size += write.size
        if request:
            self._update(request)

    def _update(self, writes: Iterable[_Write | _MembersWrite]) -> None:
        dialect = self._connection.dialect
        self._connection.update(" ;\n".join(write.operations(dialect) for write in writes))


def _writes(change: GraphChange | MembersChange) -> Iterator[_Write | _MembersWrite]:
    if isinstance(change, GraphChange):
        yield _Write(change.graph, _ntriples(change))
        return
    for verb, members in (("DELETE", change.removed), ("INSERT", change.added)):
        for start in range(0, len(members), MEMBERS_AT_ONCE):
            some = members[start : start + MEMBERS_AT_ONCE]
            statements = "".join(f"<{change.subject}> <{change.predicate}> <{member}> .\n" for member in some)
            yield _MembersWrite(change.graph, statements, verb)


def _ntriples(change: GraphChange) -> str | None:
    if change.turtle is None:
        return None
    # Parsed here, so that each graph's blank nodes have labels of their own, and relative IRIs are whole.
    return str(turtle.parse(change.turtle, change.base, change.graph).serialize(format="nt"))

"""What a store is asked to do: follow the ledger, and answer SPARQL."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Position:
    """How far an index has followed the ledger, and under which base IRI."""

    generation: int
    base: str


@dataclass(frozen=True, slots=True)
class GraphChange:
    """The new content of one named graph, or its end."""

    graph: str  # IRI
    turtle: bytes | None
    base: str  # what relative IRIs in it resolve against


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL 1.1 query as a store is asked it."""

    text: str
    media_type: str  # of the answer, without parameters
    default_graphs: tuple[str, ...] = ()  # of the protocol, which beat those of the text
    named_graphs: tuple[str, ...] = ()
    names_dataset: bool = False  # whether its text says FROM; where nobody names one, all graphs are meant
    prefixes: tuple[tuple[str, str], ...] = ()  # known without being declared


class Index(Protocol):
    """The writing side: graphs replaced one by one, seen by readers when `publish` is called."""

    @property
    def position(self) -> Position | None:
        """How far it has come; None for an empty index."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...

    def apply(self, changes: Iterable[GraphChange]) -> None:
        """Replace or drop named graphs. Doing it twice is doing it once."""
        ...

    def publish(self, position: Position) -> None:
        """Let readers see what was applied, as *position*; atomic."""
        ...


class Endpoint(Protocol):
    """The reading side."""

    @property
    def position(self) -> Position | None:
        """Which state of the ledger answers show; None while there is none."""
        ...

    def query(self, query: Query) -> Generator[bytes, None, None]:
        """Evaluate *query* and yield its answer, already in its media type.

        Nothing is yielded before the answer is known to begin well, so that an early fault is an error
        and not half a body.

        Raises:
            QuerySyntaxError: it does not parse.
            MalformedRequest: a graph that it names has no IRI for a name.
            NotAcceptable: its form can't be written in the media type.
            QueryTimeout: it ran past the time limit.
            QueryTooLarge: it ran past the memory limit.
            QueryFailed: it ended the process that evaluated it.
            StoreUnavailable: there is nothing to ask yet, or nobody free to ask.
        """
        ...

    def close(self) -> None:
        """Stop everything that was started to answer."""
        ...

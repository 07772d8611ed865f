"""What a store is asked to do: follow the ledger, and answer SPARQL."""

from __future__ import annotations

from collections.abc import Generator, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

# What a store that others share says of itself: in the graph POSITION, `<base> GENERATION 12`; and which publication
# that was, since graphs computed from records are published again at the same generation.
POSITION: Final = "urn:radcat:position"
GENERATION: Final = "urn:radcat:generation"
PUBLICATION: Final = "urn:radcat:publication"


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
class MembersChange:
    """Objects that one subject of a named graph gains and loses; what else the graph says stays. All are IRIs.

    A list of a hundred thousand members costs so what it gains and loses, and not what it holds.
    """

    graph: str
    subject: str
    predicate: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL 1.1 query as a store is asked it."""

    text: str
    media_type: str  # of the answer, without parameters
    default_graphs: tuple[str, ...] = ()  # of the protocol, which beat those of the text
    named_graphs: tuple[str, ...] = ()
    names_dataset: bool = False  # whether its text says FROM; where nobody names one, all graphs are meant
    prefixes: tuple[tuple[str, str], ...] = ()  # known without being declared
    client: str = field(default="", compare=False)  # on whose behalf, so that clients take turns


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take; nothing is limited that is 0."""

    seconds: float  # of evaluation
    memory_mb: int  # that evaluating it takes, beyond what the store takes itself
    output_mb: int  # of the answer, before compression
    workers: int  # queries at once, in each web process
    queue: int  # queries that may wait for one of them, in each web process


class Index(Protocol):
    """The writing side: graphs replaced one by one, seen by readers when `publish` is called."""

    @property
    def position(self) -> Position | None:
        """How far it has come; None for an empty index."""
        ...

    def check(self) -> None:
        """See that readers can read what was published last; raises StoreDamaged where they can't."""
        ...

    def clear(self) -> None:
        """Forget everything."""
        ...

    def apply(self, changes: Iterable[GraphChange | MembersChange]) -> None:
        """Replace, drop or change named graphs, each once. Doing it twice is doing it once."""
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

    @property
    def state(self) -> Hashable:
        """What settles an answer besides the question: another value whenever answers or pages may differ."""
        ...

    @property
    def limits(self) -> Limits:
        """What a query may take here."""
        ...

    @property
    def isolated(self) -> bool | None:
        """Whether what evaluates queries has no network; None where that is not known, or not ours to say."""
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
            AnswerTooLarge: its answer ran past the limit on answers.
            QueryFailed: it ended the process that evaluated it.
            EndpointBusy: as many queries run and wait as may.
            StoreUnavailable: there is nothing to ask yet.
        """
        ...

    def close(self) -> None:
        """Stop everything that was started to answer."""
        ...

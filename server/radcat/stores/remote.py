"""The reading side of a store elsewhere: any SPARQL 1.1 server or cluster.

Whatever a server does otherwise than SPARQL 1.1 says is mended here where that can be, and said where it can't:
nothing is passed on as whole that may not be. docs/stores.md has the list, and `radcat doctor` looks for it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from threading import Lock
from typing import Final

from radcat.errors import (
    AnswerTooLarge,
    NotAcceptable,
    PartialAnswer,
    QuerySyntaxError,
    QueryTimeout,
    RegistryError,
    StoreRefused,
    StoreUnavailable,
)
from radcat.sparql import dataset
from radcat.sparql.diagnosis import diagnose
from radcat.sparql.request import QueryForm, names_dataset
from radcat.stores import answers
from radcat.stores.answers import JSON, NTRIPLES
from radcat.stores.base import Limits, Position, Query
from radcat.stores.connection import REFUSES, Connection
from radcat.stores.http import Answer, Late, Unreachable
from radcat.stores.remote_index import State, state

MANY_ROWS: Final = 20_000
KEPT: Final = 60  # seconds that an answer may be kept, since of several replicas one may lag behind another's word
# Without any data: that many rows of nothing.
_TENS: Final = " ".join(f"VALUES ?{name} {{ 0 1 2 3 4 5 6 7 8 9 }}" for name in "abcd")
_ROWS: Final = f"SELECT ?a {{ {_TENS} VALUES ?e {{ 0 1 }} }}"


class RemoteEndpoint:
    """The reading side. Safe to share between threads."""

    isolated: Final = None  # what the server may reach is not ours to say

    def __init__(
        self,
        connection: Connection,
        *,
        output_mb: int = 0,
        fresh: float = 1.0,
        ledger_generation: Callable[[], int] = lambda: 0,
    ) -> None:
        """Ask the server of *connection*; what it says of its position holds for *fresh* seconds."""
        self._connection, self._fresh, self._ledger_generation = connection, fresh, ledger_generation
        self.limits = Limits(seconds=connection.seconds, memory_mb=0, output_mb=output_mb, workers=0, queue=0)
        self._read: tuple[float, State | None] | None = None
        self._reading = Lock()
        self._rows: int | None = None  # at which this server cuts; None while not known, 0 if it does not

    @property
    def position(self) -> Position | None:
        """Which state of the ledger the server shows, as it said at most `fresh` seconds ago."""
        found = self._state()
        return found.position if found else None

    @property
    def state(self) -> Hashable:
        """What settles answers and pages besides the question: what was published last, and where the ledger stands.

        While the store is away, the ledger goes on. Behind a load balancer, replicas may stand apart, so that what
        one of them answers is kept under the position of another; hence not for long.
        """
        try:
            found = self._state()
        except RegistryError:
            return ("away", self._ledger_generation(), time.monotonic_ns())  # nothing is known to be as it was
        served = (found.publication, found.position.generation, found.position.base) if found else None
        return (served, self._ledger_generation(), time.time() // KEPT)

    def query(self, query: Query) -> Generator[bytes, None, None]:
        """Evaluate *query*; see base.Endpoint.

        Raises:
            StoreRefused: the server does not let us in, or has no union of all graphs to ask.
            PartialAnswer: it sent a part of the answer as if it were all.
        """
        found = self._state()
        if found is None:
            raise StoreUnavailable("nothing has been published yet; run `radcat sync`, or `radcat serve`.")
        if not (found.has_union or query.names_dataset or query.default_graphs or query.named_graphs):
            raise StoreRefused(
                f"{self._connection.name} does not ask all graphs where a query names none; switch that on "
                "(Oxigraph: --union-default-graph; Fuseki: tdb2:unionDefaultGraph true), see docs/stores.md.",
                REFUSES,
            )
        return self.evaluate(query, found.position.base)

    def evaluate(self, query: Query, base: str) -> Generator[bytes, None, None]:
        """Evaluate *query*, whose relative IRIs stand under *base*, whether or not anything is published there."""
        form = QueryForm.of(query.text)
        formats = {QueryForm.SELECT: answers.SOLUTIONS, QueryForm.ASK: answers.BOOLEANS}.get(form, answers.GRAPHS)
        if query.media_type not in formats:
            raise NotAcceptable(query.media_type, tuple(formats))
        return self._held_back(self._pieces(_Asked.of(query, base), form, query.media_type))

    def close(self) -> None:
        """Nothing was started."""

    def _state(self) -> State | None:
        with self._reading:
            now = time.monotonic()
            if self._read is None or now - self._read[0] >= self._fresh:
                self._read = None
                self._read = (time.monotonic(), state(self._connection))
            return self._read[1]

    def _pieces(self, asked: _Asked, form: QueryForm, media_type: str) -> Generator[bytes, None, None]:
        dialect = self._connection.dialect
        source = self._ask(asked, NTRIPLES if form in (QueryForm.CONSTRUCT, QueryForm.DESCRIBE) else JSON, form)
        try:
            if form is QueryForm.ASK:
                yield answers.booleans(answers.boolean(source), media_type)
            elif form is QueryForm.SELECT:
                if media_type == JSON and dialect.answers_standard:
                    yield from answers.unchanged_json(source)
                else:
                    yield from answers.solutions(source, media_type)
            else:
                yield from answers.graphs(answers.statements(source), media_type, answers.HELD_BACK)
                if dialect.cuts:
                    self._check_rows(asked)
        finally:
            source.close()

    def _ask(self, asked: _Asked, accept: str, form: QueryForm) -> _Source:
        dialect, seconds = self._connection.dialect, self._connection.seconds
        parameters: dict[str, Sequence[str]] = dict(asked.parameters)
        if dialect.time_limit:
            parameters[dialect.time_limit] = [str(int(seconds * 1000))]
        text = asked.prologue + asked.text
        if form is QueryForm.DESCRIBE:
            text = dialect.describe + text
        before = len(text) - len(asked.text)
        try:
            response = self._connection.query(text, accept, parameters)
        except QuerySyntaxError as error:
            if found := diagnose(asked.text, asked.known):
                raise QuerySyntaxError(found.message, found.line, found.column) from error
            column = error.column - before if error.line == 1 and error.column else error.column
            raise QuerySyntaxError(str(error), error.line, column) from error
        self._check_headers(response, asked)
        offered = response.media_type or "text/plain"
        if offered not in (accept, "text/plain"):
            response.close()
            raise StoreRefused(f"{self._connection.name} was asked for {accept} and sent {offered}.", REFUSES)
        return _Source(response, seconds)

    def _check_headers(self, response: Answer, asked: _Asked) -> None:
        """Look for what Virtuoso says in its headers only."""
        try:
            if response.header("X-SQL-State"):
                raise QueryTimeout(self._connection.seconds)
            if rows := response.header("X-SPARQL-MaxRows"):
                self._rows = int(rows)
                wanted, _ = dataset.limit(asked.text)
                if wanted is None or wanted > self._rows:
                    raise _cut(self._rows)
        except RegistryError:
            response.close()
            raise

    def _check_rows(self, asked: _Asked) -> None:
        """Ask whether there is one row more than the server gives: of a graph it cuts it says so in no header."""
        if self._rows is None:
            self._rows = cut_at(self._connection)
        wanted, is_bare = dataset.limit(asked.text)
        if not self._rows or "{" not in asked.text or (wanted is not None and wanted <= self._rows):
            return
        if not is_bare:
            raise _cut(self._rows, " or may not; it can't be told")
        text = f"{asked.prologue}{asked.text} OFFSET {self._rows} LIMIT 1"
        with self._connection.query(text, NTRIPLES, asked.parameters) as response:
            if any(answers.statements(response)):
                raise _cut(self._rows)

    def _held_back(self, pieces: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
        """Begin when the answer is whole or long, and end where it is too long."""
        held, size = [], 0
        for piece in pieces:
            held.append(piece)
            size += len(piece)
            if size > answers.HELD_BACK:
                break
        return self._limited(chain([b"".join(held)], pieces), pieces)

    def _limited(self, pieces: Iterable[bytes], source: Generator[bytes, None, None]) -> Generator[bytes, None, None]:
        most, size = self.limits.output_mb * 1024 * 1024, 0
        try:
            for piece in pieces:
                size += len(piece)
                if most and size > most:
                    raise AnswerTooLarge(self.limits.output_mb)
                yield piece
        finally:
            source.close()


def cut_at(connection: Connection) -> int:
    """Find out at how many rows the server cuts an answer and says so; 0 where 20,000 come whole."""
    with connection.query(_ROWS, JSON) as response:
        said = response.header("X-SPARQL-MaxRows")
        if said:
            return int(said)
        rows = len(json.loads(response.read())["results"]["bindings"])
    return rows if rows < MANY_ROWS else 0


def _cut(rows: int, doubt: str = "") -> PartialAnswer:
    return PartialAnswer(
        f"the answer has more rows than the {rows} that the store sends{doubt}; ask for pages of it with LIMIT and "
        "OFFSET, or let its operator raise the limit (Virtuoso: ResultSetMaxRows)."
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A query as it is sent."""

    prologue: str
    text: str
    parameters: dict[str, Sequence[str]]
    known: tuple[str, ...] = ()  # prefixes that the text need not declare

    @classmethod
    def of(cls, query: Query, base: str) -> _Asked:
        """Bring dataset, base and prefixes to where every server understands them."""
        text, default, named = query.text, query.default_graphs, query.named_graphs
        if names_dataset(text) and (separated := dataset.separate(text, base)):
            text = separated.text
            if not default and not named:
                default, named = separated.default_graphs, separated.named_graphs
        parameters = dataset.explicit(default, named) if default or named else {}
        known = tuple(prefix for prefix, _ in query.prefixes)
        return cls(dataset.prologue(text, base, query.prefixes), text, parameters, known)


class _Source:
    """The body of a response, with a limit on how long it may take."""

    def __init__(self, response: Answer, seconds: float) -> None:
        self._response, self._seconds = response, seconds
        self._deadline = time.monotonic() + seconds

    def read(self, size: int = -1, /) -> bytes:
        """Read some, or with -1 all."""
        if size < 0:
            return b"".join(iter(lambda: self.read(answers.PIECE), b""))
        if time.monotonic() > self._deadline:
            raise QueryTimeout(self._seconds)
        try:
            return self._response.read(size)
        except Late as error:
            raise QueryTimeout(self._seconds) from error
        except Unreachable as error:
            raise PartialAnswer(
                f"the connection to the store broke off within the answer: {error}.",
                "the connection to the store broke off within the answer; try again.",
            ) from error

    def close(self) -> None:
        """Let go of the connection."""
        self._response.close()

"""A SPARQL 1.1 server elsewhere, as something to send requests to: authentication, retries, and what went wrong.

What it answers is not looked at here; see remote.py.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Final, Literal, NoReturn
from urllib.parse import urlsplit

from circuitbreaker import CircuitBreaker
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from radcat.errors import QueryFailed, QueryRefused, QuerySyntaxError, QueryTimeout, StoreRefused, StoreUnavailable
from radcat.stores.dialects import PLAIN, Dialect, recognize
from radcat.stores.failures import without_paths
from radcat.stores.http import Answer, Client, Credentials, Late, Unreachable

log = logging.getLogger(__name__)

ATTEMPTS: Final = 3
FAILURES: Final = 3  # in a row, after which nobody waits for a store that is away
RECOVERY: Final = 5  # seconds until somebody tries again
# What visitors are told; who runs the server finds more in the log.
AWAY: Final = "the store can't be asked now; try again in a moment."
REFUSES: Final = "the store does not answer as it should; who runs this server finds why in its log."
_PASSING: Final = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_POSITION: Final = re.compile(r"\bat (\d+):(\d+)|\bline (\d+)")
_ECHO: Final = re.compile(r"\s*SPARQL query:.*", re.DOTALL)  # Virtuoso repeats the query


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers, and how it wants to be asked."""

    query: str
    update: str | None = None
    graphs: str | None = None  # Graph Store Protocol
    auth: Literal["none", "basic", "digest", "bearer"] = "none"
    user: str | None = None
    secret: str | None = field(default=None, repr=False)  # password or token


class _Passing(Exception):
    """A fault that may be over in a moment."""


class Connection:
    """Sends requests to one server. Safe to share between threads."""

    def __init__(self, address: Address, *, seconds: float) -> None:
        """Know the server at *address*; nothing is sent yet. An answer may take *seconds* to begin."""
        self.address, self.seconds = address, seconds
        self.dialect: Dialect = PLAIN
        self._client = Client(Credentials(address.auth, address.user, address.secret))
        self._breaker = CircuitBreaker(FAILURES, RECOVERY, expected_exception=StoreUnavailable, name=self.name)

    @property
    def name(self) -> str:
        """The server's address as errors show it: without what may be secret in its query."""
        parts = urlsplit(self.address.query)
        return f"{parts.scheme}://{parts.netloc}{parts.path}"

    def query(self, text: str, accept: str, parameters: Mapping[str, Sequence[str]] | None = None) -> Answer:
        """Send a query, by a form (Virtuoso 7 never answers a raw one), and return the answer, its body unread.

        Raises:
            QuerySyntaxError: the server says that it does not parse.
            QueryRefused: the server takes it for too expensive.
            QueryTimeout: it had not begun to answer within the limit.
            QueryFailed: the server failed on it.
            StoreRefused: the server does not let us in, or is no SPARQL server.
            StoreUnavailable: the server is away.
        """
        form = {**(parameters or {}), "query": text}
        return self._send(partial(self._client.post, self.address.query, form, accept, self.seconds))

    def update(self, text: str) -> None:
        """Send an update.

        Raises:
            StoreRefused: the server takes none from us, or not this one.
            StoreUnavailable: the server is away.
        """
        request = partial(self._client.post, self._elsewhere("update"), {"update": text}, "*/*", self.seconds)
        with self._refusals("an update"), self._send(request) as answer:
            answer.read()

    def put(self, graph: str, ntriples: bytes) -> None:
        """Replace a named graph (Graph Store Protocol, section 5.3).

        Raises:
            StoreRefused: the server takes none from us, or not this one.
            StoreUnavailable: the server is away.
        """
        request = partial(
            self._client.send,
            "PUT",
            self._elsewhere("graphs"),
            self.seconds,
            {"Content-Type": "text/turtle"},  # N-Triples are Turtle, which every server has to read
            content=ntriples,
            parameters={"graph": graph},
        )
        with self._refusals(f"the graph {graph}"), self._send(request) as answer:
            answer.read()

    def post_raw(self, query: str, accept: str, seconds: float) -> Answer:
        """Send a query as the body of a POST, once; see `Client.send`."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self._client.send("POST", self.address.query, seconds, headers, content=query.encode())

    @property
    def puts_graphs(self) -> bool:
        """Whether we know where it takes whole graphs."""
        return bool(self.address.graphs or self.dialect.graphs(self.address.query))

    def _elsewhere(self, purpose: Literal["update", "graphs"]) -> str:
        usual = self.dialect.update if purpose == "update" else self.dialect.graphs
        found = getattr(self.address, purpose) or usual(self.address.query)
        if not found:
            raise StoreRefused(f"where {self.name} takes {purpose} is not known; set RADCAT_STORE_{purpose.upper()}.")
        return str(found)

    def _send(self, request: Callable[[], Answer]) -> Answer:
        """Send what may be repeated: queries, and writes that put things as they are to be."""
        if self._breaker.opened:
            reason = f"{self._away()}: it was away a moment ago, and is not asked again before long."
            raise StoreUnavailable(reason, AWAY)
        attempts = Retrying(
            stop=stop_after_attempt(ATTEMPTS),
            wait=wait_random_exponential(multiplier=0.1, max=1),
            retry=retry_if_exception_type(_Passing),
            reraise=True,
        )
        with self._breaker:
            try:
                answer: Answer = attempts(self._attempt, request)
            except _Passing as error:
                raise StoreUnavailable(str(error), AWAY) from error
        self._recognize(answer)
        return answer

    def _attempt(self, request: Callable[[], Answer]) -> Answer:
        try:
            answer = request()
            if not HTTPStatus(200) <= answer.status < HTTPStatus(300):
                with answer:
                    self._say(answer)
        except Late as error:
            raise QueryTimeout(self.seconds) from error
        except Unreachable as error:
            reason = f"{self._away()}: {error}"
            if error.is_slow:
                raise StoreUnavailable(reason, AWAY) from error
            raise _Passing(reason) from error
        return answer

    def _say(self, answer: Answer) -> NoReturn:
        """Turn an answer that is none into our own words."""
        status = answer.status
        text = _ECHO.sub("", answer.read()[:20_000].decode(errors="replace")).strip() or _phrase(status)
        self._recognize(answer)
        if status in _PASSING or "40001" in text:  # a deadlock, says Virtuoso; it asks for another try
            raise _Passing(f"{self._away()}: it answers {status}, {text[:300]}")
        if status in (401, 403):
            raise StoreRefused(
                f"{self.name} does not let us in ({status}); look at RADCAT_STORE_AUTH, which is "
                f"{self.address.auth!r}, and at name, password or token.",
                REFUSES,
            )
        if status == HTTPStatus.BAD_REQUEST:
            found = _POSITION.search(text)
            line, column, only = found.groups() if found else (None, None, None)
            raise QuerySyntaxError(self._public(text[:1000]), _number(line or only), _number(column))
        if 300 <= status < 500:
            to = answer.header("Location")
            raise StoreRefused(
                f"{self.name} answers {status}{f' and sends us to {to}' if to else ''}, so no SPARQL is spoken there; "
                "look at RADCAT_STORE, RADCAT_STORE_UPDATE and RADCAT_STORE_GRAPHS.",
                REFUSES,
            )
        if any(sign in text for sign in self.dialect.too_dear):
            raise QueryRefused(f"the store refuses the query: {self._public(text[:300])}")
        reason = f"the store failed on the query ({status}): {text[:300]}"
        raise QueryFailed(reason, self._public(reason))

    @contextmanager
    def _refusals(self, what: str) -> Iterator[None]:
        """Say of a write that it was not taken: what is wrong with it is not a visitor's fault."""
        try:
            yield
        except (Late, Unreachable) as error:  # while it said what it had done
            raise StoreUnavailable(f"{self._away()}: {error!r}") from error
        except (QuerySyntaxError, QueryRefused, QueryFailed) as error:
            raise StoreRefused(
                f"{self.name} does not take {what}: {error} Look at RADCAT_STORE_UPDATE and RADCAT_STORE_GRAPHS, "
                "and run `radcat doctor --write`."
            ) from error
        except QueryTimeout as error:
            raise StoreUnavailable(f"{self._away()}: it had not taken {what} after {self.seconds:g} s.") from error

    def _recognize(self, answer: Answer) -> None:
        self.dialect = recognize(answer.header("Server")) or self.dialect

    def _public(self, said: str) -> str:
        """What the server *said*, without where it is and where its files lie."""
        for secret in {self.address.query, self.name, urlsplit(self.address.query).netloc}:
            said = said.replace(secret, "(the store)")
        return without_paths(said)

    def _away(self) -> str:
        return f"the store {self.name} can't be asked"


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase if status in {known.value for known in HTTPStatus} else "it says no more"


def _number(text: str | None) -> int | None:
    return int(text) if text else None

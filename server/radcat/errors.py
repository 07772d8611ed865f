"""Everything that can go wrong, as one tree.

RegistryError
├── ConfigurationError        the program can't start as it is set up
│   ├── SettingError              a setting has a value it can't have
│   ├── NoCatalogue               the folder holds no records
│   ├── AddressInUse              another program listens there
│   └── TooFewFiles               the system lets a process open too few files
├── RecordError               a record file can't be used
│   ├── RecordSyntaxError         it is not Turtle
│   ├── RecordEncodingError       it is not UTF-8
│   ├── UnreadableRecord          the file can't be read
│   ├── MisplacedRecord           it describes something other than its own IRI
│   ├── ConflictingRecord         two files claim one IRI
│   └── UnnamedNode               a blank node that has to have a name
├── WriteError                a change can't be published
│   ├── NotConforming             a record could not be published as it would be, or not be without another
│   ├── PreconditionFailed        the record is not what the client takes it for
│   ├── UnsyncedEdit              its file was changed by hand, and not synced since
│   ├── GateClosed                shapes that would judge it can't be used
│   ├── UnwrittenVersion          an earlier version of it waits to be written, and can't be
│   ├── CannotWrite               its file, or the ledger, can't be written now
│   ├── UpdateRefused             the update asks for what an update may not do
│   └── RegistryBusy              another process is publishing
├── EngineFailed              a SHACL engine can't use the shapes, or fails on a record
├── AccessError               who asks may not do that
│   ├── Unauthorized              no token that is valid came with the request
│   └── Forbidden                 the token's role does not go so far
├── TokenError                a token can't be made, or there is none of that name
├── EditionMismatch           a numbered edition does not match its content
├── UnknownRecord             nothing published has that name
├── UnknownGraph              no graph of the store has that name
├── UnwritableRecord          a published record can't be written in a format, for a fault of ours
├── WithdrawnRecord           it was published once, and withdrawn
├── RequestError              a request can't be understood
│   ├── MalformedRequest          a parameter or header is missing, doubled or wrong
│   ├── MethodRefused             the address does not answer that method
│   ├── UnsupportedMedia          the body's media type is not one we read
│   ├── UnreadableBody            the body is not what its media type says
│   ├── UnsupportedEncoding       the body is compressed
│   ├── LengthRequired            the body does not say how long it is
│   ├── HeadersTooLarge           the request's line and headers are longer than may be
│   ├── BodyTooLarge              the body is longer than may be
│   ├── BodyTooSlow               the body does not come
│   ├── TooManyRequests           the client asks too often, or too much at once
│   └── NotAcceptable             none of the formats asked for is offered
├── QueryError                a query has no answer
│   ├── QuerySyntaxError          it is not SPARQL
│   ├── QueryRefused              it asks for what a public query may not do
│   ├── QueryTimeout              it ran past its time limit
│   ├── QueryTooLarge             it ran past its memory limit
│   ├── AnswerTooLarge            its answer ran past the limit on answers
│   └── QueryFailed               it ended the process that evaluated it
├── OutgoingError             an address on another host can't be fetched
│   ├── AddressRefused            it leads to a host that we must not ask
│   └── FetchFailed               nobody answers there, or not within our limits
└── StoreError                the graph can't be asked
    ├── StoreUnavailable          no snapshot to read, or no free worker; or a store elsewhere that is away
    ├── StoreRefused              a store elsewhere does not let us in, or can't do what we need
    ├── PartialAnswer             a store elsewhere sent a part of the answer as if it were all
    ├── EndpointBusy              as many queries run and wait as may
    ├── StoreDamaged              what is on disk is not a readable store
    ├── DiskFull                  nothing more can be written
    ├── ScratchLost               a request ended the temporary store, and its content with it
    └── LedgerVersionError        the ledger was written by another version of radcat

A record that breaks a shape is a result, not an error: see validation.report.
One file, long as it is: the tree is read, and held against the table of statuses, as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_LONGEST_SHOWN = 200  # characters of what a client sent that a message repeats


class RegistryError(Exception):
    """Anything radcat can say went wrong; its text names the thing, the place and the remedy."""

    @property
    def public(self) -> str:
        """What visitors are told: the text, but for paths and addresses inside, which are for the log."""
        return str(self)


class ConfigurationError(RegistryError):
    """The program can't start as it is set up."""


class SettingError(ConfigurationError):
    """A setting has a value it can't have."""


class NoCatalogue(ConfigurationError):
    """The folder holds no records."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"{root} holds no records: a catalogue is a folder with records/catalog.ttl and "
            "records/datasets/*.ttl. Name another with --root or RADCAT_ROOT."
        )
        self.root = root


class AddressInUse(ConfigurationError):
    """Another program listens on the address we were given."""

    def __init__(self, bind: str, reason: str) -> None:
        super().__init__(f"can't listen on {bind}: {reason}. Choose another with --bind HOST:PORT.")
        self.bind = bind


class TooFewFiles(ConfigurationError):
    """The system lets a process open too few files at once."""

    def __init__(self, allowed: int, least: int) -> None:
        super().__init__(
            f"a process may open {allowed} files at once here, and serving takes {least} at least; raise the hard "
            "limit (`ulimit -n 4096` as root, or LimitNOFILE= of the systemd unit) and start again."
        )


class RecordError(RegistryError):
    """A record file can't be used as it is."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = str(path), line, reason


class RecordSyntaxError(RecordError):
    """The file is not Turtle."""


class RecordEncodingError(RecordError):
    """The file is not UTF-8."""


class UnreadableRecord(RecordError):
    """The file can't be read, or is not one of the catalogue's."""


class MisplacedRecord(RecordError):
    """The file describes something other than the IRI that its place gives it."""


class ConflictingRecord(RecordError):
    """The file describes an IRI that another file holds."""


class UnnamedNode(RecordError):
    """A blank node is shared or loops, so that it can't be written in one place."""


class WriteError(RegistryError):
    """A change can't be published."""


class NotConforming(WriteError):
    """A record could not be published as it would be, or one that is published would no longer conform."""

    def __init__(self, summary: str, reports: Sequence[object]) -> None:
        super().__init__(f"nothing was published: {summary}")
        self.reports = tuple(reports)  # validation.report.Report, of every record that stands in the way


class PreconditionFailed(WriteError):
    """The record is not what the client takes it for: somebody else was quicker."""

    def __init__(self, name: str, current: str | None) -> None:
        now = f"its ETag begins with {current}" if current else "nothing is published there"
        super().__init__(f"{name} is not as the request wants it: {now}; read it again, and try once more.")
        self.name, self.current = name, current  # the sha256 of its text, None where nothing is published


class UnsyncedEdit(WriteError):
    """The record's file was changed by hand, and not synced since."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"{place} was changed by hand and not synced since; run `radcat sync`, or bring the file back, "
            "and try again."
        )
        self.place = place


class GateClosed(WriteError):
    """A shapes file that would judge the record can't be used, so nobody knows whether it conforms."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"nothing was published: {name} can't be checked: {reason}")
        self.name, self.reason = name, reason


class UnwrittenVersion(WriteError):
    """The file of the record's published version can't be written, so that nothing can be based on it."""


class CannotWrite(WriteError):
    """A file of the catalogue, or the ledger, can't be written now; nothing was published."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(
            f"nothing was published: {place} can't be written ({reason}); once the server can write there, try again."
        )
        self.place = place


class UpdateRefused(WriteError):
    """The update asks for what an update may not do; the message says what to write."""


class RegistryBusy(WriteError):
    """Another process holds the writer's lock, or others were quicker too often."""

    def __init__(self, lock: Path | None = None) -> None:
        held = f"another radcat process is publishing (it holds {lock}); try again when it is done."
        super().__init__(held if lock else "others are writing all the time; try again in a moment.")
        self.lock = lock

    @property
    def public(self) -> str:
        """The text, without where the lock lies."""
        return str(self).replace(f" (it holds {self.lock})", "")


class EngineFailed(RegistryError):
    """A SHACL engine can't use the shapes, or fails on a record; the message says which engine, and what it says."""

    def __init__(self, engine: str, reason: str) -> None:
        lines = reason.strip().splitlines()
        said = lines[0][:300] if lines else "no reason"
        super().__init__(f"the engine {engine} fails: {said}")
        self.engine, self.reason = engine, said

    @classmethod
    @contextmanager
    def naming(cls, engine: str) -> Iterator[None]:
        """Turn whatever *engine* raises, a panic of compiled code among it, into this error."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            raise cls(engine, str(error) or type(error).__name__) from error


class AccessError(RegistryError):
    """Who asks may not do that."""


class Unauthorized(AccessError):
    """No token that is valid came with the request."""


class Forbidden(AccessError):
    """The token's role does not go so far."""


class TokenError(RegistryError):
    """A token can't be made as asked, or there is none of that name."""


class EditionMismatch(RegistryError):
    """A numbered edition of a table does not match the table."""

    def __init__(self, number: str | None, checksum: str) -> None:
        said = f"edition {number} does not match its content" if number else "the table has no edition yet"
        super().__init__(f"{said} (now {checksum[:12]}…); run `radcat survey --new-edition` and review the change.")
        self.number = number


class UnknownRecord(RegistryError):
    """Nothing published has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing published is called {name}.")
        self.name = name


class UnknownGraph(RegistryError):
    """No graph of the store has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no graph is called {name}.")
        self.name = name


class WithdrawnRecord(RegistryError):
    """It was published once and has been withdrawn; the ledger keeps every version."""

    def __init__(self, name: str, date: str, reason: str) -> None:
        super().__init__(f"{name} was withdrawn on {date}: {reason}.")
        self.name, self.date, self.reason = name, date, reason


class UnwritableRecord(RegistryError):
    """A published record can't be written in a format, for a fault of ours; lists in that format leave it out."""

    def __init__(self, name: str, form: str, reason: str, others: Sequence[str]) -> None:
        instead = f"; other formats are {', '.join(others)}" if others else ""
        super().__init__(
            f"{name} can't be written as {form} ({reason}). This is a fault of the registry, and it is logged{instead}."
        )
        self.name, self.offered = name, tuple(others)


class RequestError(RegistryError):
    """A request can't be understood or served as it was made."""


class MalformedRequest(RequestError):
    """A parameter or header is missing, doubled or wrong."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.line, self.column = line, column


class MethodRefused(RequestError):
    """The address does not answer that method."""

    def __init__(self, method: str, allowed: Sequence[str], reason: str = "") -> None:
        why = f" ({reason})" if reason else ""
        super().__init__(f"{method} is not answered here{why}; use {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class UnsupportedMedia(RequestError):
    """The body's media type is not one we read."""

    def __init__(self, media_type: str, readable: Sequence[str]) -> None:
        super().__init__(f"a body of {media_type or 'no media type'} is not read here; send {' or '.join(readable)}.")
        self.readable = tuple(readable)


class UnreadableBody(RequestError):
    """The body is not what its media type says, or can't be read within our limits."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line


class UnsupportedEncoding(RequestError):
    """The body is compressed, and how much it would become can't be told before."""

    def __init__(self, encoding: str) -> None:
        super().__init__(f"a body in the encoding {encoding} is not read here; send it as it is.")


class LengthRequired(RequestError):
    """The body comes in chunks, of which nobody can tell whether they are all there."""

    def __init__(self, chunked: str) -> None:
        super().__init__(f"send the body with its Content-Length; only {chunked} may come in chunks.")


class HeadersTooLarge(RequestError):
    """The request's line and headers are longer than a request may bring."""

    def __init__(self, largest: int) -> None:
        super().__init__(
            f"the request's line and headers have more than {largest} bytes; send a long query as the body of a POST."
        )


class BodyTooLarge(RequestError):
    """The body is longer than a request may bring."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"the body has more than {largest} bytes (RADCAT_BODY_MB); send less at once.")


class BodyTooSlow(RequestError):
    """The body does not come, or comes a few bytes at a time."""


class TooManyRequests(RequestError):
    """The client has asked more often than it may, or for more at once."""

    def __init__(self, reason: str, retry_after: int) -> None:
        super().__init__(reason)
        self.retry_after = retry_after  # seconds


class NotAcceptable(RequestError):
    """None of the formats asked for is offered."""

    def __init__(self, wanted: str, offered: Sequence[str], reason: str = "") -> None:
        shown = wanted if len(wanted) <= _LONGEST_SHOWN else f"{wanted[:_LONGEST_SHOWN]}…"
        super().__init__(f"{reason or f'{shown} is not offered here'}; choose one of {', '.join(offered)}.")
        self.offered = tuple(offered)


class QueryError(RegistryError):
    """A query has no answer."""


class QuerySyntaxError(QueryError):
    """The query is not SPARQL; the message is the parser's, with its position where it gave one."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.line, self.column = line, column


class QueryRefused(QueryError):
    """The query asks for what a public query may not do."""


class QueryTimeout(QueryError):
    """The query ran past its time limit and was stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query ran past the limit of {seconds:g} s (RADCAT_QUERY_TIMEOUT) and was stopped; "
            "narrow its patterns or add a LIMIT."
        )
        self.seconds = seconds


class QueryTooLarge(QueryError):
    """The query needed more memory than a worker may have."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"the query needed more than {megabytes} MB (RADCAT_QUERY_MEMORY_MB) and was stopped; "
            "sort or group fewer solutions."
        )
        self.megabytes = megabytes


class AnswerTooLarge(QueryError):
    """The answer is larger than an answer may be."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"the answer is larger than {megabytes} MB (RADCAT_QUERY_OUTPUT_MB) and was not sent on; "
            "ask for it in parts, with ORDER BY, LIMIT and OFFSET."
        )
        self.megabytes = megabytes


class QueryFailed(QueryError):
    """The query ended the process that evaluated it, for a fault of the engine's."""

    def __init__(self, reason: str, shown: str | None = None) -> None:
        super().__init__(reason)
        self.shown = shown

    @property
    def public(self) -> str:
        """What is *shown* instead of the reason, where that says what is inside."""
        return self.shown or str(self)


class OutgoingError(RegistryError):
    """An address on another host can't be fetched."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address} can't be fetched: {reason}.")
        self.address, self.reason = address, reason


class AddressRefused(OutgoingError):
    """The address leads to a host that we must not ask: in a private network, or by another protocol than HTTP."""


class FetchFailed(OutgoingError):
    """Nobody answers at the address, or not within our limits."""

    def __init__(self, address: str, reason: str, *, hung_up: bool = False) -> None:
        super().__init__(address, reason)
        self.hung_up = hung_up  # the host closed the connection, or its answer is not HTTP


class StoreError(RegistryError):
    """The graph can't be asked."""

    def __init__(self, reason: str, shown: str | None = None) -> None:
        super().__init__(reason)
        self.shown = shown

    @property
    def public(self) -> str:
        """What is *shown* instead of the reason, where that says what is inside."""
        return self.shown or str(self)


class StoreUnavailable(StoreError):
    """There is no snapshot to read, or no worker is free; or the store is elsewhere, and away."""


class StoreRefused(StoreError):
    """A store elsewhere does not let us in, or can't do what we need of it; the message says what to switch on."""


class PartialAnswer(StoreError):
    """A store elsewhere sent a part of the answer as if it were all of it."""


class EndpointBusy(StoreError):
    """As many queries run and wait as may; asked again in a moment, the same query is answered."""


class StoreDamaged(StoreError):
    """What is on disk is not a store that this version reads."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "the store can't be read now; try again in a moment.")


class DiskFull(StoreError):
    """The disk that holds the registry's data is full."""

    def __init__(self) -> None:
        super().__init__(
            "the disk of this server is full, so that nothing can be written; "
            "tell its operator, and try again when there is room."
        )


class ScratchLost(StoreError):
    """A request ended the process of the temporary store, and its content with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason}; this ended the process of the scratch store, and its content is gone. "
            "A fresh, empty one has started: load your data again."
        )


class LedgerVersionError(StoreError):
    """The ledger was written by another version of radcat."""

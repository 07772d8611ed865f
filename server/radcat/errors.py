"""Everything that can go wrong, as one tree.

RegistryError
├── ConfigurationError        the program can't start with this configuration
│   ├── SettingError              a setting has an invalid value
│   ├── NoCatalogue               the folder holds no records
│   ├── AddressInUse              another program listens on the address
│   └── TooFewFiles               the limit on open files is too low
├── RecordError               a record file can't be used
│   ├── RecordSyntaxError         it is not valid Turtle
│   ├── RecordEncodingError       it is not UTF-8
│   ├── UnreadableRecord          the file can't be read
│   ├── MisplacedRecord           it describes something other than its own IRI
│   ├── ConflictingRecord         two files describe one IRI
│   └── UnnamedNode               a blank node needs an IRI
├── WriteError                a change can't be published
│   ├── NotConforming             the change would publish or leave a record that breaks the shapes
│   ├── PreconditionFailed        the record has changed since the client read it
│   ├── UnsyncedEdit              its file was edited and not synced yet
│   ├── GateClosed                shapes that apply to it can't be used
│   ├── UnwrittenVersion          the file of its last version can't be written
│   ├── CannotWrite               its file or the ledger can't be written now
│   ├── UpdateRefused             the update uses something that updates may not use
│   └── RegistryBusy              another process is publishing
├── EngineFailed              a SHACL engine can't use the shapes, or fails on a record
├── AccessError               the caller is not allowed to do this
│   ├── Unauthorized              the request has no valid token
│   └── Forbidden                 the token's role does not allow it
├── TokenError                a token can't be created, or does not exist
├── EditionMismatch           a numbered edition does not match its content
├── UnreadableManifest        a list of files can't be read or compared
├── UnreadableSource          nothing of a description that others wrote can be read
├── UnknownRecord             no published record has that name
├── BadSelection              a choice of datasets, versions or splits can't be answered for
├── UnknownPart               a dataset has no version or split of that name
├── UnknownGraph              no graph in the store has that name
├── UnwritableRecord          radcat fails to write a published record in a format
├── WithdrawnRecord           the record was published and then withdrawn
├── RequestError              a request can't be understood
│   ├── MalformedRequest          a parameter or header is missing, repeated or invalid
│   ├── MethodRefused             the address does not support that method
│   ├── UnsupportedMedia          the media type of the body is not supported
│   ├── UnreadableBody            the body does not match its media type
│   ├── UnsupportedEncoding       the body is compressed
│   ├── LengthRequired            the body has no Content-Length
│   ├── HeadersTooLarge           the request line and headers are too long
│   ├── BodyTooLarge              the body is too long
│   ├── BodyTooSlow               the body arrives too slowly
│   ├── TooManyRequests           the client exceeds its rate limit
│   └── NotAcceptable             none of the requested formats is available
├── QueryError                a query has no answer
│   ├── QuerySyntaxError          it is not valid SPARQL
│   ├── QueryRefused              it uses something that public queries may not use
│   ├── QueryTimeout              it exceeded the time limit
│   ├── QueryTooLarge             it exceeded the memory limit
│   ├── AnswerTooLarge            its answer exceeded the size limit
│   └── QueryFailed               it crashed the process that evaluated it
├── CatalogueError            a catalogue that a program asks does not answer
│   ├── CatalogueUnreachable      nobody answers at its address
│   ├── QuestionRefused           it answers with an error
│   └── AnswerTooLong             it answers with more than is read
├── MissingExtra              a library that only some installations have is absent
├── OutgoingError             an address on another host can't be fetched
│   ├── AddressRefused            the host is in a network that must not be contacted
│   └── FetchFailed               the host does not answer, or not within the limits
└── StoreError                the SPARQL store can't be used
    ├── StoreUnavailable          there is no snapshot or no free worker, or the remote store is down
    ├── StoreRefused              the remote store rejects us, or lacks a feature we need
    ├── PartialAnswer             the remote store sent an incomplete answer as if it were complete
    ├── EndpointBusy              all workers are busy and the queue is full
    ├── StoreDamaged              the data on disk is not a readable store
    ├── DiskFull                  the disk is full
    ├── ScratchLost               a request crashed the scratch store, and its content is lost
    └── LedgerVersionError        another version of radcat wrote the ledger

A record that breaks a shape is a result, not an error: see validation.report.
This file is long because the tree is best read, and compared with the table of statuses, in one piece.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_LONGEST_SHOWN = 200  # characters of client input that a message quotes


class RegistryError(Exception):
    """Base of all errors; the text names the thing, the place and the remedy."""

    @property
    def public(self) -> str:
        """The text for visitors, without internal paths and addresses, which belong in the log."""
        return str(self)


class ConfigurationError(RegistryError):
    """The program can't start with this configuration."""


class SettingError(ConfigurationError):
    """A setting has an invalid value."""


class NoCatalogue(ConfigurationError):
    """The folder holds no records."""

    def __init__(self, root: Path) -> None:
        super().__init__(
            f"{root} holds no records: a catalogue is a folder with records/catalog.ttl and "
            "records/datasets/*.ttl. Name another with --root or RADCAT_ROOT."
        )
        self.root = root


class AddressInUse(ConfigurationError):
    """Another program listens on the address."""

    def __init__(self, bind: str, reason: str) -> None:
        super().__init__(f"can't listen on {bind}: {reason}. Choose another with --bind HOST:PORT.")
        self.bind = bind


class TooFewFiles(ConfigurationError):
    """The limit on open files is too low."""

    def __init__(self, allowed: int, least: int) -> None:
        super().__init__(
            f"this process may open only {allowed} files, and serving needs at least {least}; raise the hard "
            "limit (`ulimit -n 4096` as root, or LimitNOFILE= of the systemd unit) and start again."
        )


class RecordError(RegistryError):
    """A record file can't be used."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = str(path), line, reason


class RecordSyntaxError(RecordError):
    """The file is not valid Turtle."""


class RecordEncodingError(RecordError):
    """The file is not UTF-8."""


class UnreadableRecord(RecordError):
    """The file can't be read, or does not belong to the catalogue."""


class MisplacedRecord(RecordError):
    """The file describes something other than the IRI that its place gives it."""


class ConflictingRecord(RecordError):
    """The file describes an IRI that another file holds."""


class UnnamedNode(RecordError):
    """A blank node is shared or loops, so that it can't be written in one place."""


class WriteError(RegistryError):
    """A change can't be published."""


class NotConforming(WriteError):
    """The change would publish a record that breaks the shapes, or leave one that does."""

    def __init__(self, summary: str, reports: Sequence[object]) -> None:
        super().__init__(f"nothing was published: {summary}")
        self.reports = tuple(reports)  # validation.report.Report, of every record that stands in the way


class PreconditionFailed(WriteError):
    """The record has changed since the client read it."""

    def __init__(self, name: str, current: str | None) -> None:
        now = f"its ETag now begins with {current}" if current else "no record is published there"
        super().__init__(f"{name} does not meet the request's conditions: {now}; read it again and retry.")
        self.name, self.current = name, current  # the sha256 of its text, None where nothing is published


class UnsyncedEdit(WriteError):
    """The record's file was edited and not synced yet."""

    def __init__(self, place: str) -> None:
        super().__init__(f"{place} was edited and not synced yet; run `radcat sync` or undo the edit, then try again.")
        self.place = place


class GateClosed(WriteError):
    """A shapes file that applies to the record can't be used, so the record can't be checked."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"nothing was published: {name} can't be checked: {reason}")
        self.name, self.reason = name, reason


class UnwrittenVersion(WriteError):
    """The file of the record's last version can't be written, so no new version is accepted."""


class CannotWrite(WriteError):
    """A file of the catalogue or the ledger can't be written now; nothing was published."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"nothing was published: {place} can't be written ({reason}); make it writable and try again.")
        self.place = place


class UpdateRefused(WriteError):
    """The update uses something that updates may not use; the message says what to write instead."""


class RegistryBusy(WriteError):
    """Another process holds the writer's lock, or concurrent writes won every retry."""

    def __init__(self, lock: Path | None = None) -> None:
        held = f"another radcat process is publishing (it holds {lock}); try again when it is done."
        super().__init__(held if lock else "other clients keep writing the same records; try again in a moment.")
        self.lock = lock

    @property
    def public(self) -> str:
        """The text without the path of the lock."""
        return str(self).replace(f" (it holds {self.lock})", "")


class EngineFailed(RegistryError):
    """A SHACL engine can't use the shapes or fails on a record; the message has its name and its error."""

    def __init__(self, engine: str, reason: str) -> None:
        lines = reason.strip().splitlines()
        said = lines[0][:300] if lines else "no reason"
        super().__init__(f"the engine {engine} fails: {said}")
        self.engine, self.reason = engine, said

    @classmethod
    @contextmanager
    def naming(cls, engine: str) -> Iterator[None]:
        """Turn any exception of *engine*, including a panic of compiled code, into this error."""
        try:
            yield
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as error:
            raise cls(engine, str(error) or type(error).__name__) from error


class AccessError(RegistryError):
    """The caller is not allowed to do this."""


class Unauthorized(AccessError):
    """The request has no valid token."""


class Forbidden(AccessError):
    """The token's role does not allow it."""


class TokenError(RegistryError):
    """A token can't be created, or does not exist."""


class EditionMismatch(RegistryError):
    """A numbered edition of a table does not match the table."""

    def __init__(self, number: str | None, checksum: str) -> None:
        said = f"edition {number} does not match its content" if number else "the table has no edition yet"
        super().__init__(f"{said} (now {checksum[:12]}…); run `radcat survey --new-edition` and review the change.")
        self.number = number


class UnreadableManifest(RegistryError):
    """A list of names or checksums can't be read, or has nothing to compare."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path} can't be compared: {reason}.")
        self.path = str(path)


class UnreadableSource(RegistryError):
    """Nothing of a description that others wrote can be read."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place, self.reason = place, reason


class UnknownRecord(RegistryError):
    """No published record has that name."""

    def __init__(self, name: str, near: Sequence[str] = ()) -> None:
        """Say that *name* is none; *near* are names that may be meant."""
        asked = f"; did you mean {' or '.join(near)}?" if near else "."
        super().__init__(f"no published record is called {name}{asked}")
        self.name, self.near = name, tuple(near)


class BadSelection(RegistryError):
    """A choice of datasets, versions or splits can't be answered for."""


class UnknownPart(RegistryError):
    """A dataset has no version or split of that name."""


class UnknownGraph(RegistryError):
    """No graph in the store has that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no graph is called {name}.")
        self.name = name


class WithdrawnRecord(RegistryError):
    """The record was published and then withdrawn; the ledger keeps every version."""

    def __init__(self, name: str, date: str, reason: str) -> None:
        super().__init__(f"{name} was withdrawn on {date}: {reason}.")
        self.name, self.date, self.reason = name, date, reason


class UnwritableRecord(RegistryError):
    """Radcat fails to write a published record in a format; lists in that format leave it out."""

    def __init__(self, name: str, form: str, reason: str, others: Sequence[str]) -> None:
        instead = f"; other formats are {', '.join(others)}" if others else ""
        super().__init__(
            f"{name} can't be written as {form} ({reason}). This is an error in radcat and was logged{instead}."
        )
        self.name, self.offered = name, tuple(others)


class RequestError(RegistryError):
    """A request can't be understood."""


class MalformedRequest(RequestError):
    """A parameter or header is missing, repeated or invalid."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.line, self.column = line, column


class MethodRefused(RequestError):
    """The address does not support that method."""

    def __init__(self, method: str, allowed: Sequence[str], reason: str = "") -> None:
        why = f" ({reason})" if reason else ""
        super().__init__(f"{method} is not allowed here{why}; use {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class UnsupportedMedia(RequestError):
    """The media type of the body is not supported."""

    def __init__(self, media_type: str, readable: Sequence[str]) -> None:
        sent = media_type or "a body without a media type"
        super().__init__(f"{sent} is not supported here; send {' or '.join(readable)}.")
        self.readable = tuple(readable)


class UnreadableBody(RequestError):
    """The body does not match its media type, or exceeds our limits."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(f"line {line}: {reason}" if line else reason)
        self.line = line


class UnsupportedEncoding(RequestError):
    """The body is compressed, so its real size is unknown."""

    def __init__(self, encoding: str) -> None:
        super().__init__(f"the content encoding {encoding} is not supported; send the body uncompressed.")


class LengthRequired(RequestError):
    """The body is chunked, so a truncated body could not be told from a whole one."""

    def __init__(self, chunked: str) -> None:
        super().__init__(f"the body has no Content-Length; only {chunked} may be sent in chunks.")


class HeadersTooLarge(RequestError):
    """The request line and headers are too long."""

    def __init__(self, largest: int) -> None:
        super().__init__(
            f"the request line and headers exceed {largest} bytes; send long queries in the body of a POST."
        )


class BodyTooLarge(RequestError):
    """The body is too long."""

    def __init__(self, largest: int) -> None:
        super().__init__(f"the body exceeds {largest} bytes (RADCAT_BODY_MB); send less at a time.")


class BodyTooSlow(RequestError):
    """The body arrives too slowly."""


class TooManyRequests(RequestError):
    """The client exceeds its rate limit or its number of concurrent requests."""

    def __init__(self, reason: str, retry_after: int) -> None:
        super().__init__(reason)
        self.retry_after = retry_after  # seconds


class NotAcceptable(RequestError):
    """None of the requested formats is available."""

    def __init__(self, wanted: str, offered: Sequence[str], reason: str = "") -> None:
        shown = wanted if len(wanted) <= _LONGEST_SHOWN else f"{wanted[:_LONGEST_SHOWN]}…"
        super().__init__(f"{reason or f'{shown} is not available here'}; choose one of {', '.join(offered)}.")
        self.offered = tuple(offered)


class QueryError(RegistryError):
    """A query has no answer."""


class QuerySyntaxError(QueryError):
    """The query is not valid SPARQL; the message has the position if the parser gave one."""

    def __init__(self, reason: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(reason)
        self.line, self.column = line, column


class QueryRefused(QueryError):
    """The query uses something that public queries may not use."""


class QueryTimeout(QueryError):
    """The query exceeded the time limit and was stopped."""

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"the query exceeded the time limit of {seconds:g} s (RADCAT_QUERY_TIMEOUT) and was stopped; "
            "narrow its patterns or add a LIMIT."
        )
        self.seconds = seconds


class QueryTooLarge(QueryError):
    """The query exceeded the memory limit and was stopped."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"the query exceeded the memory limit of {megabytes} MB (RADCAT_QUERY_MEMORY_MB) and was stopped; "
            "sort or group fewer solutions."
        )
        self.megabytes = megabytes


class AnswerTooLarge(QueryError):
    """The answer exceeded the size limit."""

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"the answer exceeds {megabytes} MB (RADCAT_QUERY_OUTPUT_MB) and was not sent; "
            "request it in parts, with ORDER BY, LIMIT and OFFSET."
        )
        self.megabytes = megabytes


class QueryFailed(QueryError):
    """The query crashed the process that evaluated it."""

    def __init__(self, reason: str, shown: str | None = None) -> None:
        super().__init__(reason)
        self.shown = shown

    @property
    def public(self) -> str:
        """The text for visitors: *shown* if given, because the reason names internals."""
        return self.shown or str(self)


class OutgoingError(RegistryError):
    """An address on another host can't be fetched."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address} can't be fetched: {reason}.")
        self.address, self.reason = address, reason


class AddressRefused(OutgoingError):
    """The host is in a private network that must not be contacted, or the address is not HTTP."""


class FetchFailed(OutgoingError):
    """The host does not answer, or not within our limits."""

    def __init__(self, address: str, reason: str, *, hung_up: bool = False) -> None:
        super().__init__(address, reason)
        self.hung_up = hung_up  # the host closed the connection, or its answer is not HTTP


class CatalogueError(RegistryError):
    """A catalogue that a program asks does not answer."""


class CatalogueUnreachable(CatalogueError):
    """Nobody answers at the address of the catalogue."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(f"{address}: {reason}. Check the address, and that the registry runs.")
        self.address, self.reason = address, reason


class QuestionRefused(CatalogueError):
    """The catalogue answers with an error: *status* is that of HTTP, *reason* what it says."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{reason} (HTTP status {status})")
        self.status, self.reason = status, reason


class AnswerTooLong(CatalogueError):
    """A catalogue answers with more than is read."""

    def __init__(self, most: int) -> None:
        super().__init__(f"the answer exceeds {most} bytes and was not read; select less, or add LIMIT and OFFSET.")
        self.most = most


class MissingExtra(RegistryError):
    """A library that only some installations have is absent."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs a library that is not installed; run: pip install 'radcat[{extra}]'")
        self.extra = extra


class StoreError(RegistryError):
    """The SPARQL store can't be used."""

    def __init__(self, reason: str, shown: str | None = None) -> None:
        super().__init__(reason)
        self.shown = shown

    @property
    def public(self) -> str:
        """The text for visitors: *shown* if given, because the reason names internals."""
        return self.shown or str(self)


class StoreUnavailable(StoreError):
    """There is no snapshot or no free worker, or the remote store is down."""


class StoreRefused(StoreError):
    """The remote store rejects us or lacks a feature we need; the message says what to enable."""


class PartialAnswer(StoreError):
    """The remote store sent an incomplete answer as if it were complete."""


class EndpointBusy(StoreError):
    """All workers are busy and the queue is full; a retry in a moment may succeed."""


class StoreDamaged(StoreError):
    """The data on disk is not a store that this version can read."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason, "the store can't be read now; try again in a moment.")


class DiskFull(StoreError):
    """The disk that holds the registry's data is full."""

    def __init__(self) -> None:
        super().__init__("the server's disk is full, so nothing can be written; tell the operator and try again later.")


class ScratchLost(StoreError):
    """A request crashed the scratch store, and its content is lost."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"{reason}; this crashed the scratch store, and its content is lost. "
            "A new, empty one has started: load your data again."
        )


class LedgerVersionError(StoreError):
    """Another version of radcat wrote the ledger."""

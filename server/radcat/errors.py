"""Everything that can go wrong, as one tree.

RegistryError
├── ConfigurationError        the program can't start as it is set up
│   ├── SettingError              a setting has a value it can't have
│   ├── NoCatalogue               the folder holds no records
│   ├── AddressInUse              another program listens there
│   └── RegistryBusy              another process is publishing
├── RecordError               a record file can't be used
│   ├── RecordSyntaxError         it is not Turtle
│   ├── RecordEncodingError       it is not UTF-8
│   ├── MisplacedRecord           it describes something other than its own IRI
│   ├── ConflictingRecord         two files claim one IRI
│   └── UnnamedNode               a blank node that has to have a name
├── EditionMismatch           a numbered edition does not match its content
├── UnknownRecord             nothing published has that name
├── WithdrawnRecord           it was published once, and withdrawn
├── RequestError              a request can't be understood
│   ├── MalformedRequest          a parameter or header is missing, doubled or wrong
│   ├── MethodRefused             the address does not answer that method
│   ├── UnsupportedMedia          the body's media type is not one we read
│   └── NotAcceptable             none of the formats asked for is offered
├── QueryError                a query has no answer
│   ├── QuerySyntaxError          it is not SPARQL
│   ├── QueryRefused              it asks for what a public query may not do
│   ├── QueryTimeout              it ran past its time limit
│   ├── QueryTooLarge             it ran past its memory limit
│   └── QueryFailed               it ended the process that evaluated it
└── StoreError                the graph can't be asked
    ├── StoreUnavailable          no snapshot to read, or no free worker
    ├── StoreDamaged              what is on disk is not a readable store
    └── LedgerVersionError        the ledger was written by another version of radcat

A record that breaks a shape is a result, not an error: see validation.report.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


class RegistryError(Exception):
    """Anything radcat can say went wrong; its text names the thing, the place and the remedy."""


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


class RegistryBusy(ConfigurationError):
    """Another process holds the writer's lock."""

    def __init__(self, lock: Path) -> None:
        super().__init__(f"another radcat process is publishing (it holds {lock}); try again when it is done.")
        self.lock = lock


class RecordError(RegistryError):
    """A record file can't be used as it is."""

    def __init__(self, path: Path | str, line: int, reason: str) -> None:
        super().__init__(f"{path}:{line}: {reason}")
        self.path, self.line, self.reason = str(path), line, reason


class RecordSyntaxError(RecordError):
    """The file is not Turtle."""


class RecordEncodingError(RecordError):
    """The file is not UTF-8."""


class MisplacedRecord(RecordError):
    """The file describes something other than the IRI that its place gives it."""


class ConflictingRecord(RecordError):
    """The file describes an IRI that another file holds."""


class UnnamedNode(RecordError):
    """A blank node is shared or loops, so that it can't be written in one place."""


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


class WithdrawnRecord(RegistryError):
    """It was published once and has been withdrawn; the ledger keeps every version."""

    def __init__(self, name: str, date: str, reason: str) -> None:
        super().__init__(f"{name} was withdrawn on {date}: {reason}.")
        self.name, self.date, self.reason = name, date, reason


class RequestError(RegistryError):
    """A request can't be understood or served as it was made."""


class MalformedRequest(RequestError):
    """A parameter or header is missing, doubled or wrong."""


class MethodRefused(RequestError):
    """The address does not answer that method."""

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{method} is not answered here; use {', '.join(allowed)}.")
        self.allowed = tuple(allowed)


class UnsupportedMedia(RequestError):
    """The body's media type is not one we read."""

    def __init__(self, media_type: str, readable: Sequence[str]) -> None:
        super().__init__(f"a body of {media_type or 'no media type'} is not read here; send {' or '.join(readable)}.")
        self.readable = tuple(readable)


class NotAcceptable(RequestError):
    """None of the formats asked for is offered."""

    def __init__(self, wanted: str, offered: Sequence[str]) -> None:
        super().__init__(f"{wanted} is not offered here; choose one of {', '.join(offered)}.")
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


class QueryFailed(QueryError):
    """The query ended the process that evaluated it, for a fault of the engine's."""


class StoreError(RegistryError):
    """The graph can't be asked."""


class StoreUnavailable(StoreError):
    """There is no snapshot to read, or no worker is free."""


class StoreDamaged(StoreError):
    """What is on disk is not a store that this version reads."""


class LedgerVersionError(StoreError):
    """The ledger was written by another version of radcat."""

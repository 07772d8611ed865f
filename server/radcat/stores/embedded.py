"""The embedded store: Oxigraph. One process writes it; readers open snapshots that never change.

On disk, below the data folder:

    store/primary/       the writer's database, and a file `whole` that says so
    store/snapshots/N/   hard-linked copies, the newest few and those that are being read
    store/current        which snapshot readers open, and the position it stands at

Reading a database that another process writes is undefined in Oxigraph; a backup is safe, and costs milliseconds.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, Final, TypeVar

import pyoxigraph as ox

from radcat import __version__
from radcat.errors import MalformedRequest, NotAcceptable, QuerySyntaxError, StoreDamaged, StoreUnavailable
from radcat.rdf.prefixes import PREFIXES
from radcat.rdf.syntaxes import ANSWERS
from radcat.rdf.xml_text import XmlOutput, can_name
from radcat.sparql.diagnosis import explain
from radcat.stores import spreadsheets
from radcat.stores.base import GENERATION, POSITION, PUBLICATION, GraphChange, MembersChange, Position, Query
from radcat.stores.leases import Lease, remove_unread

# Another radcat may compute other graphs from the same records: what an older one wrote is built anew.
FORMAT: Final = f"2/radcat {__version__}/pyoxigraph {ox.__version__}"
Format = TypeVar("Format")
KEPT_SNAPSHOTS: Final = 3  # and whatever else is being read
BATCH: Final = 1000  # graphs that are replaced together, and so held in memory
FEW: Final = 20  # graphs

# What may be otherwise in a moment, or once somebody has seen to the machine.
_PASSING: Final = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES, errno.EPERM),
    *(errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOLCK, errno.EAGAIN, errno.EBUSY, errno.ESTALE, errno.ETIMEDOUT),
)
_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_POSITION: Final = re.compile(r"\bat (\d+):(\d+)")
# What the engine's parser says in words.
_SAID: Final = {
    "variable that is unbound": "SELECT names a variable that is neither in GROUP BY nor within an aggregate.",
    "IRI parsing failed": "an IRI holds what an IRI can't; write such characters with a percent sign.",
}

SOLUTIONS: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRIPLES: Final = {name: ox.RdfFormat.from_media_type(name) for name in (str(row.media_type) for row in ANSWERS)}


@dataclass(frozen=True, slots=True)
class Pointer:
    """What the file `current` says."""

    snapshot: str
    generation: int
    base: str
    format: str

    @property
    def position(self) -> Position:
        """The position the snapshot stands at."""
        return Position(self.generation, self.base)

    @classmethod
    def read(cls, folder: Path) -> Pointer | None:
        """Read it from a store's *folder*; None where nothing was published yet.

        Raises:
            StoreDamaged: it is there and does not say what it should.
        """
        try:
            return cls(**json.loads((folder / "current").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, OSError) as error:
            if isinstance(error, OSError) and passes(error):
                raise StoreUnavailable(f"{folder / 'current'} can't be read now: {error}") from error
            raise StoreDamaged(f"{folder / 'current'} can't be read: {error}") from error

    def write(self, folder: Path) -> None:
        """Put it in its place in one step, durably."""
        new = folder / "current.new"
        with new.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / "current")


class OxigraphIndex:
    """The writing side. Only one process may hold it; publishing.py sees to that with a lock."""

    def __init__(self, folder: Path, *, anew: bool = False) -> None:
        """Open the index in *folder*, making it if need be; or begin it *anew*, whatever is there.

        Readers of an index begun anew keep what they can read until the next publish.

        Raises:
            StoreDamaged: what is there was written by another version, or can't be read, or is not whole.
        """
        self._folder, self._primary = folder, folder / "primary"
        self._snapshots = folder / "snapshots"
        self._snapshots.mkdir(parents=True, exist_ok=True)
        # Holds the base IRI of a database to which nothing is missing: it is not there while one is made from nothing.
        self._whole = self._primary / "whole"
        if anew:
            shutil.rmtree(self._primary, ignore_errors=True)
        self._pointer = None if anew else self._checked_pointer()
        self._is_new = False  # whether no graph can be there that a change would replace
        with _damage(self._primary):
            self._store = ox.Store(str(self._primary))
        for log in self._primary.glob("LOG.old.*"):  # the engine keeps a thousand of them, 140 kB each
            log.unlink(missing_ok=True)

    def _checked_pointer(self) -> Pointer | None:
        pointer = Pointer.read(self._folder)
        if pointer and pointer.format != FORMAT:
            raise StoreDamaged(f"the store was written by {pointer.format}, this is {FORMAT}")
        if pointer and (not self._whole.exists() or self._whole.read_text(encoding="utf-8") != pointer.base):
            raise StoreDamaged(f"the database in {self._primary} is not whole")
        return pointer

    @property
    def position(self) -> Position | None:
        """How far readers see it has come."""
        return self._pointer.position if self._pointer else None

    def check(self) -> None:
        """See that readers can open the newest snapshot.

        Raises:
            StoreDamaged: they can't.
        """
        if self._pointer:
            _open_snapshot(self._snapshots / self._pointer.snapshot)

    def clear(self) -> None:
        """Forget everything written; readers keep what they have until the next publish."""
        self._whole.unlink(missing_ok=True)
        with _damage(self._primary):
            self._store.clear()
        self._pointer, self._is_new = None, True

    def apply(self, changes: Iterable[GraphChange | MembersChange]) -> None:
        """Replace, drop or change named graphs; many at once take half the time of one after the other."""
        pending = iter(changes)
        while batch := list(islice(pending, BATCH)):
            with _damage(self._primary):
                if not self._is_new:
                    for change in batch:
                        self._make_room(change)
                # Each load writes files of its own, which few graphs are not worth.
                load = self._store.bulk_extend if len(batch) > FEW else self._store.extend
                load(quad for change in batch for quad in _quads_of(change))

    def _make_room(self, change: GraphChange | MembersChange) -> None:
        if isinstance(change, GraphChange):
            self._store.remove_graph(ox.NamedNode(change.graph))
        else:
            for quad in _members(change, change.removed):
                self._store.remove(quad)

    def publish(self, position: Position) -> None:
        """Make a snapshot and point readers at it."""
        newest = max((int(p.name) for p in self._snapshots.iterdir() if p.name.isdigit()), default=0)
        # By the clock, so that no name comes back after a rebuild: readers know a snapshot by its name.
        number = max(newest + 1, time.time_ns())
        with _damage(self._primary):
            self._store.flush()
            self._store.backup(str(self._snapshots / str(number)))
        self._whole.write_text(position.base, encoding="utf-8")
        self._is_new = False
        self._pointer = Pointer(str(number), position.generation, position.base, FORMAT)
        self._pointer.write(self._folder)
        for old in sorted(int(p.name) for p in self._snapshots.iterdir() if p.name.isdigit())[:-KEPT_SNAPSHOTS]:
            remove_unread(self._snapshots / str(old))


def _members(change: MembersChange, members: Iterable[str]) -> Iterator[ox.Quad]:
    graph, subject, predicate = map(ox.NamedNode, (change.graph, change.subject, change.predicate))
    return (ox.Quad(subject, predicate, ox.NamedNode(member), graph) for member in members)


def _quads_of(change: GraphChange | MembersChange) -> Iterator[ox.Quad]:
    if isinstance(change, MembersChange):
        yield from _members(change, change.added)
        return
    if change.turtle is None:
        return
    graph = ox.NamedNode(change.graph)
    # Blank nodes keep to their own graph: each parse gives them new labels.
    found = ox.parse(change.turtle, ox.RdfFormat.TURTLE, base_iri=change.base, rename_blank_nodes=True)
    yield from (ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found)


class Snapshot:
    """One snapshot, opened to be asked; belongs to the thread that opened it, as its solutions do."""

    def __init__(self, folder: Path) -> None:
        """Open it.

        Raises:
            StoreDamaged: it can't be opened.
        """
        self._lease = Lease(folder)
        self._store = _open_snapshot(folder)

    def answer(self, query: Query, base: str, out: IO[bytes]) -> None:
        """Evaluate *query* and write its answer to *out* as it comes.

        Raises:
            QuerySyntaxError: it does not parse.
            MalformedRequest: a graph that it names has no IRI for a name.
            NotAcceptable: its form can't be written in the media type.
        """
        named: dict[str, Any] = {}
        if query.default_graphs or query.named_graphs:
            named["default_graph"] = [graph_name(iri) for iri in query.default_graphs]
            named["named_graphs"] = [graph_name(iri) for iri in query.named_graphs]
        else:
            # Records live in named graphs; a visitor who names no dataset means them all.
            # The engine would let the union win over a FROM in the text.
            named["use_default_graph_as_union"] = not query.names_dataset
        try:
            found = self._store.query(query.text, base_iri=base, prefixes=dict(query.prefixes), **named)
        except SyntaxError as error:  # the engine's own choice of class for a bad query
            raise sparql_error(error, query.text, [prefix for prefix, _ in query.prefixes]) from error
        except RuntimeError as error:
            if "custom function" not in str(error):
                raise
            raise QuerySyntaxError(f"{error}; use the functions of SPARQL 1.1.") from error
        write_answer(found, query.media_type, out, PREFIXES)


def write_answer(
    found: ox.QueryTriples | ox.QuerySolutions | ox.QueryBoolean,
    media_type: str,
    out: IO[bytes],
    prefixes: dict[str, str] | None = None,
) -> None:
    """Write the answer of a query in *media_type*.

    Raises:
        NotAcceptable: its form can't be written so.
    """
    if isinstance(found, ox.QueryTriples):
        write_triples(found, media_type, out, prefixes)
    elif isinstance(found, ox.QuerySolutions) and media_type in (spreadsheets.CSV, spreadsheets.TSV):
        names = [variable.value for variable in found.variables]
        if media_type == spreadsheets.CSV:
            lines = spreadsheets.csv_lines(names, ([_plain(term) for term in row] for row in found))
        else:
            lines = spreadsheets.tsv_lines(names, ([_in_turtle(term) for term in row] for row in found))
        for line in lines:
            out.write(line.encode())
    else:
        solutions = offered(SOLUTIONS, media_type)
        found.serialize(XmlOutput(out) if solutions == ox.QueryResultsFormat.XML else out, solutions)  # type: ignore[arg-type]  # it writes


def _plain(term: Any) -> str:
    return "" if term is None else str(term) if isinstance(term, ox.BlankNode | ox.Triple) else str(term.value)


def _in_turtle(term: Any) -> str:
    if not isinstance(term, ox.Literal):
        return "" if term is None else str(term)
    value = spreadsheets.inert(term.value)
    if term.language:
        return str(ox.Literal(value, language=term.language))
    return str(ox.Literal(value, datatype=term.datatype)).replace("\t", "\\t")


def write_triples(
    found: Iterable[ox.Triple], media_type: str, out: IO[bytes], prefixes: dict[str, str] | None = None
) -> None:
    """Write statements in *media_type*.

    Raises:
        NotAcceptable: it is not an RDF syntax, or can't write one of the statements.
    """
    syntax = offered(TRIPLES, media_type)
    if syntax == ox.RdfFormat.RDF_XML:
        found, out = _nameable(found), XmlOutput(out)  # type: ignore[assignment]  # it writes
    ox.serialize(found, out, format=syntax, prefixes=prefixes)


def _nameable(found: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """Pass on statements that RDF/XML can write: the engine would write the others as no XML."""
    before: ox.NamedNode | ox.BlankNode | ox.Triple | None = None
    for triple in found:
        if not can_name(name := triple.predicate.value):
            raise unnameable(name)
        # What is said first of a subject names its element, where that is its class.
        value = triple.object if triple.subject != before and name == _TYPE else None
        if isinstance(value, ox.NamedNode) and not can_name(value.value):
            raise unnameable(value.value, "class")
        before = triple.subject
        yield triple


def unnameable(name: str, what: str = "property") -> NotAcceptable:
    """Say that RDF/XML has no way to write a property, or a class."""
    return NotAcceptable(
        "application/rdf+xml",
        [media_type for media_type in TRIPLES if media_type != "application/rdf+xml"],
        f"RDF/XML can't write the {what} <{name}>, whose end is not an XML name",
    )


def graph_name(iri: str) -> ox.NamedNode:
    """Take *iri* for the name of a graph.

    Raises:
        MalformedRequest: it is no whole IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise MalformedRequest(f"{iri!r} names no graph: {error}; write a whole IRI.") from error


def offered(formats: Mapping[str, Format], media_type: str) -> Format:
    """Give the engine's name of a format.

    Raises:
        NotAcceptable: *media_type* is not one of *formats*.
    """
    if media_type not in formats:
        raise NotAcceptable(media_type, tuple(formats))
    return formats[media_type]


def _open_snapshot(folder: Path) -> ox.Store:
    with _damage(folder):
        return ox.Store.read_only(str(folder))


@contextmanager
def _damage(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:  # the engine says RuntimeError where its database is corrupt
        if passes(error):
            raise StoreUnavailable(f"the database in {folder} can't be used now: {error}") from error
        raise StoreDamaged(f"the database in {folder} can't be used: {error}") from error


def passes(error: Exception) -> bool:
    """Whether the machine is at fault, such as a full disk, and not what the database holds.

    The engine gives no error numbers, but says what the system said.
    """
    said = str(error)
    return any(os.strerror(code) in said for code in _PASSING) or "file descriptors" in said


def syntax_error(error: SyntaxError) -> QuerySyntaxError:
    """Say what the engine's parser of RDF says, with its position."""
    line, column = _place(error)
    # The list of what was expected ends in character classes of the grammar, which help nobody.
    return QuerySyntaxError(error.msg.partition(", [")[0], line, column)


def sparql_error(error: SyntaxError, text: str, known: Collection[str] = ()) -> QuerySyntaxError:
    """Say what is wrong with *text*, which the parser did not take; prefixes in *known* need no declaration."""
    said = next((ours for theirs, ours in _SAID.items() if theirs in error.msg), "")
    found = explain(text, *_place(error), said, known)
    return QuerySyntaxError(found.message, found.line, found.column)


def _place(error: SyntaxError) -> tuple[int | None, int | None]:
    found = _POSITION.search(error.msg)
    return (int(found[1]), int(found[2])) if found else (error.lineno, error.offset)


def copy_snapshot(folder: Path, to: Path) -> Position | None:
    """Copy the newest snapshot of the store in *folder* to the new folder *to*, for servers on other machines.

    The copy says how far it has come, as a store elsewhere does. None where nothing was published.
    """
    found = _newest(folder)
    if found is None:
        return None
    pointer, lease = found
    try:
        shutil.copytree(folder / "snapshots" / pointer.snapshot, to, copy_function=_link_or_copy)
    finally:
        lease.close()
    with _damage(to):
        copy = ox.Store(str(to))
        base, graph = ox.NamedNode(pointer.base), ox.NamedNode(POSITION)
        copy.add(ox.Quad(base, ox.NamedNode(GENERATION), ox.Literal(pointer.generation), graph))
        copy.add(ox.Quad(base, ox.NamedNode(PUBLICATION), ox.Literal(pointer.snapshot), graph))
        copy.flush()
    return pointer.position


def _newest(folder: Path) -> tuple[Pointer, Lease] | None:
    """Find the newest snapshot of the store in *folder*, and take a lease on it."""
    while pointer := Pointer.read(folder):
        try:
            return pointer, Lease(folder / "snapshots" / pointer.snapshot)
        except StoreDamaged:
            if Pointer.read(folder) == pointer:  # otherwise others were published meanwhile
                raise
    return None


def _link_or_copy(source: str, to: str) -> None:
    # Tables never change once they are written; everything else may.
    if source.endswith(".sst"):
        try:
            os.link(source, to)
        except OSError:  # another file system
            shutil.copy2(source, to)
    else:
        shutil.copy2(source, to)


def quads(text: bytes, base: str, graph: str, label: str) -> bytes:
    """Write a record's Turtle as N-Quads of *graph*, literals as they stand; its blank nodes are *label* and a number.

    Raises:
        QuerySyntaxError: *text* is not Turtle.
    """
    names: dict[ox.BlankNode, ox.BlankNode] = {}

    def named(term: Any) -> Any:
        return names.setdefault(term, ox.BlankNode(f"{label}{len(names)}")) if isinstance(term, ox.BlankNode) else term

    try:
        found = list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base))
    except SyntaxError as error:
        raise syntax_error(error) from error
    name = graph_name(graph)
    renamed = (ox.Quad(named(quad.subject), quad.predicate, named(quad.object), name) for quad in found)
    return bytes(ox.serialize(renamed, format=ox.RdfFormat.N_QUADS) or b"")

"""A folder of files, read as records: which file is which record, and what a record may describe."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from radcat import turtle
from radcat.errors import ConflictingRecord, MisplacedRecord, NoCatalogue
from radcat.model import KIND, KINDS, Kind, Record
from radcat.namespaces import DCAT

SLUG: Final = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


@dataclass(frozen=True)
class RecordFile:
    """A record with the file it was read from."""

    record: Record
    path: Path  # relative to the catalogue's root

    @property
    def place(self) -> str:
        """The path as a report names it."""
        return self.path.as_posix()


def read_folder(root: Path) -> list[RecordFile]:
    """Read every record file under *root*, kinds in the order of publishing, files by name.

    Raises:
        NoCatalogue: there is not one record.
    """
    files: dict[str, RecordFile] = {}
    for kind in KINDS:
        for path in _paths(root, kind):
            record, place = _record(kind, path), path.relative_to(root)
            if record.name in files:
                # Two places can give one IRI. The second claimant goes by its path, and `check_place` refuses it.
                record = Record(kind.name, place.as_posix(), record.text)
            files[record.name] = RecordFile(record, place)
    if not any(file.path.parts[0] == "records" for file in files.values()):
        raise NoCatalogue(root)
    return list(files.values())


def read_file(path: Path, root: Path) -> RecordFile:
    """Read one file: by its place in the catalogue at *root*, and as a dataset where it lies outside."""
    absolute = path.resolve()
    for kind in KINDS:
        if absolute.parent == (root / kind.folder).resolve() and kind.single in (None, absolute.stem):
            return RecordFile(_record(kind, absolute), absolute.relative_to(root.resolve()))
    inside = absolute.is_relative_to(root.resolve())
    return RecordFile(
        _record(KIND["dataset"], absolute), absolute.relative_to(root.resolve()) if inside else path.absolute()
    )


def _paths(root: Path, kind: Kind) -> list[Path]:
    return sorted((root / kind.folder).glob(f"{kind.single or '*'}.ttl"))


def _record(kind: Kind, path: Path) -> Record:
    return Record(kind.name, kind.path if kind.single else kind.path + path.stem, path.read_bytes())


def kinds_of(name: str) -> list[Kind]:
    """List the kinds of record that *name* can be the name of; none where no record can be called so."""
    return [
        kind
        for kind in KINDS
        if name == kind.path
        or (not kind.single and name.startswith(kind.path) and SLUG.fullmatch(name, len(kind.path)))
        if bool(kind.single) == (name == kind.path)
    ]


def place_of(record: Record) -> Path:
    """Say where a record's file belongs, relative to the catalogue's root."""
    kind = KIND[record.kind]
    return Path(kind.folder) / f"{kind.single or record.slug}.ttl"


def hash_on_disk(path: Path) -> str | None:
    """Hash what a file holds, as a record's text is hashed; None where there is no file."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def write_file(path: Path, text: str) -> None:
    """Replace a file's content in one step, so that a crash, or a power cut, leaves the old text or the new."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    _make_durable(path.parent)


def remove_file(path: Path) -> None:
    """Remove a file durably; it may be gone already."""
    path.unlink(missing_ok=True)
    _make_durable(path.parent)


def _make_durable(folder: Path) -> None:
    """Let a folder's entries survive a power cut: a file's own fsync does not see to its name."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_place(file: RecordFile, graph: Graph, base: str, owners: Mapping[str, str]) -> None:
    """Check that the file describes the IRI its place gives it, and nobody else's.

    *owners* maps the names of all records to their files.

    Raises:
        MisplacedRecord: it describes something other than its own IRI.
        ConflictingRecord: it describes the IRI of another file.
    """
    record = file.record
    if not SLUG.fullmatch(record.slug):
        raise MisplacedRecord(file.place, 1, f"{record.slug!r} is no slug; use lower-case letters, digits and hyphens.")
    own = record.iri(base)
    text = record.text.decode()
    for subject in sorted({str(s) for s in graph.subjects() if isinstance(s, URIRef)}):
        if not subject.startswith(base) or _is_within(subject, str(own)):
            continue
        name = subject.removeprefix(base)
        line = turtle.locate(text, subject, None, base) or 1
        owner = next((owners[n] for n in owner_names(name) if n in owners and n != record.name), None)
        if owner:
            raise ConflictingRecord(file.place, line, f"it describes <{name}>, which {owner} holds; one file a record.")
        raise MisplacedRecord(
            file.place, line, f"it describes <{name}>, but its place makes it <{record.name}>; move one."
        )
    if (own, None, None) not in graph:
        raise MisplacedRecord(file.place, 1, f"it says nothing about <{record.name}>, the IRI that its place gives it.")


def _is_within(iri: str, own: str) -> bool:
    return iri == own or iri.startswith((own + "#", own + "/"))


def owner_names(name: str) -> Iterator[str]:
    """List the records that could hold *name*, nearest first: itself without fragment, then what is above it."""
    name = name.partition("#")[0]
    while name:
        yield name
        name = name.rpartition("/")[0]


def targets(graph: Graph, record: Record, base: str) -> frozenset[str]:
    """Names that this record points at, and those of the records that could hold them; not its own."""
    own = str(record.iri(base))
    pointed = {str(o) for o in graph.objects() if isinstance(o, URIRef) and o.startswith(base)}
    names = (iri.removeprefix(base) for iri in pointed if not _is_within(iri, own))
    return frozenset(name for target in names for name in (target, *owner_names(target)))


def description(graph: Graph, node: Node) -> Iterator[tuple[Node, Node, Node]]:
    """Yield what *graph* says of *node*, with the blank nodes below it; those may point back at each other."""
    pending, seen = [node], {node}
    while pending:
        for triple in graph.triples((pending.pop(), None, None)):
            yield triple
            if isinstance(triple[2], BNode) and triple[2] not in seen:
                seen.add(triple[2])
                pending.append(triple[2])


def with_members(catalog: bytes, iri: str, names: Iterable[str], base: str) -> bytes:
    """Append to the catalogue's text which datasets it holds."""
    members = "".join(f"<{iri}> <{DCAT.dataset}> <{base}{name}> .\n" for name in names)
    return catalog + b"\n" + members.encode()

"""A folder of files, read as records: which file is which record, and what a record may describe."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rdflib import BNode, Graph, URIRef
from rdflib.term import Node

from radcat.errors import ConflictingRecord, MisplacedRecord, NoCatalogue, UnreadableRecord
from radcat.folder import files, names
from radcat.folder.names import SLUG as SLUG
from radcat.model import KIND, KINDS, Kind, Record
from radcat.rdf import turtle
from radcat.rdf.namespaces import DCAT


@dataclass(frozen=True)
class RecordFile:
    """A record with the file it was read from."""

    record: Record
    path: Path  # relative to the catalogue's root
    fault: str | None = None  # why it can't be read, where it can't; its text is empty then

    @property
    def place(self) -> str:
        """The path as a report names it."""
        return files.shown(self.path)

    def check_readable(self) -> None:
        """See that there is a text to judge.

        Raises:
            UnreadableRecord: the file can't be read.
        """
        if self.fault:
            raise UnreadableRecord(self.place, 1, self.fault)


class RecordFiles(Mapping[str, RecordFile]):
    """Files by the names of their records. Where texts are read when they are asked for, kinds and places are not."""

    def place(self, name: str) -> str:
        """The place of the file of *name*; raises KeyError where there is none."""
        return self[name].place

    def kind(self, name: str) -> str:
        """The kind of the record *name*; raises KeyError where there is none."""
        return self[name].record.kind


class HeldFiles(RecordFiles):
    """Files in memory."""

    def __init__(self, found: Iterable[RecordFile]) -> None:
        self._files = {file.record.name: file for file in found}

    def __getitem__(self, name: str) -> RecordFile:
        return self._files[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


def read_folder(root: Path) -> list[RecordFile]:
    """Read every record file under *root*, kinds in the order of publishing, files by name.

    Raises:
        NoCatalogue: there is not one record.
    """
    found: dict[str, RecordFile] = {}
    for kind in KINDS:
        for path in _paths(root, kind):
            if not files.exists(path):
                continue  # it went away after the folder was listed
            file = _read(kind, path, root)
            if file.record.name in found:
                # Two places can give one IRI. The second claimant goes by its path, and `check_place` refuses it.
                file = replace(file, record=replace(file.record, name=file.place))
            found[file.record.name] = file
    if not any(file.path.parts[0] == "records" for file in found.values()):
        raise NoCatalogue(root)
    return list(found.values())


def missing_folders(root: Path) -> frozenset[str]:
    """List the kinds of records, catalogue and survey apart, whose folder is not there at all."""
    return frozenset(kind.name for kind in KINDS if not kind.single and not (root / kind.folder).is_dir())


def folders(root: Path) -> list[Path]:
    """List the folders that hold records."""
    return sorted({root / kind.folder for kind in KINDS})


def read_file(path: Path, root: Path) -> RecordFile:
    """Read one file: by its place in the catalogue at *root*, and as a dataset where it lies outside."""
    absolute, root = Path(os.path.abspath(path)), root.resolve()  # noqa: PTH100  # a link keeps the place it stands in
    if not absolute.is_relative_to(root):
        absolute = path.resolve()
    for kind in KINDS:
        if absolute.parent == root / kind.folder and kind.single in (None, absolute.stem):
            return _read(kind, absolute, root)
    if absolute.is_relative_to(root):
        return _read(KIND["dataset"], absolute, root)
    return replace(_read(KIND["dataset"], absolute, absolute.parent), path=absolute)


def _paths(root: Path, kind: Kind) -> list[Path]:
    return files.candidates(root / kind.folder, f"{kind.single or '*'}.ttl")


def _read(kind: Kind, path: Path, root: Path) -> RecordFile:
    text, fault = files.read(path, root)
    return RecordFile(Record(kind.name, name_of(kind, path), text), path.relative_to(root), fault)


def name_of(kind: Kind, path: Path) -> str:
    """The name of the record of *kind* whose file is at *path*."""
    return kind.path if kind.single else kind.path + files.shown(Path(path.stem))


_KINDS_BY_PATH: Final = {path: tuple(k for k in KINDS if k.path == path) for path in {kind.path for kind in KINDS}}


def kinds_of(name: str) -> list[Kind]:
    """List the kinds of record that *name* can be the name of; none where no record can be called so."""
    path, slash, slug = name.partition("/")
    if slash and not SLUG.fullmatch(slug):
        return []
    return list(_KINDS_BY_PATH.get(path + slash, ()))


def place_of(record: Record) -> Path:
    """Say where a record's file belongs, relative to the catalogue's root."""
    kind = KIND[record.kind]
    return Path(kind.folder) / f"{kind.single or record.slug}.ttl"


def check_place(file: RecordFile, graph: Graph, base: str, owners: RecordFiles) -> None:
    """Check that the file describes the IRI its place gives it, and nobody else's.

    *owners* are the files of all records.

    Raises:
        MisplacedRecord: it describes something other than its own IRI.
        ConflictingRecord: it describes the IRI of another file.
    """
    record, kind = file.record, KIND[file.record.kind]
    if reason := None if kind.single else names.fault(files.shown(Path(file.path.stem)), kind.path):
        raise MisplacedRecord(file.place, 1, reason)
    own = record.iri(base)
    text = record.text.decode()
    for subject in sorted({str(s) for s in graph.subjects() if isinstance(s, URIRef)}):
        if not subject.startswith(base) or _is_within(subject, str(own)):
            continue
        name = subject.removeprefix(base)
        line = turtle.locate(text, subject, None, base) or 1
        owner = next((owners.place(n) for n in owner_names(name) if n in owners and n != record.name), None)
        if owner:
            raise ConflictingRecord(file.place, line, f"it describes <{name}>, which {owner} holds; one file a record.")
        raise MisplacedRecord(
            file.place, line, f"it describes <{name}>, but its place makes it <{record.name}>; move one."
        )
    # Shapes may be somebody else's, who names only those.
    if (own, None, None) not in graph and record.kind != "shapes":
        raise MisplacedRecord(file.place, 1, f"it says nothing about <{record.name}>, the IRI that its place gives it.")


def _is_within(iri: str, own: str) -> bool:
    return iri == own or iri.startswith((own + "#", own + "/"))


def owner_names(name: str) -> Iterator[str]:
    """List the records that could hold *name*, nearest first: itself without fragment, then what is above it."""
    name = name.partition("#")[0]
    while name:
        yield name
        name = name.rpartition("/")[0]


def targets(graph: Graph, record: str, base: str) -> frozenset[str]:
    """Names that the graph of *record* points at, and those of the records that could hold them; not its own.

    What no record can be called, such as `agents`, is left out.
    """
    own = base + record
    pointed = {str(o) for o in graph.objects() if isinstance(o, URIRef) and o.startswith(base)}
    names = (iri.removeprefix(base) for iri in pointed if not _is_within(iri, own))
    return frozenset(name for target in names for name in (target, *filter(kinds_of, owner_names(target))))


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

"""Everything that is published as one file, literals exactly as the records have them; made once a generation."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from radcat.catalogue import Catalogue
from radcat.chronicle import Chronicle
from radcat.harvest.n_triples import document
from radcat.model import KINDS, Record
from radcat.store.oxigraph import quads

_PORTION: Final = 500  # records read at once
_Write = Callable[[Record, Catalogue], bytes]


def _n_quads(record: Record, catalogue: Catalogue) -> bytes:
    """Write a record into the graph that has its IRI, as the store does."""
    return quads(record.text, catalogue.base, str(record.iri(catalogue.base)), _label(record))


def _turtle(record: Record, catalogue: Catalogue) -> bytes:
    """Write a record's own text, which says its prefixes anew."""
    # Two texts may use one label for two blank nodes.
    return document(catalogue.graph(record), _label(record)) if b"_:" in record.text else record.text + b"\n"


def _label(record: Record) -> str:
    """Begin the names of a record's blank nodes so that no other record's are called the same."""
    return f"b{sha256(record.name.encode()).hexdigest()[:12]}n"


WRITERS: Final[dict[str, _Write]] = {"nq": _n_quads, "ttl": _turtle}


class Dumps:
    """The files of one registry, in *folder*."""

    def __init__(self, chronicle: Chronicle, catalogue: Catalogue, folder: Path) -> None:
        self._chronicle, self._catalogue, self._folder = chronicle, catalogue, folder
        self._making = Lock()

    def file(self, suffix: str) -> Path:
        """Find the dump of the present generation, or make it; *suffix* is one of WRITERS.

        What a reader still holds open stays readable when a newer one takes its place.
        """
        path = self._path(suffix)
        with self._making:
            if not path.exists():
                self._make(path, suffix)
        return path

    def _path(self, suffix: str) -> Path:
        base = sha256(self._catalogue.base.encode()).hexdigest()[:8]
        return self._folder / f"{self._catalogue.ledger.generation}-{base}.{suffix}.gz"

    def _make(self, path: Path, suffix: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f".{path.name}.{os.getpid()}")
        # Without a time in it the same content is the same file.
        with partial.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
            for piece in self._pieces(suffix):
                packed.write(piece)
        for older in self._folder.glob(f"*.{suffix}.gz"):
            older.unlink(missing_ok=True)
        partial.replace(path)

    def _pieces(self, suffix: str) -> Iterator[bytes]:
        write = WRITERS[suffix]
        if suffix == "ttl":
            yield f"@base <{self._catalogue.base}> .\n".encode()
        for record in self._records():
            yield write(self._catalogue.as_served(record), self._catalogue)

    def _records(self) -> Iterator[Record]:
        for kind in KINDS:
            after = "" if kind.indexed else None
            while after is not None:
                found = self._chronicle.named(kind.name, after, _PORTION)
                yield from (version.record for version in found)
                after = found[-1].record.name if len(found) == _PORTION else None

"""Everything that is published as one file, literals exactly as the records have them; made once a generation."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from radcat.catalogue import Catalogue
from radcat.errors import StoreUnavailable
from radcat.folder.files import partial_of
from radcat.folder.records import with_members
from radcat.ledger.changes import Chronicle
from radcat.model import KINDS, Record
from radcat.publishing.locking import trying
from radcat.rdf.sorted_lines import document
from radcat.stores.embedded import quads

PATIENCE: Final = 10.0  # seconds that a request waits for the first dump, which another one makes
_PORTION: Final = 500  # records read at once
_NAME: Final = re.compile(r"([0-9]+)-([0-9a-f]{8})\.([\w.-]+)\.gz")


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


@dataclass(frozen=True, slots=True)
class Form:
    """How a file is written: a piece for each record of *kinds*, all of them where None, in one frame."""

    write: Callable[[Record, Catalogue], bytes]
    begin: Callable[[Catalogue], bytes] = lambda _: b""
    between: bytes = b""
    end: bytes = b""
    kinds: frozenset[str] | None = None


FORMS: Final[dict[str, Form]] = {
    "nq": Form(_n_quads),
    "ttl": Form(_turtle, begin=lambda catalogue: f"@base <{catalogue.base}> .\n".encode()),
}


@dataclass(frozen=True, slots=True, order=True)
class _Name:
    """What the name of a dump says."""

    generation: int
    base: str  # the beginning of the hash of the base IRI
    suffix: str

    def __str__(self) -> str:
        return f"{self.generation}-{self.base}.{self.suffix}.gz"

    @classmethod
    def read(cls, name: str) -> Self | None:
        """Read it; None where the file is no dump."""
        found = _NAME.fullmatch(name)
        return cls(int(found[1]), found[2], found[3]) if found else None


class Dumps:
    """The files of one registry, in *folder*. Safe to share between threads; other processes may make them, too."""

    def __init__(
        self,
        chronicle: Chronicle,
        catalogue: Catalogue,
        folder: Path,
        patience: float = PATIENCE,
        forms: Mapping[str, Form] = FORMS,
    ) -> None:
        """Keep them in *folder*; who finds no dump at all waits *patience* seconds for the one that is being made."""
        self._forms = forms
        self._chronicle, self._catalogue, self._folder, self._patience = chronicle, catalogue, folder, patience

    def file(self, suffix: str) -> Path:
        """Find the dump of the present generation, or make it; *suffix* is one of the forms.

        While another request makes it, the one of an earlier generation is answered with, if there is one.
        What a reader still holds open stays readable when a newer one takes its place.

        Raises:
            StoreUnavailable: it is being made, or can't be written.
        """
        name = self._present(suffix)
        if (path := self._folder / str(name)).exists():
            return path
        older = self._newest(name)
        try:
            # One lock for each file: a reader of the one does not wait for the other.
            with trying(self._folder.parent / f"dumps-{suffix}.lock", 0.0 if older else self._patience) as is_ours:
                if is_ours:
                    return self._make(suffix)
        except OSError as error:
            raise StoreUnavailable(f"the dump {path} can't be written: {error}") from error
        if found := self._newest(self._present(suffix)):
            return found
        raise StoreUnavailable("the dump is being made; ask again in a moment.")

    def _present(self, suffix: str) -> _Name:
        base = sha256(self._catalogue.base.encode()).hexdigest()[:8]
        return _Name(self._catalogue.ledger.generation, base, suffix)

    def _newest(self, wanted: _Name) -> Path | None:
        """Find the newest dump of that base IRI and suffix."""
        names = [name for name in self._names() if (name.base, name.suffix) == (wanted.base, wanted.suffix)]
        return self._folder / str(max(names)) if names else None

    def _names(self) -> list[_Name]:
        found = self._folder.iterdir() if self._folder.is_dir() else ()
        return [name for path in found if (name := _Name.read(path.name))]

    def _make(self, suffix: str) -> Path:
        """Make the dump of the present generation, unless another process just did; older ones go."""
        name = self._present(suffix)
        path = self._folder / str(name)
        if path.exists():
            return path
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in self._folder.glob(f".*.{suffix}.gz*"):  # by who died while it was at it: the lock is ours
            left.unlink(missing_ok=True)
        partial = partial_of(path)
        try:
            # Without a time in it the same content is the same file.
            with partial.open("wb") as file, gzip.GzipFile("", "wb", 6, file, mtime=0) as packed:
                for piece in self._pieces(name):
                    packed.write(piece)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        partial.replace(path)
        for older in self._names():
            if older.suffix == suffix and older.generation < name.generation:
                (self._folder / str(older)).unlink(missing_ok=True)
        return path

    def _pieces(self, name: _Name) -> Iterator[bytes]:
        form, called = self._forms[name.suffix], f"dump.{name.suffix}.gz"
        yield form.begin(self._catalogue)
        is_first = True
        for record in self._records(name.generation, form.kinds):
            piece = self._catalogue.omissions.attempt(record, called, partial(form.write, record, self._catalogue))
            if piece is not None:
                yield piece if is_first else form.between + piece
                is_first = False
        yield form.end

    def _records(self, generation: int, kinds: frozenset[str] | None) -> Iterator[Record]:
        """Read what was published at *generation*, whatever is published in the meantime."""
        wanted = [kind.name for kind in KINDS if kind.indexed and (kinds is None or kind.name in kinds)]
        standing = {kind: self._chronicle.standing(kind, generation) for kind in wanted}
        for kind, found in standing.items():
            sequences = [sequence for _, sequence in found]
            for start in range(0, len(sequences), _PORTION):
                for version in self._chronicle.numbered(sequences[start : start + _PORTION]):
                    record = version.record
                    if kind == "catalog":  # which says what it holds
                        members = [name for name, _ in standing["dataset"]]
                        iri, base = record.iri(self._catalogue.base), self._catalogue.base
                        record = replace(record, text=with_members(record.text, iri, members, base))
                    yield record

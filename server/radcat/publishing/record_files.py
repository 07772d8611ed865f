"""The files that a publication is judged by, read when they are asked for: there may be more than memory holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path
from typing import Any, Final

from cachetools import LRUCache

from radcat.folder import files, records
from radcat.folder.records import RecordFile, RecordFiles
from radcat.folder.scan import ScannedFile
from radcat.ledger.scanned_files import ScannedFiles
from radcat.ledger.versions import Ledger
from radcat.model import Record

_KEPT: Final = 500  # texts
CHANGED: Final = "it was changed while it was being published; run `radcat sync` again."


class PublishedFiles(RecordFiles):
    """The files of what is published, with others in their place."""

    def __init__(self, ledger: Ledger, put: Sequence[RecordFile]) -> None:
        self._ledger, self._put = ledger, {file.record.name: file for file in put}

    def __getitem__(self, name: str) -> RecordFile:
        return self._put[name] if name in self._put else published_file(self._ledger, name)

    def __iter__(self) -> Iterator[str]:
        published = {n for n, head in self._ledger.heads().items() if head.is_published}
        return iter(published | set(self._put))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class FolderFiles(RecordFiles):
    """The files of a folder, and beside them published records that stay although the folder does not hold them so."""

    def __init__(
        self,
        root: Path,
        scanned: ScannedFiles,
        ledger: Ledger,
        kept: Set[str] = frozenset(),
        left_out: Set[str] = frozenset(),
        changed: Iterable[ScannedFile] = (),
    ) -> None:
        """Read files below *root* that are in *scanned*; the texts of *kept* come from the ledger.

        Of files that are *left_out* nothing is known. Those *changed* will be asked for, and are held in memory.
        """
        self._root, self._scanned, self._ledger = root, scanned, ledger
        self._kept, self._left_out = frozenset(kept), frozenset(left_out)
        self._changed = {file.name: file for file in changed}
        self._texts: LRUCache[str, RecordFile] = LRUCache(_KEPT)

    def __reduce__(self) -> tuple[Any, ...]:
        # For a process that judges: it reads the texts for itself.
        changed = tuple(self._changed.values())
        return FolderFiles, (self._root, self._scanned, self._ledger, self._kept, self._left_out, changed)

    def place(self, name: str) -> str:
        """The place of the file of *name*; raises KeyError where there is none."""
        return self[name].place if name in self._kept else files.shown(self._found(name).path)

    def kind(self, name: str) -> str:
        """The kind of the record *name*; raises KeyError where there is none."""
        return self[name].record.kind if name in self._kept else self._found(name).kind

    def __getitem__(self, name: str) -> RecordFile:
        if name in self._kept:
            return published_file(self._ledger, name)
        if (known := self._texts.get(name)) is None:
            known = self._texts[name] = self._read(self._found(name))
        return known

    def _found(self, name: str) -> ScannedFile:
        found = None
        if name not in self._kept and name not in self._left_out:
            found = self._changed.get(name) or self._scanned.find(name)
        if found is None:
            raise KeyError(name)
        return found

    def _read(self, file: ScannedFile) -> RecordFile:
        if file.fault:
            return RecordFile(Record(file.kind, file.name, b""), file.path, file.fault)
        text, fault = files.read(self._root / file.path, self._root)
        record = Record(file.kind, file.name, text)
        # What was judged must be what is published.
        if fault or record.sha256 != file.sha256:
            return RecordFile(Record(file.kind, file.name, b""), file.path, fault or CHANGED)
        return RecordFile(record, file.path)

    def __contains__(self, name: object) -> bool:
        if name in self._kept or name in self._left_out:
            return name in self._kept
        return name in self._changed or (isinstance(name, str) and self._scanned.find(name) is not None)

    def __iter__(self) -> Iterator[str]:
        yield from (name for name in self._scanned.names() if name not in self._kept and name not in self._left_out)
        yield from sorted(self._kept)

    def __len__(self) -> int:
        elsewhere = len({file.name for file in self._scanned.several(self._kept | self._left_out)})
        return self._scanned.count() - elsewhere + len(self._kept)


def published_file(ledger: Ledger, name: str) -> RecordFile:
    """The file of the published record *name*, with the ledger's text; raises KeyError where there is none."""
    version = ledger.published(name)
    if version is None:
        raise KeyError(name)
    return RecordFile(version.record, records.place_of(version.record))

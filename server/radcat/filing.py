"""The files of records beside the ledger: bringing them up to it, and reading it as if it were a folder of them.

A version that came over HTTP is appended first, and written to disk then.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from radcat import records
from radcat.ledger import Ledger, Pending, Status
from radcat.records import RecordFile

log = logging.getLogger(__name__)


def finish(ledger: Ledger, root: Path) -> int:
    """Write, or remove, every file whose version waits for it, and return how many there were.

    Done again after a crash, it does no harm. A file that somebody changed by hand in the meantime is left as it is:
    the next sync publishes it, on top of the version that stays in the ledger.
    """
    waiting = ledger.pending()
    for pending in waiting:
        _finish(pending, root)
    if waiting:
        ledger.written(pending.version.sequence for pending in waiting)
    return len(waiting)


def _finish(pending: Pending, root: Path) -> None:
    path, version = root / pending.place, pending.version
    wanted = version.record.sha256 if version.status is Status.PUBLISHED else None
    found = records.hash_on_disk(path)
    if found not in (wanted, pending.before):
        log.warning("%s was changed by hand while version %d was on its way to it", pending.place, version.sequence)
    elif wanted is None:
        records.remove_file(path)
    elif found != wanted:
        path.parent.mkdir(parents=True, exist_ok=True)
        records.write_file(path, version.record.text.decode())


class PublishedFiles(Mapping[str, RecordFile]):
    """The files of what is published, with others in their place, read one by one when they are asked for."""

    def __init__(self, ledger: Ledger, put: Sequence[RecordFile]) -> None:
        self._ledger, self._put = ledger, {file.record.name: file for file in put}

    def __getitem__(self, name: str) -> RecordFile:
        if name in self._put:
            return self._put[name]
        version = self._ledger.published(name)
        if version is None:
            raise KeyError(name)
        return RecordFile(version.record, records.place_of(version.record))

    def __iter__(self) -> Iterator[str]:
        published = {n for n, head in self._ledger.heads().items() if head.is_published}
        return iter(published | set(self._put))

    def __len__(self) -> int:
        return sum(1 for _ in self)

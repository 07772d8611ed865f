"""Bringing the files up to the ledger: versions that came over HTTP are appended first, and written to disk then."""

from __future__ import annotations

import logging
from pathlib import Path

from radcat import records
from radcat.ledger import Ledger, Pending, Status

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

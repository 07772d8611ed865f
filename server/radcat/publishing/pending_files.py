"""The files of records beside the ledger: bringing them up to it, and reading it as if it were a folder of them.

A version that came over HTTP is appended first, and written to disk then.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from radcat.errors import CannotWrite
from radcat.folder import files
from radcat.ledger.versions import Ledger, Pending, Status

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """A version whose file can't be written, or removed, and why."""

    pending: Pending
    reason: str

    @property
    def name(self) -> str:
        """The record's name."""
        return self.pending.version.record.name

    @property
    def summary(self) -> str:
        """What is wrong, and what to do."""
        doing = "written" if self.pending.version.status is Status.PUBLISHED else "removed"
        return (
            f"{self.pending.place} can't be {doing} ({self.reason}), so it is not version "
            f"{self.pending.version.sequence}, which is published. Let the folder be written to, or run "
            "`radcat repair` to give the version up."
        )


def finish(ledger: Ledger, root: Path, set_aside: Callable[[SetAside], None] | None = None) -> int:
    """Write, or remove, every file whose version waits for it, and return how many there were.

    Done again after a crash, it does no harm. A file that somebody changed by hand in the meantime is left as it is:
    the next sync publishes it, on top of the version that stays in the ledger.
    What can't be finished stays in the ledger as pending, and stops nobody; *set_aside* is told of it.
    """
    waiting: dict[str, list[Pending]] = {}
    for pending in ledger.pending():
        waiting.setdefault(pending.place, []).append(pending)
    done: list[int] = []
    for place, versions in waiting.items():
        try:
            _finish(place, versions, root)
        except OSError as error:
            kept = SetAside(versions[-1], error.strerror or type(error).__name__)
            log.warning("%s", kept.summary)
            if set_aside:
                set_aside(kept)
        else:
            done += [pending.version.sequence for pending in versions]
    if done:
        try:
            ledger.written(done)
        except CannotWrite as error:  # the files are right; that they are is noted the next time
            log.warning("%s", error)
    return len(done)


def _finish(place: str, versions: Sequence[Pending], root: Path) -> None:
    """Bring the file at *place* to the newest of the *versions* that wait for it."""
    path, version = root / place, versions[-1].version
    wanted = version.record.sha256 if version.status is Status.PUBLISHED else None
    if files.leads_out(path.parent, root):
        raise PermissionError(0, "its folder is a symbolic link out of the catalogue")
    found = files.hash_of(path, root)
    if found == wanted:
        return
    # Where several wait, an earlier one may have been written or not.
    if found not in {p.before for p in versions} | {p.version.record.sha256 for p in versions}:
        log.warning("%s was changed by hand while version %d was on its way to it", place, version.sequence)
    elif wanted is None:
        files.remove_file(path)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write_file(path, version.record.text.decode())

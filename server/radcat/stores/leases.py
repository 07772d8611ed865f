"""Leases on snapshots: whoever reads one keeps it from being removed, and gives that up by ending, however it ends.

A lease is a shared lock on the snapshot's folder (flock(2)), which the system takes back from a process that has died.
Where a file system has no such locks, the newest snapshots are kept and nothing else is.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path

from radcat.errors import StoreDamaged


class Lease:
    """The assurance that a snapshot stays; given back when it is closed, or forgotten."""

    def __init__(self, folder: Path) -> None:
        """Take one on the snapshot in *folder*.

        Raises:
            StoreDamaged: there is none, or it is being removed.
        """
        try:
            self._file: int | None = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError as error:
            raise StoreDamaged(f"the database in {folder} can't be used: {error}") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            is_there = os.path.samestat(os.fstat(self._file), folder.stat())
        except (BlockingIOError, FileNotFoundError):
            is_there = False
        except OSError:  # there are no locks here
            is_there = True
        if not is_there:
            self.close()
            raise StoreDamaged(f"the snapshot {folder} is being removed")

    def close(self) -> None:
        """Give it back."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __del__(self) -> None:
        if getattr(self, "_file", None) is not None:
            self.close()


def remove_unread(folder: Path) -> None:
    """Remove the snapshot in *folder*, unless somebody has a lease on it."""
    try:
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:  # somebody was quicker
        return
    try:
        with suppress(OSError):  # there are no locks here
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
        # Until it is gone nobody gets a lease on it, since the lock is ours.
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(file)

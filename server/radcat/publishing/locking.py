"""The writer's lock: one process publishes at a time, whichever of them it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from radcat.errors import RegistryBusy

PATIENCE: Final = 5.0  # seconds that one writer waits for another


@contextmanager
def holding(lock: Path, patience: float | None = None) -> Iterator[None]:
    """Hold the writer's lock; wait *patience* seconds for it, PATIENCE where none are given.

    Raises:
        RegistryBusy: others hold it, and do not come to an end.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Waiting for the file does not keep threads of one process in order, and need not.
        with FileLock(lock, timeout=PATIENCE if patience is None else patience, poll_interval=0.01):
            yield
    except Timeout:
        raise RegistryBusy(lock) from None


@contextmanager
def trying(lock: Path, patience: float = 0.0) -> Iterator[bool]:
    """Hold a lock other than the writer's if it is free within *patience* seconds, and say whether it was."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    held = FileLock(lock, timeout=patience, poll_interval=0.05)
    try:
        held.acquire()
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        held.release()

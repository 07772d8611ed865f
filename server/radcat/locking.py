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
def holding(lock: Path) -> Iterator[None]:
    """Hold the writer's lock.

    Raises:
        RegistryBusy: others hold it, and do not come to an end.
    """
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        # Waiting for the file does not keep threads of one process in order, and need not.
        with FileLock(lock, timeout=PATIENCE, poll_interval=0.01):
            yield
    except Timeout:
        raise RegistryBusy(lock) from None

"""Restarting web processes that end, however often they do.

Granian restarts one that failed, but ends the whole service when it fails again within a few seconds.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from granian import Granian

log = logging.getLogger(__name__)

FIRST: Final = 0.5  # seconds before the second restart; the first one waits for nothing
LONGEST: Final = 30.0  # seconds before any later one
HEALTHY: Final = 60.0  # seconds after which a process that ends is one that worked
_STEP: Final = 0.1  # seconds between looks at whether we are to end


class Pauses:
    """How long to wait before a process is started again: longer each time it ends soon after its start."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ends: dict[int, int] = {}  # of each process, how often it ended soon, in a row
        self._started: dict[int, float] = {}

    def next(self, process: int) -> float:
        """Tell how many seconds to wait, now that *process* has ended."""
        lived = self._clock() - self._started.get(process, float("-inf"))
        self._ends[process] = self._ends.get(process, 0) + 1 if lived < HEALTHY else 0
        return self._pause(self._ends[process])

    def start(self, process: int) -> None:
        """Note that *process* is started again now."""
        self._started[process] = self._clock()

    @staticmethod
    def _pause(ends: int) -> float:
        return min(LONGEST, FIRST * 2.0 ** min(ends - 1, 16)) if ends else 0.0


class Supervisor(Granian):  # type: ignore[misc,valid-type]  # one of two classes, by the interpreter
    """Granian, which never gives up on its web processes."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named, respawn_failed_workers=True)
        self._pauses = Pauses()

    def _respawn_workers(self, workers: Any, spawn_target: Any, target_loader: Any, delay: float = 0) -> None:
        """Start *workers* again: granian calls this for those that ended, and when all are to be replaced."""
        if delay:  # they are replaced, and did not end
            super()._respawn_workers(workers, spawn_target, target_loader, delay)
            return
        pause = max((self._pauses.next(worker) for worker in workers), default=0.0)
        log.warning(
            "web process %s ended; starting another%s",
            ", ".join(str(worker + 1) for worker in workers),
            f" in {pause:g} s" if pause else "",
        )
        deadline = time.monotonic() + pause
        while time.monotonic() < deadline and not self.interrupt_signal:
            time.sleep(_STEP)
        if self.interrupt_signal:  # we are to end
            return
        super()._respawn_workers(workers, spawn_target, target_loader, delay)
        for worker in workers:
            self._pauses.start(worker)
        self.respawned_wrks.clear()  # by which granian would find that they fail too often

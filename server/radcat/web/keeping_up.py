"""What could not be done when something was published is done once it can be: files written, the store caught up.

The store may have been away or the disk full; a crash may have left a file unwritten; or another process was
publishing when this one started.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from threading import Thread
from typing import Final

from radcat.bootstrap import Registry
from radcat.errors import RegistryBusy
from radcat.stores.base import Endpoint
from radcat.survey.keeping import Keeping

log = logging.getLogger(__name__)

Ahead = Callable[[], object]
INTERVAL: Final = 5.0  # seconds between two looks
LONGEST: Final = 300.0  # seconds between two looks while nothing can be done


class Keeper:
    """Looks whether something is left to do, and does it."""

    def __init__(
        self, registry: Registry, endpoint: Endpoint, interval: float = INTERVAL, read_ahead: Ahead = lambda: None
    ) -> None:
        """Look every *interval* seconds; *read_ahead* reads what the next visitor would wait for."""
        self._read_ahead = read_ahead
        self._registry, self._endpoint, self._interval = registry, endpoint, interval
        self._survey = Keeping(registry.catalogue, endpoint)
        self._pause, self._said = interval, ""

    def look(self, patience: float | None = None) -> float:
        """Do what is left to do; return the seconds to wait before the next look, which grow while it can't be done.

        Another process that is publishing is waited for *patience* seconds. Nothing is raised: whatever goes wrong
        may be right the next time.
        """
        try:
            fault = self._catch_up(patience) if self._is_behind() else self._measure(patience)
        except RegistryBusy as error:  # and does what there is to do itself
            log.debug("%s", error)
            return self._interval
        except Exception as error:
            fault = f"{type(error).__name__}: {error}"
            log.debug("the registry is not brought up to the ledger", exc_info=error)
        if fault and fault != self._said:
            log.warning("the registry is not brought up to the ledger, and is tried again: %s", fault)
        elif self._said and not fault:
            log.info("the registry is up to the ledger again")
        self._pause = min(self._pause * 2, LONGEST) if fault else self._interval
        self._said = fault
        return self._pause

    def _measure(self, patience: float | None) -> str:
        # Not at the start: visitors wait for that, and not for scores.
        measuring = self._registry.measuring
        if patience is not None:
            return ""
        if measuring.is_due:
            return measuring.run() or ""
        if self._survey.is_due:
            self._survey.run()
        if self._registry.follower.is_scattered:
            self._registry.publisher.alone(self._registry.follower.merge)
        self._read_ahead()
        return ""

    def _is_behind(self) -> bool:
        ledger = self._registry.ledger
        if not ledger.generation:
            return False
        position = self._endpoint.position
        shown = position is not None and (position.generation, position.base)
        found = self._registry.search.generation
        return shown != (ledger.generation, self._registry.base) or found != ledger.generation or bool(ledger.pending())

    def _catch_up(self, patience: float | None) -> str:
        behind = self._registry.publisher.recover(patience)
        waiting = len(self._registry.ledger.pending())
        return behind or (f"the files of {waiting} versions can't be written; see `radcat status`" if waiting else "")


def keep_up(registry: Registry, endpoint: Endpoint, read_ahead: Ahead, interval: float = INTERVAL) -> Thread:
    """Look once, without waiting for who else may be publishing, and from then on in a thread of its own."""
    keeper = Keeper(registry, endpoint, interval, read_ahead)
    thread = Thread(target=_follow, args=(keeper, keeper.look(patience=0)), name="keep-up", daemon=True)
    thread.start()
    return thread


def _follow(keeper: Keeper, pause: float) -> None:
    pause = min(pause, keeper.look())  # what the first look left out
    while True:
        time.sleep(pause)
        pause = keeper.look()

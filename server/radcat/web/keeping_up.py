"""A store elsewhere that was away when something was published is brought up to the ledger once it is back."""

from __future__ import annotations

import logging
import time
from threading import Thread
from typing import Final

from radcat.errors import RegistryError
from radcat.registry import Registry
from radcat.store.base import Endpoint

log = logging.getLogger(__name__)

INTERVAL: Final = 5.0  # seconds


def keep_up(registry: Registry, endpoint: Endpoint, interval: float = INTERVAL) -> Thread:
    """Look every *interval* seconds, in a thread of its own, whether the store is behind the ledger."""
    thread = Thread(target=_follow, args=(registry, endpoint, interval), name="keep-up", daemon=True)
    thread.start()
    return thread


def _follow(registry: Registry, endpoint: Endpoint, interval: float) -> None:
    while True:
        time.sleep(interval)
        try:
            position = endpoint.position
            if position is None or position.generation != registry.ledger.generation or position.base != registry.base:
                registry.publisher.recover()
        except RegistryError as error:  # it is away still, or another process is at it
            log.debug("the store is not brought up to the ledger: %s", error)

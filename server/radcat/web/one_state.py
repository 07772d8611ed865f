"""An answer shows one state of the registry: what a view reads of the ledger, it reads in one transaction."""

from __future__ import annotations

from flask import Flask, request

from radcat.ledger import snapshots
from radcat.web.state import site

_READING = frozenset({"GET", "HEAD"})


def register(app: Flask) -> None:
    """Let every request of *app* that only reads see one generation."""
    app.before_request(_begin)
    app.teardown_request(_end)


def _begin() -> None:
    if request.method in _READING:
        registry = site().registry
        _ = registry.links  # which makes its table where there is none: a snapshot would not see it
        snapshots.begin(registry.ledger.engine)


def _end(_error: BaseException | None) -> None:
    snapshots.end()

"""Bringing the indexes up to the ledger: what changed since they last looked, in order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from radcat.catalogue import Catalogue
from radcat.errors import StoreDamaged, StoreError, StoreRefused, StoreUnavailable
from radcat.ledger import Ledger, Status, Version
from radcat.model import KIND
from radcat.store.base import GraphChange, Index, Position

log = logging.getLogger(__name__)

CATALOG = KIND["catalog"].path

Derived = Callable[[Sequence[Version]], Iterable[GraphChange]]  # graphs computed from records, those that may differ


def nothing(_versions: Sequence[Version]) -> Iterable[GraphChange]:
    """Compute no graph."""
    return ()


class OpenIndex(Protocol):
    """Opens the index to write."""

    def __call__(self, *, anew: bool = False) -> Index:
        """Open it as it is, or empty; may raise StoreDamaged unless *anew*."""
        ...


class Indexer:
    """Brings the index up to a ledger; whoever asks it to holds the writer's lock."""

    def __init__(self, ledger: Ledger, open_index: OpenIndex, base: str, derived: Derived = nothing) -> None:
        """Follow *ledger*; what is *derived* from records goes into the index with them."""
        self._ledger, self._open_index, self._base, self._derived = ledger, open_index, base, derived

    def catch_up(self) -> str | None:
        """Bring the index up to the ledger; say why it is behind where it is elsewhere, and can't be written to."""
        damage = None
        try:
            applied = catch_up(self._ledger, self._open_index(), self._base, self._derived)
        except StoreDamaged as error:
            damage = str(error)  # and no more: its traceback would hold the database open
        except (StoreUnavailable, StoreRefused) as error:
            return _behind(error)
        if damage:
            log.warning("%s; rebuilding it from the ledger", damage)
            applied = catch_up(self._ledger, self._open_index(anew=True), self._base, self._derived)
        log.info("indexed %d records at generation %d", applied, self._ledger.generation)
        return None

    def refresh(self, changes: Iterable[GraphChange]) -> str | None:
        """Catch up, and replace derived graphs whose other source changed; say why the index is behind, if it is."""
        if behind := self.catch_up():
            return behind
        try:
            index = self._open_index()
            if index.position is not None:
                index.apply(changes)
                index.publish(index.position)
        except (StoreUnavailable, StoreRefused) as error:
            return _behind(error)
        return None


def _behind(error: StoreError) -> str:
    # What is published is published: the ledger says so, and the store catches up when it is back.
    log.warning("the store is behind: %s", error)
    return str(error)


def catch_up(ledger: Ledger, index: Index, base: str, derived: Derived = nothing) -> int:
    """Apply to *index* what the ledger holds beyond it, and what is *derived* from that; return the number of records.

    An index that stands under another base IRI is made anew: every IRI in it has changed.
    """
    position, generation = index.position, ledger.generation
    if position == Position(generation, base):
        return 0
    if position is None or position.base != base or position.generation > generation:
        index.clear()
        position = Position(0, base)
    changed = list(ledger.changes(after=position.generation))
    versions = [version for version in changed if KIND[version.record.kind].indexed]
    index.apply(chain(_graphs(versions, ledger, base), derived(changed)))
    index.publish(Position(generation, base))
    return len(versions)


def _graphs(versions: list[Version], ledger: Ledger, base: str) -> Iterator[GraphChange]:
    for version in versions:
        if version.record.kind != "catalog":
            text = version.record.text if version.status is Status.PUBLISHED else None
            yield GraphChange(str(version.record.iri(base)), text, base)
    # The catalogue's graph also says which datasets it holds, so that it changes when they come and go.
    if any(version.record.kind in ("catalog", "dataset") for version in versions):
        yield from _catalog_graph(ledger, base)


def _catalog_graph(ledger: Ledger, base: str) -> Iterator[GraphChange]:
    latest = ledger.latest(CATALOG)
    if latest is not None:
        text = Catalogue(ledger, base).as_served(latest.record).text if latest.status is Status.PUBLISHED else None
        yield GraphChange(str(latest.record.iri(base)), text, base)

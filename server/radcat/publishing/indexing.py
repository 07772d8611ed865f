"""Bringing the indexes up to the ledger: what changed since they last looked, in order."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Protocol

from radcat.catalogue import Catalogue
from radcat.errors import StoreDamaged, StoreRefused, StoreUnavailable
from radcat.ledger.versions import Head, Ledger, Status, Version
from radcat.model import KIND
from radcat.rdf.namespaces import DCAT
from radcat.stores.base import GraphChange, Index, MembersChange, Position

log = logging.getLogger(__name__)

CATALOG = KIND["catalog"].path


def nothing() -> None:
    """Do nothing."""


class OpenIndex(Protocol):
    """Opens the index to write."""

    def __call__(self, *, anew: bool = False) -> Index:
        """Open it as it is, or empty; may raise StoreDamaged unless *anew*."""
        ...


class Indexer:
    """Brings the index up to a ledger; whoever asks it to holds the writer's lock."""

    def __init__(self, ledger: Ledger, open_index: OpenIndex, base: str, begun: Callable[[], None] = nothing) -> None:
        """Follow *ledger*; *begun* is called when the index is begun anew, for what others have put into it."""
        self._ledger, self._open_index, self._base, self._begun = ledger, open_index, base, begun

    def catch_up(self) -> str | None:
        """Bring the index up to the ledger; say why it is behind where it can't be written to now.

        What can't be read as a store is begun anew. A disk that is full, or a server elsewhere that is away, is no
        reason for that: readers keep what they have.
        """
        try:
            return self._attempt(self._follow)
        except StoreDamaged as error:
            damage = str(error)  # and no more: its traceback would hold the database open
        log.warning("%s; rebuilding it from the ledger", damage)
        try:
            return self._attempt(lambda: self._follow(anew=True))
        except StoreDamaged as error:
            return _behind(f"it can't be rebuilt: {error}")

    def _follow(self, *, anew: bool = False) -> None:
        applied = catch_up(self._ledger, self._open_index(anew=anew), self._base, self._begun)
        log.info("indexed %d records at generation %d", applied, self._ledger.generation)

    def refresh(self, changes: Iterable[GraphChange]) -> str | None:
        """Catch up, and replace derived graphs whose other source changed; say why the index is behind, if it is."""
        if behind := self.catch_up():
            return behind
        try:
            return self._attempt(lambda: self._replace(changes))
        except StoreDamaged as error:
            return _behind(str(error))

    def _replace(self, changes: Iterable[GraphChange]) -> None:
        index = self._open_index()
        if index.position is not None:
            index.apply(changes)
            index.publish(index.position)

    def _attempt(self, work: Callable[[], None]) -> str | None:
        """Do *work*; say what keeps it from being done that may pass."""
        try:
            work()
        except (StoreUnavailable, StoreRefused, OSError, MemoryError) as error:
            reason = str(error) or type(error).__name__
        else:
            return None
        return _behind(reason)  # without the error: its traceback would hold the database open


def _behind(reason: str) -> str:
    # What is published is published: the ledger says so, and the store catches up when it can be written to.
    log.warning("the store is behind: %s", reason)
    return reason


def catch_up(ledger: Ledger, index: Index, base: str, begun: Callable[[], None] = nothing) -> int:
    """Apply to *index* what the ledger holds beyond it, and return the number of records.

    An index that stands under another base IRI is made anew: every IRI in it has changed.
    Texts are read one after the other, so that an index of any size can be made anew.
    """
    position, generation = index.position, ledger.generation
    if position == Position(generation, base):
        index.check()  # whoever publishes makes new what readers open; here nobody would
        return 0
    if position is None or position.base != base or position.generation > generation:
        begun()
        index.clear()
        position = Position(0, base)
    changed = ledger.changed(after=position.generation)
    graphs = _graphs(ledger.changes(after=position.generation), base)
    index.apply(chain(graphs, _catalog_changes(ledger, base, changed)))
    index.publish(Position(generation, base))
    return sum(KIND[head.kind].indexed for head in changed)


def _graphs(versions: Iterable[Version], base: str) -> Iterator[GraphChange]:
    for version in versions:
        if version.record.kind != "catalog" and KIND[version.record.kind].indexed:
            text = version.record.text if version.status is Status.PUBLISHED else None
            yield GraphChange(str(version.record.iri(base)), text, base)


def _catalog_changes(ledger: Ledger, base: str, changed: Sequence[Head]) -> Iterator[GraphChange | MembersChange]:
    """Bring the catalogue's own graph up to date, which also says which datasets the catalogue holds."""
    latest = ledger.latest(CATALOG)
    if latest is None:
        return
    iri = str(latest.record.iri(base))
    if any(head.kind == "catalog" for head in changed):
        text = Catalogue(ledger, base).as_served(latest.record).text if latest.status is Status.PUBLISHED else None
        yield GraphChange(iri, text, base)
    elif latest.status is Status.PUBLISHED:
        datasets = [(base + head.name, head.is_published) for head in changed if head.kind == "dataset"]
        added = tuple(member for member, is_published in datasets if is_published)
        removed = tuple(member for member, is_published in datasets if not is_published)
        if datasets:
            yield MembersChange(iri, iri, str(DCAT.dataset), added, removed)

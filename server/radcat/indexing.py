"""Bringing the indexes up to the ledger: what changed since they last looked, in order."""

from __future__ import annotations

from collections.abc import Iterator

from radcat.catalogue import Catalogue
from radcat.ledger import Ledger, Status, Version
from radcat.model import KIND
from radcat.store.base import GraphChange, Index, Position

CATALOG = KIND["catalog"].path


def catch_up(ledger: Ledger, index: Index, base: str) -> int:
    """Apply to *index* what the ledger holds beyond it; return the number of records applied.

    An index that stands under another base IRI is made anew: every IRI in it has changed.
    """
    position, generation = index.position, ledger.generation
    if position == Position(generation, base):
        return 0
    if position is None or position.base != base or position.generation > generation:
        index.clear()
        position = Position(0, base)
    versions = [v for v in ledger.changes(after=position.generation) if KIND[v.record.kind].indexed]
    index.apply(_graphs(versions, ledger, base))
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

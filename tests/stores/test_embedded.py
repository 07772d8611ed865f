"""The embedded store keeps the contract that every store keeps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.stores.contract import Store, StoreContract

from radcat.sandbox.pool import WorkerPool
from radcat.stores.base import Limits, Query
from radcat.stores.embedded import KEPT_SNAPSHOTS, OxigraphIndex


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty embedded store with one worker."""
    folder = tmp_path / "store"
    endpoint = WorkerPool(folder, Limits(20, 512, 1024, 1, 64))
    yield Store(endpoint, lambda: OxigraphIndex(folder))
    endpoint.close()


class TestEmbedded(StoreContract):
    """Oxigraph in a folder, asked through a worker."""

    @pytest.mark.xfail(strict=True, reason="oxigraph 0.5: a union of graphs repeats what several of them state")
    def test_the_union_holds_a_statement_once(self, store: Store) -> None:
        """Records state what is theirs alone, so that it does not show; see tests/test_clients.py."""
        super().test_the_union_holds_a_statement_once(store)


def test_only_the_newest_snapshots_are_kept(store: Store, tmp_path: Path) -> None:
    for number in range(3 * KEPT_SNAPSHOTS):
        store.put(a=f"<a> <p> {number} .")
    assert len(list((tmp_path / "store" / "snapshots").iterdir())) == KEPT_SNAPSHOTS


def test_a_store_begun_anew_is_read_on_until_it_is_published(store: Store, tmp_path: Path) -> None:
    store.put(a="<a> <p> 1 .")
    store.reopen(lambda: OxigraphIndex(tmp_path / "store", anew=True))
    assert store.select("SELECT ?o { ?s ?p ?o }") == ["1"]
    store.put(a="<a> <p> 2 .")
    assert store.select("SELECT ?o { ?s ?p ?o }") == ["2"]


def test_an_answer_that_began_before_a_publication_ends_as_it_began(store: Store) -> None:
    store.put(a="\n".join(f'<a> <p> "{number:06} {"x" * 100}" .' for number in range(30_000)))
    rows = store.endpoint.query(Query("SELECT ?o { ?s ?p ?o }", "text/csv"))
    read = next(rows)
    for _ in range(KEPT_SNAPSHOTS + 1):
        store.put(a="<a> <p> 1 .")
    assert (read + b"".join(rows)).count(b"\n") == 30_001
    assert store.select("SELECT ?o { ?s ?p ?o }") == ["1"]

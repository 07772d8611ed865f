"""A page reads one generation, in one transaction, and asks the database little."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from radcat.ledger import snapshots
from radcat.ledger.versions import Entry, Ledger
from radcat.model import Record

MOST = 5
PAGES = (
    "/", "/about", "/about/help", "/docs/search", "/datasets/", "/datasets/?lang=de",
    "/agents/", "/evidence/", "/findings/", "/findings/?kind=bias", "/ns/", "/queries/", "/sources/",
    "/shapes/", "/datasets/covid-ctset", "/datasets/covidx-cxr", "/cite/covid-ctset",
    "/compare", "/compare?d=covid-ctset&d=covidx-cxr&d=mosmeddata", "/compare.csv?d=covid-ctset&d=covidx-cxr",
    "/history/datasets/covid-ctset", "/evidence/covid-ctset", "/findings/curated-cxr-sait-duplicates",
    "/datasets/curated-cxr-sait", "/ns/modality", "/ns/modality/ct", "/sources/survey",
    "/queries/survey", "/queries/share-images",
    "/queries/lesion-masks-for-commercial-use", "/catalog", "/quality", "/quality/covid-ctset",
    "/lineage", "/lineage/covidx-cxr?steps=all", "/leakage", "/leakage?train=covidx-cxr&test=sirm-covid19",
    "/licences", "/licences?set=covid-qu-ex&set=covid19-ct-seg-20&set=midrc-ricord-1a",
    "/survey", "/survey?modality=US&sort=-title", "/survey.csv?modality=US", "/survey.charts.json?modality=US",
    "/survey.bib", "/survey.changes.json", "/sparql", "/.well-known/void",
)  # fmt: skip


@contextmanager
def traced() -> Iterator[list[str]]:
    """Gather what SQLite itself is asked, by all connections that are used while the block runs."""
    asked: list[str] = []
    traced_ones: list[Any] = []

    def begin(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_trace_callback(asked.append)
        traced_ones.append(connection)

    sa.event.listen(sa.pool.Pool, "checkout", begin)
    try:
        yield asked
    finally:
        sa.event.remove(sa.pool.Pool, "checkout", begin)
        for connection in traced_ones:
            connection.set_trace_callback(None)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asks_no_more_than_five_questions_in_one_transaction(visitor: FlaskClient, address: str) -> None:
    headers = {"Accept": "text/html"}
    assert visitor.get(address, headers=headers).status_code == 200  # vocabularies and shapes are read once a process
    with traced() as asked:
        assert visitor.get(address, headers=headers).status_code == 200
    assert asked.count("BEGIN") <= 1
    questions = [each for each in asked if each not in ("BEGIN", "ROLLBACK")]
    assert len(questions) <= MOST, "\n".join(questions)


def test_a_snapshot_shows_one_generation_whatever_is_published_meanwhile(tmp_path: Any) -> None:
    ledger, writer = Ledger.in_folder(tmp_path), Ledger.in_folder(tmp_path)
    record = Record("agent", "agents/a", b'<agents/a> <http://xmlns.com/foaf/0.1/name> "A" .')
    snapshots.begin(ledger.engine)
    try:
        assert (ledger.generation, ledger.count("agent"), ledger.latest("agents/a")) == (0, 0, None)
        writer.append([Entry(record, frozenset(), "new")], "test")
        assert (ledger.generation, ledger.count("agent"), ledger.latest("agents/a")) == (0, 0, None)
        assert ledger.listed(("agent",), (), 10) == []
    finally:
        snapshots.end()
    assert (ledger.generation, ledger.count("agent")) == (1, 1)
    assert ledger.listed(("agent",), (), 10) == ["agents/a"]
    ledger.close()
    writer.close()

"""Reading the ledger in order: pages by key, by date, by set, in a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from radcat.ledger.changes import Chronicle, Span
from radcat.ledger.versions import Entry, Ledger, Status
from radcat.model import Record

NOON = datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = Ledger.in_folder(tmp_path / "data")
    yield opened
    opened.close()


def put(name: str, *targets: str, kind: str = "dataset") -> Entry:
    return Entry(Record(kind, name, b"1"), frozenset(targets), "the file was changed")


def withdrawn(name: str, kind: str = "dataset") -> Entry:
    return Entry(Record(kind, name, b"1"), frozenset(), "the file was removed", Status.WITHDRAWN)


def names(ledger: Ledger, span: Span, after: int = 0, limit: int = 100) -> list[str]:
    return [change.name for change in Chronicle(ledger).changes(span, after, limit)]


def test_an_empty_ledger_has_nothing_to_read(ledger: Ledger) -> None:
    chronicle = Chronicle(ledger)
    assert names(ledger, Span()) == chronicle.stretches(10) == chronicle.newest("dataset", None, 5) == []
    assert (chronicle.first_date(), chronicle.last_date(), chronicle.following("dataset", 0)) == (None, None, None)
    assert chronicle.count(Span("dataset")) == 0


def test_pages_join_into_the_newest_version_of_each_name_once_and_in_order(ledger: Ledger) -> None:
    ledger.append([put(f"datasets/{n}") for n in "abcdefg"], "x")
    ledger.append([put("datasets/b"), put("agents/x", kind="agent"), withdrawn("datasets/d")], "x")
    found, after = list[str](), 0
    while page := Chronicle(ledger).changes(Span("dataset"), after, 3):
        found += [change.name for change in page]
        after = page[-1].sequence
    assert found == [f"datasets/{n}" for n in "acefgbd"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (None, None, "abc"),
        ("2024-02-29T12:00:00Z", None, "abc"),
        ("2024-02-29T12:00:01Z", None, "bc"),
        ("2024-02-29T12:00:01Z", "2024-02-29T12:00:01Z", "b"),
        (None, "2024-02-29T12:00:00Z", "a"),
        (None, "2024-02-29T11:59:59Z", ""),
        ("2024-02-29T12:00:03Z", None, ""),
        ("2024-02-29T12:00:02Z", "2024-02-29T12:00:01Z", ""),
    ],
)
def test_dates_are_both_included(ledger: Ledger, since: str | None, until: str | None, found: str) -> None:
    for second, name in enumerate("abc"):
        ledger.append([put(f"datasets/{name}")], "x", now=NOON + timedelta(seconds=second))
    span = Span("dataset", since, until)
    assert names(ledger, span) == [f"datasets/{name}" for name in found]
    assert Chronicle(ledger).count(span) == len(found)


def test_a_clock_set_back_takes_no_version_behind_the_one_before(ledger: Ledger) -> None:
    ledger.append([put("datasets/a")], "x", now=NOON)
    ledger.append([put("datasets/b")], "x", now=NOON - timedelta(days=1))
    assert [version.date for version in Chronicle(ledger).history("dataset", 0, 9)] == ["2024-02-29T12:00:00Z"] * 2


def test_a_dataset_is_in_the_sets_of_its_concepts_their_schemes_and_who_speaks_of_it(ledger: Ledger) -> None:
    ledger.append([put("datasets/a", "ns/m/ct", "ns/m", "agents/x"), put("datasets/b", "ns/m/us", "ns/m")], "x")
    ledger.append([put("sources/s", "datasets/b", "ns/m/ct", kind="source")], "x")
    found = Chronicle(ledger).memberships(["datasets/a", "datasets/b"])
    assert found == {"datasets/a": ["ns/m", "ns/m/ct"], "datasets/b": ["ns/m", "ns/m/us", "sources", "sources/s"]}
    assert names(ledger, Span("dataset", target="ns/m")) == ["datasets/a", "datasets/b"]
    assert names(ledger, Span("dataset", target="sources/s")) == ["datasets/b"]


def test_sets_follow_what_changes_and_keep_what_is_withdrawn(ledger: Ledger) -> None:
    ledger.append([put("sources/s", "datasets/a", kind="source"), put("datasets/a", "ns/m/ct")], "x")
    assert names(ledger, Span("dataset", target="sources/s")) == ["datasets/a"]
    ledger.append([put("datasets/a", "ns/m/us")], "x")
    assert names(ledger, Span("dataset", target="ns/m/ct")) == []
    ledger.append([withdrawn("datasets/a")], "x")
    assert [c.status for c in Chronicle(ledger).changes(Span("dataset", target="ns/m/us"), 3, 9)] == ["withdrawn"]
    ledger.append([withdrawn("sources/s", "source")], "x")
    assert names(ledger, Span("dataset", target="sources/s")) == names(ledger, Span("dataset", target="sources")) == []


def test_a_ledger_from_before_there_were_sets_gets_them_when_it_is_opened(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([put("datasets/a", "ns/m/ct"), put("sources/s", "datasets/a", kind="source")], "x")
    before = Chronicle(ledger).memberships(["datasets/a"])
    ledger.close()
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as connection, connection:
        connection.execute("DROP TABLE membership")
        connection.execute("DROP INDEX head_of_kind_in_order")
        connection.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
    connection.close()
    opened = Ledger.in_folder(tmp_path / "data")
    assert Chronicle(opened).memberships(["datasets/a"]) == before
    opened.close()


@pytest.mark.parametrize(
    ("span", "index"),
    [
        (Span("dataset"), "head_of_kind_in_order"),
        (Span(), "head_in_order"),
        (Span("dataset", target="ns/m"), "membership_in_order"),
        (Span("dataset", since="2024-01-01T00:00:00Z"), "head_of_kind_in_order"),
    ],
)
def test_a_page_is_found_over_an_index_and_nothing_is_sorted(ledger: Ledger, span: Span, index: str) -> None:
    """The database says how it would read the page: what grows with the catalogue is searched, never scanned."""
    asked: list[tuple[str, tuple[object, ...]]] = []
    engine = ledger.engine
    ledger.append([put(f"datasets/{n}", "ns/m") for n in range(300)], "x")

    def note(_connection: object, _cursor: object, statement: str, parameters: tuple[object, ...], *_: object) -> None:
        asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    Chronicle(ledger).versions(span, 250, 10)
    statement, parameters = asked[-1]
    with engine.connect() as connection:
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
    assert any(index in step and step.startswith("SEARCH") for step in plan), plan
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step], plan


def test_stretches_are_those_that_hold_a_newest_version(ledger: Ledger) -> None:
    for second, name in enumerate("aaab"):
        ledger.append([put(f"datasets/{name}")], "x", now=NOON + timedelta(seconds=second))
    assert Chronicle(ledger).stretches(2) == [(1, "2024-02-29T12:00:03Z")]
    assert Chronicle(ledger).stretches(1) == [(2, "2024-02-29T12:00:02Z"), (3, "2024-02-29T12:00:03Z")]

"""The ledger: versions, heads, references and findings, in a real SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from radcat.errors import LedgerVersionError, StoreDamaged
from radcat.ledger import database, listings, snapshots, tallies
from radcat.ledger.tables import LISTING, META, TALLY
from radcat.ledger.versions import Entry, Finding, Ledger, Status
from radcat.model import Record

NOON = datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """An empty ledger."""
    opened = Ledger.in_folder(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def beside(ledger: Ledger, tmp_path: Path) -> Iterator[Ledger]:
    """The same ledger, as another process has it open."""
    opened = Ledger.in_folder(tmp_path / "data")
    yield opened
    opened.close()


def put(name: str, text: str = "1", targets: tuple[str, ...] = (), kind: str = "dataset") -> Entry:
    return Entry(Record(kind, name, text.encode()), frozenset(targets), "the file was changed")


def withdrawn(name: str) -> Entry:
    return Entry(Record("dataset", name, b"1"), frozenset(), "the file was removed", Status.WITHDRAWN)


def finding(place: str) -> Finding:
    return Finding(place, f"datasets/{place}", False, "0", "why")


def test_an_empty_ledger_stands_at_nought(ledger: Ledger) -> None:
    assert (ledger.generation, ledger.heads(), ledger.findings(), ledger.latest("datasets/x")) == (0, {}, [], None)
    assert list(ledger.changes()) == ledger.history("datasets/x") == ledger.names("dataset") == []
    assert ledger.count("dataset") == 0


def test_a_version_is_kept_with_all_that_was_said_of_it(ledger: Ledger) -> None:
    assert ledger.append([put("datasets/x", "ä\x00\r\n")], "somebody", now=NOON) == 1
    version = ledger.latest("datasets/x")
    assert version is not None
    assert version.record == Record("dataset", "datasets/x", "ä\x00\r\n".encode())
    assert (version.sequence, version.status, version.agent) == (1, Status.PUBLISHED, "somebody")
    assert (version.date, version.reason) == ("2024-02-29T12:00:00Z", "the file was changed")


def test_dates_are_utc_wherever_the_clock_stands(ledger: Ledger) -> None:
    ledger.append([put("datasets/x")], "a", now=NOON.astimezone(timezone(timedelta(hours=9))))
    assert [version.date for version in ledger.history("datasets/x")] == ["2024-02-29T12:00:00Z"]


def test_history_keeps_every_version_and_the_head_is_the_newest(ledger: Ledger) -> None:
    ledger.append([put("datasets/x", "1")], "a")
    ledger.append([put("datasets/y"), put("datasets/x", "2")], "a")
    ledger.append([withdrawn("datasets/x")], "a")
    ledger.append([put("datasets/x", "3")], "a")
    assert [(v.sequence, v.status, v.record.text) for v in ledger.history("datasets/x")] == [
        (1, Status.PUBLISHED, b"1"),
        (3, Status.PUBLISHED, b"2"),
        (4, Status.WITHDRAWN, b"1"),
        (5, Status.PUBLISHED, b"3"),
    ]
    assert ledger.latest("datasets/x") == ledger.history("datasets/x")[-1]
    head = ledger.heads()["datasets/x"]
    assert (head.sequence, head.status, head.kind) == (5, Status.PUBLISHED, "dataset")
    assert head.sha256 == Record("dataset", "datasets/x", b"3").sha256
    assert ledger.generation == 5


def test_an_append_is_all_or_nothing(ledger: Ledger) -> None:
    """The second entry can't be stored, so the first is not either, and the findings stay."""
    ledger.append([put("datasets/x")], "a", [finding("old")])
    broken = Entry(Record("dataset", "datasets/z", None), frozenset(), "broken")  # type: ignore[arg-type]
    with pytest.raises((sa.exc.SQLAlchemyError, TypeError)):
        ledger.append([put("datasets/y", targets=("agents/a",)), broken], "a", [finding("new")])
    assert ledger.generation == 1
    assert set(ledger.heads()) == {"datasets/x"}
    assert ledger.referring("agents/a") == []
    assert [found.place for found in ledger.findings()] == ["old"]


def test_two_findings_for_one_place_take_nothing_with_them_that_was_there(ledger: Ledger) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        ledger.append([put("datasets/x")], "a", [finding("same"), finding("same")])
    assert (ledger.generation, ledger.findings()) == (0, [])


def test_findings_are_replaced_and_read_in_order(ledger: Ledger) -> None:
    ledger.append([], "a", [finding("b"), finding("a")])
    assert ledger.findings() == [finding("a"), finding("b")]
    assert ledger.append([], "a", [finding("c")]) == 0
    assert ledger.findings() == [finding("c")]
    ledger.append([], "a")
    assert ledger.findings() == []


def test_changes_are_the_newest_version_of_each_name_in_order(ledger: Ledger) -> None:
    ledger.append([put("datasets/x"), put("datasets/y"), put("datasets/z")], "a")
    ledger.append([put("datasets/x", "2"), withdrawn("datasets/z")], "a")
    assert [(v.sequence, v.record.name) for v in ledger.changes()] == [
        (2, "datasets/y"),
        (4, "datasets/x"),
        (5, "datasets/z"),
    ]
    assert [v.sequence for v in ledger.changes(after=3)] == [4, 5]
    assert list(ledger.changes(after=5)) == []


def test_names_are_the_published_ones_of_a_kind_in_order_and_in_pages(ledger: Ledger) -> None:
    names = [f"datasets/{letter}" for letter in "dbaec"]
    ledger.append([*map(put, names), put("agents/a", kind="agent")], "a")
    ledger.append([withdrawn("datasets/c")], "a")
    everything = ["datasets/a", "datasets/b", "datasets/d", "datasets/e"]
    assert ledger.names("dataset") == everything
    assert ledger.names("agent") == ["agents/a"]
    assert ledger.names("dataset", limit=2) == everything[:2]
    assert ledger.names("dataset", limit=2, offset=2) == everything[2:]
    assert ledger.names("dataset", offset=3) == everything[3:]
    assert ledger.names("dataset", after="datasets/b", limit=1) == ["datasets/d"]
    assert ledger.names("dataset", offset=9) == []
    assert ledger.count("dataset") == 4
    assert ledger.count("source") == 0


def test_who_points_at_a_name_is_known_from_the_newest_published_versions(ledger: Ledger) -> None:
    ledger.append(
        [
            put("datasets/x", targets=("agents/a", "ns/status/online", "ns/status")),
            put("datasets/y", targets=("agents/a",)),
            put("datasets/z", targets=("agents/b",)),
        ],
        "a",
    )
    assert ledger.referring("agents/a") == ["datasets/x", "datasets/y"]
    assert ledger.referring("ns/status") == ["datasets/x"]
    assert ledger.referring("agents/a", "agents/b", "agents/c") == ["datasets/x", "datasets/y", "datasets/z"]
    assert ledger.referring() == []
    ledger.append([put("datasets/x", "2", targets=("agents/b",)), withdrawn("datasets/y")], "a")
    assert ledger.referring("agents/a") == []
    assert ledger.referring("agents/b") == ["datasets/x", "datasets/z"]


@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_the_datasets_among_those_that_point_at_a_name_are_read_with_the_others(ledger: Ledger, limit: int) -> None:
    kinds = {"agents/a": "agent", "agents/b": "agent", "datasets/x": "dataset", "datasets/y": "dataset"}
    ledger.append([put(name, targets=("sources/s",), kind=kind) for name, kind in kinds.items()], "a")
    alone = ledger.datasets_referring("sources/s", limit)
    snapshots.begin(ledger.engine)
    try:
        found = ledger.versions_referring("sources/s", limit)
        assert ledger.datasets_referring("sources/s", limit) == alone
    finally:
        snapshots.end()
    assert [version.record.name for version in found] == list(kinds)[:limit]
    assert [version.record.name for version in alone] == ["datasets/x", "datasets/y"][:limit]


def test_who_points_at_very_many_names_can_be_asked_at_once(ledger: Ledger) -> None:
    """More of them than a database takes parameters, as when a whole catalogue changes."""
    ledger.append([put(f"datasets/{n}", targets=(f"agents/{n}",)) for n in (1, 700, 299_999)], "a")
    asked = [f"agents/{n}" for n in range(300_000)]
    assert ledger.referring(*asked) == ["datasets/1", "datasets/299999", "datasets/700"]
    assert ledger.referring(*asked, limit=2) == ["datasets/1", "datasets/299999"]


def test_what_one_connection_appends_another_sees_at_once(ledger: Ledger, beside: Ledger) -> None:
    ledger.append([put("datasets/x")], "a", [finding("f")])
    assert beside.generation == 1
    assert beside.findings() == [finding("f")]
    assert beside.append([put("datasets/y")], "b") == 2
    assert [v.agent for v in ledger.changes()] == ["a", "b"]


def test_a_reader_in_the_middle_of_the_changes_does_not_keep_a_writer_waiting(ledger: Ledger, beside: Ledger) -> None:
    ledger.append([put(f"datasets/{n}") for n in range(100)], "a")
    changes = beside.changes()
    assert next(changes).sequence == 1
    assert ledger.append([put("datasets/new")], "a") == 101
    assert len(list(changes)) == 99
    assert beside.generation == 101


def test_numbers_are_never_used_again(ledger: Ledger, tmp_path: Path) -> None:
    """Somebody who deletes the newest row by hand must not make an old ETag come true again."""
    ledger.append([put("datasets/x"), put("datasets/y")], "a")
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as connection, connection:
        connection.execute("DELETE FROM head WHERE sequence = 2")
        connection.execute("DELETE FROM version WHERE sequence = 2")
    connection.close()
    assert ledger.append([put("datasets/z")], "a") == 3


def test_a_ledger_is_read_again_as_it_was_left(tmp_path: Path) -> None:
    first = Ledger.in_folder(tmp_path / "new" / "data")
    first.append([put("datasets/x")], "a")
    kept = first.history("datasets/x")
    first.close()
    again = Ledger.in_folder(tmp_path / "new" / "data")
    assert again.history("datasets/x") == kept
    again.close()


def test_a_ledger_of_another_layout_is_refused_with_what_to_do(tmp_path: Path) -> None:
    Ledger.in_folder(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as connection, connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    connection.close()
    with pytest.raises(LedgerVersionError, match=r"layout 99.*RADCAT_DATA"):
        Ledger.in_folder(tmp_path)


def test_a_file_that_is_no_ledger_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreDamaged, match=r"ledger\.db"):
        Ledger.in_folder(tmp_path)


def test_files_that_wait_are_found_without_reading_every_version(ledger: Ledger, tmp_path: Path) -> None:
    ledger.append([put(f"datasets/{number}") for number in range(5)], "a")
    asked: list[str] = []
    sa.event.listen(ledger.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert ledger.pending() == []
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert not any(step.startswith("SCAN version") for step in plan), plan


def test_tallies_are_what_counting_would_find(tmp_path: Path) -> None:
    ledger = Ledger.in_folder(tmp_path)

    def entry(kind: str, name: str, status: Status = Status.PUBLISHED) -> Entry:
        return Entry(Record(kind, name, b"<a> <b> <c> ."), frozenset(), "", status)

    ledger.append([entry("agent", "agents/a"), entry("agent", "agents/b"), entry("query", "queries/q")], "t")
    ledger.append([entry("agent", "agents/a", Status.WITHDRAWN), entry("agent", "agents/b")], "t")
    ledger.append([entry("agent", "agents/a"), entry("agent", "agents/b", Status.WITHDRAWN)], "t")
    with ledger.engine.begin() as connection:
        kept = sorted(connection.execute(sa.select(TALLY)).all())
        tallies.fill(connection)
        assert sorted(connection.execute(sa.select(TALLY)).all()) == kept
    assert kept == [("agent", 1, 2, 7), ("query", 1, 1, 3)]
    assert ledger.listed(("agent",), (), 10) == ["agents/a"]


def test_lists_are_taken_up_in_parts_from_an_older_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = Ledger.in_folder(tmp_path)
    records = [Record("agent", f"agents/a{n}", b"<a> <b> <c> .") for n in range(5)]
    ledger.append([Entry(record, frozenset(), "") for record in records], "t")
    with ledger.engine.begin() as connection:
        LISTING.drop(connection)
        TALLY.drop(connection)
        connection.execute(META.delete().where(META.c.key == "listing"))
    ledger.close()
    monkeypatch.setattr(database, "AT_ONCE", 2)
    follow, done = listings.follow, list[str]()

    def interrupted(connection: sa.Connection, gone: Sequence[str], published: Any) -> None:
        done.extend(gone)
        if len(done) == 4:
            raise KeyboardInterrupt
        follow(connection, gone, published)

    with monkeypatch.context() as patched:
        patched.setattr(listings, "follow", interrupted)
        with pytest.raises(KeyboardInterrupt):
            Ledger.in_folder(tmp_path)
    begun = list[str]()
    monkeypatch.setattr(
        listings, "follow", lambda connection, gone, rows: (begun.extend(gone), follow(connection, gone, rows))
    )
    opened = Ledger.in_folder(tmp_path)
    assert begun == ["agents/a2", "agents/a3", "agents/a4"]
    assert opened.listed(("agent",), (), 10) == [record.name for record in records]
    assert opened.count("agent") == 5


def test_as_many_threads_as_there_are_may_read_at_once(tmp_path: Path) -> None:
    """A request holds a connection until it is answered."""
    ledger = Ledger.in_folder(tmp_path)
    with ExitStack() as held:
        for _ in range(100):
            connection = held.enter_context(ledger.engine.connect())
            assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    ledger.close()

"""Tokens: made once, kept as a hash, refused at once when revoked or expired."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from radcat.errors import StoreDamaged, TokenError, Unauthorized
from radcat.ledger import database
from radcat.ledger.tokens import Role, Tokens

NOON = datetime(2024, 2, 29, 12, 0, 0, tzinfo=UTC)


@pytest.fixture
def tokens(tmp_path: Path) -> Iterator[Tokens]:
    """The tokens of a registry that has none."""
    opened = Tokens(database.in_folder(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def beside(tokens: Tokens, tmp_path: Path) -> Iterator[Tokens]:
    """The same tokens, as another process has them open."""
    opened = Tokens(database.in_folder(tmp_path))
    yield opened
    opened.close()


def test_a_token_is_its_holders_and_nobody_elses(tokens: Tokens) -> None:
    first = tokens.create("asa", Role.CURATOR)
    second = tokens.create("boss", Role.ADMIN)
    assert (tokens.verify(first).name, tokens.verify(first).role) == ("asa", Role.CURATOR)
    assert (tokens.verify(second).name, tokens.verify(second).role) == ("boss", Role.ADMIN)


@pytest.mark.parametrize("wrong", ["", "radcat_", "x" * 10_000, "\x00", "ä"])
def test_what_is_no_token_is_refused(tokens: Tokens, wrong: str) -> None:
    secret = tokens.create("asa", Role.CURATOR)
    for attempt in (wrong, secret + wrong + "x", secret[:-1], secret.upper()):
        with pytest.raises(Unauthorized, match="not a token of this registry"):
            tokens.verify(attempt)


def test_tokens_are_long_random_and_known_by_their_beginning(tokens: Tokens) -> None:
    made = {tokens.create(f"t{n}", Role.CURATOR) for n in range(20)}
    assert len(made) == 20
    assert all(secret.startswith("radcat_") and len(secret) >= 50 for secret in made)


def test_a_token_is_not_in_the_database(tokens: Tokens, tmp_path: Path) -> None:
    secret = tokens.create("asa", Role.CURATOR)
    tokens.verify(secret)
    tokens.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"asa" in kept
    assert secret.encode() not in kept
    assert secret.removeprefix("radcat_").encode() not in kept


def test_a_revoked_token_is_refused_at_once_wherever_it_is_shown(tokens: Tokens, beside: Tokens) -> None:
    secret = tokens.create("asa", Role.CURATOR)
    beside.verify(secret)
    tokens.revoke("asa", NOON)
    tokens.revoke("asa", NOON + timedelta(days=1))
    with pytest.raises(Unauthorized, match="asa is revoked"):
        beside.verify(secret)
    assert [token.revoked for token in tokens.all()] == ["2024-02-29T12:00:00Z"], "the first time counts"


@pytest.mark.parametrize(("later", "valid"), [(timedelta(days=30, seconds=-1), True), (timedelta(days=30), False)])
def test_a_token_is_refused_from_the_moment_that_it_expires(tokens: Tokens, later: timedelta, valid: bool) -> None:
    secret = tokens.create("asa", Role.CURATOR, 30, NOON)
    tokens.create("for ever", Role.CURATOR, None, NOON)
    assert {token.name: token.state(NOON + later) for token in tokens.all()} == {
        "asa": "valid" if valid else "expired",
        "for ever": "valid",
    }
    if valid:
        assert tokens.verify(secret, NOON + later).expires == "2024-03-30T12:00:00Z"
    else:
        with pytest.raises(Unauthorized, match="expired"):
            tokens.verify(secret, NOON + later)


def test_a_name_is_never_given_twice(tokens: Tokens) -> None:
    """The ledger says by name who wrote what."""
    tokens.create("asa", Role.CURATOR)
    tokens.revoke("asa")
    with pytest.raises(TokenError, match="another name"):
        tokens.create("asa", Role.ADMIN)


@pytest.mark.parametrize("name", ["", " ", "a\nb", "x" * 65, "<b>", "a ", "ä", "a\x00"])
def test_a_name_is_one_line_of_plain_letters(tokens: Tokens, name: str) -> None:
    with pytest.raises(TokenError, match="can't name a token"):
        tokens.create(name, Role.CURATOR)
    assert tokens.all() == []


def test_a_token_that_is_not_there_can_not_be_revoked(tokens: Tokens) -> None:
    with pytest.raises(TokenError, match="radcat token list"):
        tokens.revoke("nobody")


def test_the_last_use_is_noted_to_the_minute(tokens: Tokens) -> None:
    secret = tokens.create("asa", Role.CURATOR, None, NOON)
    seen = []
    for seconds in (0, 59, 60, 61, 130):
        tokens.verify(secret, NOON + timedelta(seconds=seconds))
        seen.append(tokens.all()[0].last_used)
    assert [str(date)[-3:-1] for date in seen] == ["00", "00", "00", "01", "10"]


def test_what_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / database.FILE).write_text("no database " * 100)
    with pytest.raises(StoreDamaged, match=database.FILE):
        Tokens(database.in_folder(tmp_path))
    with closing(sqlite3.connect(tmp_path / database.FILE)) as opened, pytest.raises(sqlite3.DatabaseError):
        opened.execute("SELECT 1 FROM token")


def test_a_use_that_can_not_be_noted_now_refuses_nobody(tokens: Tokens, tmp_path: Path) -> None:
    """Somebody else is in the middle of writing, for as long as they like."""
    secret = tokens.create("asa", Role.CURATOR)
    with closing(sqlite3.connect(tmp_path / "ledger.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert tokens.verify(secret).name == "asa"
        other.execute("ROLLBACK")
    assert tokens.all()[0].last_used is None
    tokens.verify(secret)
    assert tokens.all()[0].last_used is not None


def test_a_database_that_is_read_only_refuses_nobody(tokens: Tokens) -> None:
    secret = tokens.create("asa", Role.CURATOR)

    @sa.event.listens_for(tokens._engine, "begin")
    def read_only(connection: sa.Connection) -> None:
        connection.exec_driver_sql("PRAGMA query_only=ON")

    assert tokens.verify(secret).name == "asa"
    assert tokens.all()[0].last_used is None


@pytest.mark.parametrize("days", [99_999_999, 10**12, 3_000_000])
def test_a_token_can_not_live_longer_than_dates_go(tokens: Tokens, days: int) -> None:
    with pytest.raises(TokenError, match="is not a date; give fewer"):
        tokens.create("asa", Role.CURATOR, days)
    assert tokens.all() == []

"""Tokens: who may write over HTTP. A token is shown once, when it is made; what is kept can't be turned back into it.

Kept is the token's SHA-256. That is enough, since a token is 256 bits of chance and not a word that somebody chose:
nothing can be tried that is more likely than anything else, and a slow hash would only slow every request down.
"""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final

import sqlalchemy as sa

from radcat.errors import StoreDamaged, TokenError, Unauthorized
from radcat.ledger import database

log = logging.getLogger(__name__)

PREFIX: Final = "radcat_"  # so that people, and scanners for secrets that leaked, know one when they see it
NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9 ._@-]{0,62}[A-Za-z0-9])?")
SEEN_EVERY: Final = timedelta(minutes=1)  # a use is noted no more often, so that asking does not mean writing

_tables = sa.MetaData()
_token = sa.Table(
    "token",
    _tables,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False, unique=True),
    sa.Column("created", sa.String, nullable=False),
    sa.Column("expires", sa.String),
    sa.Column("revoked", sa.String),
    sa.Column("last_used", sa.String),
)


class Role(StrEnum):
    """What the holder of a token may write."""

    CURATOR = "curator"  # records
    ADMIN = "admin"  # shapes, schemes and ontology, too


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token; dates are xsd:dateTime in UTC."""

    name: str  # the agent of the versions that are written with it
    role: Role
    created: str
    expires: str | None
    revoked: str | None
    last_used: str | None

    def state(self, now: datetime) -> str:
        """Say in a word whether it can be used."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires and self.expires <= _date(now) else "valid"


class Tokens:
    """The tokens of one registry. Safe to share between threads; what one process revokes, others refuse at once."""

    def __init__(self, url: str) -> None:
        """Open the database at *url*, making the table if there is none.

        Raises:
            StoreDamaged: it is not a database, or can't be opened.
        """
        self._engine = database.connect(url)
        try:
            with self._engine.begin() as connection:
                database.create(connection, _tables)
        except sa.exc.DatabaseError as error:
            self.close()
            raise StoreDamaged(
                f"the tokens in {url} can't be read: {error.orig}; bring back a copy of the database."
            ) from error

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    def create(self, name: str, role: Role, days: int | None = None, now: datetime | None = None) -> str:
        """Make a token and return it: the only time that it is seen.

        Raises:
            TokenError: a token of that name was made before, or *name* is none.
        """
        now = now or datetime.now(UTC)
        if not NAME.fullmatch(name):
            raise TokenError(
                f"{name!r} can't name a token; use up to 64 letters, digits, spaces, dots, hyphens, underscores and @."
            )
        secret = PREFIX + secrets.token_urlsafe(32)
        try:
            expires = _date(now + timedelta(days=days)) if days is not None else None
        except OverflowError as error:
            raise TokenError(
                f"{days} days from now is not a date; give fewer, or leave them out for a token that does not expire."
            ) from error
        row = {
            "name": name,
            "role": role,
            "sha256": _hash(secret),
            "created": _date(now),
            "expires": expires,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(_token.insert().values(row))
        except sa.exc.IntegrityError as error:
            # Not even of a revoked one: the ledger says by name who wrote what.
            raise TokenError(f"there is, or was, a token called {name}; choose another name.") from error
        return secret

    def all(self) -> list[Token]:
        """List every token that was ever made, by name."""
        with self._engine.connect() as connection:
            return [_read(row) for row in connection.execute(sa.select(_token).order_by(_token.c.name))]

    def revoke(self, name: str, now: datetime | None = None) -> None:
        """Refuse a token from now on; once revoked, it stays so.

        Raises:
            TokenError: there is no token of that name.
        """
        revoked = {"revoked": sa.func.coalesce(_token.c.revoked, _date(now or datetime.now(UTC)))}
        with self._engine.begin() as connection:
            if not connection.execute(_token.update().where(_token.c.name == name).values(revoked)).rowcount:
                raise TokenError(f"there is no token called {name}; `radcat token list` has all.")

    def verify(self, secret: str, now: datetime | None = None) -> Token:
        """Find whose token *secret* is.

        Raises:
            Unauthorized: nobody's, or it has expired or was revoked.
        """
        now, hashed = now or datetime.now(UTC), _hash(secret)
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_token).where(_token.c.sha256 == hashed)).first()
        # Found by its hash, which nobody can choose letter by letter; compared once more in constant time.
        if row is None or not hmac.compare_digest(row.sha256, hashed):
            raise Unauthorized("that is not a token of this registry.")
        token = _read(row)
        if (state := token.state(now)) != "valid":
            raise Unauthorized(f"the token {token.name} is {state}; ask for another.")
        self._saw(token, now)
        return token

    def _saw(self, token: Token, now: datetime) -> None:
        """Note the use where that can be done at once: who has a token must not wait for it, nor be refused."""
        if token.last_used is None or token.last_used < _date(now - SEEN_EVERY):
            used = _token.update().where(_token.c.name == token.name).values(last_used=_date(now))
            try:
                with database.without_waiting(self._engine) as connection:
                    connection.execute(used)
            except sa.exc.DatabaseError as error:  # somebody else is writing, or nobody can
                log.debug("the use of the token %s is not noted: %s", token.name, error.orig)


def forget(url: str) -> None:
    """Remove all tokens from the database at *url*, so that nothing of them is left in its file."""
    engine = database.connect(url)
    try:
        with engine.begin() as connection:
            database.create(connection, _tables)
            connection.execute(_token.delete())
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")  # pages that were freed still hold what was deleted
    finally:
        engine.dispose()


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _date(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(row: Any) -> Token:
    return Token(row.name, Role(row.role), row.created, row.expires, row.revoked, row.last_used)

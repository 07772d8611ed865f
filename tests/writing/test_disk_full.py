"""A disk that is full is said in words, and what was refused can be sent again."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from tests.writing.conftest import BASE

from radcat.bootstrap import Registry
from radcat.folder import files
from radcat.ledger.tokens import Role

NAME = "agents/full"
TEXT = f'<{BASE}{NAME}> a <http://xmlns.com/foaf/0.1/Agent> ; <http://xmlns.com/foaf/0.1/name> "Full" .'


def no_space(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/somewhere")


def no_quota(*_: Any, **__: Any) -> Any:
    raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT))


def sqlite_full(*_: Any, **__: Any) -> Any:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = sqlite3.SQLITE_FULL
    raise sa.exc.OperationalError("INSERT", {}, error) from error


Break = Callable[[pytest.MonkeyPatch, Registry], None]


def when_the_file_is_written(patch: pytest.MonkeyPatch, _registry: Registry) -> None:
    patch.setattr(files, "try_to_write", no_space)


def when_the_ledger_is_written(patch: pytest.MonkeyPatch, registry: Registry) -> None:
    patch.setattr(registry.ledger, "append", sqlite_full)


def when_a_quota_ends(patch: pytest.MonkeyPatch, registry: Registry) -> None:
    patch.setattr(registry.ledger, "append", no_quota)


@pytest.mark.parametrize("breaks", [when_the_file_is_written, when_the_ledger_is_written, when_a_quota_ends])
def test_a_write_to_a_full_disk_is_503_in_words_and_works_when_there_is_room(
    registry: Registry,
    writable: FlaskClient,
    tokens: dict[Role, str],
    breaks: Break,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def put() -> Any:
        headers = {"Authorization": f"Bearer {tokens[Role.CURATOR]}"}
        return writable.put(f"/store?graph={BASE}{NAME}", data=TEXT, content_type="text/turtle", headers=headers)

    with monkeypatch.context() as patch:
        breaks(patch, registry)
        refused = put()
        assert refused.status_code == 503, refused.data
        detail = refused.get_json()["detail"]
        assert "disk" in detail or "No space left" in detail
        assert "/data" not in detail
    assert put().status_code in (201, 204)
    assert writable.get(f"/{NAME}.ttl").status_code == 200

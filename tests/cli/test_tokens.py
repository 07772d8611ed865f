"""`radcat token`: made and shown once, listed without secrets, revoked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from radcat.cli import cli
from radcat.errors import TokenError
from radcat.ledger.tokens import PREFIX

Run = Callable[..., Result]


@pytest.fixture
def token(catalogue_folder: Path, tmp_path: Path) -> Run:
    """Runs `radcat token` on a registry that has none yet."""
    environment = {"RADCAT_ROOT": str(catalogue_folder), "RADCAT_DATA": str(tmp_path / "data"), "COLUMNS": "100"}

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["token", *arguments], prog_name="radcat", env=environment)

    return run


def test_a_token_is_printed_once_and_alone_so_that_a_script_can_take_it(token: Run) -> None:
    made = token("create", "--role", "curator", "--name", "asa", "--expires", "30")
    assert made.exit_code == 0
    secret = made.stdout.strip()
    assert secret.startswith(PREFIX)
    assert "not shown again" in made.stderr
    listed = token("list", "--format", "json")
    [row] = json.loads(listed.stdout)
    assert (row["name"], row["role"], row["state"], row["last_used"]) == ("asa", "curator", "valid", None)
    assert row["expires"] > row["created"]
    assert secret not in listed.stdout + token("list").stdout


def test_a_revoked_token_stays_in_the_list_and_its_name_is_not_given_again(token: Run) -> None:
    token("create", "--role", "admin", "--name", "boss")
    assert token("revoke", "boss").exit_code == 0
    assert "revoked" in token("list").stdout
    again = token("create", "--role", "admin", "--name", "boss")
    assert again.stdout == ""
    assert isinstance(again.exception, TokenError)
    assert "choose another name" in str(again.exception)


def test_what_can_not_be_done_is_said_in_a_line(token: Run) -> None:
    for arguments, said in (
        (["create", "--role", "king", "--name", "x"], "'curator', 'admin'"),
        (["create", "--name", "x"], "--role"),
        (["create", "--role", "admin", "--name", "x", "--expires", "0"], "--expires"),
    ):
        result = token(*arguments)
        assert result.exit_code == 2
        assert said in result.stderr


def test_a_registry_without_tokens_says_how_to_make_one(token: Run) -> None:
    assert "radcat token create" in token("list").stdout


def test_a_token_that_is_not_there_can_not_be_revoked(token: Run) -> None:
    result = token("revoke", "nobody")
    assert isinstance(result.exception, TokenError)
    assert "radcat token list" in str(result.exception)

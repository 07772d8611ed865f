"""What the command line says of itself, and what it does with what it does not understand."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from radcat import __version__
from radcat.cli import cli

COMMANDS = [
    *("serve", "sync", "status", "validate", "format", "query", "ask", "search", "show"),
    *("claims", "findings", "mcp", "survey", "guide", "score", "check-links", "export", "token", "completion"),
    *("lineage", "leakage", "licences", "compare", "overlap", "manifest"),
    *("doctor", "snapshot", "follow", "repair", "import", "convert"),
]


def test_the_table_of_commands_is_whole() -> None:
    assert sorted(cli.commands) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["--help", "-h"])
def test_the_help_of_every_command_has_an_example(command: str, option: str) -> None:
    result = CliRunner().invoke(cli, [command, option], prog_name="radcat")
    assert result.exit_code == 0
    heading, examples = result.output.split("Example", 1)
    assert heading.startswith(f"Usage: radcat {command} ")
    assert re.search(rf"^ +(\S.*[|=] )?(\S+ )*radcat {command}\b", examples, re.MULTILINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_of_every_command_is_explained(command: str) -> None:
    for parameter in cli.commands[command].params:
        if parameter.param_type_name == "option" and parameter.name != "help":
            explained = getattr(parameter, "help", None) or parameter.name == "form"
            assert explained, f"{command} {parameter.opts}"


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"]])
def test_the_overview_names_every_command_and_the_exit_statuses(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, arguments, prog_name="radcat")
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", result.output, re.MULTILINE)
    assert "Exit status: 0 success, 1 problems were found, 2 wrong usage" in result.output


def test_the_overview_shows_every_summary_whole() -> None:
    result = CliRunner().invoke(cli, ["--help"], prog_name="radcat", terminal_width=80)
    rows = result.output.partition("Commands:")[2].strip().splitlines()
    assert len(rows) == len(COMMANDS)
    assert [row for row in rows if not row.endswith(".") or row.endswith("...")] == []


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_told(option: str) -> None:
    result = CliRunner().invoke(cli, [option], prog_name="radcat")
    assert (result.exit_code, result.output) == (0, f"radcat, version {__version__}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["publish"],
        ["validate", "--engine", "jena"],
        ["validate", "no/such/file.ttl"],
        ["validate", "--fromat", "json"],
        ["show"],
        ["export", "--format", "yaml"],
        ["completion", "powershell"],
    ],
)
def test_bad_usage_exits_2_and_points_at_the_help(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, arguments, prog_name="radcat")
    assert result.exit_code == 2
    assert "Error: " in result.output
    assert "radcat" in result.output

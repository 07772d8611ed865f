"""Tab completion: of commands and options by click, of slugs by what is published."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from radcat.bootstrap import Registry
from radcat.cli import cli

Process = Callable[..., "subprocess.CompletedProcess[str]"]


def complete(*words: str) -> list[str]:
    """What is offered when the last word is begun and Tab pressed."""
    *before, begun = words
    offered = ShellComplete(cli, {}, "radcat", "_RADCAT_COMPLETE").get_completions(before, begun)
    return [item.value for item in offered]


@pytest.fixture
def place(published: Registry) -> list[str]:
    """The options that lead to the published example."""
    return ["--root", str(published.settings.root), "--data", str(published.settings.data)]


@pytest.mark.parametrize(
    ("begun", "offered"),
    [
        ("sk", ["skerry-float"]),
        ("gullhaven-m", ["gullhaven-monthly"]),
        ("gullhaven-", ["gullhaven-hourly", "gullhaven-monthly", "gullhaven-surge-2019"]),
        ("agents/a", ["agents/asa-mueller"]),
        ("ns/s", ["ns/status"]),
        ("datasets/o", ["datasets/outer-reef-pressure"]),
        ("zzz", []),
    ],
)
def test_slugs_and_names_are_completed(place: list[str], begun: str, offered: list[str]) -> None:
    assert complete("show", *place, begun) == offered


def test_the_slugs_of_a_comparison_are_those_of_datasets_that_are_not_named_yet(place: list[str]) -> None:
    assert complete("compare", *place, "gullhaven-hourly", "gullhaven-") == [
        "gullhaven-monthly",
        "gullhaven-surge-2019",
    ]
    assert complete("compare", *place, "agents/") == []


def test_the_environment_says_which_catalogue_is_meant(place: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADCAT_ROOT", place[1])
    monkeypatch.setenv("RADCAT_DATA", place[3])
    assert complete("show", "sk") == ["skerry-float"]


def test_where_nothing_is_published_nothing_is_offered_and_nothing_is_made(tmp_path: Path) -> None:
    assert complete("show", "--root", str(tmp_path), "") == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("va",), ["validate"]),
        (("validate", "--eng"), ["--engine"]),
        (("validate", "--engine", "p"), ["pyshacl"]),
        (("show", "--as", "sch"), ["schema"]),
        (("export", "--format", "n"), ["nquads", "ntriples"]),
    ],
)
def test_commands_options_and_choices_are_completed(words: tuple[str, ...], offered: list[str]) -> None:
    assert complete(*words) == offered


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(cli, ["completion", shell], prog_name="radcat")
    assert result.exit_code == 0
    assert f"_RADCAT_COMPLETE={shell}_complete" in result.output


def test_the_script_of_bash_is_bash(process: Process) -> None:
    script = process("completion", "bash").stdout
    checked = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_the_program_answers_the_script(process: Process) -> None:
    process("sync")
    asked = {"_RADCAT_COMPLETE": "bash_complete", "COMP_WORDS": "radcat show sk", "COMP_CWORD": "2"}
    assert process(environment=asked).stdout == "plain,skerry-float\n"

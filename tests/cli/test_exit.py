"""What can not run exits 2 and says in one line what to do; nobody but a terminal gets colours and bars."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Process = Callable[..., "subprocess.CompletedProcess[str]"]
EXAMPLE = Path(__file__).parent.parent / "example"


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        (["sync", "--root", "/"], {}, "/ holds no records: a catalogue is a folder with records/catalog.ttl"),
        (["validate", "--root", "/"], {}, "Name another with --root or RADCAT_ROOT."),
        (["sync"], {"RADCAT_BASE_IRI": "ftp://example.org/"}, "RADCAT_BASE_IRI='ftp://example.org/'"),
        (["sync"], {"RADCAT_STORE": "http://127.0.0.1:3030/ds"}, "RADCAT_STORE needs RADCAT_BASE_IRI"),
        (["sync"], {"RADCAT_QUERY_TIMEOUT": "soon"}, "RADCAT_QUERY_TIMEOUT='soon'"),
        (["sync"], {"RADCAT_ENGINE": "jena"}, "RADCAT_ENGINE='jena'"),
        (["serve", "--bind", "8000"], {}, "--bind 8000 is not an address; write HOST:PORT"),
        (["serve", "--bind", "127.0.0.1:"], {}, "write HOST:PORT"),
        (["serve", "--bind", "127.0.0.1:http"], {}, "write HOST:PORT"),
        (["serve", "--bind", "127.0.0.1:0"], {}, "write HOST:PORT"),
        (["serve", "--bind", "127.0.0.1:70000"], {}, "write HOST:PORT"),
        (["serve", "--bind", "127.0.0.1:²"], {}, "write HOST:PORT"),
        (["serve", "--bind", "192.0.2.1:8000"], {}, "can't listen on 192.0.2.1:8000: Cannot assign"),
        (["serve", "--bind", "no.such.host.invalid:8000"], {}, "can't listen on no.such.host.invalid:8000"),
        (["query", "ASK {}"], {}, "nothing has been published yet"),
        (["query", "SELECT * { SERVICE <http://a/> {} }"], {}, "SERVICE would reach the network"),
        (["show", "skerry-float"], {}, "no published record is called skerry-float"),
        (["show", "skerry-float", "--as", "png"], {}, "Invalid value for '--as'"),
    ],
)
def test_what_can_not_run_exits_2_with_the_remedy(
    process: Process, arguments: list[str], environment: dict[str, str], said: str
) -> None:
    result = process(*arguments, environment=environment)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_radcat_toml_that_is_no_toml_is_named(process: Process, catalogue_folder: Path) -> None:
    (catalogue_folder / "radcat.toml").write_text("page_size = ")
    result = process("status")
    assert result.returncode == 2
    assert "radcat.toml can't be read" in result.stderr


def test_a_ledger_that_is_no_database_is_named(process: Process, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/ledger.db").write_text("this is not a database, whatever it may be " * 100)
    result = process("sync")
    assert result.returncode == 2
    assert "ledger.db can't be opened" in result.stderr
    assert "Traceback" not in result.stderr


def test_commands_work_on_the_folder_one_stands_in(process: Process) -> None:
    assert process("validate").returncode == 0
    assert process("sync").returncode == 0
    assert process("status").returncode == 0
    assert process("query", "ASK { ?d a dcat:Dataset }").stdout == "yes\n"


def test_the_environment_may_say_which_folder(process: Process, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    result = process("validate", cwd=elsewhere, environment={"RADCAT_ROOT": str(EXAMPLE)})
    assert (result.returncode, result.stdout.splitlines()[-1]) == (0, "19 records, 0 errors, 1 warning, 0 infos.")


COMMANDS = [["validate"], ["sync"], ["status"], ["query", "SELECT ?s { ?s a dcat:Dataset }", "--format", "table"]]


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: words[0])
def test_without_a_terminal_there_are_no_colours_and_no_bars(
    process: Process, published_data: Path, arguments: list[str]
) -> None:
    result = process(*arguments)
    assert "\x1b" not in result.stdout + result.stderr
    assert "\r" not in result.stdout
    assert result.stderr == ("5 solutions\n" if arguments[0] == "query" else "")


def test_a_terminal_gets_colours_and_bars(catalogue_folder: Path, tmp_path: Path) -> None:
    """Without this the test above could not fail."""
    shown = b""
    terminal, program = pty.openpty()
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI")}
    process = subprocess.Popen(
        [sys.executable, "-m", "radcat", "validate"],
        cwd=catalogue_folder, stdout=program, stderr=program, env={**environment, "TERM": "xterm-256color"},
    )  # fmt: skip
    os.close(program)
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:  # how Linux says that the program has closed its side
        pass
    os.close(terminal)
    assert process.wait(timeout=240) == 0
    assert b"\x1b[33m" in shown, "the warning, in yellow"
    assert b"validating" in shown, "what is being done"

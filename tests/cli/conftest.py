"""The command line, run in this process where nothing speaks against it, and as a process where the exit counts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from radcat.bootstrap import Registry
from radcat.cli import cli

BASE = "http://127.0.0.1:8000/"
Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(catalogue_folder: Path, tmp_path: Path) -> Run:
    """Runs a command on a copy of the example catalogue that the test may change, with nothing published yet."""
    return _runner(catalogue_folder, tmp_path / "data")


@pytest.fixture
def read(published: Registry) -> Run:
    """Runs a command that only reads, on the published example."""
    assert published.settings.data
    return _runner(published.settings.root, published.settings.data)


def _runner(root: Path, data: Path) -> Run:
    def run(command: str, *arguments: str, **more: object) -> Result:
        place = ["--root", str(root), "--data", str(data), "--base-iri", BASE]
        return CliRunner().invoke(cli, [command, *place, *arguments], prog_name="radcat", **more)  # type: ignore[arg-type]

    return run


@pytest.fixture
def process(catalogue_folder: Path, tmp_path: Path) -> Process:
    """Runs `radcat` as a process of its own, standing in a copy of the example catalogue."""

    def run(*arguments: str, **more: Any) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "RADCAT_DATA": str(tmp_path / "data"), "COLUMNS": "100"}
        environment |= more.pop("environment", {})
        given: dict[str, Any] = {"cwd": catalogue_folder, "env": environment, **more}
        command = [sys.executable, "-m", "radcat", *arguments]
        return subprocess.run(command, check=False, capture_output=True, text=True, **given)

    return run

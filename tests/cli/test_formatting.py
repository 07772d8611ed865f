"""format keeps what a file is, and does not write beside somebody who publishes."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from filelock import FileLock

from radcat.errors import RegistryBusy
from radcat.publishing import locking

Run = Callable[..., Result]
SKERRY = "records/datasets/skerry-float.ttl"


def spread(path: Path) -> str:
    """Lay a file out otherwise than format does; return what it was."""
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(" ;\n", "  ;\n"), encoding="utf-8")
    return text


def test_the_mode_stays_and_a_link_stays_a_link(run: Run, catalogue_folder: Path) -> None:
    path, real = catalogue_folder / SKERRY, catalogue_folder / "records/skerry.txt"
    text = spread(path)
    path.rename(real)
    real.chmod(0o640)
    path.symlink_to("../skerry.txt")
    result = run("format")
    assert (result.exit_code, result.output) == (0, f"changed {SKERRY}\n")
    assert (path.is_symlink(), real.read_text(encoding="utf-8")) == (True, text)
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_link_out_of_the_catalogue_is_named_and_not_written(run: Run, catalogue_folder: Path, tmp_path: Path) -> None:
    path, outside = catalogue_folder / SKERRY, tmp_path / "outside.ttl"
    spread(path)
    path.rename(outside)
    path.symlink_to(outside)
    before = outside.read_bytes()
    result = run("format")
    assert result.exit_code == 1
    assert f"{SKERRY}:1: it is a symbolic link out of the catalogue's folder" in result.output
    assert outside.read_bytes() == before


def test_nothing_is_written_while_another_process_publishes(
    run: Run, catalogue_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sync")
    spread(catalogue_folder / SKERRY)
    before = (catalogue_folder / SKERRY).read_bytes()
    monkeypatch.setattr(locking, "PATIENCE", 0)
    with FileLock(tmp_path / "data/writer.lock"):
        refused = run("format")
        assert isinstance(refused.exception, RegistryBusy)
        assert run("format", "--check").exit_code == 1, "which writes nothing"
    assert (catalogue_folder / SKERRY).read_bytes() == before
    assert run("format").exit_code == 0


def test_where_nothing_was_published_there_is_nobody_to_wait_for(
    run: Run, catalogue_folder: Path, tmp_path: Path
) -> None:
    spread(catalogue_folder / SKERRY)
    assert run("format").exit_code == 0
    assert not (tmp_path / "data").exists(), "and no data folder is made"

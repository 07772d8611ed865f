"""sync and status: commands that publish, and that say what is published."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import Result
from filelock import FileLock

Run = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[str]"]
SKERRY = "records/datasets/skerry-float.ttl"


def spoil(folder: Path) -> None:
    file = folder / SKERRY
    file.write_text(file.read_text().replace("a dcat:Dataset ;", "a dcat:Dataset"))


def test_sync_says_what_it_did(run: Run, catalogue_folder: Path) -> None:
    first = run("sync")
    assert (first.exit_code, first.output) == (
        0,
        "generation 19: 19 published, 0 withdrawn, 0 unchanged, 0 not published.\n",
    )
    again = run("sync")
    assert again.output == "generation 19: 0 published, 0 withdrawn, 19 unchanged, 0 not published.\n"
    (catalogue_folder / SKERRY).unlink()
    gone = run("sync")
    assert gone.output.startswith("generation 20: 0 published, 1 withdrawn, 18 unchanged, 0 not published.\n")


def test_sync_exits_1_and_shows_the_report_of_what_it_refused(run: Run, catalogue_folder: Path) -> None:
    run("sync")
    spoil(catalogue_folder)
    result = run("sync")
    assert result.exit_code == 1
    assert "0 published, 0 withdrawn, 18 unchanged, 1 not published." in result.output
    assert f"  error    {SKERRY}:11" in result.output
    assert run("sync").exit_code == 1, "and again, until it is mended"


def test_sync_logs_a_line_for_each_file_it_refuses(process: Process, catalogue_folder: Path) -> None:
    spoil(catalogue_folder)
    result = process("sync")
    assert result.returncode == 1
    assert f"WARNING: not published: {SKERRY}:11: error: " in result.stderr


def test_sync_logs_a_line_when_the_store_is_rebuilt(process: Process, tmp_path: Path) -> None:
    process("sync")
    (tmp_path / "data/store/current").write_text("half a poin")
    result = process("sync")
    assert result.returncode == 0
    assert result.stderr.startswith("WARNING: ")
    assert "rebuilding it from the ledger" in result.stderr
    assert process("sync").stderr == ""


def test_sync_beside_another_one_can_not_run(process: Process, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    with FileLock(tmp_path / "data/writer.lock"):
        result = process("sync")
    assert result.returncode == 2
    assert "another radcat process is publishing" in result.stderr
    assert "Traceback" not in result.stderr


def test_status_says_where_everything_is(run: Run, catalogue_folder: Path, tmp_path: Path) -> None:
    run("sync")
    result = run("status")
    assert result.exit_code == 0
    for words in (
        str(catalogue_folder),
        str(tmp_path / "data"),
        "http://127.0.0.1:8000/",
        "19",
        "5 dataset",
        "3 agent",
    ):
        assert words in result.output


def test_status_before_anything_is_published(run: Run) -> None:
    result = run("status", "--format", "json")
    assert result.exit_code == 0
    described = json.loads(result.output)
    assert (described["generation"], described["store"], described["not_published"]) == (0, None, [])
    assert run("status").exit_code == 0


def test_status_names_what_is_not_published_and_what_no_longer_conforms(run: Run, catalogue_folder: Path) -> None:
    run("sync")
    spoil(catalogue_folder)
    (catalogue_folder / "records/agents/asa-mueller.ttl").unlink()
    run("sync")
    result = run("status", "--format", "json")
    assert result.exit_code == 1
    described = json.loads(result.output)
    assert [finding["place"] for finding in described["not_published"]] == [SKERRY]
    assert [finding["name"] for finding in described["no_longer_conforming"]] == [
        "datasets/gullhaven-hourly",
        "datasets/gullhaven-monthly",
    ]
    text = run("status")
    assert text.exit_code == 1
    assert f"not published:\n  {SKERRY}:11: error: " in text.output
    assert "no longer conforming:\n  records/datasets/gullhaven-hourly.ttl:21: error: dcterms:creator" in text.output


def test_status_of_a_damaged_store_says_so(run: Run, tmp_path: Path) -> None:
    run("sync")
    (tmp_path / "data/store/current").write_text("half a poin")
    result = run("status", "--format", "json")
    assert "current can't be read" in json.loads(result.output)["store"]["damaged"]

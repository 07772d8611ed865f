"""The notebook of the documents runs from its first cell to its last, in a kernel of its own."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from tests.conftest import serving

REPOSITORY = Path(__file__).parent.parent.parent
NOTEBOOK = REPOSITORY / "docs/catalogue.ipynb"


def _text(cell: nbformat.NotebookNode) -> str:
    """What a cell printed, and what its last line is."""
    shown = [output.get("text") or output["data"]["text/plain"] for output in cell.outputs]
    return "".join(shown)


def test_the_notebook_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    with serving(REPOSITORY, tmp_path / "data") as address:
        monkeypatch.setenv("RADCAT", address)
        NotebookClient(
            notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": tmp_path}}
        ).execute()
    shown = [_text(cell) for cell in notebook.cells if cell.cell_type == "code"]
    assert shown[0] == "79"
    for part in (
        "in all",
        "https://creativecommons.org/licenses/by/4.0/",
        "midrc-ricord-1c: shares (896 images)",
        "covidgr: none-known",
        "not stated",
        "Changed versions must carry the terms of CC-BY-SA-4.0",
        "datasets",
        "generation",
    ):
        assert any(part in text for text in shown), part


def test_the_notebook_keeps_no_output_of_whoever_ran_it_last() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    assert all(not cell.outputs and cell.execution_count is None for cell in notebook.cells if cell.cell_type == "code")

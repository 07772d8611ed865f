"""What a process loads before it does anything: what it needs, and not what its neighbours do."""

from __future__ import annotations

import subprocess
import sys

import pytest

SHACL = {"pyshacl", "shacl"}
WEB = {"flask", "granian"}


@pytest.mark.parametrize(
    ("loaded", "spared"),
    [
        ("radcat.cli", {*SHACL, *WEB, "rdflib", "sqlalchemy", "pyoxigraph", "rich"}),
        ("radcat.cli.reading", {*SHACL, *WEB}),
        ("radcat.cli.publication", {*SHACL, *WEB}),
        ("radcat.cli.serving", {*SHACL, "flask"}),
        ("radcat.cli.processes, radcat.web", {*SHACL, "rich"}),
        ("radcat.sandbox.query_worker", {*SHACL, *WEB, "sqlalchemy", "click", "pydantic"}),
        ("radcat.editing.worker", {*SHACL, *WEB, "sqlalchemy", "click"}),
    ],
)
def test_a_process_loads_what_it_needs(loaded: str, spared: set[str]) -> None:
    asked = f"import sys, {loaded}; print(*sorted({spared!r} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.split() == []

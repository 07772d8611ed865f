"""This repository's own content, read once for all tests of it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, URIRef
from tests.material import shared

from radcat.folder.records import RecordFile, read_folder
from radcat.rdf import turtle
from radcat.rdf.turtle import merge

REPOSITORY = Path(__file__).parent.parent.parent
BASE = "http://127.0.0.1:8000/"


@dataclass(frozen=True)
class Content:
    """Every file of records/, ontology/ and shapes/, parsed; by place, which is the path from the repository."""

    files: Mapping[str, RecordFile]
    graphs: Mapping[str, Graph]
    together: Graph
    base: str = BASE

    def of(self, folder: str) -> Graph:
        """Everything that the files below *folder* say."""
        return merge(graph for place, graph in self.graphs.items() if place.startswith(folder))

    def iri(self, name: str) -> URIRef:
        """The IRI of one of our names: `ns/modality`."""
        return URIRef(self.base + name)

    def name(self, iri: object) -> str:
        """One of our IRIs, without the base."""
        return str(iri).removeprefix(self.base)


@pytest.fixture(scope="session")
def content() -> Content:
    """All files, parsed."""
    files = {file.place: file for file in read_folder(REPOSITORY)}
    graphs = {place: turtle.parse(file.record.text, BASE, place) for place, file in files.items()}
    return Content(files, graphs, merge(graphs.values()))


@pytest.fixture(scope="session")
def reports() -> dict[str, list[dict[str, Any]]]:
    """What both engines find in every file, by place; where they differ, that is a finding too.

    The command says so, in a process whose lines nobody counts: pySHACL takes twice as long where they are.
    """
    command = [
        sys.executable,
        "-m",
        "radcat",
        "validate",
        "--all",
        "--root",
        str(REPOSITORY),
        "--engine",
        "both",
        "--format",
        "json",
    ]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return {record["file"]: record["findings"] for record in json.loads(done.stdout)["records"]}


@pytest.fixture(scope="session")
def facts() -> Path:
    """The fact sheets that the first records were written from; they are no part of the project."""
    return shared("facts/datasets")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The documents that the catalogue grew from; they are no part of the project."""
    return shared("seeds")


@pytest.fixture
def today() -> date:
    """The day on which the tests run."""
    return datetime.now(UTC).date()  # a day either way does not matter here

"""This repository's own content, read once for all tests of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from rdflib import Graph, URIRef

from radcat import turtle
from radcat.records import RecordFile, read_folder
from radcat.registry import make_validator
from radcat.reviewing import review_folder
from radcat.turtle import merge
from radcat.validation.report import Report

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
def reports(content: Content) -> dict[str, Report]:
    """What both engines say of every file, by place; where they differ, that is a finding too."""
    files = list(content.files.values())
    names = frozenset(file.record.name for file in files)
    found = review_folder(files, BASE, partial(make_validator, "both", BASE), names)
    return {report.place: report for report in found}


@pytest.fixture(scope="session")
def facts() -> Path:
    """The fact sheets that the first records were written from; they are no part of the project."""
    folder = REPOSITORY.parent / "shared" / "facts" / "datasets"
    if not folder.is_dir():
        pytest.skip("../shared/facts is absent: the fact sheets that the records were written from")
    return folder


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The documents that the catalogue grew from; they are no part of the project."""
    folder = REPOSITORY.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("../shared/seeds is absent: the list and the review that the sources were written from")
    return folder


@pytest.fixture
def today() -> date:
    """The day on which the tests run."""
    return date.today()  # a day either way does not matter here

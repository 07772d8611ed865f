"""Examples in documents and messages are right: Turtle can be read, commands run, and values pass their shape."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import RDF, SH, Graph, Literal, URIRef

from radcat.bootstrap import engines_for
from radcat.rdf import datatypes, turtle
from radcat.rdf.prefixes import PREFIXES
from radcat.validation.base import Engine

REPOSITORY = Path(__file__).parent.parent.parent
DOCUMENTS = ["records/README.md", "ontology/README.md", "shapes/README.md", "docs/evidence.md"]
HEAD = (
    "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items()) + "@prefix radcat: <ns/radcat#> .\n"
)
_TERM = re.compile(r'<[^<>\s]+>|"(?:[^"\\]|\\.)*"(?:@[a-z]+|\^\^xsd:\w+)?')


def blocks(language: str, document: str) -> list[str]:
    found = re.findall(rf"^ *```{language}\n(.*?)^ *```", (REPOSITORY / document).read_text(), re.MULTILINE | re.DOTALL)
    return [str(block) for block in found]


def examples() -> Iterator[Any]:
    for document in DOCUMENTS:
        for number, block in enumerate(blocks("turtle", document)):
            yield pytest.param(document, block, id=f"{document}-{number}")


def test_each_document_shows_something() -> None:
    assert [document for document in DOCUMENTS if not blocks("turtle", document)] == []


@pytest.mark.parametrize(("document", "block"), list(examples()))
def test_turtle_that_is_shown_can_be_read(content: Any, document: str, block: str) -> None:
    graph = turtle.parse((HEAD + block).encode(), content.base, document)
    assert len(graph)
    wrong = [o for o in graph.objects() if isinstance(o, Literal) and datatypes.fault(str(o), str(o.datatype))]
    assert not wrong


def test_the_commands_of_contributing_run(tmp_path: Path) -> None:
    """But for `serve`, which only says here what it would do: tests of it start it."""
    (block,) = blocks("sh", "CONTRIBUTING.md")
    for part in ("ontology", "records", "shapes"):
        shutil.copytree(REPOSITORY / part, tmp_path / part)
    commands = [shlex.split(line, comments=True) for line in block.splitlines() if line.strip()]
    assert [command[0] for command in commands] == [".venv/bin/radcat"] * 3
    for _, *arguments in commands:
        more = ["--help"] if arguments == ["serve"] else []
        done = subprocess.run(
            [sys.executable, "-m", "radcat", *arguments, *more],
            cwd=tmp_path,
            env={**os.environ, "RADCAT_ROOT": str(tmp_path), "PYTHONPATH": str(REPOSITORY / "server")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


@pytest.fixture(scope="module")
def shapes(content: Any) -> Graph:
    graph: Graph = content.of("shapes/")
    return graph


@pytest.fixture(scope="module")
def engine(shapes: Graph) -> Engine:
    return engines_for("shacl")[0](shapes)


def test_the_examples_of_a_message_pass_its_shape(content: Any, shapes: Graph, engine: Engine) -> None:
    """What a message proposes is not refused by the shape whose message it is, nor does it lead nowhere."""
    tried, wrong = 0, []
    for shape, message in shapes.subject_objects(SH.message):
        path = shapes.value(shape, SH.path)
        target = next((t for s in shapes.subjects(SH.property, shape) for t in shapes.objects(s, SH.targetClass)), None)
        proposed = re.search(r"such as (.*)", str(message))
        if not proposed or not isinstance(path, URIRef) or target is None:
            continue
        for written in _TERM.findall(re.split(r", (?:and|if|with) |; ", proposed[1])[0]):
            graph = Graph() + turtle.parse(f"{HEAD}<datasets/x> <{path}> {written} .".encode(), content.base, "x")
            (value,) = graph.objects()
            if str(value).startswith(f"{content.base}datasets/") and "#" in str(value):
                continue  # a part of the record, which its author is yet to write
            if isinstance(value, URIRef) and value.startswith(content.base):
                wrong += [] if (value, None, None) in content.together else [f"{message}: {written} leads nowhere"]
            graph.add((URIRef(f"{content.base}datasets/x"), RDF.type, target))
            graph += content.together.triples((value, None, None))
            refused = [r for r in engine.validate(graph) if r.source_shape == str(shape) and r.value]
            wrong += [f"{message}: {result.component}" for result in refused]
            tried += 1
    assert not wrong
    assert tried > 40

"""The documents say what the program does: parts of them are written by it, and what they show is run.

`python tests/test_docs.py --write` writes the generated parts, and what shown commands print, anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from rdflib import DCTERMS, RDF, RDFS, SH, SKOS, Graph, URIRef
from rdflib.term import Node

from radcat import __version__, model
from radcat.cli import cli
from radcat.rdf import turtle
from radcat.rdf.prefixes import curie
from radcat.rdf.turtle import merge
from radcat.settings import Settings

REPOSITORY = Path(__file__).parent.parent
BASE = "http://127.0.0.1:8000/"
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "records/*.md", "ontology/*.md", "shapes/*.md", "tests/**/*.md")
    for path in REPOSITORY.glob(pattern)
)
WIDTH = 100  # columns of a terminal in the documents


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(REPOSITORY).as_posix() for path in paths]


# What is generated.


def cli_help() -> str:
    """The help of every command, as it prints it."""
    return "\n\n".join(f"## {name}\n\n```text\n{text.rstrip()}\n```" for name, text in _helps(cli, "radcat"))


def _helps(command: click.Command, name: str) -> Iterator[tuple[str, str]]:
    # The width is given, not that of whoever's terminal this runs in.
    context = click.Context(
        command, info_name=name, terminal_width=WIDTH, max_content_width=WIDTH, help_option_names=["-h", "--help"]
    )
    yield name, "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    if isinstance(command, click.Group):
        for below in sorted(command.commands):
            yield from _helps(command.commands[below], f"{name} {below}")


def settings_table() -> str:
    """Every setting, with its name in the environment and in radcat.toml, and its default."""
    rows = ["| Environment | radcat.toml | Default | What it is |", "|---|---|---|---|"]
    for name, field in Settings.model_fields.items():
        toml = "" if name == "root" else f"`{name}`"
        default = "" if field.is_required() or field.default is None else f"`{field.default}`"
        rows.append(f"| `RADCAT_{name.upper()}` | {toml} | {default} | {field.description} |")
    return "\n".join(rows)


def terms_table() -> str:
    """Our own terms."""
    graph = _graph("ontology/radcat.ttl")
    rows = ["| Term | Definition | Why no standard term |", "|---|---|---|"]
    for term in sorted(s for s in graph.subjects(RDFS.isDefinedBy) if isinstance(s, URIRef)):
        why = _text(graph, term, SKOS.editorialNote)
        rows.append(f"| `{curie(term)}` | {_text(graph, term, SKOS.definition)} | {why} |")
    return "\n".join(rows)


def schemes_table() -> str:
    """The concept schemes."""
    rows = ["| Scheme | What it lists | Concepts |", "|---|---|---|"]
    for path in sorted((REPOSITORY / "ontology" / "schemes").glob("*.ttl")):
        graph = _graph(path.relative_to(REPOSITORY).as_posix())
        scheme = URIRef(f"{BASE}ns/{path.stem}")
        count = len(set(graph.subjects(RDF.type, SKOS.Concept)))
        rows.append(f"| [`ns/{path.stem}`](../ontology/schemes/{path.name}) | {_about(graph, scheme)} | {count} |")
    return "\n".join(rows)


def _about(graph: Graph, scheme: Node) -> str:
    return f"{model.label(graph, scheme)}: {_text(graph, scheme, DCTERMS.description)}"


def record_model() -> str:
    """Every property that a shape names, by class, in the order in which pages show them."""
    shapes = merge(_graph(f"shapes/{path.name}") for path in sorted((REPOSITORY / "shapes").glob("*.ttl")))
    classes = {
        str(target): [d for s in shapes.subjects(SH.targetClass, target) for d in shapes.objects(s, SH.property)]
        for target in set(shapes.objects(None, SH.targetClass))
    }
    # The dataset first, since it is what the registry is about.
    ordered = sorted(classes, key=lambda iri: (not iri.endswith("#Dataset"), curie(iri)))
    return "\n\n".join(f"### {curie(iri)}\n\n{_properties(shapes, classes[iri])}" for iri in ordered)


def _properties(shapes: Graph, declared: list[Node]) -> str:
    rows = ["| Property | Name | Needed | What to write |", "|---|---|---|---|"]
    for shape in sorted((d for d in declared if (d, SH.name, None) in shapes), key=lambda d: _place(shapes, d)):
        path = shapes.value(shape, SH.path)
        alike = [d for d in declared if shapes.value(d, SH.path) == path]
        needed = _needed(shapes, alike)
        name, what = _text(shapes, shape, SH.name), _text(shapes, shape, SH.description)
        rows.append(f"| `{curie(str(path))}` | {name} | {needed} | {what} |")
    return "\n".join(rows)


def _place(shapes: Graph, shape: Node) -> tuple[float, float]:
    group = shapes.value(shape, SH.group)
    orders = (shapes.value(group, SH.order) if group else None, shapes.value(shape, SH.order))
    first, second = (float(str(order)) if order is not None else 1e9 for order in orders)
    return first, second


def _needed(shapes: Graph, alike: list[Node]) -> str:
    words = {SH.Violation: "required", SH.Warning: "recommended", SH.Info: "suggested"}
    asking = [d for d in alike if (d, SH.minCount, None) in shapes or (d, SH.qualifiedMinCount, None) in shapes]
    severities = {shapes.value(d, SH.severity) for d in asking}
    return next((word for severity, word in words.items() if severity in severities), "")


def _text(graph: Graph, node: Node, predicate: URIRef) -> str:
    found = next(iter(model.said(graph, node, predicate)), "")  # in English, where there are several languages
    return " ".join(str(found).split()).replace("|", "\\|")


def _graph(place: str) -> Graph:
    return turtle.parse((REPOSITORY / place).read_bytes(), BASE, place)


GENERATED: dict[str, dict[str, Callable[[], str]]] = {
    "docs/cli.md": {"commands": cli_help},
    "docs/settings.md": {"settings": settings_table},
    "docs/vocabulary.md": {"terms": terms_table, "schemes": schemes_table, "record model": record_model},
}


def with_generated_parts(document: str, text: str) -> str:
    """*text* with each part between its two marks written anew."""
    for name, write in GENERATED[document].items():
        begin, end = f"<!-- begin {name} -->", f"<!-- end {name} -->"
        assert text.count(begin) == text.count(end) == 1, f"{document} has to hold {begin} and {end} once"
        head, _, rest = text.partition(begin)
        text = f"{head}{begin}\n\n{write()}\n\n{end}{rest.partition(end)[2]}"
    return text


@pytest.mark.parametrize("document", GENERATED)
def test_a_generated_part_is_what_the_program_would_write_now(document: str) -> None:
    text = (REPOSITORY / document).read_text()
    assert text == with_generated_parts(document, text), "run: python tests/test_docs.py --write"


# What is written by hand, and has to be complete or true.


def test_every_command_is_in_the_readme() -> None:
    readme = (REPOSITORY / "README.md").read_text()
    assert [name for name in cli.commands if f"radcat {name}" not in readme] == []


def test_every_setting_that_a_document_names_is_one() -> None:
    known = {f"RADCAT_{name.upper()}" for name in Settings.model_fields}
    for path in DOCUMENTS:
        named = set(re.findall(r"RADCAT_[A-Z_]+[A-Z]", path.read_text()))
        assert named <= known, f"{path.name}: {named - known}"


def test_every_page_is_in_the_readme(client: object) -> None:
    """Every address that the application answers, but for the files of its own pages."""
    readme = (REPOSITORY / "README.md").read_text()
    rules = [str(rule) for rule in client.application.url_map.iter_rules()]  # type: ignore[attr-defined]
    assert rules
    for rule in rules:
        if rule.startswith("/static/"):
            continue
        kinds = re.search(r"any\(([^)]*)\)", rule)
        for start in kinds[1].split(", ") if kinds else [rule.partition("<")[0].strip("/").rstrip(".")]:
            assert f"`/{start}" in readme, f"{rule} is not in README.md"


@pytest.mark.parametrize("document", names(DOCUMENTS))
def test_every_link_to_a_file_leads_to_one(document: str) -> None:
    path = REPOSITORY / document
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(path.read_text())):
        if not re.match(r"[a-z]+:", target):
            file, _, fragment = target.partition("#")
            found = (path.parent / file) if file else path
            assert found.exists(), f"{document}: {target}"
            assert not fragment or fragment in _anchors(found), f"{document}: {target}"


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def _without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("document", names([p for p in DOCUMENTS if p.name != "CHANGELOG.md"]))
def test_a_sentence_has_a_line_of_its_own(document: str) -> None:
    """So that a diff of prose shows sentences."""
    for number, line in enumerate(_without_code((REPOSITORY / document).read_text()).splitlines(), 1):
        if not line.lstrip().startswith(("|", "#", "<!--")):
            assert not re.search(r"[a-z`)]\. [A-Z]", line), f"{document}, line {number} of its prose: {line}"


def shown(document: str) -> list[tuple[str, str]]:
    """The commands that a document shows, each with what it prints."""
    text = (REPOSITORY / document).read_text()
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    found = []
    for block in blocks:
        for piece in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            # A line that ends in a backslash, or in an open quote, goes on.
            lines = piece.splitlines(keepends=True)
            command = lines.pop(0)
            while command.endswith("\\\n") or command.count("'") % 2:
                command += lines.pop(0)
            found.append((command.strip(), "".join(lines)))
    return found


SHOWING = ("README.md", "docs/validation.md")
SHOWN = [(document, *pair) for document in SHOWING for pair in shown(document)]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which this repository's catalogue is published."""
    folder = tmp_path_factory.mktemp("shown")
    _run("radcat sync", folder)
    return folder


@pytest.mark.parametrize(("document", "command", "printed"), SHOWN, ids=[f"{d}: {c[:40]}" for d, c, _ in SHOWN])
def test_a_command_that_is_shown_prints_what_is_shown(data: Path, document: str, command: str, printed: str) -> None:
    assert _run(command, data) == printed, "if it is right: python tests/test_docs.py --write"


def _run(command: str, data: Path) -> str:
    name, *arguments = shlex.split(command)
    assert name == "radcat"
    environment = {**os.environ, "RADCAT_DATA": str(data), "RADCAT_BASE_IRI": BASE, "COLUMNS": str(WIDTH)}
    done = subprocess.run(
        [sys.executable, "-m", "radcat", *arguments],
        cwd=REPOSITORY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return "\n".join(line.rstrip() for line in done.stdout.splitlines()) + "\n"


def test_something_is_shown() -> None:
    assert {document for document, *_ in SHOWN} == set(SHOWING)


def test_the_version_is_one(tmp_path: Path) -> None:
    """That of the package, of the citation and, released or not, of the changelog."""
    assert f"radcat, version {__version__}\n" == _run("radcat --version", tmp_path)
    assert f"\nversion: {__version__}\n" in (REPOSITORY / "CITATION.cff").read_text()
    first = re.search(r"^## \[(.*?)\]", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert first
    assert first[1] == __version__


def test_every_module_that_the_architecture_names_is_there() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text()
    package = REPOSITORY / "server" / "radcat"
    rooms = {path.name for path in package.iterdir() if path.is_dir()}
    named = {name for name in re.findall(r"`([a-z_]+(?:[./][a-z_]+)+)`", text) if re.split(r"[./]", name)[0] in rooms}
    assert len(named) > 40
    paths = {name: package.joinpath(*re.split(r"[./]", name)) for name in named}
    assert [name for name, path in paths.items() if not path.is_dir() and not path.with_suffix(".py").is_file()] == []


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("usage: python tests/test_docs.py --write")
    for document in GENERATED:
        path = REPOSITORY / document
        path.write_text(with_generated_parts(document, path.read_text()))
        print(f"written {document}")
    with tempfile.TemporaryDirectory() as folder:
        _run("radcat sync", Path(folder))
        for document, command, printed in SHOWN:
            path = REPOSITORY / document
            now = _run(command, Path(folder))
            path.write_text(path.read_text().replace(f"$ {command}\n{printed}```", f"$ {command}\n{now}```"))
            print(f"written {document}: {command[:40]}")

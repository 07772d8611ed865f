"""DCAT-AP 3.0.1: what is published satisfies its base shapes, all together and each record alone, as each claims."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, FOAF, OWL, RDF, Graph, URIRef
from tests.conftest import BASE
from tests.material import shared, suite
from tests.rules import for_each

from radcat.folder.records import description
from radcat.rdf.namespaces import DCAT
from radcat.rdf.turtle import copy, merge
from radcat.validation.base import Engine
from radcat.validation.pyshacl_engine import PyshaclEngine

REPOSITORY = Path(__file__).parent.parent.parent
SHAPES = "dcat/dcat-ap/releases/3.0.1/html/shacl/shapes.ttl"
DCAT_AP = URIRef("https://semiceu.github.io/DCAT-AP/releases/3.0.1")
DATASETS = [
    path.relative_to(REPOSITORY).as_posix() for path in sorted((REPOSITORY / "records" / "datasets").glob("*.ttl"))
]
# What a claim rests on beside the record itself: what its values are.
CLOSURE = ("ontology/", "records/agents/", "records/externals/")

# Violations of the sets beyond the base that we leave, by set, class and property, each with its reason.
LEFT = {
    ("dcatap3-ranges", "Dataset", "dcat#landingPage"): "a file says nothing of pages of others, not even a class",
    ("dcatap3-vocab", "Checksum", "terms#algorithm"): "the shape asks for https, where the namespace of SPDX has http",
    ("dcatap3-vocab", "Distribution", "format"): "the EU table of file types has none for medical images",
}

_HEAD = re.compile(r"== (?P<set>\S+): (?P<violations>\d+) violations, (?P<warnings>\d+) warnings", re.MULTILINE)
_VIOLATIONS = re.compile(r"^ +(?P<times>\d+) Violation +(?P<class>\S+) +(?P<path>\S+) ", re.MULTILINE)


@dataclass(frozen=True)
class Outcome:
    """What the shapes of one set say of everything published."""

    violations: int
    warnings: int
    kinds: frozenset[tuple[str, str]]  # class and property of each violation


@pytest.fixture(scope="session")
def outcomes(catalogue_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Export what the repository publishes, and validate that as a harvester would, by set of shapes."""
    tool = shared("tools/dcat_validate.py")
    folder = tmp_path_factory.mktemp("dcat-ap")
    data = shutil.copytree(catalogue_data, folder / "data")
    catalogue = ["--root", str(REPOSITORY), "--data", str(data), "--base-iri", BASE]
    export = folder / "export.ttl"
    _run("-m", "radcat", "export", *catalogue, "--format", "turtle", "--out", str(export)).check_returncode()
    names = "dcatap3,dcatap3-recommended,dcatap3-vocab,dcatap3-ranges,dcatap3-deprecated"
    # It ends with 1 when any set has violations, so that its output is what counts.
    return dict(_outcomes(_run(str(tool), str(export), "--sets", names, "--show", "1").stdout))


@pytest.fixture(scope="session")
def base_shapes() -> Engine:
    """The base shapes of the release, compiled."""
    shapes = Graph().parse(suite(SHAPES))
    shapes.remove((None, OWL.imports, None))
    return PyshaclEngine(shapes)


@pytest.fixture(scope="session")
def known(content: Any) -> Graph:
    """What the values of a record are: agents, works outside the registry, concepts and standards."""
    return merge(content.of(folder) for folder in CLOSURE)


def test_everything_published_satisfies_the_base_shapes(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["dcatap3"].violations == 0


def test_nothing_published_uses_a_deprecated_iri(outcomes: dict[str, Outcome]) -> None:
    assert outcomes["dcatap3-deprecated"].violations == 0


def test_what_breaks_the_other_sets_was_looked_at(
    outcomes: dict[str, Outcome], capsys: pytest.CaptureFixture[str]
) -> None:
    """Recommended properties, class ranges and code lists are reported; a new kind of violation wants a decision."""
    with capsys.disabled():
        print()
        for name, outcome in outcomes.items():
            print(f"  {name}: {outcome.violations} violations, {outcome.warnings} warnings")
    found = {(name, *kind) for name, outcome in outcomes.items() for kind in outcome.kinds}
    assert found - set(LEFT) == set(), "mend the records, or add the kind to LEFT with the reason"
    assert set(LEFT) - found == set(), "take out of LEFT what no longer happens"


@for_each("place", DATASETS)
def test_a_dataset_has_one_catalogue_record_that_is_about_it(content: Any, place: str) -> None:
    graph, dataset = content.graphs[place], content.iri(content.files[place].record.name)
    assert list(graph.subjects(RDF.type, DCAT.CatalogRecord)) == [URIRef(f"{dataset}#record")]
    assert list(graph.objects(URIRef(f"{dataset}#record"), FOAF.primaryTopic)) == [dataset]


@for_each("place", DATASETS)
def test_a_record_that_claims_dcat_ap_satisfies_it_alone(
    content: Any, known: Graph, base_shapes: Engine, place: str
) -> None:
    """With what its values are, such as agents and concepts, and with no other dataset to lean on."""
    graph = content.graphs[place]
    if (None, DCTERMS.conformsTo, DCAT_AP) not in graph:
        return  # it makes no claim
    broken = [f"{result.focus_node} {result.path}" for result in base_shapes.validate(_alone(graph, known))]
    assert broken == [], f"mend {place}, or take the claim out of it"


def test_a_claim_that_is_false_would_be_found(content: Any, known: Graph, base_shapes: Engine) -> None:
    graph = _alone(content.graphs[DATASETS[0]], known)
    dataset = graph.value(None, RDF.type, DCAT.Dataset)
    graph.remove((dataset, DCTERMS.title, None))
    assert {result.path for result in base_shapes.validate(graph)} == {str(DCTERMS.title)}


def _alone(graph: Graph, known: Graph) -> Graph:
    together = copy([graph])
    for value in {o for o in graph.objects() if isinstance(o, URIRef) and (o, None, None) in known}:
        for triple in description(known, value):
            together.add(triple)
    return together


def _outcomes(text: str) -> Iterator[tuple[str, Outcome]]:
    heads = list(_HEAD.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        part = text[head.end() : following.start() if following else len(text)]
        kinds = frozenset((found["class"], found["path"]) for found in _VIOLATIONS.finditer(part))
        yield head["set"], Outcome(int(head["violations"]), int(head["warnings"]), kinds)


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RADCAT_")}
    return subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)

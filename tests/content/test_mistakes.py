# ruff: noqa: E501  # a row of the table is one mistake
"""What curators get wrong, and what they are told: each mistake once, at its line, with the fault and the remedy."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from radcat.cli import cli

REPOSITORY = Path(__file__).parent.parent.parent
PLACE = "records/datasets/covid-ctset.ttl"


@dataclass(frozen=True)
class Mistake:
    """An edit of one record: *old* becomes *new*, and *said* is the beginning of what is said of it."""

    name: str
    old: str
    new: str
    severity: str
    at: str  # the text of the line that is named
    said: str


MISTAKES = [
    Mistake(
        "a property with a slip in its name", "dcterms:license <https", "dcterms:licence <https", "warning",
        "dcterms:licence",
        "No shape, ontology or common vocabulary knows the property dcterms:licence; "
        "did you mean dcterms:license, which is missing?",
    ),
    Mistake(
        "the identifier of the file that was copied", 'identifier "covid-ctset"', 'identifier "medseg-covid19-ct-1"',
        "violation", "dcterms:identifier",
        "The identifier “medseg-covid19-ct-1” is not the slug of the record. Write \"covid-ctset\", or rename the file.",
    ),
    Mistake(
        "a day that is not in the calendar", '"2021-05-06"^^xsd:date', '"2021-02-30"^^xsd:date', "violation",
        "2021-02-30", "“2021-02-30” is not an xsd:date: that month has 28 days; write it like 2020-03-01.",
    ),
    Mistake(
        "a month that is not in the calendar", '"2021-05-06"^^xsd:date', '"2020-13"^^xsd:gYearMonth', "violation",
        "2020-13", "“2020-13” is not an xsd:gYearMonth: a month is 01 to 12; write it like 2020-03.",
    ),
    Mistake(
        "the title of another dataset", 'title "COVID-CTset"@en', 'title "COVID-CT-Dataset"@en', "warning", "dcterms:title",
        "datasets/ucsd-covid-ct has the same title. If it is one dataset, keep one record;",
    ),
    Mistake(
        "the landing page of another dataset", "<https://github.com/mr7495/COVID-CTset> ;",
        "<https://github.com/UCSD-AI4H/COVID-CT> ;", "warning", "dcat:landingPage",
        "datasets/ucsd-covid-ct has the same landing page.",
    ),
    Mistake(
        "no semicolon", "a dcat:Dataset ;", "a dcat:Dataset", "violation", "    a dcat:Dataset",
        "a `;` is missing at the end of this line.\n",
    ),
    Mistake(
        "an agent with a slip in its name", "publisher <agents/mohammad-", "publisher <agents/mohamad-", "violation",
        "dcterms:publisher",
        "agents/mohamad-rahimzadeh does not exist; did you mean agents/mohammad-rahimzadeh? "
        "Or create records/agents/mohamad-rahimzadeh.ttl.",
    ),
    Mistake(
        "a concept that is not in its scheme", "<ns/modality/ct>", "<ns/modality/ctt>", "violation",
        "schema:measurementTechnique",
        "ns/modality does not describe ns/modality/ctt; did you mean ns/modality/ct? "
        "Or add it to ontology/schemes/modality.ttl.",
    ),
    Mistake(
        "another datatype than the text is of", '"2021-05-06"^^xsd:date', '"2021-05-06"^^xsd:gYear', "violation",
        "dcterms:modified", "“2021-05-06” is not an xsd:gYear; write it like 2020.",
    ),
    Mistake(
        "a datatype that does not exist", '"2021-05-06"^^xsd:date', '"2021-05-06"^^xsd:Date', "violation",
        "dcterms:modified", "XML Schema has no datatype xsd:Date; did you mean xsd:date?",
    ),
    Mistake(
        "a text without a language", 'title "COVID-CTset"@en', 'title "COVID-CTset"', "violation", "dcterms:title",
        "“COVID-CTset” has no language tag, such as @en. Give one title for each language",
    ),
    Mistake(
        "two publishers", "publisher <agents/mohammad-rahimzadeh>",
        "publisher <agents/mohammad-rahimzadeh> , <agents/negin-medical-center>", "violation", "dcterms:publisher",
        "2 values of dcterms:publisher, where at most 1 is allowed. Point to at most one agent",
    ),
    Mistake(
        "a count below zero", "healthdcatap:numberOfUniqueIndividuals \"", "healthdcatap:numberOfUniqueIndividuals \"-",
        "violation", "healthdcatap:numberOfUniqueIndividuals", "“-377” is not an xsd:nonNegativeInteger: the least is 0;",
    ),
    Mistake(
        "an address without https", "<https://github.com/mr7495/COVID-CTset> ;", "<github.com/mr7495/COVID-CTset> ;",
        "violation", "dcat:landingPage",
        "<github.com/mr7495/COVID-CTset> is relative, and so an address of this catalogue. "
        "Write <https://github.com/mr7495/COVID-CTset>.",
    ),
    Mistake(
        "an address in quotes", "<https://github.com/mr7495/COVID-CTset> ;",
        '"https://github.com/mr7495/COVID-CTset" ;', "violation", "dcat:landingPage",
        "“https://github.com/mr7495/COVID-CTset” is a plain text, not an IRI in angle brackets.",
    ),
    Mistake(
        "another slug than the file's", "<datasets/covid-ctset>\n", "<datasets/covid-ctsets>\n", "violation",
        "<datasets/covid-ctsets>", "it describes <datasets/covid-ctsets>, but its place makes it <datasets/covid-ctset>;",
    ),
    Mistake(
        "a byte order mark", "@prefix adms", "\ufeff@prefix adms", "violation", "@prefix adms",
        "the file begins with a byte order mark; save it as UTF-8 without one.",
    ),
    Mistake(
        "a required property that is missing",
        "    dcat:theme <http://publications.europa.eu/resource/authority/data-theme/HEAL> ;\n", "", "violation",
        "<datasets/covid-ctset>", "dcat:theme is missing. Name the theme by its address",
    ),
    Mistake(
        "a prefix that is not declared", "@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .\n", "", "violation",
        "    a vcard:Kind", "the prefix vcard: is not declared: write `@prefix vcard: <http://www.w3.org/2006/vcard/ns#> .`",
    ),
    Mistake(
        "a geometry that can't be read", '    dcat:theme <http', '    dcat:bbox "POLYGON((52.9,36.4, 53.2,36.7))"'
        "^^<http://www.opengis.net/ont/geosparql#wktLiteral> ;\n    dcat:theme <http", "warning", "dcat:bbox",
        "This geometry can't be read, so formats leave it out: ",
    ),
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a part of this repository's catalogue; a test mends what it broke."""
    root = tmp_path_factory.mktemp("mistakes")
    for part in ("ontology", "shapes"):
        shutil.copytree(REPOSITORY / part, root / part)
    # What the record refers to, and datasets that it may be taken for: the rest would only take time.
    text = (REPOSITORY / PLACE).read_text()
    agents = re.findall(r"<(agents/[a-z0-9-]+)>", text)
    others = ["datasets/ucsd-covid-ct", "datasets/medseg-covid19-ct-1", "agents/negin-medical-center"]
    for name in {*agents, *others, "datasets/covid-ctset"}:
        file = root / "records" / f"{name}.ttl"
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / "records" / f"{name}.ttl", file)
    return root


def validate(root: Path) -> tuple[int, list[dict[str, Any]]]:
    result = CliRunner().invoke(
        cli, ["validate", "--format", "json", "--root", str(root), str(root / PLACE)], catch_exceptions=False
    )
    ((record,),) = [json.loads(result.output)["records"]]
    return result.exit_code, record["findings"]


@pytest.fixture(scope="module")
def usual(catalogue: Path) -> list[str]:
    """What is said of the record as it is."""
    status, found = validate(catalogue)
    assert status == 0
    return [finding["message"] for finding in found]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_told_once_with_its_line_and_its_remedy(
    catalogue: Path, usual: list[str], mistake: Mistake
) -> None:
    file = catalogue / PLACE
    text = file.read_text()
    assert text.count(mistake.old), "the record has changed: choose another edit"
    broken = text.replace(mistake.old, mistake.new, 1)
    file.write_text(broken)
    try:
        status, found = validate(catalogue)
    finally:
        file.write_text(text)
    told = [finding for finding in found if finding["message"] not in usual]
    assert [finding["message"][: len(mistake.said)] for finding in told] == [mistake.said]
    (finding,) = told
    assert finding["severity"] == mistake.severity
    assert status == (1 if mistake.severity == "violation" else 0)
    assert finding["place"] == PLACE
    assert mistake.at in broken.splitlines()[finding["line"] - 1]

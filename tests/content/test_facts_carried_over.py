"""Every fact of the fact sheets is in the records with its evidence, or is listed here with the reason why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml
from rdflib import CSVW, DCTERMS, RDF, SKOS, Graph, URIRef

# A fact that is stated nowhere, and why: (dataset, field).
LEFT_OUT: Final = {
    ("cord-19", "alternative_titles"): "the other name is the first word of the title",
    ("covid-19-ct-chinese", "formats"): "the fact sheet says unknown, and what is unknown is left out",
    ("covid-dataset-isfahan", "country"): "the dataset is not identified; only its name points to a country",
    ("covid-ldct", "image_unit"): "a unit of no number: how many volumes there are was not found",
    ("covid19ct-plus", "formats"): "the fact sheet says unknown, and what is unknown is left out",
}

# Rows of the survey that were only candidates: nothing evidences that the survey has them.
CANDIDATES: Final = {
    "bsti-covid19",
    "coronacases",
    "pocus-covid19",
    "radiology-assistant-covid19",
    "rsna-covid19-cases",
}

# Disagreements that are only a remark on a fact: (dataset, place in the list), and the claim that has it as a note.
REMARKS: Final = {
    ("bimcv-covid19-plus", 3): "image-count",
    ("bimcv-r", 1): "derived-from",
    ("cord-19", 1): "description",
    ("covid-dataset-isfahan", 1): "landing-page",
    ("covid-dataset-qatar-ieee", 1): "landing-page",
    ("siim-fisabio-rsna-covid19", 1): "test-count",
    ("v7-covid19-xray", 1): "image-count",
}

# Fields about other documents: rows of the two sources describe the dataset, and disagreements are claims.
ABOUT_SOURCES: Final = {"readme17_rows", "survey_row", "disagreements"}


class Fact(NamedTuple):
    """One entry of a fact sheet's evidence, whose field has a value."""

    slug: str
    field: str
    value: object
    confidence: str

    @property
    def key(self) -> tuple[str, str]:
        """How the tables of this file name it."""
        return self.slug, self.field


@pytest.fixture(scope="session")
def sheets(facts: Path) -> dict[str, dict[str, Any]]:
    """The fact sheets by slug."""
    return {path.stem: yaml.safe_load(path.read_text()) for path in sorted(facts.glob("*.yaml"))}


@pytest.fixture(scope="session")
def stated(sheets: dict[str, dict[str, Any]]) -> list[Fact]:
    """All facts with a value."""
    return [
        Fact(slug, entry["field"], sheet[entry["field"]], entry["confidence"])
        for slug, sheet in sheets.items()
        for entry in sheet["evidence"]
        if sheet[entry["field"]] not in (None, [], "")
    ]


@pytest.fixture(scope="session")
def evidence(content: Any) -> Graph:
    """All claims."""
    graph: Graph = content.of("records/evidence/")
    return graph


def _claim(content: Any, slug: str, fragment: str) -> URIRef:
    return URIRef(f"{content.base}evidence/{slug}#{fragment.replace('_', '-')}")


def test_every_dataset_with_a_fact_sheet_has_a_record_and_its_evidence(
    content: Any, sheets: dict[str, dict[str, Any]]
) -> None:
    for slug in sheets:
        assert f"records/datasets/{slug}.ttl" in content.files
        assert f"records/evidence/{slug}.ttl" in content.files


def test_every_fact_is_a_claim_of_the_same_confidence_with_a_source(
    content: Any, stated: list[Fact], evidence: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    carried = Counter[str]()
    missing = []
    for fact in stated:
        if fact.field in ABOUT_SOURCES:
            continue
        claim = _claim(content, *fact.key)
        if (claim, DCTERMS.source, None) not in evidence:
            missing.append(fact.key)
            continue
        confidence = evidence.value(claim, content.iri("ns/radcat#confidence"))
        assert confidence == content.iri(f"ns/confidence/{fact.confidence}"), claim
        carried[fact.confidence] += 1
    with capsys.disabled():
        about = sum(fact.field in ABOUT_SOURCES for fact in stated)
        print(
            f"\n{len(stated)} facts: {carried.total()} are claims ({dict(carried)}), "
            f"{about} are about sources, {len(missing)} are left out"
        )
    assert set(missing) == set(LEFT_OUT), "write the claim, or give the reason in LEFT_OUT"


def test_the_record_says_what_a_claim_says_that_is_not_of_another_side(content: Any, evidence: Graph) -> None:
    """Subject, property and value of such a claim are a statement of the dataset's record."""
    records = content.of("records/datasets/")
    held = [claim for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")) if not _is_other(claim)]
    assert held
    for claim in held:
        subject, predicate = evidence.value(claim, RDF.subject), evidence.value(claim, RDF.predicate)
        for value in evidence.objects(claim, RDF.object):
            assert (subject, predicate, value) in records, f"{content.name(claim)}: {value}"


def test_every_claim_is_of_the_dataset_that_its_evidence_is_for(content: Any, evidence: Graph) -> None:
    for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")):
        slug = content.name(claim).removeprefix("evidence/").partition("#")[0]
        assert evidence.value(claim, RDF.subject) == content.iri(f"datasets/{slug}")
        assert evidence.value(claim, DCTERMS.isPartOf) == content.iri(f"evidence/{slug}")


def _is_other(claim: Any) -> bool:
    return str(claim).rpartition("#")[2].startswith(("disputed-", "agreed-"))


def test_every_disagreement_is_a_claim_of_the_other_side_or_a_remark(
    content: Any, sheets: dict[str, dict[str, Any]], evidence: Graph, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Counter[str]()
    for slug, sheet in sheets.items():
        for number, _text in enumerate(sheet["disagreements"], 1):
            if remark := REMARKS.get((slug, number)):
                assert (_claim(content, slug, remark), SKOS.note, None) in evidence, (slug, number)
                found["remarks"] += 1
            else:
                claims = list(_others(content, evidence, slug, number))
                assert claims, f"{slug}: disagreement {number} is no claim"
                found["disagreements"] += 1
                found["claims"] += len(claims)
    with capsys.disabled():
        print(f"\n{found['disagreements']} disagreements are {found['claims']} claims, {found['remarks']} are remarks")
    others = sum(_is_other(claim) for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")))
    assert found["claims"] == others, "a claim of another side belongs to no disagreement of the fact sheets"


def _others(content: Any, evidence: Graph, slug: str, number: int) -> Iterator[URIRef]:
    """The claims made of one disagreement: disputed-1 or agreed-1, with a letter where there are several."""
    for kind in ("disputed", "agreed"):
        for letter in ("", *"abcdef"):
            claim = _claim(content, slug, f"{kind}-{number}{letter}")
            if (claim, RDF.object, None) in evidence:
                yield claim


def test_a_claim_of_another_side_is_set_against_one_that_the_record_follows_or_another(
    content: Any, evidence: Graph
) -> None:
    against = [content.iri(f"ns/radcat#{name}") for name in ("agreesWith", "disagreesWith")]
    for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")):
        targets = [target for relation in against for target in evidence.objects(claim, relation)]
        assert bool(targets) == _is_other(claim), content.name(claim)
        assert all(evidence.value(target, RDF.subject) == evidence.value(claim, RDF.subject) for target in targets), (
            content.name(claim)
        )


def test_every_row_of_a_source_that_a_fact_sheet_names_describes_its_dataset(content: Any, stated: list[Fact]) -> None:
    sources = content.of("records/sources/")
    for fact in stated:
        dataset = content.iri(f"datasets/{fact.slug}")
        rows = {content.name(row) for row in sources.subjects(CSVW.describes, dataset)}
        if fact.field == "readme17_rows" and isinstance(fact.value, list):
            assert {f"sources/list#row-{number}" for number in fact.value} <= rows, fact.slug
        if fact.field == "survey_row":
            assert any(row.startswith("sources/survey#") for row in rows) == (fact.slug not in CANDIDATES), fact.slug


def test_every_reference_is_cited(content: Any) -> None:
    cited = set(content.of("records/evidence/").objects(None, DCTERMS.source))
    references = content.of("records/references/").subjects(RDF.type, DCTERMS.BibliographicResource)
    assert [content.name(reference) for reference in references if reference not in cited] == []

"""Every fact of the fact sheets is in the records with its evidence, or is listed here with the reason why not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
import yaml
from rdflib import CSVW, DCTERMS, FOAF, RDF, SKOS, Graph, URIRef

from radcat.rdf.namespaces import ADMS, DCAT, SCHEMA
from radcat.rdf.turtle import merge

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

# How the name of a claim begins that rests on no fact sheet, but on a document that was read for it.
SEEN: Final = "seen-"
# The name of a claim that is inferred from a fact.
INFERRED: Final = "title-creator"

# Formats of fact sheets under other names than the vocabularies have, and those that name none.
FORMATS: Final = {"COCO JSON": "JSON", "MP4": "MPEG4", "unknown": None, "video": None}

# Distributions without a format, and why.
FORMATLESS: Final = {
    "covidx-us": "the place offers the scripts that fetch the videos, and no source says what they are"
}

# What a record says of these, it says because a claim does.
CLAIMED: Final = (
    ADMS.identifier,
    DCAT.contactPoint,
    DCTERMS.creator,
    DCTERMS.issued,
    DCTERMS.license,
    DCTERMS.modified,
    DCTERMS.publisher,
    DCTERMS.spatial,
    DCTERMS.temporal,
    SCHEMA.funder,
)

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
    """Property and value of such a claim are a statement about the dataset, or about a version or split of it."""
    records = content.of("records/datasets/")
    held = [claim for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")) if not _is_other(claim)]
    assert held
    for claim in held:
        subject, predicate = evidence.value(claim, RDF.subject), evidence.value(claim, RDF.predicate)
        for value in evidence.objects(claim, RDF.object):
            about = {str(node).partition("#")[0] for node in records.subjects(predicate, value)}
            assert str(subject) in about, f"{content.name(claim)}: {value}"


@pytest.mark.parametrize("predicate", CLAIMED)
def test_a_record_says_nothing_of_people_places_dates_and_licences_that_no_claim_does(
    content: Any, evidence: Graph, predicate: URIRef
) -> None:
    records = content.of("records/datasets/")
    claimed = {
        (evidence.value(claim, RDF.subject), value)
        for claim in evidence.subjects(RDF.predicate, predicate)
        if not _is_other(claim)
        for value in evidence.objects(claim, RDF.object)
    }
    # A distribution repeats the licence of its dataset, and a catalogue record has a date of its own.
    stated = {(s, o) for s, o in records.subject_objects(predicate) if "#" not in str(s)}
    assert stated
    assert stated == claimed


def test_what_is_read_out_of_a_fact_is_as_sure_as_the_fact_and_of_its_source(
    content: Any, stated: list[Fact], evidence: Graph
) -> None:
    """A claim called description-spatial says where the images were taken, as the description has it.

    That the body which a title names made the dataset is inferred, and nobody says so: it is unverified.
    """
    confidence, unverified = content.iri("ns/radcat#confidence"), content.iri("ns/confidence/unverified")
    fields = {fact.field.replace("_", "-") for fact in stated}
    found = 0
    for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")):
        whole, _, name = str(claim).rpartition("#")
        if name in fields or name.startswith(SEEN) or _is_other(claim):
            continue
        field = max((field for field in fields if name.startswith(f"{field}-")), key=len)
        fact = URIRef(f"{whole}#{field}")
        assert set(evidence.objects(claim, DCTERMS.source)) == set(evidence.objects(fact, DCTERMS.source)), name
        expected = unverified if name == INFERRED else evidence.value(fact, confidence)
        assert evidence.value(claim, confidence) == expected, name
        found += 1
    assert found


def test_what_was_seen_in_a_document_leads_to_it(content: Any, evidence: Graph) -> None:
    """Only a document with an address verifies a claim, and a file of a repository has one of the version read."""
    references, confidence = content.of("records/references/"), content.iri("ns/radcat#confidence")
    seen = [c for c in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")) if f"#{SEEN}" in str(c)]
    assert seen
    for claim in seen:
        pages = [references.value(source, FOAF.page) for source in evidence.objects(claim, DCTERMS.source)]
        level = "verified" if all(pages) else "secondary"
        assert evidence.value(claim, confidence) == content.iri(f"ns/confidence/{level}"), content.name(claim)
        files = [str(page) for page in pages if "/blob/" in str(page)]
        assert [page for page in files if re.search(r"/blob/[0-9a-f]{40}/", page)] == files, content.name(claim)


def test_a_distribution_has_the_format_that_its_fact_sheet_names_first(
    content: Any, sheets: dict[str, dict[str, Any]]
) -> None:
    """Which is that of the images, or in a set of annotations that of the annotations."""
    together = merge([content.of("records/datasets/"), content.of("ontology/schemes/")])
    for slug, sheet in sheets.items():
        first = next(iter(sheet["formats"]), "unknown")
        expected = FORMATS.get(first, first) if slug not in FORMATLESS else None
        for distribution in together.objects(content.iri(f"datasets/{slug}"), DCAT.distribution):
            concepts = together.objects(distribution, DCTERMS["format"])
            assert [str(together.value(concept, SKOS.notation)) for concept in concepts] == [expected] * bool(
                expected
            ), slug


def test_every_claim_is_of_the_dataset_that_its_evidence_is_for(content: Any, evidence: Graph) -> None:
    for claim in evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")):
        slug = content.name(claim).removeprefix("evidence/").partition("#")[0]
        assert evidence.value(claim, RDF.subject) == content.iri(f"datasets/{slug}")
        assert evidence.value(claim, DCTERMS.isPartOf) == content.iri(f"evidence/{slug}")


# What makers found when they merged their sources, or answered later; no fact sheet has it.
FOUND_LATER: Final = ("evidence/covid19-ct-seg-20#disputed-3", "evidence/curated-cxr-sait#disputed-1")


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
    claims_of_all = set(evidence.subjects(RDF.type, content.iri("ns/radcat#Claim")))
    later = set(map(content.iri, FOUND_LATER))
    assert later <= claims_of_all
    others = sum(_is_other(claim) for claim in claims_of_all - later)
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
    citing = [content.of(f"records/{folder}/") for folder in ("evidence", "findings")]
    cited = {source for graph in citing for source in graph.objects(None, DCTERMS.source)}
    references = content.of("records/references/").subjects(RDF.type, DCTERMS.BibliographicResource)
    assert [content.name(reference) for reference in references if reference not in cited] == []

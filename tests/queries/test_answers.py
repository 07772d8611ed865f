"""Every query of records/queries, put to the real store: what its answer over these records looks like."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

import pytest
from tests.queries.saved import BASE, DATASETS, SLUGS, SURVEY_COLUMNS, Answer, Row, Saved

from radcat.asking import bound
from radcat.bootstrap import Registry
from radcat.rdf.namespaces import DCAT
from radcat.sparql import guard
from radcat.sparql.request import QueryForm
from radcat.web.app import create_app


@dataclass(frozen=True)
class Expected:
    """The shape of a table, and rows that follow from the facts."""

    columns: str
    exactly: int | None = None
    at_least: int = 1
    rows: tuple[Row, ...] = ()  # each is part of a row of the answer, cell by cell
    mentions: Mapping[str, str] = field(default_factory=dict)  # column to a text that one of its cells holds


TABLES: Final = {
    "accessible-now": Expected(
        "dataset title access licence page",
        at_least=45,
        rows=(
            {"dataset": "datasets/covid-ctset", "access": "Open", "licence": "CC-BY-NC-4.0"},
            {"dataset": "datasets/covid19-ct-seg-20", "licence": "CC-BY-4.0, disputed"},
            {"dataset": "datasets/covid19-radiography-database", "access": "Registration"},
            {"dataset": "datasets/sirm-covid19", "access": "Open"},
        ),
    ),
    "modalities": Expected("modality datasets alone percent", exactly=4),
    "metadata-and-case-reviews": Expected("question yes no unknown", exactly=2),
    "annotation-kinds": Expected("kind datasets ct xray definition", at_least=20),
    "openness": Expected(
        "access licence datasets",
        at_least=10,
        rows=(
            {"access": "Data use agreement", "licence": "LicenseRef-BIMCV-COVID19"},
            {"access": "Unknown", "licence": "none named"},
        ),
    ),
    "freer-than-source": Expected(
        "dataset title licence source source_title source_licence allowed",
        at_least=5,
        rows=(
            {
                "dataset": "datasets/covid-qu-ex",
                "licence": "CC-BY-SA-4.0",
                "source": "datasets/covid-chestxray-dataset",
                "source_licence": "CC-BY-NC-SA-4.0",
                "allowed": "Commercial use",
            },
        ),
    ),
    "find-by-word": Expected(
        "dataset title hits page",
        at_least=14,
        rows=({"dataset": "datasets/covid19-ct-seg-20", "page": "https://zenodo.org/record/3757476"},),
    ),
    "how-to-get": Expected(
        "dataset title page place format access licence terms",
        exactly=1,
        rows=({"dataset": "datasets/covidx-cxr", "place": "https://www.kaggle.com/andyczhao/covidx-cxr2"},),
    ),
    "duplicates-in-a-merged-set": Expected(
        "statement dataset source",
        exactly=1,
        rows=({"statement": "8,133 of 20,226 images were duplicates", "dataset": "datasets/curated-cxr-sait"},),
    ),
    "findings": Expected(
        "kind finding statement about confidence date source",
        at_least=50,
        rows=(
            {"kind": "Withdrawal", "about": "datasets/midrc-ricord-1c", "confidence": "secondary"},
            {"kind": "Duplicates", "about": "datasets/curated-cxr-sait", "source": "references/mendeley-9xkhgts2s6"},
            {"kind": "Bias", "about": "datasets/covidx-cxr#v8-v9-test", "date": "2021-04-21"},
        ),
    ),
    "ancestors": Expected(
        "ancestor title direct described",
        at_least=14,
        rows=(
            {"ancestor": "datasets/covid-chestxray-dataset", "direct": "true", "described": "true"},
            {"ancestor": "datasets/sirm-covid19", "direct": "false", "described": "true"},
            {"ancestor": "datasets/coronacases", "direct": "false"},
            {"ancestor": "externals/rsna-pneumonia-detection-challenge", "described": "false"},
        ),
    ),
    "descendants": Expected(
        "descendant title direct",
        at_least=9,
        rows=(
            {"descendant": "datasets/covidx-cxr", "direct": "true"},
            {"descendant": "datasets/covid-qu-ex", "direct": "false"},
        ),
    ),
    "shared-sources": Expected(
        "other title sources which",
        at_least=10,
        rows=({"other": "datasets/covid19-radiography-database"}, {"other": "datasets/siim-fisabio-rsna-covid19"}),
        mentions={"which": "BIMCV-COVID19+"},
    ),
    "safe-test-sets": Expected(
        "other title classes which sources access",
        at_least=10,
        rows=({"other": "datasets/polcovid", "classes": "3"}, {"other": "datasets/brixia-covid19", "access": "Open"}),
    ),
    "lesion-masks-for-commercial-use": Expected(
        "dataset title licence page disputed",
        exactly=2,
        rows=(
            {"dataset": "datasets/covid19-ct-seg-20", "licence": "CC-BY-4.0"},
            {"dataset": "datasets/medseg-covid19-ct-1", "licence": "CC0-1.0"},
        ),
        mentions={"disputed": "NC-SA"},
    ),
    "no-known-licence": Expected(
        "dataset title access rights",
        at_least=30,
        rows=({"dataset": "datasets/sirm-covid19"}, {"dataset": "datasets/covidx-cxr"}),
    ),
    "images-and-patients": Expected(
        "modality unit datasets total totalWithoutCompilations",
        at_least=10,
        rows=({"modality": "CT", "unit": "Patient"}, {"modality": "X-ray", "unit": "Image"}),
    ),
    "publications-and-code": Expected(
        "dataset title publications code",
        at_least=25,
        rows=({"dataset": "datasets/covid-ctset", "code": "https://github.com/mr7495/COVID-CT-Code"},),
        mentions={"publications": "https://arxiv.org/abs/2003.13865"},
    ),
    "country-and-year": Expected(
        "country year datasets titles",
        at_least=20,
        rows=({"country": "Bangladesh", "year": "2021", "datasets": "1"},),
    ),
    "not-online": Expected(
        "dataset title status page remarks",
        at_least=20,
        rows=(
            {"dataset": "datasets/cord-19", "status": "Archived"},
            {"dataset": "datasets/sirm-covid19", "status": "Moved"},
            {"dataset": "datasets/bsti-covid19", "status": "Unknown"},
        ),
    ),
    "evidence": Expected(
        "claim property values confidence sources",
        at_least=20,
        rows=({"claim": "evidence/covid-ctset#title", "values": "COVID-CTset"},),
        mentions={"values": "slice: 63849"},
    ),
    "contradictions": Expected(
        "dataset title property stated sources inRecord otherStated otherSources note",
        at_least=30,
        rows=(
            {"dataset": "datasets/covid-ctset", "stated": "slice: 63849", "inRecord": "true", "otherStated": "349/100"},
            {"dataset": "datasets/kaggle-covid19-image-dataset", "stated": "image: 317", "inRecord": "true"},
            {"dataset": "datasets/bimcv-covid19-plus", "inRecord": "false"},
        ),
        mentions={"otherSources": ", row 1"},
    ),
    "unverified-facts": Expected(
        "dataset title facts unverified percent properties",
        exactly=len(DATASETS),
        rows=({"dataset": "datasets/ukb-covid19-repeat-imaging", "percent": "100"},),
    ),
    "facts-by-confidence": Expected(
        "confidence facts percent datasets definition",
        exactly=3,
        rows=({"confidence": "Verified"}, {"confidence": "Secondary"}, {"confidence": "Unverified"}),
    ),
    "references": Expected("reference title facts datasets page", at_least=80),
    "list-beside-records": Expected(
        "row listedName dataset title listedModality modalities listedImages numbers listedLabels labels",
        exactly=17,
        rows=(
            {"row": "9", "listedImages": "5000+ (exact number not available)", "numbers": "image: 317"},
            {"row": "8", "dataset": "datasets/covid-chestxray-dataset", "numbers": "radiograph: 654"},
            {"row": "14", "dataset": "datasets/covid-chestxray-dataset", "listedModality": "CT"},
            {"row": "16", "listedImages": "800 slices from 9 patients"},
        ),
        mentions={"numbers": "slice: 63849"},
    ),
    "survey": Expected(
        f"dataset title {SURVEY_COLUMNS}",
        exactly=len(DATASETS),
        rows=(
            {"dataset": "datasets/cord-19", "ct": "U", "xray": "U", "mrt": "U", "ultrasound": "U", "metadata": "Y"},
            {
                "dataset": "datasets/covid-ctset",
                "ct": "Y",
                "xray": "N",
                "mrt": "N",
                "metadata": "Y",
                "caseReviews": "N",
            },
            {"dataset": "datasets/sirm-covid19", "ct": "Y", "xray": "Y", "metadata": "Y", "caseReviews": "Y"},
        ),
    ),
    "quality-scores": Expected("dataset title mqa fair google", exactly=len(DATASETS)),
    "quality-fixes": Expected("dataset title effort points metric fix", at_least=20),
    "survey-claimed": Expected(
        f"row source name dataset {SURVEY_COLUMNS}",
        exactly=30,
        rows=(
            {"row": "sources/survey#eurorad-covid19", "ct": "Y", "xray": "Y", "metadata": "Y", "caseReviews": "Y"},
            {"row": "sources/list#row-11", "dataset": "datasets/aiforcovid", "ct": "Y", "xray": "Y"},
            {"row": "sources/list#row-12", "name": "Radiopaedia Database", "xray": "Y"},
        ),
    ),
    "survey-totals": Expected(
        "count what claimed now",
        exactly=4,
        rows=(
            {"count": "sources/survey#count-resources", "claimed": "13", "now": str(len(DATASETS))},
            {"count": "sources/survey#count-ct-or-x-ray", "claimed": "10"},
            {"count": "sources/survey#count-metadata", "claimed": "11"},
            {"count": "sources/survey#count-case-reviews", "claimed": "5"},
        ),
    ),
}
# Queries whose answer is no table have their own tests below.
OTHER_FORMS: Final = {"share-images": QueryForm.ASK, "derivation-graph": QueryForm.CONSTRUCT}


def test_every_query_has_its_expected_answer() -> None:
    """Who adds a query says here what it answers."""
    assert set(SLUGS) == set(TABLES) | set(OTHER_FORMS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_query_is_of_the_form_that_it_claims_and_passes_the_guard(slug: str) -> None:
    saved = Saved.read(slug)
    assert saved.form == QueryForm.of(saved.text) == OTHER_FORMS.get(slug, QueryForm.SELECT)
    guard.check(saved.text)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_parameter_stands_in_the_text_with_its_default(slug: str) -> None:
    saved = Saved.read(slug)
    assert bool(saved.defaults) == ("parameter" in saved.keywords)
    assert bound(saved.text, saved.defaults) == saved.text, "the text holds the defaults that the record names"
    assert "VALUES" not in saved.comment or not saved.defaults, "readers choose, and need not change the text"


@pytest.mark.parametrize("slug", SLUGS)
def test_a_query_declares_what_it_uses_and_nothing_else(slug: str) -> None:
    """An editor elsewhere knows none of our prefixes."""
    head, _, body = Saved.read(slug).text.partition("\n\n")
    declared = re.findall(r"^PREFIX (\w+): <[^>]+>$", head, re.MULTILINE)
    assert len(declared) == len(head.splitlines())
    bare = re.sub(r'<[^>\s]*>|"[^"]*"', "", body)
    assert set(declared) == set(re.findall(r"(\w+):\w", bare))
    assert declared == sorted(declared)


@pytest.mark.parametrize("slug", sorted(TABLES))
def test_a_query_answers_with_its_columns_and_rows(
    ask: Callable[[str, str], bytes], solve: Callable[..., Answer], slug: str
) -> None:
    expected = TABLES[slug]
    head = json.loads(ask(Saved.read(slug).text, "application/sparql-results+json"))["head"]
    assert head["vars"] == expected.columns.split()
    found = solve(slug)
    if expected.exactly is not None:
        assert len(found) == expected.exactly
    assert len(found) >= expected.at_least
    for wanted in expected.rows:
        assert any(wanted.items() <= row.items() for row in found), wanted
    for column, text in expected.mentions.items():
        assert any(text in row.get(column, "") for row in found), f"{column}: {text}"


@pytest.mark.parametrize("slug", sorted(TABLES))
def test_every_answer_names_its_rows(solve: Callable[..., Answer], slug: str) -> None:
    """The first column is never empty, so that a table of the answer has no row without a head."""
    first = TABLES[slug].columns.split()[0]
    assert all(row.get(first) for row in solve(slug))


ONE_ROW_A_DATASET: Final = (
    "accessible-now",
    "find-by-word",
    "lesion-masks-for-commercial-use",
    "no-known-licence",
    "not-online",
    "publications-and-code",
    "quality-scores",
    "survey",
    "unverified-facts",
)


@pytest.mark.parametrize("slug", ONE_ROW_A_DATASET)
def test_no_dataset_has_two_rows(solve: Callable[..., Answer], slug: str) -> None:
    times = Counter(row["dataset"] for row in solve(slug))
    assert {dataset: n for dataset, n in times.items() if n > 1} == {}


def test_every_dataset_is_a_member_of_the_catalogue(ask: Callable[[str, str], bytes]) -> None:
    """Else one was refused, and every answer above would lack it without a word."""
    text = f"SELECT ?dataset {{ <catalog> <{DCAT.dataset}> ?dataset }}"
    found = json.loads(ask(text, "application/sparql-results+json"))["results"]["bindings"]
    assert {row["dataset"]["value"] for row in found} == {f"{BASE}datasets/{slug}" for slug in DATASETS}


def test_every_query_has_a_page(catalogue_registry: Registry) -> None:
    app = create_app(catalogue_registry)
    try:
        pages = {slug: app.test_client().get(f"/queries/{slug}", headers={"Accept": "text/html"}) for slug in SLUGS}
    finally:
        app.extensions["radcat"].endpoint.close()
    assert {slug: page.status_code for slug, page in pages.items()} == dict.fromkeys(SLUGS, 200)

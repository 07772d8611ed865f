"""Every query of records/queries, put to the real store: what its answer over these records looks like and holds."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest
from rdflib import DCTERMS, PROV, RDF, RDFS, SH, Graph, URIRef

from radcat import settings, turtle
from radcat.namespaces import DCAT, SCHEMA
from radcat.registry import Registry
from radcat.sparql import guard
from radcat.sparql.request import QueryForm, names_dataset
from radcat.store.base import Query
from radcat.web import create_app

REPOSITORY: Final = Path(__file__).parent.parent.parent
BASE: Final = "http://127.0.0.1:8000/"
RADCAT: Final = BASE + "ns/radcat#"
SLUGS: Final = sorted(path.stem for path in (REPOSITORY / "records" / "queries").glob("*.ttl"))
DATASETS: Final = sorted(path.stem for path in (REPOSITORY / "records" / "datasets").glob("*.ttl"))
SURVEY_COLUMNS: Final = "ct xray mrt ultrasound metadata caseReviews"

Row = Mapping[str, str]  # a solution: column to text, our IRIs without the base, no entry where it is unbound
Answer = list[Row]


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
        exactly=1,
        rows=({"dataset": "datasets/covid19-ct-seg-20", "licence": "CC-BY-4.0"},),
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
PROPERTIES: Final = {QueryForm.SELECT: SH.select, QueryForm.ASK: SH.ask, QueryForm.CONSTRUCT: SH.construct}
# Queries whose answer is no table have their own tests below.
OTHER_FORMS: Final = {"share-images": QueryForm.ASK, "derivation-graph": QueryForm.CONSTRUCT}


@dataclass(frozen=True)
class Saved:
    """A query as its file holds it."""

    slug: str
    form: QueryForm
    text: str
    comment: str
    keywords: frozenset[str]

    @classmethod
    def read(cls, slug: str) -> Saved:
        place = f"records/queries/{slug}.ttl"
        graph, iri = turtle.parse((REPOSITORY / place).read_bytes(), BASE, place), URIRef(f"{BASE}queries/{slug}")
        (form, text), *more = [(f, str(o)) for f, p in PROPERTIES.items() for o in graph.objects(iri, p)]
        assert not more, f"{place}: one query a record"
        keywords = frozenset(map(str, graph.objects(iri, SCHEMA.keywords)))
        return cls(slug, form, text, str(graph.value(iri, RDFS.comment)), keywords)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """This repository's catalogue, published."""
    opened = Registry.open(settings.read(REPOSITORY, data=tmp_path_factory.mktemp("catalogue"), base_iri=BASE))
    opened.publisher.sync(REPOSITORY)
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def ask(catalogue: Registry) -> Iterator[Callable[[str, str], bytes]]:
    """Put a text to the endpoint, as a visitor's would be: nothing is declared for it."""
    endpoint = catalogue.endpoint()

    def put(text: str, media_type: str) -> bytes:
        return b"".join(endpoint.query(Query(text, media_type, names_dataset=names_dataset(text))))

    yield put
    endpoint.close()


@pytest.fixture(scope="module")
def solve(ask: Callable[[str, str], bytes]) -> Callable[..., Answer]:
    """Put a saved query; *changed* replaces what a reader may change in it."""

    def solved(slug: str, **changed: str) -> Answer:
        text = Saved.read(slug).text
        for value in changed.values():
            head, line, tail = re.split(r"^(  VALUES .*\} # change .* here)$", text, flags=re.MULTILINE)
            before, _, after = line.partition("{ ")
            text = f"{head}{before}{{ {value} }}{after.partition('}')[2]}{tail}"
        found = json.loads(ask(text, "application/sparql-results+json"))
        return [{v: t["value"].removeprefix(BASE) for v, t in row.items()} for row in found["results"]["bindings"]]

    return solved


@pytest.fixture(scope="module")
def records() -> Graph:
    """What the datasets' files say, read without the store."""
    graph = Graph()
    for folder in ("datasets", "externals"):
        for path in (REPOSITORY / "records" / folder).glob("*.ttl"):
            for triple in turtle.parse(path.read_bytes(), BASE, path.name):
                graph.add(triple)
    return graph


def test_every_query_has_its_expected_answer() -> None:
    """Who adds a query says here what it answers."""
    assert set(SLUGS) == set(TABLES) | set(OTHER_FORMS)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_query_is_of_the_form_that_it_claims_and_passes_the_guard(slug: str) -> None:
    saved = Saved.read(slug)
    assert saved.form == QueryForm.of(saved.text) == OTHER_FORMS.get(slug, QueryForm.SELECT)
    guard.check(saved.text)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_query_that_can_be_changed_says_how(slug: str) -> None:
    saved = Saved.read(slug)
    can_change = " here\n" in saved.text
    assert can_change == ("parameter" in saved.keywords)
    assert can_change == bool(re.search(r"Change (the|both) \w+ in the line that begins with VALUES", saved.comment))
    assert can_change == bool(re.search(r"^  VALUES .*\} # change .* here$", saved.text, re.MULTILINE))


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
    "survey",
    "unverified-facts",
)


@pytest.mark.parametrize("slug", ONE_ROW_A_DATASET)
def test_no_dataset_has_two_rows(solve: Callable[..., Answer], slug: str) -> None:
    times = Counter(row["dataset"] for row in solve(slug))
    assert {dataset: n for dataset, n in times.items() if n > 1} == {}


def test_the_survey_says_of_each_dataset_what_its_record_says(solve: Callable[..., Answer], records: Graph) -> None:
    modalities = {"ct": "ct", "xray": "x-ray", "mrt": "mri", "ultrasound": "ultrasound"}
    answers = {"metadata": "metadata", "caseReviews": "caseReviews"}
    expected = {}
    for slug in DATASETS:
        dataset = URIRef(f"{BASE}datasets/{slug}")
        stated = {str(o).rpartition("/")[2] for o in records.objects(dataset, SCHEMA.measurementTechnique)}
        row = {column: "Y" if name in stated else "N" if stated else "U" for column, name in modalities.items()}
        for column, name in answers.items():
            row[column] = str(records.value(dataset, URIRef(RADCAT + name)) or "U").rpartition("/")[2]
        expected[f"datasets/{slug}"] = row
    found = {row["dataset"]: {c: row[c] for c in SURVEY_COLUMNS.split()} for row in solve("survey")}
    assert found == expected


def test_the_survey_is_in_the_order_of_its_titles(solve: Callable[..., Answer]) -> None:
    titles = [row["title"] for row in solve("survey")]
    assert titles == sorted(titles)


def test_the_totals_are_those_of_the_survey_query(solve: Callable[..., Answer]) -> None:
    rows = solve("survey")
    assert [int(row["now"]) for row in solve("survey-totals")] == [
        len(rows),
        sum("Y" in (row["ct"], row["xray"]) for row in rows),
        sum(row["metadata"] == "Y" for row in rows),
        sum(row["caseReviews"] == "Y" for row in rows),
    ]


def test_claimed_rows_are_empty_where_nothing_is_stated(solve: Callable[..., Answer]) -> None:
    """Nine rows of the survey are not identified, two are only named, and the list says nothing but modalities."""
    rows = solve("survey-claimed")
    survey = [row for row in rows if row["row"].startswith("sources/survey#")]
    listed = [row for row in rows if row["row"].startswith("sources/list#")]
    values = set(SURVEY_COLUMNS.split())
    assert [len(survey), len(listed)] == [13, 17]
    assert sum("name" not in row and "dataset" not in row for row in survey) == 9
    assert sum(bool(values & set(row)) for row in survey) == 2
    assert all(values & set(row) and values & set(row) <= {"ct", "xray"} for row in listed)
    assert {row[column] for row in rows for column in values & set(row)} == {"Y"}
    assert [row["row"] for row in listed] == [f"sources/list#row-{n}" for n in range(1, 18)]


def test_modalities_are_counted_as_the_survey_shows_them(solve: Callable[..., Answer]) -> None:
    rows = solve("survey")
    columns = {"CT": "ct", "X-ray": "xray", "MRI": "mrt", "Ultrasound": "ultrasound"}
    found = {row["modality"]: row for row in solve("modalities")}
    for modality, column in columns.items():
        having = [row for row in rows if row[column] == "Y"]
        alone = [row for row in having if sum(row[other] == "Y" for other in columns.values()) == 1]
        assert found[modality]["datasets"] == str(len(having))
        assert found[modality]["alone"] == str(len(alone))
        assert abs(float(found[modality]["percent"]) - 100 * len(having) / len(rows)) <= 0.5


def test_yes_no_and_unknown_add_up_to_all_datasets(solve: Callable[..., Answer]) -> None:
    for row in solve("metadata-and-case-reviews"):
        assert sum(int(row[answer]) for answer in ("yes", "no", "unknown")) == len(DATASETS)


def test_every_dataset_is_somewhere_in_the_table_of_openness(solve: Callable[..., Answer], records: Graph) -> None:
    """A dataset with two licences is there twice."""
    licences = [len(set(records.objects(URIRef(f"{BASE}datasets/{s}"), DCTERMS.license))) for s in DATASETS]
    assert sum(int(row["datasets"]) for row in solve("openness")) == sum(max(1, n) for n in licences)


def test_every_dataset_has_a_country_and_a_year_or_it_is_said_that_they_are_not_stated(
    solve: Callable[..., Answer], records: Graph
) -> None:
    places = [len(set(records.objects(URIRef(f"{BASE}datasets/{s}"), SCHEMA.countryOfOrigin))) for s in DATASETS]
    rows = solve("country-and-year")
    assert sum(int(row["datasets"]) for row in rows) == sum(max(1, n) for n in places)
    assert all(re.fullmatch("20[0-9]{2}|not stated", row["year"]) for row in rows)


def test_a_dataset_has_a_licence_or_is_listed_as_without(solve: Callable[..., Answer], records: Graph) -> None:
    without = {
        f"datasets/{s}" for s in DATASETS if (URIRef(f"{BASE}datasets/{s}"), DCTERMS.license, None) not in records
    }
    assert {row["dataset"] for row in solve("no-known-licence")} == without


def _origins(records: Graph, slug: str) -> set[str]:
    """Everything that a dataset was derived from, followed here without SPARQL."""
    found: set[Any] = set()
    ahead: list[Any] = [URIRef(f"{BASE}datasets/{slug}")]
    while ahead:
        new = set(records.objects(ahead.pop(), PROV.wasDerivedFrom)) - found
        found |= new
        ahead += new
    return {str(origin).removeprefix(BASE) for origin in found}


DERIVED: Final = ("covidx-cxr", "covidx-ct", "covid-qu-ex", "pocus-covid19", "hannover-covid19")


@pytest.mark.parametrize("slug", DERIVED)
def test_ancestors_are_followed_to_the_end(solve: Callable[..., Answer], records: Graph, slug: str) -> None:
    found = {row["ancestor"] for row in solve("ancestors", dataset=f"<datasets/{slug}>")}
    assert found == _origins(records, slug)


@pytest.mark.parametrize("name", ["datasets/sirm-covid19", "datasets/covidx-cxr", "externals/kermany-chest-x-ray"])
def test_descendants_are_those_that_have_it_as_an_ancestor(
    solve: Callable[..., Answer], records: Graph, name: str
) -> None:
    found = {row["descendant"] for row in solve("descendants", dataset=f"<{name}>")}
    assert found == {f"datasets/{slug}" for slug in DATASETS if name in _origins(records, slug)}


@pytest.mark.parametrize("slug", DERIVED)
def test_datasets_that_share_a_source_are_found_with_the_number_of_sources(
    solve: Callable[..., Answer], records: Graph, slug: str
) -> None:
    own = _origins(records, slug)
    shared = {f"datasets/{s}": len(own & _origins(records, s)) for s in DATASETS if s != slug}
    found = {row["other"]: int(row["sources"]) for row in solve("shared-sources", dataset=f"<datasets/{slug}>")}
    assert found == {name: number for name, number in shared.items() if number}


@pytest.mark.parametrize("slug", DERIVED)
def test_no_safe_test_set_is_related(solve: Callable[..., Answer], records: Graph, slug: str) -> None:
    own = {f"datasets/{slug}", *_origins(records, slug)}
    found = {row["other"] for row in solve("safe-test-sets", dataset=f"<datasets/{slug}>")}
    assert found, "an external test set that nobody can find is of no use"
    for name in found:
        assert not own & {name, *_origins(records, name.removeprefix("datasets/"))}, name


def test_a_part_of_a_source_is_no_safe_test_set(solve: Callable[..., Answer]) -> None:
    """SIIM-FISABIO-RSNA took images from RICORD 1c, which is a part of MIDRC, as are 1a and 1b."""
    found = {row["other"] for row in solve("safe-test-sets", dataset="<datasets/siim-fisabio-rsna-covid19>")}
    assert found.isdisjoint({"datasets/midrc", "datasets/midrc-ricord-1a", "datasets/midrc-ricord-1c"})


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("covidx-cxr", "covid19-radiography-database", True),
        ("covidx-cxr", "sirm-covid19", True),
        ("sirm-covid19", "covidx-cxr", True),
        ("midrc", "midrc-ricord-1c", True),
        ("covidx-cxr", "polcovid", False),
        ("mosmeddata", "covid-ctset", False),
    ],
)
def test_two_datasets_may_share_images_when_a_derivation_links_them(
    ask: Callable[[str, str], bytes], one: str, other: str, shared: bool
) -> None:
    pair = f"(<datasets/{one}> <datasets/{other}>)"
    text = re.sub(r"\{ \(.*\) \}", f"{{ {pair} }}", Saved.read("share-images").text)
    assert pair in text
    assert json.loads(ask(text, "application/sparql-results+json"))["boolean"] is shared


def test_the_graph_of_derivations_holds_every_derivation_and_every_title(
    ask: Callable[[str, str], bytes], records: Graph
) -> None:
    found = Graph().parse(data=ask(Saved.read("derivation-graph").text, "application/n-triples"), format="nt")
    assert set(found.subject_objects(PROV.wasDerivedFrom)) == set(records.subject_objects(PROV.wasDerivedFrom))
    nodes = {node for s, p, o in found if p in (PROV.wasDerivedFrom, DCTERMS.isPartOf) for node in (s, o)}
    assert nodes == set(found.subjects(DCTERMS.title))


@pytest.mark.parametrize(
    ("word", "found", "not_found"),
    [
        ("covidx", "datasets/covidx-us", "datasets/mosmeddata"),
        ("MosMed", "datasets/mosmeddata", "datasets/covidx-us"),
        ("ultraSOUND", "datasets/iclus-db", "datasets/mosmeddata"),
    ],
)
def test_a_word_is_found_in_any_case(solve: Callable[..., Answer], word: str, found: str, not_found: str) -> None:
    names = [row["dataset"] for row in solve("find-by-word", word=f'"{word}"')]
    assert found in names
    assert not_found not in names


def test_every_dataset_can_be_asked_how_to_get_it(solve: Callable[..., Answer]) -> None:
    """One row or more for each, with its terms in words or a licence."""
    rows = solve("how-to-get", dataset=" ".join(f"<datasets/{slug}>" for slug in DATASETS))
    assert {row["dataset"] for row in rows} == {f"datasets/{slug}" for slug in DATASETS}
    assert all(row.get("terms") or row.get("licence") for row in rows)


def test_only_exact_totals_are_summed_and_each_dataset_once(solve: Callable[..., Answer], records: Graph) -> None:
    """Worked out here for CT patients: every set with CT alone and one exact total."""
    expected = []
    for slug in DATASETS:
        dataset = URIRef(f"{BASE}datasets/{slug}")
        if set(records.objects(dataset, SCHEMA.measurementTechnique)) != {URIRef(f"{BASE}ns/modality/ct")}:
            continue
        totals = [
            int(str(records.value(count, RDF.value)))
            for count in records.objects(dataset, URIRef(f"{RADCAT}count"))
            if records.value(count, URIRef(f"{RADCAT}unit")) == URIRef(f"{BASE}ns/unit/patient")
            and records.value(count, URIRef(f"{RADCAT}precision")) == URIRef(f"{BASE}ns/precision/exact")
            and not {URIRef(f"{RADCAT}split"), SCHEMA.variableMeasured} & set(records.predicates(count))
        ]
        expected += [max(totals)] if totals else []
    row = next(r for r in solve("images-and-patients") if (r["modality"], r["unit"]) == ("CT", "Patient"))
    assert (int(row["datasets"]), int(row["total"])) == (len(expected), sum(expected))
    assert int(row["totalWithoutCompilations"]) <= int(row["total"])


def test_the_warning_about_overlap_stands_with_the_sums() -> None:
    assert "overlap" in Saved.read("images-and-patients").comment


def test_the_degrees_of_confidence_add_up_to_the_facts_of_all_datasets(solve: Callable[..., Answer]) -> None:
    degrees = {row["confidence"]: int(row["facts"]) for row in solve("facts-by-confidence")}
    per_dataset = solve("unverified-facts")
    assert sum(degrees.values()) == sum(int(row["facts"]) for row in per_dataset)
    assert degrees["Unverified"] == sum(int(row["unverified"]) for row in per_dataset)
    assert all(degrees.values())


def test_a_dataset_without_unverified_facts_names_no_properties(solve: Callable[..., Answer]) -> None:
    for row in solve("unverified-facts"):
        assert bool(row.get("properties")) == (row["unverified"] != "0"), row["dataset"]


def test_the_evidence_of_every_dataset_is_complete(solve: Callable[..., Answer]) -> None:
    """As many claims as the table of unverified facts counts, each with a value and a source."""
    rows = solve("evidence", dataset=" ".join(f"<datasets/{slug}>" for slug in DATASETS))
    assert len(rows) == len({row["claim"] for row in rows})
    assert all(row["values"] and row["sources"] for row in rows)
    claims = Counter(row["claim"].removeprefix("evidence/").partition("#")[0] for row in rows)
    facts = {row["dataset"].removeprefix("datasets/"): int(row["facts"]) for row in solve("unverified-facts")}
    assert claims == facts


def test_every_contradiction_shows_both_sides_their_sources_and_a_note(
    ask: Callable[[str, str], bytes], solve: Callable[..., Answer]
) -> None:
    rows = solve("contradictions")
    columns = set(TABLES["contradictions"].columns.split())
    assert all(set(row) == columns and all(row.values()) for row in rows)
    text = f"SELECT ?one ?other {{ ?one <{RADCAT}disagreesWith> ?other }}"
    found = json.loads(ask(text, "application/sparql-results+json"))["results"]["bindings"]
    assert len(rows) == len({frozenset(claim["value"] for claim in pair.values()) for pair in found})


def test_every_row_of_the_list_that_is_contradicted_is_in_the_list(solve: Callable[..., Answer]) -> None:
    named = {n for row in solve("contradictions") for n in re.findall(r", row ([0-9]+)", row["otherSources"])}
    assert named
    assert {int(n) for n in named} <= set(range(1, 18))


def test_no_reference_is_named_twice_and_the_first_carries_most(solve: Callable[..., Answer]) -> None:
    rows = solve("references")
    facts = [int(row["facts"]) for row in rows]
    assert facts == sorted(facts, reverse=True)
    assert len({row["reference"] for row in rows}) == len(rows)


def test_every_dataset_is_a_member_of_the_catalogue(ask: Callable[[str, str], bytes]) -> None:
    """Else one was refused, and every answer above would lack it without a word."""
    text = f"SELECT ?dataset {{ <catalog> <{DCAT.dataset}> ?dataset }}"
    found = json.loads(ask(text, "application/sparql-results+json"))["results"]["bindings"]
    assert {row["dataset"]["value"] for row in found} == {f"{BASE}datasets/{slug}" for slug in DATASETS}


def test_every_query_has_a_page(catalogue: Registry) -> None:
    app = create_app(catalogue)
    try:
        pages = {slug: app.test_client().get(f"/queries/{slug}", headers={"Accept": "text/html"}) for slug in SLUGS}
    finally:
        app.extensions["radcat"].endpoint.close()
    assert {slug: page.status_code for slug, page in pages.items()} == dict.fromkeys(SLUGS, 200)

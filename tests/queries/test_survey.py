"""Queries of the survey and its totals: their answers follow from the records."""

from __future__ import annotations

from collections.abc import Callable

from rdflib import Graph, URIRef
from tests.queries.saved import BASE, DATASETS, RADCAT, SURVEY_COLUMNS, Answer

from radcat.rdf.namespaces import SCHEMA


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

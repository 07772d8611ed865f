"""The two documents that the catalogue grew from, as they stand: nothing mended, nothing invented."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from rdflib import CSVW, DCAT, RDF, RDFS, SKOS, Graph, Literal, URIRef

LIST = "records/sources/list.ttl"
SURVEY = "records/sources/survey.ttl"
COLUMNS = {
    "Dataset Name": "name",
    "Modality": "modality",
    "Images (Train/Test)": "images",
    "Labels": "labels",
    "Access Link": "link",
}


def test_the_rows_of_the_list_are_those_of_the_document(content: Any, seeds: Path) -> None:
    """Cell by cell and character by character; only the marks for bold type and for links are left out."""
    assert _rows(content) == _table(next(seeds.glob("002*.txt")).read_text())


def test_the_list_has_seventeen_rows_of_five_cells(content: Any) -> None:
    rows = _rows(content)
    assert len(rows) == 17
    assert all(set(row) == set(COLUMNS.values()) and all(row.values()) for row in rows)


def test_the_table_names_its_rows_and_columns(content: Any) -> None:
    graph, table = content.graphs[LIST], content.iri("sources/list")
    assert set(graph.objects(table, CSVW.row)) == set(graph.subjects(RDF.type, CSVW.Row))
    columns = list(graph.items(graph.value(graph.value(table, CSVW.tableSchema), CSVW.column)))
    assert columns == [content.iri(f"sources/list#{name}") for name in COLUMNS.values()]
    assert [str(graph.value(column, CSVW.title)) for column in columns] == list(COLUMNS)


def test_every_row_of_the_list_describes_one_dataset_of_the_catalogue(content: Any) -> None:
    described = _described(content)
    assert len(described) == 17
    assert all((dataset, RDF.type, DCAT.Dataset) in content.together for dataset in described.values())


def test_rows_8_and_14_are_the_one_pair_that_describes_the_same_dataset(content: Any) -> None:
    described = _described(content)
    pairs = [(a, b) for a in described for b in described if a < b and described[a] == described[b]]
    assert pairs == [(8, 14)]


def _rows(content: Any) -> list[dict[str, str]]:
    graph = content.graphs[LIST]
    numbered = sorted((int(str(n)), row) for row, n in graph.subject_objects(CSVW.rownum))
    assert [number for number, _ in numbered] == list(range(1, len(numbered) + 1))
    return [_cells(content, graph, "list", row) for _, row in numbered]


def _cells(content: Any, graph: Graph, source: str, row: URIRef) -> dict[str, str]:
    own = content.base + f"sources/{source}#"
    return {str(p).removeprefix(own): str(o) for p, o in graph.predicate_objects(row) if str(p).startswith(own)}


def _described(content: Any) -> dict[int, URIRef]:
    graph = content.graphs[LIST]
    return {int(str(graph.value(row, CSVW.rownum))): dataset for row, dataset in graph.subject_objects(CSVW.describes)}


def _table(document: str) -> list[dict[str, str]]:
    """Read the document's one Markdown table."""
    lines = [line for line in document.splitlines() if line.startswith("|")]
    heading, _rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    names = [COLUMNS[title] for title in heading]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in rows]


def _plain(cell: str) -> str:
    link = re.fullmatch(r"\[[^\]]*\]\(([^)]*)\)", cell)
    return link[1] if link else cell.strip("*")


def test_the_survey_has_thirteen_rows(content: Any) -> None:
    graph = content.graphs[SURVEY]
    rows = set(graph.subjects(RDF.type, CSVW.Row))
    assert len(rows) == 13
    assert set(graph.objects(content.iri("sources/survey"), CSVW.row)) == rows


def test_two_rows_of_the_survey_have_values_and_they_are_those_that_the_review_states(content: Any) -> None:
    """The review names CT, X-ray, metadata and case reviews of two resources; it is silent on the other columns."""
    yes = str(content.iri("ns/availability/Y"))
    stated = dict.fromkeys(("ct", "x-ray", "metadata", "case-reviews"), yes)
    with_values = {row: cells for row, cells in _survey(content).items() if cells}
    assert with_values == {"sirm-covid19": stated, "eurorad-covid19": stated}


def test_two_rows_of_the_survey_are_only_named_and_say_that_their_dataset_is_inferred(content: Any) -> None:
    graph = content.graphs[SURVEY]
    for slug, institution in {
        "cord-19": "Allen Institute for AI",
        "ucsd-covid-ct": "University of California San Diego",
    }.items():
        row = content.iri(f"sources/survey#{slug}")
        assert str(graph.value(row, RDFS.label)) == institution
        assert graph.value(row, CSVW.describes) == content.iri(f"datasets/{slug}")
        assert "inference" in str(graph.value(row, SKOS.note))
        assert _survey(content)[slug] == {}


def test_nine_rows_of_the_survey_are_not_identified_and_say_nothing_else(content: Any) -> None:
    graph = content.graphs[SURVEY]
    unidentified = [row for row in graph.subjects(RDF.type, CSVW.Row) if (row, CSVW.describes, None) not in graph]
    assert len(unidentified) == 9
    for row in unidentified:
        assert set(graph.predicates(row)) == {RDF.type, SKOS.note}


def test_the_order_of_the_survey_is_unknown(content: Any) -> None:
    assert not list(content.graphs[SURVEY].subjects(CSVW.rownum))


def test_the_survey_claims_10_with_ct_or_x_ray_11_with_metadata_and_5_with_case_reviews(content: Any) -> None:
    graph, radcat = content.graphs[SURVEY], content.base + "ns/radcat#"
    claimed = {}
    for count in graph.objects(content.iri("sources/survey"), URIRef(radcat + "count")):
        assert graph.value(count, URIRef(radcat + "unit")) == content.iri("ns/unit/resource")
        claimed[content.name(count).partition("#")[2]] = int(str(graph.value(count, RDF.value)))
    assert claimed == {"count-resources": 13, "count-ct-or-x-ray": 10, "count-metadata": 11, "count-case-reviews": 5}


def test_what_a_source_states_is_kept_as_text_and_addresses_as_iris(content: Any) -> None:
    graph = content.graphs[LIST]
    for name in COLUMNS.values():
        kind = URIRef if name == "link" else Literal
        assert {type(o) for o in graph.objects(None, content.iri(f"sources/list#{name}"))} == {kind}


def _survey(content: Any) -> dict[str, dict[str, str]]:
    graph = content.graphs[SURVEY]
    rows = graph.subjects(RDF.type, CSVW.Row)
    return {str(row).partition("#")[2]: _cells(content, graph, "survey", row) for row in rows}

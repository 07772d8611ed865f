"""Tables of solutions, in every form."""

from __future__ import annotations

import csv
import io
import json

import pytest
from rdflib import RDF, URIRef

from radcat.rdf.namespaces import QB
from radcat.saved_queries import Solutions
from radcat.survey import tables

TABLE = Solutions(
    ("dataset", "title", "CT"),
    (
        ("http://127.0.0.1:8000/datasets/a", 'A & B, "quoted" | 50 %', "Y"),
        ("http://127.0.0.1:8000/datasets/b", "under_score {x} \\ ~ ^ # $", None),
    ),
)


def test_csv_reads_back_as_the_table_with_empty_cells_for_unbound_variables() -> None:
    rows = list(csv.reader(io.StringIO(tables.to_csv(TABLE))))
    assert rows[0] == list(TABLE.variables)
    assert rows[1:] == [[cell or "" for cell in row] for row in TABLE.rows]


def test_json_has_an_object_a_row_with_null_for_an_unbound_variable() -> None:
    rows = json.loads(tables.to_json(TABLE))
    assert [list(row) for row in rows] == [list(TABLE.variables)] * 2
    assert rows[1]["CT"] is None


def test_markdown_escapes_the_bars_that_would_end_a_cell() -> None:
    lines = tables.to_markdown(TABLE).splitlines()
    assert len(lines) == 4
    assert "\\| 50 %" in lines[2]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("50 % of A & B", "50 \\% of A \\& B"),
        ("a_b#c$d", "a\\_b\\#c\\$d"),
        ("{x}", "\\{x\\}"),
        ("\\~^", "{\\textbackslash}{\\textasciitilde}{\\textasciicircum}"),
    ],
)
def test_latex_escapes_each_special_character_once(text: str, written: str) -> None:
    assert f"{written} \\\\" in tables.to_latex(Solutions(("cell",), ((text,),)))


def test_latex_has_as_many_columns_as_the_table() -> None:
    assert "\\begin{tabular}{lll}" in tables.to_latex(TABLE)


def test_columns_of_addresses_are_left_out_where_they_would_tell_only_where_the_table_is_served() -> None:
    assert tables.without_iris(TABLE).variables == ("title", "CT")


def test_csvw_metadata_names_the_csv_and_types_its_columns() -> None:
    described = json.loads(tables.csvw_metadata(TABLE, "http://x/survey.csv", "Title", "2026-01-01.1"))
    assert described["url"] == "http://x/survey.csv"
    assert [(c["name"], c["datatype"]) for c in described["tableSchema"]["columns"]] == [
        ("dataset", "anyURI"),
        ("title", "string"),
        ("CT", "string"),
    ]


def test_the_cube_has_an_observation_a_row_and_no_statement_for_an_unbound_variable() -> None:
    graph = tables.to_cube(TABLE, "http://x/survey")
    assert len(set(graph.subjects(RDF.type, QB.Observation))) == 2
    second = URIRef("http://x/survey#row-2")
    assert graph.value(second, URIRef("http://x/survey#dataset")) == URIRef(TABLE.rows[1][0] or "")
    assert graph.value(second, URIRef("http://x/survey#CT")) is None

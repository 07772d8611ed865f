"""CSV and TSV that a spreadsheet takes for text, for who asks for them; the others stay as the standard has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from radcat.stores import answers, spreadsheets
from radcat.stores.spreadsheets import inert

FORMULAS = ["=1+1", '=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1", "-"]
HARMLESS = ["", "title", "a=b", "-5", "+1.5e-3", "-.5", "2020-01-01", "'quoted'", "<a>", "3 - 1"]


def query(values: list[str]) -> str:
    written = " ".join('"' + v.translate({9: "\\t", 10: "\\n", 13: "\\r", 34: '\\"'}) + '"@en' for v in values)
    return f"SELECT ?x (<=x> AS ?iri) ?none {{ VALUES ?x {{ {written} }} }}"


@pytest.mark.parametrize("value", FORMULAS)
def test_what_begins_like_a_formula_gets_an_apostrophe(value: str) -> None:
    assert inert(value) == f"'{value}"


@pytest.mark.parametrize("value", HARMLESS)
def test_what_does_not_stays(value: str) -> None:
    assert inert(value) == value


@given(st.text())
def test_no_text_begins_a_formula_any_more(text: str) -> None:
    made = inert(text)
    assert made in (text, f"'{text}")
    assert made.lstrip()[:1] not in set("=@\uff1d\uff0b\uff0d\uff20")
    assert made[:1] not in ("\t", "\r", "\n")


@pytest.mark.parametrize(
    "asked",
    [
        {"query_string": {"format": "csv-safe"}},
        {"headers": {"Accept": "text/csv;safe=1"}},
        {"headers": {"Accept": 'text/csv; safe="1", */*;q=0.1'}},
    ],
)
def test_safe_csv_is_csv_with_apostrophes(client: FlaskClient, asked: dict[str, dict[str, str]]) -> None:
    values = [*FORMULAS, *HARMLESS]
    parameters = {"query": query(values), **asked.get("query_string", {})}
    found = client.get("/sparql", query_string=parameters, headers=asked.get("headers"))
    assert found.headers["Content-Type"] == 'text/csv;safe="1"; charset=utf-8'
    head, *rows = csv.reader(io.StringIO(found.get_data(as_text=True), newline=""))
    assert head == ["x", "iri", "none"]
    assert [row[0] for row in rows] == [inert(value) for value in values]
    assert {(row[1], row[2]) for row in rows} == {("http://127.0.0.1:8000/=x", "")}


def test_safe_tsv_keeps_its_terms(client: FlaskClient) -> None:
    parameters = {"query": query(["=1+1", "a\tb\n", "-5"]), "format": "tsv-safe"}
    found = client.get("/sparql", query_string=parameters).get_data(as_text=True)
    assert found.splitlines()[1:] == [
        '"\'=1+1"@en\t<http://127.0.0.1:8000/=x>\t',
        '"a\\tb\\n"@en\t<http://127.0.0.1:8000/=x>\t',
        '"-5"@en\t<http://127.0.0.1:8000/=x>\t',
    ]


@pytest.mark.parametrize("accept", ["text/csv", "text/csv, */*;q=0.5", "text/tab-separated-values", ""])
def test_nobody_is_sent_them_without_asking(client: FlaskClient, accept: str) -> None:
    found = client.get("/sparql", query_string={"query": query(["=1+1"])}, headers={"Accept": accept})
    assert "'=1+1" not in found.get_data(as_text=True)
    assert "safe" not in found.headers["Content-Type"]


def test_a_graph_has_none_of_them(client: FlaskClient) -> None:
    found = client.get("/sparql", query_string={"query": "ASK {}", "format": "csv-safe"})
    assert found.status_code == 406


def test_the_page_offers_them(client: FlaskClient) -> None:
    page = client.get("/sparql", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert '<option value="csv-safe">CSV for spreadsheets</option>' in page


def test_answers_of_a_store_elsewhere_are_written_alike() -> None:
    def rows() -> Iterator[dict[str, dict[str, str]]]:
        yield {"x": {"type": "literal", "value": "=1+1"}, "y": {"type": "uri", "value": "=x"}}

    made = "".join(answers.SOLUTIONS[spreadsheets.CSV](["x", "y"], rows()))
    assert made == "x,y\r\n'=1+1,'=x\r\n"
    assert "".join(answers.SOLUTIONS[spreadsheets.TSV](["x", "y"], rows())) == '?x\t?y\n"\'=1+1"\t<=x>\n'

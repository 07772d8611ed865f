"""A comparison as files: read back by who reads such files, whatever the texts are."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pylatexenc.latex2text import LatexNodes2Text

from radcat.comparison import writing
from radcat.comparison.table import Cell, Column, Comparison, Group, Row, Value
from radcat.formats import escaping
from radcat.wording import Wording

HOSTILE = [
    "=HYPERLINK(1)",
    "+1",
    "-1+1",
    "@x",
    "a|b",
    "*bold* _x_ `code` ~~gone~~",
    "<script>alert(1)</script>",
    "[text](javascript:x)",
    "&amp; &",
    "\\ ~ ^ & % $ # _ { }",
    "\\input{/etc/passwd}",
    "50 % of A & B",
    "line\nbreak",
    '"quoted", and; more',
]


def table(*cells: Cell, name: str = "name", title: str = "A title") -> Comparison:
    columns = tuple(Column(f"d{n}", f"https://example.org/datasets/d{n}", title) for n in range(len(cells)))
    return Comparison(columns, (Group("Group", (Row("https://example.org/p", None, name, "", cells),)),), 7)


def cell(text: str) -> Cell:
    return Cell((Value(text=text),))


def read_csv(compared: Comparison) -> list[list[str]]:
    return list(csv.reader(io.StringIO(writing.to_csv(compared), newline="")))


def read_markdown(compared: Comparison) -> list[str]:
    tokens = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(writing.to_markdown(compared))
    assert not any(token.type.startswith("html") for token in tokens)
    return ["".join(c.content for c in t.children or ()) for t in tokens if t.type == "inline"]


def read_latex(compared: Comparison) -> list[str]:
    (line,) = (line for line in writing.to_latex(compared).splitlines() if line.startswith("name"))
    parts = line.removesuffix(" \\\\").replace("\\&", "\0").split(" & ")
    return [LatexNodes2Text().latex_to_text(part.replace("\0", "\\&")).replace("ˆ", "^") for part in parts]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_record_breaks_out_of_its_cell(text: str) -> None:
    compared = table(cell(text), cell("next"))
    flat = " ".join(text.split())
    _, row = read_csv(compared)
    assert row[2].removeprefix("'") == text
    assert row[3] == "next"
    assert read_markdown(compared)[-2:] == [flat, "next"]
    assert read_latex(compared)[1:] == [flat.replace('"', "”"), "next"]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1).filter(lambda text: text.strip()))
def test_latex_and_markdown_say_every_printable_text(text: str) -> None:
    flat = " ".join(text.split())
    assert read_markdown(table(cell(text), cell("next")))[-2:] == [flat, "next"]
    commands = ("{\\textbackslash}", "{\\textasciitilde}", "{\\textasciicircum}")
    signs = ("\\ensuremath{<}", "\\ensuremath{>}", "\\ensuremath{|}", "{[}")
    rest = escaping.latex(text)
    for escaped in (*commands, *signs, *(f"\\{character}" for character in "&%$#_{}")):
        rest = rest.replace(escaped, "")
    assert not set(rest) & set("\\&%$#_{}~^[<>|"), "each special character is escaped"


def test_latex_escapes_each_special_character_once() -> None:
    written = "{\\textbackslash} {\\textasciitilde} {\\textasciicircum} \\& \\% \\$ \\# \\_ \\{ \\}"
    assert escaping.latex("\\ ~ ^ & % $ # _ { }") == written
    assert escaping.latex("[a] < > |") == "{[}a] \\ensuremath{<} \\ensuremath{>} \\ensuremath{|}"
    assert escaping.latex("é – ≥") == "\\'e {\\textendash} \\ensuremath{\\geq}"
    assert escaping.latex("肺") == "肺"


@pytest.mark.parametrize("text", ["=1+1", "+x", "-x", "@x", "\t=1", "＝1"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(text: str) -> None:
    compared = table(cell(text), cell("x"), name=text)
    _, row = read_csv(compared)
    assert row[1].startswith("'")
    assert row[2].startswith("'")


def test_numbers_have_separators_for_people_and_none_in_csv() -> None:
    number = Value(text="63849", number=63849, before="about", after="CT")
    compared = table(Cell((number,)), Cell((Value(text="20", number=20, remark="Version 2."), number)))
    assert read_csv(compared)[1][2:] == ["about 63849 (CT)", "20 (Version 2.); about 63849 (CT)"]
    assert "about 63849 (CT)" in writing.to_markdown(compared, Wording(number=str))
    assert "about 63,849 (CT)" in writing.to_markdown(compared)
    assert "20 (Version 2.); about 63,849 (CT)" in writing.to_latex(compared)
    (row,) = json.loads(writing.to_json(compared))["rows"]
    assert row["cells"][0]["values"] == [
        {"text": "about 63849 (CT)", "iri": None, "number": 63849, "precision": "about", "of": "CT", "remark": None}
    ]


def test_not_stated_unknown_disputed_and_numbers_of_parts_are_told_apart() -> None:
    unknown = Cell((Value(text="Unknown", iri="https://example.org/U", is_unknown=True),))
    compared = table(
        Cell(), unknown, Cell((Value(text="x"),), is_disputed=True), Cell((Value(text="", is_in_parts=True),))
    )
    words = ["not stated", "unknown", "x (disputed)", "only of its parts"]
    assert read_csv(compared)[1][2:] == words
    assert read_markdown(compared)[-4:] == words
    assert read_latex(compared)[1:] == words
    (row,) = json.loads(writing.to_json(compared))["rows"]
    assert [cell["state"] for cell in row["cells"]] == ["not stated", "unknown", "stated", "stated"]
    assert [cell["disputed"] for cell in row["cells"]] == [False, False, True, False]
    assert [cell["only_parts"] for cell in row["cells"]] == [False, False, False, True]


def test_an_address_is_whole_in_files() -> None:
    address = Value(text="example.org/a_b", iri="https://example.org/a_b", is_address=True)
    compared = table(Cell((address,)), cell("x"))
    assert read_csv(compared)[1][2] == "https://example.org/a_b"
    assert "<https://example.org/a_b>" in writing.to_markdown(compared)
    assert "https://example.org/a\\_b" in writing.to_latex(compared)


def test_each_form_has_the_columns_of_the_datasets() -> None:
    compared = table(cell("x"), cell("y"), title="A & B | [C]")
    assert read_csv(compared)[0] == ["group", "property", "d0", "d1"]
    assert read_markdown(compared)[1:3] == ["A & B | [C]"] * 2
    assert "A \\& B \\ensuremath{|} {[}C]" in writing.to_latex(compared)
    assert writing.to_latex(compared).count("p{") == 3
    assert [each["slug"] for each in json.loads(writing.to_json(compared))["datasets"]] == ["d0", "d1"]

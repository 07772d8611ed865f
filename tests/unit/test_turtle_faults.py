"""Why a text is not Turtle: the likely cause, its line and what to write; a table of slips, and any text at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radcat.errors import RecordError, RecordSyntaxError
from radcat.rdf import turtle

BASE = "http://127.0.0.1:8000/"
HEAD = "@prefix dcat: <http://www.w3.org/ns/dcat#> .\n@prefix dcterms: <http://purl.org/dc/terms/> .\n"
EXAMPLE = Path(__file__).parent.parent / "example" / "records" / "datasets" / "skerry-float.ttl"
SLIPS = [
    ('<a> a dcat:Dataset\n    dcterms:title "x" .', 3, "a `;` is missing at the end of this line."),
    ('<a> a dcat:Dataset # why\n    dcterms:title "x" .', 3, "a `;` is missing at the end of this line."),
    ("<a> a dcat:Dataset\n\n# so\n<b> a dcat:Dataset .", 3, "a `.` is missing at the end of this line."),
    ("<a> a dcat:Dataset", 3, "a `.` is missing at the end of this line, and the file ends here."),
    ("<a> a dcat:Dataset ;\n", 3, "the file ends in the middle of a statement: write `.` for this `;`."),
    ("<a> dcterms:temporal [ a dcat:X\n", 3, "the `[` of line 3 is not closed, and the file ends here."),
    ("<a> dcterms:temporal [ a dcat:X .", 3, "the `[` of line 3 is not closed: write `]` before this."),
    ("<a> dcterms:temporal ( 1 2 .", 3, "the `(` of line 3 is not closed: write `)` before this."),
    (
        "<a> foaf:name 'x' .",
        3,
        "the prefix foaf: is not declared: write `@prefix foaf: <http://xmlns.com/foaf/0.1/> .`",
    ),
    ("<a> dct:title 'x' .", 3, "the prefix dct: is not declared: write `@prefix dct: <http://purl.org/dc/terms/> .`"),
    ("<a> zoo:name 'x' .", 3, "the prefix zoo: is not declared: write `@prefix zoo: <its IRI> .`"),
    ("<a> dcterms:license https://x/y .", 3, "an address stands in angle brackets: write <https://x/y>."),
    ('<a> dcterms:title "x ;\n dcterms:type "y" .', 3, "a text that begins in this line is not closed:"),
    ('<a> dcterms:title """x ;\n', 3, "the text that begins here is not closed:"),
    ("<a> dcterms:license <http://x/y ;\n", 3, "the address that begins here is not closed:"),
    ("<a> dcterms:license <http://x/a b> .", 3, "invalid IRI code point ' ': an address holds no spaces"),
    ("<a> dcterms:title “x” .", 3, "“ is a typographic quote:"),
    ("<a> dcterms:license ;", 3, "a value is missing before this `;`."),
    ("<a> a Dataset .", 3, "`Dataset` is not a value:"),
    ('<a> dcterms:title "x"@en "y"@de .', 3, "a `,` is missing between two values"),
    ('<a> dcterms:title "C:\\windows" .', 3, "unexpected escape character '\\w': write \\\\ for a backslash."),
]


@pytest.mark.parametrize(("text", "line", "said"), SLIPS)
def test_a_slip_is_told_with_its_cause_its_line_and_a_caret(text: str, line: int, said: str) -> None:
    with pytest.raises(RecordSyntaxError) as caught:
        turtle.parse((HEAD + text).encode(), BASE, "x.ttl")
    assert caught.value.line == line
    reason, above, here, caret = caught.value.reason.split("\n")
    assert reason.startswith(said)
    lines = (HEAD + text).split("\n")
    assert (above, here) == (f"2 | {lines[1]}", f"3 | {lines[2]}")
    assert caret.strip(" |") == "^"


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_text_is_read_or_refused_in_words(data: st.DataObject) -> None:
    text = EXAMPLE.read_text()
    at = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(st.one_of(st.text(max_size=8), st.text("<>\"'[]().;,@^#\\\n\t: a", max_size=8)))
    changed = text[:at] + put + text[at + length :]
    line = 1
    try:
        turtle.parse(changed.encode("utf-8", "surrogatepass"), BASE, "x.ttl")
    except RecordError as error:
        line = error.line
    assert 1 <= line <= changed.count("\n") + 1

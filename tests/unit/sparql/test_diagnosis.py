"""A text that is no SPARQL is answered with what is wrong with it, where, and what to write instead."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.editing.update import parse as parse_update
from radcat.errors import MalformedRequest, QuerySyntaxError
from radcat.rdf.prefixes import PREFIXES
from radcat.sparql import operation
from radcat.sparql import request as protocol
from radcat.sparql.diagnosis import diagnose, explain
from radcat.sparql.request import QueryForm

MISTAKES = [
    # characters
    ("SELECT\u00a0* {}", 1, 7, "U+00A0 NO-BREAK SPACE is not a space in SPARQL; write a plain space."),
    ("SELECT *\n  \u2003{}", 2, 3, "U+2003 EM SPACE is not a space"),
    ("SELECT *\x0b{}", 1, 9, "U+000B VERTICAL TAB is not a space"),
    ("SELECT *\x0c{}", 1, 9, "U+000C FORM FEED is not a space"),
    ("SELECT *\u2028{}", 1, 9, "U+2028 LINE SEPARATOR is not a space"),
    ("SELECT (“q” AS ?y) {}", 1, 9, 'U+201C LEFT DOUBLE QUOTATION MARK can\'t stand here; write a straight quote (").'),
    ("SELECT (‘q’ AS ?y) {}", 1, 9, "U+2018 LEFT SINGLE QUOTATION MARK can't stand here; write a straight quote (')."),
    ("SELECT (2 – 1 AS ?y) {}", 1, 11, "U+2013 EN DASH can't stand here; write a hyphen (-)."),
    ("SELECT\u200b * {}", 1, 7, "U+200B ZERO WIDTH SPACE can't stand here"),
    ("SELECT * {} \x00", 1, 13, "U+0000 NULL can't stand here"),
    ("SELECT * { ?s ?p ?o \\ }", 1, 21, "U+005C REVERSE SOLIDUS can't stand here"),
    # what does not end
    ('SELECT * { ?s ?p "abc }', 1, 18, 'the string that begins here does not end; a closing " is expected'),
    ("SELECT * {\n ?s ?p 'it's' }", 2, 13, "the string that begins here does not end; a closing ' is expected"),
    ('SELECT * { ?s ?p "C:\\dir" }', 1, 21, "\\d is not an escape; write \\\\ for a backslash in a string."),
    ("SELECT * { ?s <http://a/b ?o }", 1, 15, "the IRI that begins here does not end: a > is expected."),
    ("SELECT * { ?s <http://a b> ?o }", 1, 15, "it holds U+0020 SPACE"),
    # brackets
    ("ASK {", 1, 5, "this { is not closed; a } is expected before the end."),
    ("ASK {\n  { ?s ?p ?o }\n", 1, 5, "this { is not closed"),
    ("ASK { ?s ?p ?o } }", 1, 18, "this } closes nothing"),
    ("ASK {\n ?s ?p (1 2\n}", 3, 1, "a ) is expected before this }, for the ( at line 2, column 8."),
    ("SELECT (SUM(?x) AS ?y { ?s ?p ?x }", 1, 8, "this ( is not closed; a ) is expected before the end."),
    # prefixes
    ("ASK { ?s schema:name ?o }", 1, 10, "schema: is not declared; add PREFIX schema: <https://schema.org/>."),
    ("ASK { ?s a dct:Agent }", 1, 12, "dct: is not declared; add PREFIX dct: <http://purl.org/dc/terms/>."),
    ("ASK { ?s a mine:Thing }", 1, 12, "mine: is not declared; add PREFIX mine: <…> with the namespace"),
    ("ASK { ?s a :Thing }", 1, 12, ": is not declared; add PREFIX : <…>"),
    ("PREFIX a <http://a/> ASK { ?s a:b 1 }", 1, 8, "a colon is expected after a: PREFIX a: <http://a/>"),
    ("PREFIX a: http://a/ ASK { ?s a:b 1 }", 1, 8, "a namespace in < and > is expected after a:"),
    ("@prefix a: <http://a/> . ASK { ?s a:b 1 }", 1, 1, "@prefix is Turtle's; write PREFIX"),
    # words
    ("SELECT * { ?s ?p ?o FILTR(?o > 1) }", 1, 21, "FILTR is not a word of SPARQL; did you mean FILTER?"),
    ("SELECT * { ?s ?p ?o OPTINAL { ?s ?q ?r } }", 1, 21, "did you mean OPTIONAL?"),
    ("SELECT * { ?s ?p ?o } ORDR BY ?s", 1, 23, "did you mean ORDER?"),
    ("SELECT * WHRE { ?s ?p ?o }", 1, 10, "did you mean WHERE?"),
    ("SELECT * { ?s a thing }", 1, 17, "thing is not a word of SPARQL; a name has a colon"),
    ("SELECT * { ?s ?p ?o } ORDER ?o", 1, 29, "after ORDER, BY is expected, and not ?o."),
    ("SELECT * { ?s ?p ?o } LIMIT ?o", 1, 29, "after LIMIT, a number is expected, and not ?o."),
    ("SELECT * WHERE ?s ?p ?o", 1, 16, "after WHERE, { is expected, and not ?s."),
    ("SELECT * { ?s ?p ?o FILTER ?o > 3 }", 1, 28, "after FILTER, ( is expected, and not ?o."),
    ("SELECT ?x, ?y { ?x ?p ?y }", 1, 10, "no comma is expected between the variables of SELECT; leave it out."),
    ("SELECT (COUNT(*) ?n) { ?s ?p ?o }", 1, 18, "AS is expected before ?n."),
    # statements
    ("SELECT ?d {\n  ?d a\n}", 3, 2, "the statement about ?d has no value; expected one of IRI, literal"),
    ("SELECT (1 AS ?d) {\n  ?d a\n}", 3, 2, "the statement about ?d has no value"),
    ("ASK { VALUES ?x { 1 } ?x <p> }", 1, 31, "the statement about ?x has no value"),
    ("ASK { ?s ?p }", 1, 14, "the statement about ?s has no value; expected one of IRI, literal"),
    ("ASK { ?s . ?s ?p ?o }", 1, 11, "the statement about ?s has no property and no value; expected one of"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "column", "message"), MISTAKES, ids=[text for text, *_ in MISTAKES])
def test_a_mistake_is_named_with_its_place_and_remedy(text: str, line: int, column: int, message: str) -> None:
    found = diagnose(text)
    assert found is not None
    assert (found.line, found.column) == (line, column)
    assert message in found.message


FINE = [
    'SELECT * { ?s ?p \'it’s “so” – \u00a0\ufeff\', """two\nlines""" } # a comment’s\u00a0own',
    'PREFIX é: <http://e/é#> SELECT (1e6 AS ?x) { ?s é:ü "\\u00e9\\\\d"@en-GB , 1.5e-3, _:b1, [], (1 2) }',
    "SELECT ?a (COUNT(DISTINCT ?c) AS ?n) { VALUES ?x { 1 2 } VALUES (?y) { (1) } ?a ^?p/?q* ?b FILTER(?a<?b&&?b>1) }",
    "BASE <http://a/> PREFIX select: <b#> ASK { <#x> select:y true . FILTER NOT EXISTS { ?s ?p ?o } }",
    "INSERT DATA { <a> <b> <c> } ; CLEAR GRAPH <g> ; DELETE WHERE { ?s ?p ?o } ; COPY DEFAULT TO <x>",
    "SEL\\u0045CT * { \\u003Fs ?p ?o }",
]


@pytest.mark.parametrize("text", FINE)
def test_nothing_is_found_in_a_text_without_a_mistake(text: str) -> None:
    assert diagnose(text) is None


def test_a_prefix_that_is_known_beforehand_needs_no_declaration() -> None:
    text = "ASK { ?s dcat:theme ?o }"
    assert diagnose(text) is not None
    assert diagnose(text, PREFIXES) is None


@given(st.text(), st.integers(0, 9), st.integers(0, 9))
def test_every_text_is_explained_with_a_place_that_it_has(text: str, line: int, column: int) -> None:
    found = explain(text, line, column)
    lines = text.split("\n")
    assert found.message
    assert 1 <= found.line <= len(lines)
    assert 1 <= found.column <= len(lines[found.line - 1]) + 1


def test_what_is_long_is_shown_with_the_engines_place() -> None:
    text = "INSERT DATA {\n" + "<a> <b> <c> .\n" * 20_000 + "<a> <b> }"
    assert diagnose(text) is None
    found = explain(text, 20_002, 9)
    assert (found.message, found.line, found.column) == ("something else is expected at }", 20_002, 9)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELCT * {}", 1, 1, "and not SELCT; did you mean SELECT?"),
        ("PREFIX a: <b:c>\nSELCT * {}", 2, 1, "did you mean SELECT?"),
        ("DROP ALL", 1, 1, "DROP begins an update"),
        ("SELCT\u00a0* {}", 1, 6, "U+00A0 NO-BREAK SPACE"),
        ("PREFIX a: http://a/ SELECT * {}", 1, 8, "a namespace in < and > is expected"),
        ("", 1, 1, "SELECT, ASK, CONSTRUCT or DESCRIBE is expected."),
    ],
)
def test_a_text_without_a_form_is_told_what_stands_there(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(QuerySyntaxError, match="this is not a query") as raised:
        QueryForm.of(text)
    assert (raised.value.line, raised.value.column) == (line, column)
    assert message in str(raised.value)


@pytest.mark.parametrize(("text", "line", "column", "message"), MISTAKES[:25], ids=[text for text, *_ in MISTAKES[:25]])
def test_updates_are_told_the_same(text: str, line: int, column: int, message: str) -> None:
    update = f"DELETE WHERE {{ GRAPH <g> {{ ?s ?p 1 }} }} ;\n{text}"
    with pytest.raises(QuerySyntaxError) as raised:
        parse_update(update, "http://example.org/")
    assert (raised.value.line, raised.value.column) == (line + 1, column)
    assert message.partition(", for the")[0] in str(raised.value)


BODIES = [
    ("the byte 0xE9 at line 2, column 3 is not UTF-8; in Latin-1 it would be U+00E9 LATIN SMALL LETTER E WITH ACUTE",
     "# \n# é\nASK {}".encode("latin-1"), 2, 3),
    ("this is UTF-16, as its byte order mark says; send it in UTF-8", "ASK {}".encode("utf-16"), 1, 1),
    ("U+201C LEFT DOUBLE QUOTATION MARK", "# “".encode("cp1252"), 1, 3),
]  # fmt: skip


@pytest.mark.parametrize(("message", "body", "line", "column"), BODIES)
def test_a_text_in_another_encoding_is_told_which_byte_that_shows_in(
    message: str, body: bytes, line: int, column: int
) -> None:
    escaped = "".join(f"%{byte:02X}" for byte in body).encode()
    asked = [
        lambda: protocol.parse("POST", b"", protocol.QUERY, body),
        lambda: protocol.parse("GET", b"query=" + escaped, "", b""),
        lambda: protocol.parse("POST", b"", "application/x-www-form-urlencoded", b"query=" + escaped),
        lambda: operation.parse_update("POST", b"", operation.UPDATE, body),
        lambda: operation.parse_update("POST", b"", "application/x-www-form-urlencoded", b"update=" + escaped),
    ]
    for ask in asked:
        with pytest.raises(MalformedRequest) as raised:
            ask()
        assert message in str(raised.value)
        assert (raised.value.line, raised.value.column) == (line, column)


def test_a_byte_order_mark_at_the_head_is_skipped() -> None:
    marked = b"\xef\xbb\xbfASK {}"
    for asked in (
        protocol.parse("POST", b"", protocol.QUERY, marked),
        protocol.parse("GET", b"query=%EF%BB%BFASK%20{}", "", b""),
    ):
        assert asked is not None
        assert asked.text == "ASK {}"
    assert operation.parse_update("POST", b"", operation.UPDATE, b"\xef\xbb\xbfCLEAR ALL").text == "CLEAR ALL"

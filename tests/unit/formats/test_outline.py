"""What a page shows of a record, as the shapes say."""

from __future__ import annotations

import pytest
from rdflib import Graph, URIRef

from radcat.bootstrap import Registry
from radcat.catalogue import Scope
from radcat.formats.outline import Group, Layout, Row, Table, Value
from radcat.rdf import turtle
from radcat.rdf.prefixes import IANA

BASE = "http://127.0.0.1:8000/"
HEAD = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
SHAPES = """
<g2> a sh:PropertyGroup ; rdfs:label "Second" ; sh:order 2 .
<g1> a sh:PropertyGroup ; rdfs:label "First" ; sh:order 1 .
<N> sh:targetClass <C> ; sh:property <a>, <b>, <c>, <d>, <n>, <more> .
<a> sh:path <p-a> ; sh:name "A"@en ; sh:description "About A." ; sh:group <g2> ; sh:order 2 .
<b> sh:path <p-b> ; sh:name "B"@en ; sh:group <g2> ; sh:order 1.5 .
<c> sh:path <p-c> ; sh:name "C"@en ; sh:group <g1> ; sh:order 9 .
<d> sh:path <p-d> ; sh:group <g1> ; sh:order 1 .
<n> sh:path <p-n> ; sh:name "No group"@en .
<more> sh:path <p-a> ; sh:minCount 1 ; sh:severity sh:Warning .
<P> sh:targetClass <Part> ; sh:property <x>, <y> .
<x> sh:path <p-x> ; sh:name "X" ; sh:order 1 .
<y> sh:path <p-y> ; sh:name "Y" ; sh:order 2 .
"""


def graph_of(text: str) -> Graph:
    return turtle.parse((HEAD + text).encode(), BASE, "x")


def outline(text: str, vocabulary: str = "", shapes: str = SHAPES) -> tuple[Group, ...]:
    scope = Scope(graph_of(text), "thing", BASE, graph_of(vocabulary), lambda _name: None)
    return Layout(graph_of(shapes)).outline(scope, URIRef(BASE + "thing"))


def only_row(text: str, vocabulary: str = "") -> Row:
    ((row,),) = (group.rows for group in outline(text, vocabulary))
    return row


def names(groups: tuple[Group, ...]) -> list[tuple[str, list[str]]]:
    return [(group.name, [row.field.name for row in group.rows]) for group in groups]


def test_groups_and_rows_come_in_the_shapes_order_and_what_is_not_said_is_left_out() -> None:
    groups = outline("<thing> a <C> ; <p-a> 1 ; <p-b> 2 ; <p-c> 3 .")
    assert names(groups) == [("First", ["C"]), ("Second", ["B", "A"])]
    assert groups[1].rows[1].field.description == "About A."


def test_what_no_shape_mentions_is_shown_last_under_its_own_name() -> None:
    groups = outline(
        "<thing> a <C> ; <p-c> 1 ; <p-n> 2 ; <http://purl.org/dc/terms/title> 't' ; <ns/x#y> 3 ; <https://z.org/> 4 ."
    )
    assert names(groups) == [
        ("First", ["C"]),
        ("Other statements", ["No group", "dcterms:title", "https://z.org/", "x:y"]),
    ]


def test_a_shape_without_a_name_is_called_by_its_property() -> None:
    assert names(outline("<thing> a <C> ; <p-d> 1 .")) == [("First", [BASE + "p-d"])]


def test_a_node_of_a_class_without_shapes_is_shown_with_all_it_says() -> None:
    for type_ in ("<Unknown>", "<Other>, <Unknown>"):
        assert names(outline(f"<thing> a {type_} ; <ns/x#b> 1 ; <ns/x#a> 2 .")) == [
            ("Other statements", ["x:a", "x:b"])
        ]


def test_a_node_that_says_nothing_has_no_outline() -> None:
    assert outline("<thing> a <C> .") == outline("<else> a <C> .") == ()


def test_the_layout_does_not_depend_on_the_order_of_the_shapes() -> None:
    """A second shape on a property, which only adds a constraint, does not take its name away."""
    for shapes in (SHAPES.replace("<a>, <b>, <c>, <d>, <n>, <more>", "<more>, <n>, <d>, <c>, <b>, <a>"), SHAPES):
        assert names(outline("<thing> a <C> ; <p-a> 1 ; <p-b> 2 .", shapes=shapes)) == [("Second", ["B", "A"])]


CONCEPT = '<c> skos:prefLabel "Label"@en, "Etikett"@de ; skos:definition "What it means." .'


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("'text'", [Value("text")]),
        ("'text'@en, 'Text'@de", [Value("text", language="en"), Value("Text", language="de")]),
        ("007", [Value("007")]),
        ("1.50", [Value("1.50")]),
        ("'https://x.example/'", [Value("https://x.example/", "https://x.example/")]),
        ("'https://x.example/ is it'", [Value("https://x.example/ is it")]),
        ("'javascript:alert(1)'", [Value("javascript:alert(1)")]),
        ("<c>", [Value("Label", BASE + "c", hint="What it means.")]),
        ("<unknown>", [Value("127.0.0.1:8000/unknown", BASE + "unknown")]),
        ("<https://x.example/a/?q=1#f>", [Value("x.example/a#f", "https://x.example/a/?q=1#f")]),
        (f"<{IANA}text/csv>", [Value("text/csv", f"{IANA}text/csv")]),
        ("<mailto:a@x.example>", [Value("a@x.example", "mailto:a@x.example")]),
        ("(1 <c> 'x')", [Value("1"), Value("Label", BASE + "c", hint="What it means."), Value("x")]),
        ("()", [Value("an empty list")]),
        ("'b', 'a'", [Value("a"), Value("b")]),
    ],
)
def test_a_value_is_a_text_and_where_it_leads(said: str, values: list[Value]) -> None:
    assert list(only_row(f"<thing> <p> {said} .", CONCEPT).values) == values


def test_parts_of_a_class_with_shapes_are_rows_of_a_table_in_natural_order() -> None:
    parts = " ".join(f"<thing#row-{n}> a <Part> ; <p-x> {n} ." for n in (10, 9, 1))
    row = only_row(
        f"<thing> <p> <thing#row-10>, <thing#row-9>, <thing#row-1> . {parts} <thing#row-9> <p-y> <c>, 'y' .", CONCEPT
    )
    assert row.values == ()
    assert isinstance(row.table, Table)
    assert [column.name for column in row.table.columns] == ["X", "Y"]
    assert [[[value.text for value in cell] for cell in cells] for cells in row.table.rows] == [
        [["1"], []],
        [["9"], ["Label", "y"]],
        [["10"], []],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<thing> <p> <thing#a> . <thing#a> <p-x> 1 .",
        "<thing> <p> <thing#a>, <c> . <thing#a> a <Part> ; <p-x> 1 .",
        "<thing> <p> <thing#a> . <thing#a> a <Part> ; rdfs:label 'only a label' .",
        "<thing> <p> <else#a> . <else#a> a <Part> ; <p-x> 1 .",
        "<thing> <p> <thing/a> . <thing/a> a <Part> ; <p-x> 1 .",
    ],
)
def test_what_is_no_table_is_shown_as_values(text: str) -> None:
    row = only_row(text, CONCEPT)
    assert row.table is None
    assert row.values


def test_what_a_record_holds_is_one_table_for_each_class() -> None:
    graph = graph_of("""<thing> a <C> . <thing#r-2> a <Part> ; <p-x> 2 . <thing#r-10> a <Part> ; <p-x> 10 .
        <thing/k> a skos:Concept ; skos:prefLabel "K" .""")
    scope = Scope(graph, "thing", BASE, Graph(), lambda _name: None)
    concepts, parts = sorted(Layout(graph_of(SHAPES)).parts(scope, URIRef(BASE + "thing")), key=lambda p: len(p.iris))
    assert (concepts.name, concepts.iris) == ("Concept", (BASE + "thing/k",))
    assert parts.iris == (BASE + "thing#r-2", BASE + "thing#r-10")
    assert len(parts.table.rows) == 2


def test_a_dataset_of_the_example_is_shown_whole(published: Registry) -> None:
    """Every value that its graph has is on the page, and each row only once."""
    record = published.catalogue.version("datasets/skerry-float").record
    scope = published.catalogue.scope(record)
    groups = Layout(published.catalogue.merged("shapes")).outline(scope, record.iri(BASE))
    assert [group.name for group in groups] == [
        "Overview",
        "Measurements",
        "Access and licence",
        "Provenance",
        "Files",
        "Status",
    ]
    rows = [row for group in groups for row in group.rows]
    stated = set(published.catalogue.graph(record).predicates(record.iri(BASE)))
    assert len(rows) == len({row.field.path for row in rows}) == len(stated) - 1  # all but its type
    by_path = {row.field.path.rpartition("#")[2].rpartition("/")[2]: row for row in rows}
    assert by_path["creator"].values == (Value("Åsa Müller", BASE + "agents/asa-mueller"),)
    assert by_path["measurementCount"].values == (Value("00365"),)
    assert [value.language for value in by_path["alternative"].values] == ["ja", "de"] or [
        value.language for value in by_path["alternative"].values
    ] == ["de", "ja"]
    table = by_path["distribution"].table
    assert table is not None
    assert 'Typed levels, "as read"' in {value.text for cell in table.rows[0] for value in cell}


MULTILINGUAL = """
<g> a sh:PropertyGroup ; rdfs:label "Overview"@en , "Überblick"@de ; sh:order 1 .
<N> sh:targetClass <C> ; sh:property <a> , <b> .
<a> sh:path <p-a> ; sh:name "keyword"@en , "Schlagwort"@de ; sh:group <g> ; sh:order 1 .
<b> sh:path <p-b> ; sh:name "note"@en ; sh:group <g> ; sh:order 2 .
"""


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (("en", ""), ("Overview", ["keyword", "note"])),
        (("de", "en", ""), ("Überblick", ["Schlagwort", "note"])),
        (("de-AT", "en", ""), ("Überblick", ["Schlagwort", "note"])),
        (("fr", "en", ""), ("Overview", ["keyword", "note"])),
    ],
)
def test_properties_are_named_in_the_language_of_the_page(
    order: tuple[str, ...], expected: tuple[str, list[str]]
) -> None:
    scope = Scope(graph_of("<thing> a <C> ; <p-a> 1 ; <p-b> 2 ."), "thing", BASE, graph_of(""), lambda _name: None)
    groups = Layout(graph_of(MULTILINGUAL), order).outline(scope, URIRef(BASE + "thing"))
    assert names(groups) == [expected]


def test_a_word_of_two_languages_is_shown_once_in_the_language_of_the_page() -> None:
    text = '<thing> a <C> ; <p-c> "radar"@de , "radar"@fr , "radar" , "radar"^^<dt> , "Pegel"@de .'
    scope = Scope(graph_of(text), "thing", BASE, graph_of(""), lambda _name: None)
    scope.languages = ("fr", "")
    ((row,),) = (group.rows for group in Layout(graph_of(SHAPES)).outline(scope, URIRef(BASE + "thing")))
    assert [(v.text, v.language) for v in row.values] == [("radar", "fr"), ("radar", None), ("Pegel", "de")]
    assert [getattr(v.text, "datatype", None) for v in row.values] == [None, f"{BASE}dt", None]

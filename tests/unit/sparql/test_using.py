"""The dataset of a request, written into the text of an update."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import MalformedRequest
from radcat.sparql.operation import UpdateRequest
from radcat.sparql.using import with_using

G, H = "http://example.org/g", "http://example.org/h"
USING = f"USING <{G}> "


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("DELETE { ?s a 1 } WHERE { ?s a 2 }", f"DELETE {{ ?s a 1 }} {USING}WHERE {{ ?s a 2 }}"),
        ("INSERT{?s a 1}WHERE{?s a 2}", f"INSERT{{?s a 1}} {USING}WHERE{{?s a 2}}"),
        ("delete {} insert {} where { select * where {} }",
         f"delete {{}} insert {{}}  {USING}where {{ select * where {{}} }}"),
        ("DELETE WHERE { ?s a 1 }", f"DELETE {{ ?s a 1 }} {USING}WHERE {{ ?s a 1 }}"),
        ("DELETE WHERE{?s a 1 };DELETE WHERE {}",
         f"DELETE {{?s a 1 }} {USING}WHERE{{?s a 1 }};DELETE {{}} {USING}WHERE {{}}"),
        ("INSERT DATA { <a> <b> 'WHERE' }", "INSERT DATA { <a> <b> 'WHERE' }"),
        ("DELETE DATA { <a> <b> 1 } ; CLEAR ALL", "DELETE DATA { <a> <b> 1 } ; CLEAR ALL"),
        ("PREFIX where: <x> INSERT {} # WHERE\nWHERE { ?s a where:y }",
         f"PREFIX where: <x> INSERT {{}} # WHERE\n {USING}WHERE {{ ?s a where:y }}"),
        ("PREFIX a: <x> PREFIX b: <x> PREFIX c: <x> PREFIX d: <x> INSERT DATA {}",
         "PREFIX a: <x> PREFIX b: <x> PREFIX c: <x> PREFIX d: <x> INSERT DATA {}"),
        ("DROP ALL", "DROP ALL"),
        ("", ""),
    ],
)  # fmt: skip
def test_each_operation_that_asks_anything_asks_the_graphs_of_the_request(text: str, written: str) -> None:
    found = with_using(UpdateRequest(text, (G,), ()))
    assert found.split() == written.split()


def test_default_and_named_graphs_are_told_apart() -> None:
    found = with_using(UpdateRequest("INSERT {} WHERE {}", (G,), (G, H)))
    assert f"USING <{G}> USING NAMED <{G}> USING NAMED <{H}> WHERE" in found


def test_without_graphs_the_text_is_left_as_it_is() -> None:
    assert with_using(UpdateRequest("DELETE { nonsense", (), ())) == "DELETE { nonsense"


@pytest.mark.parametrize("text", [r"INSERT {} \u0057HERE {}", "DELETE { ?s ?p ?o }", "INSERT {} ; DELETE {} WHERE {}"])
def test_where_a_clause_belongs_has_to_be_plain(text: str) -> None:
    with pytest.raises(MalformedRequest, match="WHERE"):
        with_using(UpdateRequest(text, (G,), ()))


@pytest.mark.parametrize(
    "text",
    [
        "DELETE WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "INSERT DATA { <x:s> <x:p> 2 } ; DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER EXISTS { ?s ?p ?o } }",
    ],
)
def test_an_engine_asks_those_graphs_then(text: str) -> None:
    """The template of a DELETE without GRAPH means the default graph, whatever the pattern was asked of."""
    store = ox.Store()
    triple = ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal(1)
    for graph in (ox.DefaultGraph(), ox.NamedNode(G), ox.NamedNode(H)):
        store.add(ox.Quad(*triple, graph))
    kept = ox.Quad(ox.NamedNode("x:only"), *triple[1:], ox.DefaultGraph())
    store.add(kept)
    store.update(with_using(UpdateRequest(text, (G,), ())))
    assert kept in store, "which is in the default graph, and not in the graph that is asked"
    assert ox.Quad(*triple, ox.DefaultGraph()) not in store
    assert ox.Quad(*triple, ox.NamedNode(H)) in store


pieces = st.lists(
    st.sampled_from(
        ["DELETE", "INSERT", "WHERE", "DATA", "{", "}", "(", ")", ";", "<x:a>", "?s", "'WHERE'", "#WHERE\n", "x:y"]
    ),
    max_size=12,
)


@given(pieces)
def test_nothing_of_the_text_is_lost_but_what_is_written_out(found: list[str]) -> None:
    text = " ".join(found)
    try:
        written = with_using(UpdateRequest(text, (G,), ()))
    except MalformedRequest:
        return
    assert written.endswith(text[-1:])
    assert written.count(USING.strip()) <= text.count("WHERE")

"""The scratch store: what it takes, what ends a query, and what ends the store."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from radcat.errors import (
    AnswerTooLarge,
    MalformedRequest,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    RegistryError,
    ScratchLost,
    UnknownGraph,
)
from radcat.scratch.store import ScratchStore
from radcat.stores.base import Query

BASE = "http://example.org/"
G, H = f"{BASE}g", f"{BASE}h"
JSON, TURTLE, NT = "application/sparql-results+json", "text/turtle", "application/n-triples"
SOME = "INSERT DATA { <a> <b> 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 . GRAPH <g> { <a> <b> 'in g' } }"
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?t ?u ?v . ?w ?x ?y"
COUNTED = f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"


@pytest.fixture(scope="module")
def shared() -> Iterator[ScratchStore]:
    """A store whose process these tests may not end."""
    store = ScratchStore(seconds=30, megabytes=256, output_mb=4)
    yield store
    store.close()


@pytest.fixture
def scratch(shared: ScratchStore) -> ScratchStore:
    """The same, empty."""
    shared.update("DROP ALL", BASE)
    return shared


def ask(store: ScratchStore, text: str, media_type: str = JSON, *, default: str = "", named: str = "") -> str:
    query = Query(text, media_type, (default,) if default else (), (named,) if named else ())
    with store.query(query, BASE) as answer:
        return answer.read().decode()


def test_it_begins_empty() -> None:
    store = ScratchStore(seconds=30, megabytes=128, output_mb=1)
    assert store.count() == (0, 0)
    store.close()


def test_an_update_is_seen_by_the_next_query(scratch: ScratchStore) -> None:
    scratch.update(SOME, BASE)
    assert '"true"' in ask(scratch, "SELECT (EXISTS { <a> <b> 16 } AS ?x) {}")
    assert scratch.count() == (17, 1)


def test_the_default_graph_is_not_the_union_of_the_named_graphs(scratch: ScratchStore) -> None:
    scratch.update(SOME, BASE)
    assert "false" in ask(scratch, "ASK { ?s ?p 'in g' }")
    assert "true" in ask(scratch, "ASK { GRAPH ?g { ?s ?p 'in g' } }")
    assert "true" in ask(scratch, "ASK { ?s ?p 'in g' }", default=G)
    assert "false" in ask(scratch, "ASK { GRAPH ?g { ?s ?p 'in g' } }", named=H)
    assert "false" in ask(scratch, "ASK { ?s ?p 16 }", named=G), "which leaves the default graph empty"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("ASK {", QuerySyntaxError),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", QueryRefused),
        ("ASK { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", QueryRefused),
        ("ASK { SERVICE <https://localhost/> { ?s ?p ?o } }", QueryRefused),
        (f"SELECT * {{ {PRODUCT} }}", AnswerTooLarge),
        (f"SELECT * {{ {PRODUCT} }} ORDER BY ?a", QueryTooLarge),
        ("SELECT * {" + "{" * 200_000, QueryFailed),
    ],
    ids=["syntax", "a port that is not for http", "http", "https", "output", "memory", "a crash"],
)
def test_a_query_that_comes_to_nothing_costs_no_content(
    scratch: ScratchStore, text: str, error: type[RegistryError]
) -> None:
    scratch.update(SOME, BASE)
    with pytest.raises(error):
        ask(scratch, text)
    assert scratch.count() == (17, 1)


def test_what_runs_too_long_costs_no_content() -> None:
    store = ScratchStore(seconds=0.5, megabytes=1024, output_mb=1)
    store.update(SOME, BASE)
    with pytest.raises(QueryTimeout, match=r"0\.5 s"):
        ask(store, COUNTED)
    with pytest.raises(QueryTimeout, match=r"0\.5 s"):
        store.update(f"INSERT DATA {{ <new> <b> 1 }} ; INSERT {{ <x:y> <b> ?n }} WHERE {{ {COUNTED} }}", BASE)
    assert store.count() == (17, 1)
    store.close()


def test_a_syntax_error_says_where(scratch: ScratchStore) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        ask(scratch, "ASK {\n  ?s ?p }")
    assert (caught.value.line, caught.value.column) == (2, 10)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA { <new> <b> ?c }", QuerySyntaxError),
        ("INSERT DATA { <new> <b> 1 } ; CREATE GRAPH <g>", QueryRefused),
        ("INSERT DATA { <new> <b> 1 } ; CLEAR GRAPH <none>", QueryRefused),
        ("INSERT DATA { <new> <b> 1 } ; LOAD <http://127.0.0.1/>", QueryRefused),
        ("INSERT DATA { <new> <b> 1 } ; LOAD <https://localhost/>", QueryRefused),
        ("INSERT DATA { <new> <b> 1 } ; LOAD <file:///etc/passwd>", QueryRefused),
        ("INSERT { <new> <b> ?o } WHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", QueryRefused),
        (f"INSERT DATA {{ <new> <b> 1 }} ; INSERT {{ ?a ?b 0 }} WHERE {{ SELECT * {{ {PRODUCT} }} ORDER BY ?a }}",
         QueryTooLarge),
    ],
)  # fmt: skip
def test_an_update_that_fails_changes_nothing(scratch: ScratchStore, text: str, error: type[RegistryError]) -> None:
    scratch.update(SOME, BASE)
    with pytest.raises(error):
        scratch.update(text, BASE)
    assert scratch.count() == (17, 1)
    assert "false" in ask(scratch, "ASK { <new> ?p ?o }")


def test_silent_goes_on_where_nothing_is_reached(scratch: ScratchStore) -> None:
    scratch.update("LOAD SILENT <http://127.0.0.1/> ; CLEAR SILENT GRAPH <none> ; INSERT DATA { <a> <b> 1 }", BASE)
    assert scratch.count() == (1, 0)
    assert '"bindings":[{}]' in ask(scratch, "SELECT * { SERVICE SILENT <http://127.0.0.1/> { ?s ?p ?o } }")


def test_a_function_that_nobody_knows_is_an_error_of_its_expression_only(scratch: ScratchStore) -> None:
    """SPARQL 1.1, section 17.6."""
    assert '"bindings":[{}]' in ask(scratch, "SELECT (<http://x/f>(1) AS ?a) (<http://x/g>(?a) AS ?b) {}")
    assert "false" in ask(scratch, "ASK { FILTER(<http://x/f>(1)) }")
    scratch.update("INSERT { <a> <b> ?x } WHERE { BIND(COALESCE(<http://x/f>(), 7) AS ?x) }", BASE)
    assert "true" in ask(scratch, "ASK { <a> <b> 7 }")


def test_true_and_false_are_keywords_in_any_case(scratch: ScratchStore) -> None:
    assert "true" in ask(scratch, "ASK { FILTER(TRUE && !False && 'TRUE' != 'true') }")


# Graphs


def test_a_graph_is_replaced_extended_read_and_forgotten(scratch: ScratchStore) -> None:
    assert scratch.write(G, [(TURTLE, b"<a> <b> 1 .")], BASE, replace=True) is False
    assert scratch.write(G, [(TURTLE, b"<a> <b> 2 .")], BASE, replace=True) is True
    assert scratch.write(G, [(NT, b'<x:a> <x:b> "3" .')], BASE, replace=False) is True
    with scratch.read(G, NT) as answer:
        assert sorted(answer.read().splitlines()) == [
            b'<http://example.org/a> <http://example.org/b> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .',
            b'<x:a> <x:b> "3" .',
        ]
    scratch.drop(G)
    for gone in (lambda: scratch.read(G, NT), lambda: scratch.drop(G)):
        with pytest.raises(UnknownGraph):
            gone()


def test_a_graph_may_be_empty_and_be_there(scratch: ScratchStore) -> None:
    assert scratch.write(G, [(TURTLE, b"")], BASE, replace=False) is False
    assert scratch.count() == (0, 1)
    with scratch.read(G, NT) as answer:
        assert answer.read() == b""


def test_the_default_graph_is_always_there(scratch: ScratchStore) -> None:
    with scratch.read(None, NT) as answer:
        assert answer.read() == b""
    assert scratch.write(None, [(TURTLE, b"<a> <b> 1 .")], BASE, replace=True) is True
    scratch.drop(None)
    assert scratch.count() == (0, 0)


def test_blank_nodes_of_two_documents_are_two(scratch: ScratchStore) -> None:
    scratch.write(G, [(TURTLE, b"<a> <b> _:x ."), (TURTLE, b"<a> <b> _:x .")], BASE, replace=True)
    assert scratch.count() == (2, 1)


@pytest.mark.parametrize("content", [b"<a> <b>", b"<a> <b> 1 . <c> <d> \xff .", b"<a> <b> <http://e f> ."])
def test_a_document_that_cant_be_read_changes_nothing(scratch: ScratchStore, content: bytes) -> None:
    scratch.write(G, [(TURTLE, b"<a> <b> 1 .")], BASE, replace=True)
    with pytest.raises(MalformedRequest, match="text/turtle"):
        scratch.write(G, [(TURTLE, b"<x> <y> 1 ."), (TURTLE, content)], BASE, replace=True)
    assert "true" in ask(scratch, "ASK { GRAPH <g> { <a> <b> 1 } }")
    assert scratch.count() == (1, 1)


def test_a_json_ld_document_reaches_nothing(scratch: ScratchStore) -> None:
    document = b'{"@context": "http://127.0.0.1/context", "@id": "http://x/a", "http://x/b": 1}'
    with pytest.raises((MalformedRequest, ScratchLost)):
        scratch.write(G, [("application/ld+json", document)], BASE, replace=True)


# The process


def test_threads_take_turns(scratch: ScratchStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(scratch.update, f"INSERT DATA {{ <a> <b> {n} }}", BASE) for n in range(50)]
        done += [pool.submit(ask, scratch, "SELECT * { ?s ?p ?o }") for _ in range(50)]  # type: ignore[arg-type]
        for future in done:
            future.result()
    assert scratch.count() == (50, 0)


def test_what_ends_the_process_is_told_with_what_was_lost_and_a_fresh_store_begins() -> None:
    store = ScratchStore(seconds=30, megabytes=128, output_mb=1)
    store.update(SOME, BASE)
    with pytest.raises(ScratchLost, match=r"exit status -\d+.*content is lost.*new, empty"):
        store.write(G, [(TURTLE, b"<a> <b> " + b"(" * 3_000_000)], BASE, replace=False)
    assert store.count() == (0, 0)
    store.update(SOME, BASE)
    assert store.count() == (17, 1)
    store.close()


def test_a_process_that_somebody_else_ended_is_told_too() -> None:
    store = ScratchStore(seconds=30, megabytes=128, output_mb=1)
    first = store._child
    assert first is not None
    os.kill(first.pid, signal.SIGKILL)
    with pytest.raises(ScratchLost):
        store.update(SOME, BASE)
    store.update(SOME, BASE)
    second = store._child
    assert second is not None
    store.close()
    assert [child._process.returncode for child in (first, second)] == [-signal.SIGKILL] * 2


def test_an_answer_outlives_the_next_one_and_the_store() -> None:
    store = ScratchStore(seconds=30, megabytes=256, output_mb=8)
    word = "x" * 1000
    long, short = (
        store.query(Query("SELECT * { VALUES ?x { " + f"'{word}' " * n + "} }", "text/csv"), BASE) for n in (2000, 2)
    )
    store.close()
    with long, short:
        assert long.read().decode() == "x\r\n" + f"{word}\r\n" * 2000
        assert short.read().decode() == f"x\r\n{word}\r\n{word}\r\n"

"""What every store does alike: an Index and the Endpoint that reads it (radcat.stores.base).

A store is tested by a class that inherits from StoreContract and has a fixture `store`.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from rdflib import Graph

from radcat.errors import MalformedRequest, NotAcceptable, QuerySyntaxError, StoreUnavailable
from radcat.stores.base import Endpoint, GraphChange, Index, MembersChange, Position, Query

BASE = "https://example.org/"
A, B, C = f"{BASE}a", f"{BASE}b", f"{BASE}c"
# A store may hold a statement of its own, which says how far it has come: the tests' statements have one predicate.
ASK_ANYTHING = "ASK { ?s <p> ?o }"


class Store:
    """A store under test: its writing side, its reading side, and where the ledger stands."""

    def __init__(self, endpoint: Endpoint, open_index: Callable[[], Index]) -> None:
        self.endpoint, self._open_index = endpoint, open_index
        self.index, self.generation = open_index(), 0

    def reopen(self, open_index: Callable[[], Index] | None = None) -> None:
        """Let go of the index, which one process at a time may hold, and open it again."""
        del self.index
        self.index = (open_index or self._open_index)()

    def put(self, **graphs: str | None) -> None:
        """Publish new contents of the graphs a, b, c; None ends one."""
        self.index.apply(change(name, text) for name, text in graphs.items())
        self.generation += 1
        self.index.publish(Position(self.generation, BASE))

    def ask(self, text: str, **more: object) -> bool:
        """Evaluate an ASK query."""
        query = Query(text, "application/sparql-results+json", **more)  # type: ignore[arg-type]
        return bool(json.loads(b"".join(self.endpoint.query(query)))["boolean"])

    def select(self, text: str, **more: object) -> list[str]:
        """Evaluate a SELECT query of one variable; its values in order."""
        answer = b"".join(self.endpoint.query(Query(text, "text/csv", **more)))  # type: ignore[arg-type]
        _, *rows = csv.reader(io.StringIO(answer.decode()))
        return sorted(row[0] for row in rows)


def change(name: str, text: str | None) -> GraphChange:
    """New content for the graph *name*, or its end."""
    return GraphChange(BASE + name, text.encode() if text is not None else None, BASE)


class StoreContract:
    """The behaviours that radcat relies on."""

    # --- the index

    def test_a_new_index_has_no_position_and_a_new_endpoint_nothing_to_ask(self, store: Store) -> None:
        assert store.index.position is None
        assert store.endpoint.position is None
        with pytest.raises(StoreUnavailable, match="radcat sync"):
            store.endpoint.query(Query(ASK_ANYTHING, "text/csv"))

    def test_an_empty_registry_can_be_asked(self, store: Store) -> None:
        store.put()
        assert not store.ask(ASK_ANYTHING)

    def test_relative_iris_of_a_graph_resolve_against_its_base(self, store: Store) -> None:
        store.put(a="<a> <p> <b> .")
        assert store.ask(f"ASK {{ <{A}> <{BASE}p> <{B}> }}")

    def test_nothing_is_seen_before_it_is_published(self, store: Store) -> None:
        store.put(a="<a> <p> 1 .")
        store.index.apply([change("a", "<a> <p> 2 .")])
        assert store.ask(f"ASK {{ <{A}> ?p 1 }}")
        store.index.publish(Position(2, BASE))
        assert store.ask(f"ASK {{ <{A}> ?p 2 }}")
        assert not store.ask(f"ASK {{ <{A}> ?p 1 }}")

    def test_what_is_published_again_at_the_same_position_is_another_state(self, store: Store) -> None:
        """As graphs are that are computed from records, when links were checked."""
        store.put(a="<a> <p> 1 .")
        before = store.endpoint.state
        store.index.apply([change("a", "<a> <p> 2 .")])
        store.index.publish(Position(store.generation, BASE))
        assert store.endpoint.state != before
        assert store.select("SELECT ?o { ?s <p> ?o }") == ["2"]

    def test_a_graph_is_replaced_whole(self, store: Store) -> None:
        store.put(a="<a> <p> 1, 2 .", b="<b> <p> 1 .")
        store.put(a="<a> <p> 3 .")
        assert store.select(f"SELECT ?o {{ GRAPH <{A}> {{ ?s <p> ?o }} }}") == ["3"]
        assert store.select(f"SELECT ?o {{ GRAPH <{B}> {{ ?s <p> ?o }} }}") == ["1"]

    def test_a_graph_gains_and_loses_members_and_keeps_what_else_it_says(self, store: Store) -> None:
        store.put(a="<a> <p> <x>, <y> ; <q> [ <p> 1 ] .", b="<a> <p> <y> .")
        for _ in range(2):  # an index that was killed applies again what it had applied
            store.index.apply([MembersChange(A, A, f"{BASE}p", (f"{BASE}z", f"{BASE}x"), (f"{BASE}y", f"{BASE}w"))])
            store.generation += 1
            store.index.publish(Position(store.generation, BASE))
        assert store.select(f"SELECT ?o {{ GRAPH <{A}> {{ <{A}> <p> ?o }} }}") == [f"{BASE}x", f"{BASE}z"]
        assert store.ask(f"ASK {{ GRAPH <{A}> {{ <{A}> <q> [ <p> 1 ] }} }}")
        assert store.select(f"SELECT ?o {{ GRAPH <{B}> {{ <{A}> <p> ?o }} }}") == [f"{BASE}y"]

    def test_many_members_can_come_and_go_at_once(self, store: Store) -> None:
        """More than a server takes in one request."""
        members = tuple(f"{BASE}{number:04}" for number in range(2500))
        store.put(a="<a> <p> <z> .")
        for added, removed, left in ((members, (), 2501), ((), members[1:], 2)):
            store.index.apply([MembersChange(A, A, f"{BASE}p", added, removed)])
            store.generation += 1
            store.index.publish(Position(store.generation, BASE))
            assert store.select(f"SELECT (COUNT(*) AS ?n) {{ <{A}> <p> ?o }}") == [str(left)]

    def test_a_graph_can_be_dropped_even_twice(self, store: Store) -> None:
        store.put(a="<a> <p> 1 .", b="<b> <p> 1 .")
        store.put(a=None)
        store.put(a=None)
        assert store.select("SELECT DISTINCT ?g { GRAPH ?g { ?s <p> ?o } }") == [B]

    def test_applying_a_change_twice_is_applying_it_once(self, store: Store) -> None:
        """An index that was killed applies again what it had applied."""
        for _ in range(2):
            store.put(a="<a> <p> [ <p> 1 ] .")
        assert store.select("SELECT (COUNT(*) AS ?n) { ?s <p> ?o }") == ["2"]

    def test_a_statement_in_two_graphs_outlives_one_of_them(self, store: Store) -> None:
        store.put(a="<x> <p> 1 .", b="<x> <p> 1 .")
        store.put(a=None)
        assert store.select("SELECT ?g { GRAPH ?g { ?s <p> ?o } }") == [B]

    def test_blank_nodes_of_one_name_in_two_graphs_are_two(self, store: Store) -> None:
        store.put(a="_:n <p> 1 .", b="_:n <p> 2 .")
        assert store.select("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <p> ?o }") == ["2"]

    def test_clear_forgets_everything_but_readers_keep_it_until_the_next_publish(self, store: Store) -> None:
        store.put(a="<a> <p> 1 .")
        store.index.clear()
        assert store.index.position is None
        assert store.ask(ASK_ANYTHING)
        store.put(b="<b> <p> 1 .")
        assert store.select("SELECT ?g { GRAPH ?g { ?s <p> ?o } }") == [B]

    def test_both_sides_stand_where_was_published_last(self, store: Store) -> None:
        store.put(a="<a> <p> 1 .")
        store.put(a="<a> <p> 2 .")
        assert store.index.position == store.endpoint.position == Position(2, BASE)

    def test_an_index_that_is_opened_again_goes_on_where_it_was(self, store: Store) -> None:
        store.put(a="<a> <p> 1 .")
        store.reopen()
        assert store.index.position == Position(1, BASE)
        store.put(b="<b> <p> 1 .")
        assert store.select("SELECT ?g { GRAPH ?g { ?s <p> ?o } }") == [A, B]

    def test_a_running_endpoint_sees_each_publication_at_once(self, store: Store) -> None:
        for number in range(1, 6):
            store.put(a=f"<a> <p> {number} .")
            assert store.select("SELECT ?o { ?s <p> ?o }") == [str(number)]

    # --- datasets (SPARQL 1.1, section 13; SPARQL 1.1 Protocol, section 2.1.4)

    @pytest.fixture
    def three(self, store: Store) -> Store:
        """A store of three graphs, of which each says its own number."""
        store.put(a="<a> <p> 1 .", b="<b> <p> 2 .", c="<c> <p> 3 .")
        return store

    def test_a_query_that_names_no_dataset_is_asked_of_all_graphs(self, three: Store) -> None:
        assert three.select("SELECT ?o { ?s <p> ?o }") == ["1", "2", "3"]
        assert three.select("SELECT ?g { GRAPH ?g { ?s <p> ?o } }") == [A, B, C]

    def test_the_union_holds_a_statement_once(self, store: Store) -> None:
        store.put(a="<x> <p> 1 .", b="<x> <p> 1 .")
        assert store.select("SELECT ?o { ?s <p> ?o }") == ["1"]

    def test_patterns_match_across_graphs(self, store: Store) -> None:
        store.put(a="<a> <p> <b> .", b="<b> <p> 2 .")
        assert store.select(f"SELECT ?o {{ <{A}> <p> ?s . ?s <p> ?o }}") == ["2"]

    @pytest.mark.parametrize(
        ("clauses", "pattern", "answers"),
        [
            (f"FROM <{A}>", "?s <p> ?o", ["1"]),
            (f"FROM <{A}> FROM <{B}>", "?s <p> ?o", ["1", "2"]),
            (f"FROM <{A}>", "GRAPH ?g { ?s <p> ?o }", []),
            (f"FROM NAMED <{A}>", "?s <p> ?o", []),
            (f"FROM NAMED <{A}> FROM NAMED <{C}>", "GRAPH ?g { ?s <p> ?o }", ["1", "3"]),
            (f"FROM <{A}> FROM NAMED <{B}>", "?s <p> ?o", ["1"]),
            (f"FROM <{A}> FROM NAMED <{B}>", "GRAPH ?g { ?s <p> ?o }", ["2"]),
            (f"FROM <{BASE}unknown>", "?s <p> ?o", []),
        ],
    )
    def test_from_in_the_text_makes_the_dataset(
        self, three: Store, clauses: str, pattern: str, answers: list[str]
    ) -> None:
        assert three.select(f"SELECT ?o {clauses} {{ {pattern} }}", names_dataset=True) == answers

    @pytest.mark.parametrize(
        ("default", "named", "pattern", "answers"),
        [
            ((A,), (), "?s <p> ?o", ["1"]),
            ((A, B), (), "?s <p> ?o", ["1", "2"]),
            ((A,), (), "GRAPH ?g { ?s <p> ?o }", []),
            ((), (A,), "?s <p> ?o", []),
            ((), (A, C), "GRAPH ?g { ?s <p> ?o }", ["1", "3"]),
            ((A,), (B,), "?s <p> ?o", ["1"]),
            ((A,), (B,), "GRAPH ?g { ?s <p> ?o }", ["2"]),
        ],
    )
    @pytest.mark.parametrize("clause", ["", f"FROM <{C}> "], ids=["alone", "over FROM"])
    def test_the_protocols_dataset_is_the_dataset_and_beats_that_of_the_text(
        self,
        three: Store,
        default: tuple[str, ...],
        named: tuple[str, ...],
        pattern: str,
        answers: list[str],
        clause: str,
    ) -> None:
        query = f"SELECT ?o {clause}{{ {pattern} }}"
        found = three.select(query, default_graphs=default, named_graphs=named, names_dataset=bool(clause))
        assert found == answers

    # --- answers

    @pytest.mark.parametrize(
        ("media_type", "begins"),
        [
            ("application/sparql-results+json", b'{"head":{"vars":["o"]}'),
            ("application/sparql-results+xml", b"<?xml"),
            ("text/csv", b"o\r\n"),
            ("text/tab-separated-values", b"?o\n"),
        ],
    )
    def test_solutions_come_in_every_format_of_sparql(self, three: Store, media_type: str, begins: bytes) -> None:
        answer = b"".join(three.endpoint.query(Query("SELECT ?o { ?s <p> ?o }", media_type)))
        assert answer.startswith(begins)
        assert all(number in answer for number in (b"1", b"2", b"3"))

    @pytest.mark.parametrize(
        ("media_type", "form"),
        [
            ("text/turtle", "ox-turtle"),
            ("application/n-triples", "ox-nt"),
            ("application/rdf+xml", "ox-xml"),
            ("application/ld+json", "ox-json-ld"),
        ],
    )
    @pytest.mark.parametrize("text", ["CONSTRUCT WHERE { ?s <p> ?o }", f"DESCRIBE <{A}> <{B}> <{C}>"])
    def test_graphs_come_in_every_format_of_rdf(self, three: Store, text: str, media_type: str, form: str) -> None:
        answer = b"".join(three.endpoint.query(Query(text, media_type)))
        assert len(Graph().parse(data=answer, format=form)) == 3

    def test_a_format_that_the_form_has_not_is_refused(self, three: Store) -> None:
        for text, media_type in ((ASK_ANYTHING, "text/turtle"), ("DESCRIBE <a>", "text/csv")):
            with pytest.raises(NotAcceptable):
                three.endpoint.query(Query(text, media_type))
        assert three.ask(ASK_ANYTHING)

    def test_a_graph_that_is_named_by_no_iri_is_refused(self, three: Store) -> None:
        for names in ({"default_graphs": ("no iri",)}, {"named_graphs": ("datasets/x",)}):
            with pytest.raises(MalformedRequest, match="names no graph"):
                three.ask(ASK_ANYTHING, **names)
        assert three.ask(ASK_ANYTHING)

    def test_relative_iris_of_a_query_resolve_against_the_registrys_base(self, three: Store) -> None:
        assert three.ask("ASK { <a> <p> 1 }")

    def test_prefixes_that_come_with_the_query_need_no_declaration(self, three: Store) -> None:
        assert three.ask("ASK { e:a e:p 1 }", prefixes=(("e", BASE),))

    def test_a_query_that_is_no_sparql_is_refused_with_its_position(self, three: Store) -> None:
        with pytest.raises(QuerySyntaxError) as raised:
            three.endpoint.query(Query("SELECT ?o {\n  ?s ?p }", "text/csv"))
        assert (raised.value.line, raised.value.column) == (2, 10)  # where the text ends too early
        assert three.ask(ASK_ANYTHING)

    def test_a_large_answer_comes_whole(self, store: Store) -> None:
        store.put(a="\n".join(f'<a> <p> "{number:06} {"x" * 100}" .' for number in range(30_000)))
        lines = b"".join(store.endpoint.query(Query("SELECT ?o { ?s <p> ?o }", "text/csv"))).splitlines()
        assert len(lines) == 30_001
        assert {line[:6] for line in lines[1:]} == {b"%06d" % number for number in range(30_000)}

"""The dataset clauses of a query are found without a parser, or left alone."""

from __future__ import annotations

import pytest

from radcat.errors import MalformedRequest
from radcat.sparql.dataset import NOWHERE, explicit, limit, prologue, separate

BASE = "https://example.org/"


@pytest.mark.parametrize(
    ("text", "default", "named"),
    [
        ("SELECT * FROM <http://e/a> {}", ["http://e/a"], []),
        ("SELECT * from named <a> FROM <b#c> {}", [f"{BASE}b#c"], [f"{BASE}a"]),
        ("PREFIX e: <http://e/> ASK FROM e:a FROM NAMED e:b\\-c {}", ["http://e/a"], ["http://e/b-c"]),
        ("BASE <http://b/x/> PREFIX : <y#> ASK FROM :a FROM <z> {}", ["http://b/x/y#a", "http://b/x/z"], []),
        ("CONSTRUCT { ?s ?p 'FROM <x>' } # FROM <y>\nFROM <http://e/a> WHERE { ?s ?p ?o }", ["http://e/a"], []),
        ("DESCRIBE <http://e/x> FROM <http://e/a>", ["http://e/a"], []),
        ("ASK FROM <http://e/\\u0061> {}", ["http://e/a"], []),
    ],
)
def test_clauses_are_taken_out_and_nothing_else_moves(text: str, default: list[str], named: list[str]) -> None:
    found = separate(text, BASE)
    assert found is not None
    assert (list(found.default_graphs), list(found.named_graphs)) == (default, named)
    assert len(found.text) == len(text)
    assert found.text.count("\n") == text.count("\n")
    assert all(now in (before, " ") for now, before in zip(found.text, text, strict=True))
    assert separate(found.text, BASE) is None


@pytest.mark.parametrize(
    "text",
    ["SELECT * { ?s ?p ?o }", "ASK FROM unknown:a {}", "ASK FROM", "ASK FROM NAMED", "ASK { ?s ?p 'FROM <a>' }"],
)
def test_where_there_is_none_or_none_can_be_told_the_text_is_left_alone(text: str) -> None:
    assert separate(text, BASE) is None


def test_neither_half_of_a_dataset_is_left_open() -> None:
    assert explicit(["http://e/a"], []) == {"default-graph-uri": ["http://e/a", NOWHERE], "named-graph-uri": [NOWHERE]}


@pytest.mark.parametrize("name", ["no iri", "datasets/x", "", "http://e/ x", "http://e/<x>"])
def test_a_graph_needs_a_whole_iri(name: str) -> None:
    with pytest.raises(MalformedRequest, match="names no graph"):
        explicit([], [name])


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("ASK { <a> ?p ?o }", f"BASE <{BASE}> "),
        ("BASE <http://b/> ASK { <a> ?p ?o }", ""),
        ("ASK { e:a ?p ?o }", f"BASE <{BASE}> PREFIX e: <http://e/> "),
        ("PREFIX e: <http://other/> ASK { e:a ?p ?o }", f"BASE <{BASE}> "),
        ("ASK { ?s ?p 'e:a' }", f"BASE <{BASE}> "),
    ],
)
def test_only_what_a_text_lacks_goes_before_it(text: str, before: str) -> None:
    assert prologue(text, BASE, [("e", "http://e/")]) == before


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * { ?s ?p ?o }", (None, True)),
        ("SELECT * { ?s ?p ?o } # LIMIT 3", (None, True)),
        ("SELECT * { ?s ?p ?o } LIMIT 10", (10, False)),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 5 } } OFFSET 3 limit 10", (10, False)),
        ("SELECT * { { SELECT * { ?s ?p ?o } LIMIT 5 } }", (None, True)),
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", (None, False)),
        ("DESCRIBE <http://e/a>", (None, False)),
    ],
)
def test_the_last_limit_counts_and_whether_anything_follows_the_pattern(
    text: str, found: tuple[int | None, bool]
) -> None:
    assert limit(text) == found

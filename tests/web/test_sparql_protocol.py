"""The W3C's cases for the SPARQL 1.1 Protocol, as far as they are about queries.

Each row is a case of the manifest `sparql11/protocol`, asked of graphs of the example in place of the suite's.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from flask.testing import FlaskClient

BASE = "http://127.0.0.1:8000/"
# Three graphs, each of which says of what type its own subject is.
DATA1, DATA2, DATA3 = (
    f"{BASE}{name}" for name in ("agents/asa-mueller", "externals/harbour-log-1901", "sources/inventory")
)
FORM, RAW = "application/x-www-form-urlencoded", "application/sparql-query"
BOTH = f"ASK {{ <{DATA1}> a ?type . <{DATA2}> a ?type2 . }}"
NAMED = f"ASK {{ GRAPH ?g1 {{ <{DATA1}> a ?t1 }} GRAPH ?g2 {{ <{DATA2}> a ?t2 }} }}"
FULL = f"ASK {{ <{DATA3}> a ?t3 GRAPH ?g1 {{ <{DATA1}> a ?t1 }} GRAPH ?g2 {{ <{DATA2}> a ?t2 }} }}"
MULTIPLE = f"ASK FROM <{DATA3}> {{ GRAPH ?g1 {{ <{DATA1}> a ?t1 }} GRAPH ?g2 {{ <{DATA2}> a ?t2 }} }}"


def parameters(**named: str | list[str]) -> str:
    return urlencode({name.replace("_", "-"): value for name, value in named.items()}, doseq=True, quote_via=quote)


GOOD = [
    ("query_post_form", "POST", parameters(default_graph_uri=DATA1), FORM, b"query=ASK%20%7B%7D", True),
    ("query_dataset_default_graphs_get", "GET",
     parameters(query=BOTH, default_graph_uri=[DATA1, DATA2]), None, b"", True),
    ("query_dataset_default_graphs_post", "POST",
     parameters(default_graph_uri=[DATA1, DATA2]), RAW, BOTH.encode(), True),
    ("query_dataset_named_graphs_post", "POST",
     parameters(named_graph_uri=[DATA1, DATA2]), RAW, NAMED.encode(), True),
    ("query_dataset_named_graphs_get", "GET",
     parameters(query=NAMED, named_graph_uri=[DATA1, DATA2]), None, b"", True),
    ("query_dataset_full", "POST",
     parameters(default_graph_uri=DATA3, named_graph_uri=[DATA1, DATA2]), RAW, FULL.encode(), True),
    ("query_multiple_dataset", "POST",
     parameters(named_graph_uri=[DATA1, DATA2]), RAW, MULTIPLE.encode(), True),
    ("query_get", "GET", parameters(query="ASK {}", default_graph_uri=DATA1), None, b"", True),
    ("query_post_direct", "POST", parameters(default_graph_uri=DATA1), RAW, b"ASK {}", True),
    # Not of the manifest: the same, where the answer has to be no.
    ("a default graph that lacks one", "GET", parameters(query=BOTH, default_graph_uri=DATA1), None, b"", False),
    ("named graphs are no default graph", "GET",
     parameters(query=BOTH, named_graph_uri=[DATA1, DATA2]), None, b"", False),
    ("default graphs are not named", "GET",
     parameters(query=NAMED, default_graph_uri=[DATA1, DATA2]), None, b"", False),
    ("a form names the dataset in its body", "POST", "",
     FORM, parameters(query=BOTH, default_graph_uri=DATA1).encode(), False),
    ("a charset with the type", "POST", "", f"{RAW}; charset=utf-8", b"ASK {}", True),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "expected"), [row[1:] for row in GOOD], ids=[r[0] for r in GOOD]
)
def test_a_query_operation_is_answered(
    client: FlaskClient, method: str, query_string: str, content_type: str | None, body: bytes, expected: bool
) -> None:
    response = client.open(
        "/sparql", method=method, query_string=query_string, content_type=content_type, data=body or None
    )
    assert response.status_code == 200
    assert response.content_type == "application/sparql-results+json"
    assert response.get_json()["boolean"] is expected


@pytest.mark.parametrize(
    ("query", "accept", "formats"),
    [
        pytest.param("SELECT (1 AS ?value) {}", "text/csv;q=0.1, application/sparql-results+xml", "sparql-results+xml",
                     id="query_content_type_select"),
        pytest.param("ASK {}", "application/sparql-results+xml;q=0.9, application/sparql-results+json",
                     "sparql-results+json", id="query_content_type_ask"),
        pytest.param(f"DESCRIBE <{DATA1}>", "text/turtle;q=0.5, application/rdf+xml", "rdf+xml",
                     id="query_content_type_describe"),
        pytest.param("CONSTRUCT { <s> <p> 1 } WHERE {}", "application/n-triples", "n-triples",
                     id="query_content_type_construct"),
    ],
)  # fmt: skip
def test_the_answer_has_a_media_type_of_its_form(client: FlaskClient, query: str, accept: str, formats: str) -> None:
    response = client.post("/sparql", data=query, content_type=RAW, headers={"Accept": accept})
    assert response.status_code == 200
    assert formats in response.content_type


BAD = [
    ("bad_query_method", "PUT", parameters(query="ASK {}"), None, b"", 405),
    ("bad_multiple_queries", "GET", parameters(query=["ASK {}", "SELECT * {}"]), None, b"", 400),
    ("bad_query_wrong_media_type", "POST", "", "text/plain", b"ASK {}", 415),
    ("bad_query_missing_form_type", "POST", "", None, b"query=ASK%20%7B%7D", 415),
    ("bad_query_missing_direct_type", "POST", "", None, b"ASK {}", 415),
    ("bad_query_non_utf8", "POST", "", f"{RAW}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
    ("bad_query_syntax", "GET", parameters(query="ASK {"), None, b"", 400),
    # Not of the manifest.
    ("no query in a form", "POST", "", FORM, b"format=json", 400),
    ("an empty query", "POST", "", RAW, b"", 400),
    ("parameters but no query", "GET", parameters(default_graph_uri=DATA1), None, b"", 400),
    ("a query in address and body", "POST", parameters(query="ASK {}"), FORM, b"query=ASK%20%7B%7D", 400),
    ("an update by its parameter", "POST", "", FORM, b"update=DROP%20ALL", 400),
    ("an update by its media type", "POST", "", "application/sparql-update", b"DROP ALL", 415),
    ("an update where a query is meant", "POST", "", RAW, b"DROP ALL", 400),
    ("a byte that is not UTF-8", "GET", "query=ASK%7B%7D%FF", None, b"", 400),
    ("a byte that is not UTF-8 in a form", "POST", "", FORM, b"query=ASK%7B%7D%FF", 400),
    ("a graph that is not an IRI", "GET", parameters(query="ASK {}", default_graph_uri="no iri"), None, b"", 400),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "status"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_what_is_no_query_operation_is_refused_with_a_problem(
    client: FlaskClient, method: str, query_string: str, content_type: str | None, body: bytes, status: int
) -> None:
    response = client.open(
        "/sparql", method=method, query_string=query_string, content_type=content_type, data=body or None
    )
    assert (response.status_code, response.content_type) == (status, "application/problem+json")
    assert response.get_json()["detail"]
    after = client.get("/sparql?query=ASK%7B%7D")
    assert after.status_code == 200, "and the endpoint goes on"

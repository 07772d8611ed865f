"""A query operation read from the parts of a request (SPARQL 1.1 Protocol, section 2.1)."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import (
    MalformedRequest,
    MethodRefused,
    NotAcceptable,
    QuerySyntaxError,
    RegistryError,
    UnsupportedMedia,
)
from radcat.sparql import request
from radcat.sparql.parameters import FORM
from radcat.sparql.request import QUERY, QueryForm, QueryRequest

ASK = "ASK {}"
DATA = "http://kasei.us/2009/09/sparql/data/data"
ONE, TWO, THREE = (f"{DATA}{n}.rdf" for n in (1, 2, 3))


def parse(method: str, query: str = "", content_type: str = "", body: str | bytes = b"") -> QueryRequest | None:
    return request.parse(method, query.encode(), content_type, body.encode() if isinstance(body, str) else body)


def q(*pairs: tuple[str, str]) -> str:
    return urlencode(pairs, quote_via=quote)


# The protocol test suite's cases of queries, by their names there.
GOOD = {
    "query_get": (("GET", q(("query", ASK), ("default-graph-uri", ONE))), ASK, (ONE,), ()),
    "query_post_form": (("POST", q(("default-graph-uri", ONE)), FORM, "query=ASK%20%7B%7D"), ASK, (ONE,), ()),
    "query_post_direct": (("POST", "", QUERY, ASK), ASK, (), ()),
    "query_dataset_default_graphs_get": (
        ("GET", q(("query", ASK), ("default-graph-uri", ONE), ("default-graph-uri", TWO))),
        ASK,
        (ONE, TWO),
        (),
    ),
    "query_dataset_default_graphs_post": (
        ("POST", q(("default-graph-uri", ONE), ("default-graph-uri", TWO)), QUERY, ASK),
        ASK,
        (ONE, TWO),
        (),
    ),
    "query_dataset_named_graphs_post": (
        ("POST", q(("named-graph-uri", ONE), ("named-graph-uri", TWO)), QUERY, ASK),
        ASK,
        (),
        (ONE, TWO),
    ),
    "query_dataset_named_graphs_get": (
        ("GET", q(("query", ASK), ("named-graph-uri", ONE), ("named-graph-uri", TWO))),
        ASK,
        (),
        (ONE, TWO),
    ),
    "query_dataset_full": (
        ("POST", q(("default-graph-uri", THREE), ("named-graph-uri", ONE), ("named-graph-uri", TWO)), QUERY, ASK),
        ASK,
        (THREE,),
        (ONE, TWO),
    ),
    "query_multiple_dataset": (
        ("POST", q(("named-graph-uri", ONE)), QUERY, f"ASK FROM <{THREE}> {{}}"),
        f"ASK FROM <{THREE}> {{}}",
        (),
        (ONE,),
    ),
    "query_content_type_select": (
        ("POST", "", QUERY, "SELECT (1 AS ?value) {}"),
        "SELECT (1 AS ?value) {}",
        (),
        (),
    ),
    # Beyond the suite.
    "dataset in the form": (("POST", "", FORM, q(("query", ASK), ("named-graph-uri", ONE))), ASK, (), (ONE,)),
    "charset": (("POST", "", f"{QUERY}; charset=utf-8", ASK), ASK, (), ()),
    "capitals": (("POST", "", "Application/SPARQL-Query", ASK), ASK, (), ()),
    "plus for space": (("GET", "query=ASK+{}"), ASK, (), ()),
    "head": (("HEAD", q(("query", ASK))), ASK, (), ()),
    "not ascii": (("GET", q(("query", "ASK { ?s ?p 'é潮🌊' }"))), "ASK { ?s ?p 'é潮🌊' }", (), ()),
    "not ascii, not escaped": (("GET", "query=ASK{?s?p'é潮'}"), "ASK{?s?p'é潮'}", (), ()),
    "an unknown parameter": (("GET", q(("query", ASK), ("x", "y"))), ASK, (), ()),
}


@pytest.mark.parametrize(("parts", "text", "default", "named"), GOOD.values(), ids=GOOD.keys())
def test_a_query_is_read_with_its_dataset(
    parts: tuple[str, ...], text: str, default: tuple[str, ...], named: tuple[str, ...]
) -> None:
    asked = parse(*parts)
    assert asked is not None
    assert (asked.text, asked.default_graphs, asked.named_graphs) == (text, default, named)


BAD = {
    "bad_query_method": (("PUT", q(("query", ASK)), FORM), MethodRefused),
    "bad_multiple_queries": (("GET", "query=ASK%20%7B%7D&query=SELECT%20%2A%20%7B%7D"), MalformedRequest),
    "bad_query_wrong_media_type": (("POST", "", "text/plain", ASK), UnsupportedMedia),
    "bad_query_missing_form_type": (("POST", "", "", "query=ASK%20%7B%7D"), UnsupportedMedia),
    "bad_query_missing_direct_type": (("POST", "", "", ASK), UnsupportedMedia),
    "bad_query_non_utf8": (("POST", "", f"{QUERY}; charset=UTF-16", ASK.encode("utf-16")), UnsupportedMedia),
    "bad_update_get": (("GET", "update=CLEAR%20ALL"), MalformedRequest),
    # Beyond the suite.
    "UTF-16 without a mark": (("POST", "", QUERY, ASK.encode("utf-16-le")), QuerySyntaxError),
    "a second query in the address": (("POST", q(("query", ASK)), QUERY, ASK), MalformedRequest),
    "a second query in the form": (("POST", q(("query", ASK)), FORM, q(("query", ASK))), MalformedRequest),
    "no query in the form": (("POST", "", FORM, "format=json"), MalformedRequest),
    "an empty form": (("POST", "", FORM, ""), MalformedRequest),
    "parameters and no query": (("GET", "default-graph-uri=x"), MalformedRequest),
    "an update by form": (("POST", "", FORM, "update=CLEAR%20ALL"), MalformedRequest),
    "an update by name": (("POST", "", "application/sparql-update", "CLEAR ALL"), UnsupportedMedia),
    "an update as a query": (("POST", "", QUERY, "CLEAR ALL"), QuerySyntaxError),
    "a query beside an update": (("GET", q(("query", ASK), ("update", "CLEAR ALL"))), MalformedRequest),
    "a query that says it is Latin": (("POST", "", f"{QUERY}; charset=iso-8859-1", ASK), UnsupportedMedia),
    "a form that says it is UTF-16": (("POST", "", f"{FORM}; charset=utf-16", "query=ASK%7B%7D"), UnsupportedMedia),
    "a media type that is none": (("POST", "", "sparql", ASK), UnsupportedMedia),
    "an empty query": (("GET", "query="), QuerySyntaxError),
    "escaped bytes that are no UTF-8": (("GET", "query=ASK%20%FF"), MalformedRequest),
    "escaped bytes that are no UTF-8, by form": (("POST", "", FORM, "query=ASK%20%C3"), MalformedRequest),
    "a form that is no UTF-8": (("POST", "", FORM, b"query=\xff"), MalformedRequest),
}


@pytest.mark.parametrize(("parts", "error"), BAD.values(), ids=BAD.keys())
def test_a_request_that_is_no_query_operation_is_refused(parts: tuple[str, ...], error: type[RegistryError]) -> None:
    with pytest.raises(error):
        parse(*parts)


def test_an_address_that_is_no_utf8_is_refused() -> None:
    with pytest.raises(MalformedRequest, match="UTF-8"):
        request.parse("GET", b"query=ASK\xff", "", b"")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_without_any_parameter_it_is_the_endpoint_that_is_asked_about(method: str) -> None:
    assert parse(method) is None


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "get", ""])
def test_a_method_that_is_not_answered_is_refused_with_those_that_are(method: str) -> None:
    with pytest.raises(MethodRefused) as caught:
        parse(method, q(("query", ASK)))
    assert caught.value.allowed == ("GET", "HEAD", "POST", "OPTIONS")


def test_a_body_that_is_not_read_is_refused_with_the_media_types_that_are() -> None:
    with pytest.raises(UnsupportedMedia) as caught:
        parse("POST", "", "application/json", "{}")
    assert caught.value.readable == (FORM, QUERY)


# The form of a query


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", QueryForm.SELECT),
        ("ask{}", QueryForm.ASK),
        ("Construct {} WHERE {}", QueryForm.CONSTRUCT),
        ("DESCRIBE <x>", QueryForm.DESCRIBE),
        ("describe<x>", QueryForm.DESCRIBE),
        ("prefix:<http://b/>ASK{}", QueryForm.ASK),
        ("PREFIX select: <http://b/> ASK {}", QueryForm.ASK),
        ("prefix ask:<http://b/#construct>select*{}", QueryForm.SELECT),
        ("BASE <http://select/> PREFIX a: <b> # ask\nCONSTRUCT {} {}", QueryForm.CONSTRUCT),
        ("# SELECT\nASK {}", QueryForm.ASK),
        ("\\u0041SK {}", QueryForm.ASK),
        ("ASK { SELECT }", QueryForm.ASK),
    ],
)
def test_the_form_is_the_first_keyword_behind_the_prologue(text: str, form: QueryForm) -> None:
    assert QueryForm.of(text) is form


@pytest.mark.parametrize(
    "text",
    ["", "   ", "# only a comment", "PREFIX a: <b>", "PREFIX a:", "hello", "INSERT DATA {}", "{ ASK }", "?x", "'ASK'"],
)
def test_a_text_without_a_form_is_no_query(text: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        QueryForm.of(text)
    assert (caught.value.line, caught.value.column) == (1, 1)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <x> {}", True),
        ("SELECT*FROM<x>{}", True),
        ("SELECT * FROM NAMED <x> {}", True),
        ("PREFIX : <x> SELECT * FROM:x {}", True),
        ("DESCRIBE ?x FROM <x> {}", True),
        ("SELECT * { ?s ?p ?o }", False),
        ("SELECT ?from { ?from :from 'FROM <x>' } # FROM <x>", False),
        ("PREFIX from: <x> SELECT * { ?s from:x ?o }", False),
        ("PREFIX from: <x> SELECT * FROM <y> { ?s from:x ?o }", True),
        ("PREFIX from: <x> DESCRIBE from:x", False),
    ],
)
def test_a_query_names_its_dataset_by_from(text: str, named: bool) -> None:
    assert request.names_dataset(text) is named


# The format of an answer


def chosen(text: str, accept: str = "", wanted: str = "") -> str:
    asked = parse("GET", q(("query", text), *([("format", wanted)] if wanted else [])))
    assert asked is not None
    return asked.choose_format(accept).name


SELECT, CONSTRUCT = "SELECT * {}", "CONSTRUCT {} {}"


@pytest.mark.parametrize(
    ("text", "accept", "name"),
    [
        (SELECT, "", "json"),
        (SELECT, "*/*", "json"),
        (SELECT, "application/sparql-results+xml", "xml"),
        (SELECT, "text/csv, text/tab-separated-values", "csv"),
        (SELECT, "text/csv;q=0.5, text/tab-separated-values", "tsv"),
        (SELECT, "application/json", "json"),
        (SELECT, "application/xml", "xml"),
        (SELECT, "text/xml;q=0.9, application/json;q=0.8", "xml"),
        (SELECT, "text/csv;q=0.1, application/json;q=0.5, application/sparql-results+xml;q=0.7", "xml"),
        (ASK, "text/csv, application/sparql-results+xml;q=0.1", "xml"),
        (CONSTRUCT, "", "turtle"),
        (CONSTRUCT, "application/rdf+xml", "rdfxml"),
        (CONSTRUCT, "application/n-triples", "ntriples"),
        (CONSTRUCT, "application/ld+json", "jsonld"),
        (CONSTRUCT, "text/n3, application/rdf+xml;q=0.9", "turtle"),
        (CONSTRUCT, "application/x-turtle", "turtle"),
        (CONSTRUCT, "text/xml", "rdfxml"),
        (SELECT, "application/json;q=0.1, text/csv;q=0.2", "csv"),
        (SELECT, "application/json;q=0, */*", "json"),
        (SELECT, "application/json, application/sparql-results+json;q=0", "json"),
        (SELECT, "application/*", "json"),
        (SELECT, "text/*", "csv"),
        ("DESCRIBE <x>", "text/html, */*;q=0.1", "turtle"),
    ],
)
def test_a_format_is_chosen_by_accept_from_those_of_the_form(text: str, accept: str, name: str) -> None:
    assert chosen(text, accept) == name


@pytest.mark.parametrize(
    ("text", "wanted", "name"),
    [
        (SELECT, "json", "json"),
        (SELECT, "JSON", "json"),
        (SELECT, "srx", "xml"),
        (SELECT, "application/sparql-results+json", "json"),
        (SELECT, "application/json", "json"),
        (SELECT, "text/csv", "csv"),
        (ASK, "xml", "xml"),
        (CONSTRUCT, "ttl", "turtle"),
        (CONSTRUCT, "nt", "ntriples"),
        (CONSTRUCT, "rdf", "rdfxml"),
        (CONSTRUCT, "xml", "rdfxml"),
        (CONSTRUCT, "json", "jsonld"),
        (CONSTRUCT, "application/rdf xml", "rdfxml"),
        (CONSTRUCT, "rdf+xml", "rdfxml"),
        (SELECT, "application/sparql-results xml", "xml"),
        (SELECT, "text/xml", "xml"),
        (CONSTRUCT, "json-ld", "jsonld"),
        (CONSTRUCT, "text/turtle", "turtle"),
    ],
)
def test_a_format_that_is_named_beats_accept(text: str, wanted: str, name: str) -> None:
    assert chosen(text, "image/png", wanted) == name


@pytest.mark.parametrize(
    ("text", "accept", "wanted"),
    [
        (SELECT, "text/turtle", ""),
        (SELECT, "text/html", ""),
        (ASK, "text/csv", ""),
        (CONSTRUCT, "application/json", ""),
        (CONSTRUCT, "application/sparql-results+json", ""),
        (SELECT, "*/*", "turtle"),
        (ASK, "*/*", "csv"),
        (CONSTRUCT, "*/*", "csv"),
        (SELECT, "*/*", "None"),
    ],
)
def test_a_format_that_the_answer_cant_have_is_refused_with_those_it_can(text: str, accept: str, wanted: str) -> None:
    with pytest.raises(NotAcceptable) as caught:
        chosen(text, accept, wanted)
    assert caught.value.offered == tuple(str(offer.media_type) for offer in QueryForm.of(text).formats)


@pytest.mark.parametrize("name", ["format", "output", "_mediatype"])
def test_the_names_that_clients_give_the_format_parameter_are_known(name: str) -> None:
    asked = parse("GET", q(("query", SELECT), (name, "csv")))
    assert asked is not None
    assert asked.choose_format("").name == "csv"


# Whatever comes

methods = st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "PUT", ""])
types = st.one_of(st.sampled_from([FORM, QUERY, f"{QUERY};charset=utf-16", ""]), st.text(max_size=20))
parts = st.one_of(
    st.binary(max_size=60),
    st.lists(
        st.sampled_from(
            [b"query=", b"ASK{}", b"&", b"=", b"%", b"%FF", b"\xff", b"format=", b"csv", b"%u0041", b";", b"+"]
        ),
        max_size=8,
    ).map(b"".join),
)


@given(methods, parts, types, parts, st.text(max_size=30))
def test_whatever_comes_is_a_query_or_an_error_of_ours(
    method: str, query: bytes, content_type: str, body: bytes, accept: str
) -> None:
    with suppress(RegistryError):
        asked = request.parse(method, query, content_type, body)
        if asked is not None:
            assert asked.choose_format(accept) in asked.form.formats


@given(st.text(max_size=60).map(lambda text: f"ASK {{}} # {text}"))
def test_a_text_arrives_as_it_was_sent_by_each_of_the_three_ways(text: str) -> None:
    sent = (("GET", q(("query", text))), ("POST", "", FORM, q(("query", text))), ("POST", "", QUERY, text))
    found = [parse(*parts) for parts in sent]
    assert [asked.text for asked in found if asked] == [text] * 3


# What may be kept


@pytest.mark.parametrize(
    ("text", "is_settled"),
    [
        (SELECT, True),
        ("SELECT (RAND() AS ?x) {}", False),
        ("SELECT (now() AS ?x) {}", False),
        ("SELECT (UUID ( ) AS ?x) {}", False),
        ("SELECT (STRUUID() AS ?x) {}", False),
        ("SELECT (BNODE('x') AS ?x) {}", False),
        ("ASK { FILTER(?x<NOW()) }", False),
        ("ASK { FILTER(1<rand()) } # 'x'", False),
        (r"SELECT (\u004eOW() AS ?x) {}", False),
        ("ASK { SERVICE <http://example.org/> {} }", False),
        ("ASK { SERVICE SILENT ?x {} }", False),
        ("SELECT ?now { ?now <http://example.org/NOW()> 'NOW()' } # RAND()", True),
        ("PREFIX now: <x> SELECT * { ?s now:x ?o }", True),
        ("SELECT (YEAR(?date) AS ?year) {}", True),
        ("CONSTRUCT { [] a ?x } WHERE { ?x a [] }", True),
    ],
)
def test_an_answer_is_settled_unless_the_query_asks_for_chance_the_time_or_another_endpoint(
    text: str, is_settled: bool
) -> None:
    asked = parse("GET", q(("query", text)))
    assert asked is not None
    assert asked.is_settled is is_settled


PIECES = [
    "PREFIX",
    "prefix ",
    " a:",
    ":",
    "select:",
    "<http://a/>",
    "<a b>",
    "<\x01>",
    "BASE",
    "\n",
    " ",
    "#x\n",
    "'",
    '"',
]
PIECES += ["\\u0041SK", "SELECT", "ask", "ASK", "CONSTRUCT", "DESCRIBE", *"{*<$(-.x\u017f", "?x"]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_a_form_that_is_read_in_one_go_is_what_the_lexer_reads(text: str) -> None:
    def read() -> QueryForm | None:
        with suppress(QuerySyntaxError):
            return QueryForm.of(text)
        return None

    found = read()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(request, "_PLAIN_FORM", re.compile("(?!)"))
        assert found == read()

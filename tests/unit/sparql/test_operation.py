"""Updates and operations on graphs, read from the parts of a request (Protocol, 2.2; Graph Store Protocol)."""

from __future__ import annotations

from contextlib import suppress
from email.parser import BytesHeaderParser
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.errors import MalformedRequest, MethodRefused, RegistryError, UnsupportedMedia
from radcat.sparql import operation
from radcat.sparql.multipart import LARGEST_HEAD, MOST_PARTS
from radcat.sparql.operation import GRAPH_METHODS, UPDATE, Document, GraphRequest, UpdateRequest
from radcat.sparql.parameters import FORM

CLEAR = "CLEAR ALL"
A, B = "http://example.org/a", "http://example.org/b"


def q(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs, quote_via=quote).encode()


# The protocol test suite's cases of updates, by their names there.
GOOD = {
    "update_post_form": ((b"", FORM, q(("update", CLEAR))), UpdateRequest(CLEAR, (), ())),
    "update_post_direct": ((b"", UPDATE, CLEAR.encode()), UpdateRequest(CLEAR, (), ())),
    "update_dataset_default_graph": (
        (q(("using-graph-uri", A)), UPDATE, CLEAR.encode()), UpdateRequest(CLEAR, (A,), ()),
    ),
    "update_dataset_default_graphs": (
        (b"", FORM, q(("update", CLEAR), ("using-graph-uri", A), ("using-graph-uri", B))),
        UpdateRequest(CLEAR, (A, B), ()),
    ),
    "update_dataset_named_graphs": (
        (q(("using-named-graph-uri", A), ("using-named-graph-uri", B)), UPDATE, CLEAR.encode()),
        UpdateRequest(CLEAR, (), (A, B)),
    ),
    "update_dataset_full": (
        (q(("using-graph-uri", A), ("using-named-graph-uri", B)), UPDATE, CLEAR.encode()),
        UpdateRequest(CLEAR, (A,), (B,)),
    ),
    # Beyond the suite.
    "charset": ((b"", f"{UPDATE}; charset=UTF-8", CLEAR.encode()), UpdateRequest(CLEAR, (), ())),
    "WITH without a dataset": ((b"", UPDATE, b"WITH <a> DELETE {} WHERE {}"),
                               UpdateRequest("WITH <a> DELETE {} WHERE {}", (), ())),
    "a prefix that is called with": (
        (q(("using-graph-uri", A)), UPDATE, b"PREFIX with: <x> DELETE { ?s a with:y } WHERE {}"),
        UpdateRequest("PREFIX with: <x> DELETE { ?s a with:y } WHERE {}", (A,), ()),
    ),
    "an empty text, of which the engine shall say what it is": (
        (q(("using-graph-uri", A)), UPDATE, b""), UpdateRequest("", (A,), ()),
    ),
    "an unknown parameter": ((q(("x", "y")), UPDATE, CLEAR.encode()), UpdateRequest(CLEAR, (), ())),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "asked"), GOOD.values(), ids=GOOD.keys())
def test_an_update_is_read_with_its_dataset(parts: tuple[bytes, str, bytes], asked: UpdateRequest) -> None:
    assert operation.parse_update("POST", *parts) == asked


BAD = {
    "bad_update_get": (("GET", q(("update", CLEAR)), "", b""), MethodRefused),
    "bad_multiple_updates": (("POST", b"", FORM, q(("update", CLEAR), ("update", CLEAR))), MalformedRequest),
    "bad_update_wrong_media_type": (("POST", b"", "text/plain", CLEAR.encode()), UnsupportedMedia),
    "bad_update_missing_form_type": (("POST", b"", "", q(("update", CLEAR))), UnsupportedMedia),
    "bad_update_non_utf8": (("POST", b"", f"{UPDATE}; charset=UTF-16", CLEAR.encode("utf-16")), UnsupportedMedia),
    "bad_update_dataset_conflict": (
        ("POST", q(("using-named-graph-uri", A)), UPDATE, b"DELETE {} USING <b> WHERE {}"), MalformedRequest,
    ),
    # Beyond the suite.
    "WITH beside a dataset": (("POST", q(("using-graph-uri", A)), UPDATE, b"WITH<b>DELETE{}WHERE{}"), MalformedRequest),
    "USING of a name without prefix": (
        ("POST", q(("using-graph-uri", A)), UPDATE, b"PREFIX : <x> DELETE {} USING:g WHERE {}"), MalformedRequest,
    ),
    "USING in disguise": (
        ("POST", q(("using-graph-uri", A)), UPDATE, rb"DELETE {} \u0055SING <b> WHERE {}"), MalformedRequest,
    ),
    "an update in the address": (("POST", q(("update", CLEAR)), UPDATE, CLEAR.encode()), MalformedRequest),
    "a second update in the address": (("POST", q(("update", CLEAR)), FORM, q(("update", CLEAR))), MalformedRequest),
    "a query beside an update": (("POST", b"", FORM, q(("update", CLEAR), ("query", "ASK {}"))), MalformedRequest),
    "a query in the address": (("POST", q(("query", "ASK {}")), UPDATE, CLEAR.encode()), MalformedRequest),
    "an empty form": (("POST", b"", FORM, b""), MalformedRequest),
    "no UTF-8": (("POST", b"", UPDATE, b"CLEAR ALL # \xff"), MalformedRequest),
    "a graph that is not an IRI": (("POST", q(("using-graph-uri", "a b")), UPDATE, CLEAR.encode()), MalformedRequest),
    "a graph that closes its IRI": (
        ("POST", q(("using-graph-uri", "http://a> WHERE {} ; DROP ALL #")), UPDATE, CLEAR.encode()), MalformedRequest,
    ),
    "a query where an update is meant, and no text": (("POST", q(("using-graph-uri", A)), UPDATE, b"\xc3"),
                                                     MalformedRequest),
    "PUT": (("PUT", b"", UPDATE, CLEAR.encode()), MethodRefused),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "error"), BAD.values(), ids=BAD.keys())
def test_what_is_no_update_operation_is_refused(
    parts: tuple[str, bytes, str, bytes], error: type[RegistryError]
) -> None:
    with pytest.raises(error):
        operation.parse_update(*parts)


@pytest.mark.parametrize(
    ("parts", "is_update"),
    [
        (("POST", b"", UPDATE, b""), True),
        (("POST", b"", f"{UPDATE}; charset=UTF-16", b""), True),
        (("POST", b"", "Application/SPARQL-Update", b""), True),
        (("POST", b"", FORM, b"update="), True),
        (("POST", b"update=", FORM, b""), True),
        (("POST", b"", FORM, b"query="), False),
        (("POST", b"", FORM, b"query=update="), False),
        (("POST", b"", FORM, b"query=%26update%3D"), False),
        (("POST", b"", FORM, b"update=query="), True),
        (("POST", b"", FORM, b"up%64ate=x"), True),
        (("POST", b"", FORM, b"update=&query="), True),
        (("POST", b"update=x", "application/sparql-query", b""), True),
        (("POST", b"", "application/sparql-query", b"update="), False),
        (("POST", b"", "", b"update="), False),
        (("GET", b"update=", "", b""), False),
        (("GET", b"", UPDATE, b""), False),
    ],
)
def test_an_endpoint_that_takes_both_tells_an_update_from_a_query(
    parts: tuple[str, bytes, str, bytes], is_update: bool
) -> None:
    assert operation.is_update(*parts) is is_update


# Graphs


@pytest.mark.parametrize(
    ("query_string", "path_iri", "graph"),
    [
        (q(("graph", A)), None, A),
        (f"graph={A}".encode(), None, A),
        (q(("graph", "http://example.org/%31")), None, "http://example.org/%31"),
        (q(("graph", "urn:uuid:1")), None, "urn:uuid:1"),
        (q(("graph", "http://example.org/é")), None, "http://example.org/é"),
        (b"default", None, None),
        (b"default=", None, None),
        (b"x=y&default", None, None),
        (b"", A, A),
    ],
)
def test_a_graph_is_named_by_a_parameter_or_by_its_own_address(
    query_string: bytes, path_iri: str | None, graph: str | None
) -> None:
    assert operation.parse_graph("GET", query_string, path_iri) == GraphRequest("GET", graph)


@pytest.mark.parametrize(
    ("query_string", "path_iri"),
    [
        (b"", None),
        (b"graph=", None),
        (b"default&graph=http://a", None),
        (b"graph=http://a&graph=http://a", None),
        (b"default&default", None),
        (b"graph=http://a", A),
        (b"default", A),
        (b"graph=a%20b:c", None),
        (b"graph=relative", None),
        (b"graph=default", None),
        (b"graph=http://a/%3E", None),
        (b"graph=%FF", None),
        (b"graph=http://a/%0A", None),
    ],
)
def test_exactly_one_graph_is_named_by_a_whole_iri(query_string: bytes, path_iri: str | None) -> None:
    with pytest.raises(MalformedRequest):
        operation.parse_graph("GET", query_string, path_iri)


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "get", ""])
def test_a_graph_is_not_asked_by_another_method(method: str) -> None:
    with pytest.raises(MethodRefused) as caught:
        operation.parse_graph(method, b"default")
    assert caught.value.allowed == GRAPH_METHODS


@pytest.mark.parametrize(
    ("content_type", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("text/turtle; charset=utf-8", "text/turtle"),
        ('text/turtle;charset="UTF-8"', "text/turtle"),
        ("Application/LD+JSON; profile=x", "application/ld+json"),
        ("application/x-turtle", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples;charset=us-ascii", "application/n-triples"),
        ("multipart/form-data; boundary=x", "multipart/form-data"),
        ("text/turtle; charset=iso-8859-1", None),
        ("application/trig", None),
        ("application/octet-stream", None),
        ("text/html", None),
        ("turtle", None),
        ("", None),
    ],
)
def test_a_graph_comes_in_one_of_four_syntaxes_and_in_utf8(content_type: str, media_type: str | None) -> None:
    if media_type:
        assert operation.read_media_type(content_type) == media_type
    else:
        with pytest.raises(UnsupportedMedia):
            operation.read_media_type(content_type)


def multipart(*parts: tuple[str, bytes], end: bytes = b"--x--\r\n") -> bytes:
    return b"".join(b"--x\r\n" + head.encode() + b"\r\n" + body + b"\r\n" for head, body in parts) + end


def test_each_part_of_a_form_is_a_document_byte_for_byte() -> None:
    content = b'<a> <b> "\xc3\xa9\r\n\\n" .\n\n'
    body = multipart(
        ('Content-Disposition: form-data; name="f"; filename="f.ttl"\r\nContent-Type: text/turtle\r\n', content),
        ("content-type: application/n-triples; charset=utf-8\r\n", b""),
    )
    assert operation.documents("multipart/form-data; boundary=x", body) == (
        Document("text/turtle", content),
        Document("application/n-triples", b""),
    )


def test_a_body_that_is_no_form_is_one_document() -> None:
    assert operation.documents("application/ld+json", b"{}") == (Document("application/ld+json", b"{}"),)


@pytest.mark.parametrize(
    ("content_type", "body", "error"),
    [
        ("multipart/form-data", multipart(("Content-Type: text/turtle\r\n", b"")), MalformedRequest),
        ("multipart/form-data; boundary=y", multipart(("Content-Type: text/turtle\r\n", b"")), MalformedRequest),
        ("multipart/form-data; boundary=x", b"", MalformedRequest),
        ("multipart/form-data; boundary=x", multipart(("Content-Type: text/turtle\r\n", b""), end=b""),
         MalformedRequest),
        ("multipart/form-data; boundary=x", multipart(("Content-Type: image/png\r\n", b"")), UnsupportedMedia),
        ("multipart/form-data; boundary=x", multipart(("X: y\r\n", b"")), UnsupportedMedia),
        ("multipart/form-data; boundary=x", multipart(("Content-Type: multipart/mixed; boundary=z\r\n", b"")),
         (MalformedRequest, UnsupportedMedia)),
    ],
)  # fmt: skip
def test_a_form_that_cant_be_taken_apart_or_holds_something_else_is_refused(
    content_type: str, body: bytes, error: type[RegistryError] | tuple[type[RegistryError], ...]
) -> None:
    with pytest.raises(error):
        operation.documents(content_type, body)


FORM_DATA = "multipart/form-data; boundary=x"
TURTLE_PART = ("Content-Type: text/turtle\r\n", b"<a> <b> 1 .")


def test_a_form_has_so_many_parts_and_no_more() -> None:
    most = multipart(*[TURTLE_PART] * MOST_PARTS)
    assert len(operation.documents(FORM_DATA, most)) == MOST_PARTS
    with pytest.raises(MalformedRequest, match=f"more than {MOST_PARTS} parts"):
        operation.documents(FORM_DATA, multipart(*[TURTLE_PART] * (MOST_PARTS + 1)))


def nested(depth: int) -> bytes:
    body = b""
    for level in range(depth):
        head = f"Content-Type: multipart/mixed; boundary=y{level}-\r\n\r\n".encode()
        body = b"--y%d-\r\n%b%b\r\n--y%d---\r\n" % (level + 1, head, body, level + 1)
    return multipart((f"Content-Type: multipart/mixed; boundary=y{depth}-\r\n", body))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (multipart(*[("", b"")] * 300_000), "a body without a media type"),
        (multipart(*[("Content-Type: text/turtle\r\n", b"")] * 300_000), "more than"),
        (multipart(("Content-Type: multipart/mixed; boundary=y\r\n", b"--y\r\n\r\n" * 500_000)), "a form itself"),
        (nested(1000), "a form itself"),
        (b"--x\r\n" * 1_000_000, "blank line"),
        (b"\r\n" * 4_000_000, "taken apart"),
        (b"--x" * 4_000_000, "taken apart"),
        (b"--x" + b" " * 8_000_000, "taken apart"),
        (b"--x\r\n" + b"a: b\r\n" * 1_000_000, "taken apart"),
        (multipart(("a: b\r\n" * 1_000_000, b"")), "header fields"),
        (multipart(("Content-Type: text/turtle\r\n" + "a" * 9000 + ": b\r\n", b"")), "header fields"),
    ],
    ids=["empty parts", "parts", "a form of many parts", "forms in forms", "delimiters", "line breaks", "dashes",
         "spaces", "a head without end", "a head of many fields", "a head of a long field"],
)  # fmt: skip
def test_a_form_that_would_cost_much_is_refused_before_much_of_it_is_read(
    body: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads = []
    parse = BytesHeaderParser.parsebytes

    def counted(parser: BytesHeaderParser, head: bytes) -> object:
        heads.append(len(head))
        return parse(parser, head)

    monkeypatch.setattr(BytesHeaderParser, "parsebytes", counted)
    with pytest.raises((MalformedRequest, UnsupportedMedia), match=said):
        operation.documents(FORM_DATA, body)
    assert len(heads) <= MOST_PARTS
    assert all(size <= LARGEST_HEAD for size in heads)


@pytest.mark.parametrize("line", ["\r\n", "\n"])
def test_a_form_may_have_a_preamble_an_epilogue_and_bare_line_feeds(line: str) -> None:
    lines = ["before", "--x  ", "Content-Type: text/turtle", "", "<a> <b> 1 .", "", "--x--", "after", "--x", "", "z"]
    content = operation.documents(FORM_DATA, line.join(lines).encode())
    assert content == (Document("text/turtle", f"<a> <b> 1 .{line}".encode()),)


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [("base64", b"PGE+IDxiPiAxIC4="), ("quoted-printable", b"<a> <b> =31 ."), ("8bit", b"<a> <b> 1 .")],
)
def test_a_part_may_be_encoded_for_transfer(encoding: str, sent: bytes) -> None:
    head = f"Content-Type: text/turtle\r\nContent-Transfer-Encoding: {encoding}\r\n"
    assert operation.documents(FORM_DATA, multipart((head, sent))) == (Document("text/turtle", b"<a> <b> 1 ."),)


# Whatever comes

types = st.one_of(
    st.sampled_from([FORM, UPDATE, "multipart/form-data; boundary=x", "text/turtle;charset=latin1", ""]),
    st.text(max_size=20),
)
bodies = st.one_of(
    st.binary(max_size=60),
    st.lists(
        st.sampled_from([b"update=", b"&", b"=", b"--x", b"\r\n", b"\r\n\r\n", b"--", b"Content-Type: text/turtle",
                         b"\xff", b"using-graph-uri=", b"http://a", b"%3E", b"graph=", b"default"]),
        max_size=10,
    ).map(b"".join),
)  # fmt: skip


@given(st.sampled_from(["GET", "POST", "PUT", "DELETE", ""]), bodies, types, bodies)
def test_whatever_comes_is_an_operation_or_an_error_of_ours(
    method: str, query_string: bytes, content_type: str, body: bytes
) -> None:
    for read in (operation.parse_update, operation.is_update):
        with suppress(RegistryError):
            read(method, query_string, content_type, body)
    with suppress(RegistryError):
        operation.parse_graph(method, query_string)
    with suppress(RegistryError):
        operation.documents(content_type, body)

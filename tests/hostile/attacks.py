"""What the open internet throws at a SPARQL endpoint: one row a request, with the refusals that are right for it."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import quote

# Outcomes beside a status: the connection ended without an answer that was read; an answer that broke off.
CLOSED: Final = "closed"
CUT: Final = "cut"

REFUSED: Final = frozenset({400})
# Stopped at a limit, or turned away since others wait; a table may have begun before.
STOPPED: Final = frozenset({503, 429})
BEGUN: Final = STOPPED | {CUT}
# It breaks off where there is no more memory, and is told so or not.
BURST: Final = STOPPED | {500}
# The engine may die of it, be stopped, or manage.
FATAL: Final = STOPPED | {500, 200}
NO_WRITES: Final = frozenset({400, 401, 403, 404, 405, 415})
NO_HTTP: Final = frozenset[int | str]({400, 408, CLOSED})


@dataclass(frozen=True)
class Attack:
    """One hostile request, as the bytes that are sent, with a pause before each but the first piece."""

    name: str
    pieces: tuple[bytes, ...]
    outcomes: frozenset[int | str]
    pause: float = 0.0  # seconds
    reads: bool = True  # whether it reads its answer
    half_close: bool = False  # whether it says that it sends no more
    is_heavy: bool = False  # whether it takes as long as it may


def get(name: str, query: str, outcomes: frozenset[int | str], *, more: str = "", accept: str = "*/*") -> Attack:
    """A query by GET."""
    head = (
        f"GET /sparql?query={quote(query)}{more} HTTP/1.1\r\nHost: x\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
    )
    return Attack(name, (head.encode(),), outcomes)


def post(name: str, body: bytes, media_type: str, outcomes: frozenset[int | str], *, headers: str = "") -> Attack:
    """A body by POST, with its length."""
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}\r\n{headers}"
    return Attack(name, (head.encode() + b"Connection: close\r\n\r\n" + body,), outcomes)


def query(name: str, text: str, outcomes: frozenset[int | str]) -> Attack:
    """A query as the body of a POST."""
    return post(name, text.encode(), "application/sparql-query", outcomes)


def raw(name: str, *pieces: bytes, outcomes: frozenset[int | str], pause: float = 0.0, **more: bool) -> Attack:
    """Bytes as they are."""
    return Attack(name, pieces, outcomes, pause, **more)


def heavy() -> Iterator[Attack]:
    """What would run for ever, or take all memory."""
    yield get("product of three", "SELECT (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", STOPPED)
    yield get("product of five", "SELECT (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i. ?j ?k ?l. ?m ?n ?o}", STOPPED)
    yield get(
        "product with a filter",
        "ASK {?a ?b ?c. ?d ?e ?f. ?g ?h ?i FILTER(CONCAT(STR(?c), STR(?f), STR(?i)) = 'no')}",
        STOPPED,
    )
    yield get(
        "product, distinct",
        "SELECT (COUNT(*) AS ?n) {SELECT DISTINCT ?a ?d ?g {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}}",
        STOPPED,
    )
    yield get("product, sorted", "SELECT * {?a ?b ?c. ?d ?e ?f. ?g ?h ?i} ORDER BY ?i ?c ?f LIMIT 5", FATAL)
    yield get(
        "product, grouped", "SELECT ?a ?d ?g (COUNT(*) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i} GROUP BY ?a ?d ?g", STOPPED
    )
    yield get("product, written out", "SELECT * {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", BEGUN)
    yield get("product, as CSV", "SELECT * {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", BEGUN, more="&format=csv")
    yield get("product, constructed", "CONSTRUCT {?a ?e ?i} WHERE {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", BEGUN)
    template = " ".join(f"?a ?e {n} ." for n in range(500))
    yield query("product, multiplied", f"CONSTRUCT {{{template}}} WHERE {{?a ?b ?c. ?d ?e ?f. ?g ?h ?i}}", BEGUN)
    yield get("everything described", "DESCRIBE ?a ?d {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", BEGUN)
    yield get(
        "closure of all", "SELECT (COUNT(*) AS ?n) {?a (!<urn:x>)* ?b. ?b (!<urn:x>)* ?c. ?c (!<urn:x>)* ?d}", STOPPED
    )
    yield get(
        "closure of closures", "SELECT (COUNT(*) AS ?n) {?a ((!<urn:x>)+/(^!<urn:x>)+)+ ?b. ?c (!<urn:x>)+ ?d}", STOPPED
    )
    yield get(
        "closure both ways",
        "SELECT (COUNT(*) AS ?n) {?a (!<urn:x>|^!<urn:x>)* ?b. ?c (!<urn:x>|^!<urn:x>)* ?d}",
        STOPPED,
    )
    yield get("GROUP_CONCAT bomb", "SELECT (GROUP_CONCAT(?c) AS ?n) {?a ?b ?c. ?d ?e ?f. ?g ?h ?i}", BURST)
    doubled = "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
    yield get("CONCAT bomb", f"SELECT (STRLEN(?x40) AS ?n) {{BIND('bomb' AS ?x0) {doubled}}}", BURST)
    replaced = "REPLACE(" * 12 + "'a'" + ", 'a', 'aaaaaaaaaa')" * 12
    yield get("REPLACE bomb", f"SELECT (STRLEN({replaced}) AS ?n) {{}}", BURST)
    yield get(
        "regex bomb",
        "ASK {?a ?b ?c. ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), '^(([a-z ])+.)+[A-Z]([a-z ])+$!')}",
        STOPPED,
    )
    yield get(
        "regex of a billion", "SELECT * {?a ?b ?c FILTER REGEX(STR(?c), '((a{1000}){1000}){1000}')} LIMIT 1", FATAL
    )
    yield get("EXISTS in a product", "ASK {?a ?b ?c. ?d ?e ?f FILTER NOT EXISTS {?a ?e ?x. ?y ?z ?c. ?d ?q ?f}}", FATAL)
    values = " ".join(f"'{n}'" for n in range(12_000))
    yield query("endless VALUES", f"SELECT (COUNT(*) AS ?n) {{VALUES ?x {{{values}}} ?a ?b ?c. ?d ?e ?f}}", STOPPED)
    yield query("a hundred patterns", "ASK {" + " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(120)) + "}", FATAL)
    for seed in range(1, 6):
        yield query(
            f"ORDER BY over mixed literals {seed}", f"SELECT ?o {{VALUES ?o {{{_mixed(seed)}}}}} ORDER BY ?o", FATAL
        )


def _mixed(seed: int) -> str:
    """Literals that have no order together; some engines die of sorting them."""
    chance, xsd = random.Random(seed), "http://www.w3.org/2001/XMLSchema#"  # noqa: S311  # an order, not a secret
    kinds = (
        '"{0:06X}"^^<{1}hexBinary>',
        "{0}",
        "{0}.5",
        '"20{3}-{2:02}-01"^^<{1}date>',
        '"{0}"',
        '"{0}e0"^^<{1}double>',
    )
    numbers = [chance.randrange(100_000) for _ in range(400)]
    return " ".join(chance.choice(kinds).format(n, xsd, n % 12 + 1, n % 90 + 10) for n in numbers)


def deep() -> Iterator[Attack]:
    """What breaks a parser that recurses."""
    for name, opening, inner, closing in (
        ("parentheses", "ASK {FILTER", ("(", "1", ")"), "}"),
        ("braces", "ASK ", ("{", "?s ?p ?o", "}"), ""),
        ("brackets", "ASK {?s ?p ", ("[?p ", "1", "]"), "}"),
        ("collections", "ASK {?s ?p ", ("(", "1", ")"), "}"),
        ("paths", "ASK {?s ", ("(", "<a>", ")*"), " ?o}"),
        ("subqueries", "SELECT * {", ("{SELECT * ", "{}", "}"), "}"),
        ("EXISTS", "ASK {", ("FILTER EXISTS {?s ?p ?o ", "", "}"), "}"),
        ("functions", "ASK {FILTER(", ("CONCAT(", "'a'", ")"), ")}"),
        ("IF", "ASK {FILTER(", ("IF(true,", "1", ",1)"), ")}"),
        ("annotations", "ASK {?s ?p ?o ", ("{|?p ?o ", "", "|}"), "}"),
    ):
        before, middle, after = inner
        yield query(f"thousands of {name}", opening + before * 4000 + middle + after * 4000 + closing, REFUSED)
    for name, text in (
        ("exclamation marks", "ASK {FILTER(" + "!" * 90_000 + "true)}"),
        ("sums", "ASK {FILTER(1" + "+1" * 45_000 + ")}"),
        ("MINUS", "ASK {" + "MINUS{?s ?p ?o}" * 6000 + "}"),
        ("OPTIONAL", "ASK {" + "OPTIONAL{?s ?p ?o}" * 5000 + "}"),
        ("filters", "ASK {" + "FILTER(true)" * 8000 + "}"),
        ("BIND", "ASK {" + "".join(f"BIND(1 AS ?x{n})" for n in range(5500)) + "}"),
        ("quoted triples", "ASK {" + "<<" * 3000 + "?s ?p ?o" + ">> ?p ?o" * 3000 + "}"),
    ):
        yield query(f"thousands of {name}, side by side", text, FATAL | REFUSED)
    yield query("too long", "ASK {}" + "#" * 200_000, REFUSED)


def outward(listener: str) -> Iterator[Attack]:
    """What would have the server ask *listener*, or open a file of its own."""
    there = f"<{listener}>"
    for name, text in {
        "SERVICE": f"SELECT * {{SERVICE {there} {{?s ?p ?o}}}}",
        "SERVICE SILENT": f"SELECT * {{SERVICE SILENT {there} {{?s ?p ?o}}}}",
        "SERVICE in small letters, touching": f"select*{{service{there}{{?s ?p ?o}}}}",
        "SERVICE escaped": f"SELECT * {{\\u0053ERVI\\U00000043E {there} {{?s ?p ?o}}}}",
        "SERVICE behind a comment": f"SELECT * {{#\nSERVICE#\n{there}{{?s ?p ?o}}}}",
        "SERVICE behind an escaped line end": f"SELECT * {{# \\u000ASERVICE {there} {{?s ?p ?o}}\n}}",
        "SERVICE of a variable": f"SELECT * {{VALUES ?x {{{there}}} SERVICE ?x {{?s ?p ?o}}}}",
        "SERVICE of a name": f"PREFIX s:<{listener}> SELECT * {{SERVICEs:{{?s ?p ?o}}}}",
        "SERVICE behind a boolean": f"SELECT * {{?s ?p trueSERVICE{there}{{}}}}",
        "SERVICE in a subquery": f"SELECT * {{{{SELECT * {{SERVICE {there} {{?s ?p ?o}}}}}}}}",
        "SERVICE between odd strings": f"SELECT * {{?s ?p '\\'' . SERVICE {there} {{?s ?p '\\''}}}}",
    }.items():
        yield get(name, text, REFUSED)
    for name, text in {
        "LOAD": f"LOAD {there}",
        "LOAD SILENT": f"LOAD SILENT {there} INTO GRAPH <urn:x>",
        "LOAD of a file": "LOAD <file:///etc/passwd>",
        "LOAD, escaped": f"\\u004COAD {there}",
        "LOAD after an operation": f"INSERT DATA {{}};load{there}",
    }.items():
        yield get(f"{name} as a query", text, REFUSED)
        yield post(f"{name} as an update", text.encode(), "application/sparql-update", NO_WRITES)
        form = f"update={quote(text)}".encode()
        yield post(f"{name} by form", form, "application/x-www-form-urlencoded", NO_WRITES)
    nothing = frozenset({200, 400})  # of a graph that is not here there is nothing to tell
    yield get("FROM elsewhere", f"SELECT * FROM {there} {{?s ?p ?o}}", nothing)  # noqa: S608
    yield get("FROM NAMED a file", "SELECT * FROM NAMED <file:///etc/passwd> {GRAPH ?g {?s ?p ?o}}", nothing)
    yield get(
        "default-graph-uri elsewhere", "SELECT * {?s ?p ?o}", nothing, more=f"&default-graph-uri={quote(listener)}"
    )
    yield get(
        "named-graph-uri elsewhere",
        "SELECT * {GRAPH ?g {?s ?p ?o}}",
        nothing,
        more=f"&named-graph-uri={quote(listener)}",
    )
    yield get("GRAPH elsewhere", f"SELECT * {{GRAPH {there} {{?s ?p ?o}}}}", nothing)


def broken() -> Iterator[Attack]:
    """Half requests, slow ones, enormous ones, and HTTP that is none."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
    form = (
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    )
    simple = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n"
    answered = frozenset[int | str]({200})
    yield raw("a connection and nothing", b"", outcomes=NO_HTTP)
    yield raw("half a line", b"GET /spar", outcomes=NO_HTTP)
    yield raw("half the headers", b"GET /sparql HTTP/1.1\r\nHost: x\r\nAcc", outcomes=NO_HTTP)
    yield raw("a header letter by letter", b"GET / HTTP/1.1\r\nX: ", *[b"a"] * 10, pause=1.5, outcomes=NO_HTTP)
    yield raw("half a body, and waits", head + b"Content-Length: 100\r\n\r\nASK", outcomes=frozenset({408}))
    yield raw(
        "half a body, and leaves",
        head + b"Content-Length: 100\r\n\r\nASK",
        outcomes=frozenset({400, CLOSED}),
        half_close=True,
    )
    yield raw(
        "a body byte by byte", head + b"Content-Length: 100\r\n\r\n", *[b"A"] * 8, pause=1.0, outcomes=frozenset({408})
    )
    yield raw(
        "a body of ten gigabytes",
        head + b"Content-Length: 10737418240\r\n\r\n" + b"A" * 100_000,
        outcomes=frozenset({413}),
    )
    yield raw(
        "chunks without end",
        head + b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b"#" * 65536 + b"\r\n") * 280,
        outcomes=frozenset({413}),
    )
    yield raw("a form in chunks", form + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", outcomes=frozenset({411}))
    yield raw(
        "a chunk of no length", head + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nASK\r\n0\r\n\r\n", outcomes=NO_HTTP
    )
    yield raw(
        "a chunk longer than all",
        head + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nASK",
        outcomes=NO_HTTP,
    )
    yield raw("two lengths", head + b"Content-Length: 6\r\nContent-Length: 60\r\n\r\nASK {}", outcomes=NO_HTTP)
    yield raw("a length below nothing", head + b"Content-Length: -6\r\n\r\nASK {}", outcomes=NO_HTTP)
    # Chunks win over a length (RFC 9112, section 6.3), and the connection is closed: nothing can hide in the rest.
    yield raw(
        "a length and chunks",
        head + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\nGET /",
        outcomes=NO_HTTP | answered,
    )
    yield raw("an unknown coding", head + b"Transfer-Encoding: xchunked\r\n\r\nASK {}", outcomes=NO_HTTP)
    bomb = gzip.compress(b"#" * 30_000_000)
    yield post("a gzip bomb", bomb, "application/sparql-query", frozenset({415}), headers="Content-Encoding: gzip\r\n")
    yield raw(
        "an address of 80,000 bytes",
        b"GET /sparql?query=" + b"a" * 80_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        outcomes=frozenset({414, 431, CLOSED}),
    )
    yield raw(
        "a header of 300,000 bytes", simple + b"X: " + b"a" * 300_000 + b"\r\n\r\n", outcomes=frozenset({431, CLOSED})
    )
    yield raw("a thousand headers", simple + b"X: a\r\n" * 1000 + b"\r\n", outcomes=frozenset({431, CLOSED}))
    yield raw("a header with a space", simple + b"X X: a\r\n\r\n", outcomes=NO_HTTP)
    yield raw("a folded header", simple + b"X: a\r\n b\r\n\r\n", outcomes=NO_HTTP)
    yield raw(
        "a header of no letters",
        simple + b"Accept: \xff\xfe\x80\r\nConnection: close\r\n\r\n",
        outcomes=answered | NO_HTTP,
    )
    yield raw("TLS", b"\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03" + b"\x00" * 160, outcomes=NO_HTTP)
    yield raw("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", outcomes=NO_HTTP)
    yield raw("HTTP/9.9", b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", outcomes=NO_HTTP | {505})
    yield raw(
        "a method of nobody's",
        b"BREW /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        outcomes=frozenset({400, 405, 501}),
    )
    yield raw(
        "CONNECT",
        b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        outcomes=frozenset({400, 404, 405, CLOSED}),
    )
    yield raw(
        "TRACE", b"TRACE /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", outcomes=frozenset({400, 405, 501})
    )
    yield Attack(
        "an answer that nobody reads",
        get("", "SELECT * {?a ?b ?c. ?d ?e ?f}", BEGUN).pieces,
        frozenset({CLOSED}),
        reads=False,
    )


def disguised() -> Iterator[Attack]:
    """Encodings that are none, parameters that want to be headers, and paths that lead out."""
    update = b"application/sparql-update"
    yield get("a letter of Latin-1", "ASK {?s ?p 'x'}", REFUSED, more="&default-graph-uri=%E9")
    yield post("a body in Latin-1", b"ASK {?s ?p '\xe9'}", "application/sparql-query", REFUSED)
    yield post("a body in UTF-16", "ASK {}".encode("utf-16"), "application/sparql-query", REFUSED)
    yield post("UTF-8 longer than need be", b"ASK \xc1\xbb\xc1\xbd", "application/sparql-query", REFUSED)
    yield post("a surrogate", b"ASK {?s ?p '\xed\xa0\x80'}", "application/sparql-query", REFUSED)
    yield get("an escaped surrogate", "ASK {?s ?p '\\uD800'}", REFUSED)
    yield get("an escape beyond Unicode", "ASK {?s ?p '\\UFFFFFFFF'}", REFUSED)
    yield get("NUL", "ASK {}\x00", REFUSED)
    yield get("a query and a query", "ASK {}", REFUSED, more="&query=ASK%7B%7D")
    yield get(
        "a format that would be a header", "ASK {}", frozenset({400, 406}), more="&format=csv%0D%0ASet-Cookie:%20a=b"
    )
    yield get("a graph that would be a header", "ASK {}", REFUSED, more="&default-graph-uri=%0D%0ASet-Cookie:%20a=b")
    yield get(
        "a media type that would be a page", "ASK {}", frozenset({400, 406}), more="&format=text/html%3Cscript%3E"
    )
    yield get("an Accept of 5,000 ranges", "ASK {}", frozenset({200, 400, 406}), accept=",".join(["a/b;q=0.1"] * 5000))
    yield get("an Accept that is none", "ASK {}", frozenset({200, 400, 406}), accept=';;q=x/,,*/;="')
    yield post("a million parameters", b"a&" * 1_000_000, "application/x-www-form-urlencoded", REFUSED)
    yield get("an update as a query", "INSERT DATA {<urn:a> <urn:b> <urn:c>}", REFUSED)
    yield get("a function of nobody's", "SELECT (<urn:x>(1) AS ?x) {}", frozenset({200, 400}))
    yield post("a body of another kind", b"<xml/>", "text/xml", frozenset({415}))
    yield post("an update", b"DROP ALL", update.decode(), NO_WRITES)
    for path in (
        "/static/../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/datasets/..%2f..%2fx",
        "/%00",
        "/%0d%0aX:y",
    ):
        head = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        yield raw(f"the path {path}", head.encode(), outcomes=frozenset({400, 404, 308}))
    turtle = b"<urn:a> <urn:b> <urn:c> ."
    for method in ("PUT", "DELETE", "POST"):
        head = f"{method} /store?graph=urn:x HTTP/1.1\r\nHost: x\r\nContent-Type: text/turtle\r\n"
        rest = f"Content-Length: {len(turtle)}\r\nConnection: close\r\n\r\n"
        yield raw(f"{method} of a graph", head.encode() + rest.encode() + turtle, outcomes=NO_WRITES)


def attacks(listener: str) -> list[Attack]:
    """Every hostile request."""
    return [
        *(replace(attack, is_heavy=True) for attack in heavy()),
        *deep(),
        *outward(listener),
        *broken(),
        *disguised(),
    ]

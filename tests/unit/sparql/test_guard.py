"""What a public query may not do, whatever disguise it wears."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from radcat.errors import QueryRefused
from radcat.sparql import guard

REFUSED = {
    "plain": "ASK { SERVICE <http://x/> { ?s ?p ?o } }",
    "small": "ask{service<http://x/>{?s ?p ?o}}",
    "mixed": "ASK { SeRvIcE <http://x/> {} }",
    "silent": "ASK { SERVICE SILENT <http://x/> {} }",
    "of a variable": "ASK { SERVICE ?x {} }",
    "touching a variable": "ASK { SERVICE?x{} }",
    "touching SILENT": "ASK { SERVICESILENT<http://x/>{} }",
    "touching a name": "PREFIX :<http://x/> ASK { service:x{} }",
    "touching SILENT and a name": "PREFIX :<http://x/> ASK { servicesilent:x{} }",
    "touching a prefix": "PREFIX s:<http://x/> ASK { services:x{} }",
    "before a comment": "ASK { SERVICE# no\n<http://x/> {} }",
    "between comments": "ASK { # no\nSERVICE # no\r<http://x/> {} }",
    "after a comment with a quote": 'ASK { # "\nSERVICE <http://x/> {} # "\n }',
    "after a string with a quote": "ASK { ?s ?p '\"' . SERVICE <http://x/> { ?s ?p '\"' } }",
    "after a string with an escape": 'ASK { ?s ?p "\\\\" . SERVICE <http://x/> { ?s ?p "\\\\" } }',
    "after a long string": 'ASK { ?s ?p """a"b""" . SERVICE <http://x/> {} . ?s ?p """c""" }',
    "after an open quote": 'ASK { ?s ?p " \n SERVICE <http://x/> {} }',
    "nested": "ASK { { OPTIONAL { GRAPH ?g { SERVICE <http://x/> {} } } } }",
    "in a subquery": "SELECT * { { SELECT ?s { SERVICE <http://x/> {} } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <http://x/> {} } }",
    "after a full stop": "ASK { ?s ?p ?o.SERVICE <http://x/> {} }",
    "after a number": "ASK { ?s ?p 1e5SERVICE <http://x/> {} }",
    "after a boolean": "ASK { ?s ?p trueSERVICE <http://x/> {} }",
    "after a boolean, touching a name": "PREFIX :<http://x/> ASK { ?s ?p trueservice:x{} }",
    "after a name that is a colon": "PREFIX :<http://x/> ASK { ?s ?p :.service<http://x/>{} }",
    "after a name with a dot": "PREFIX :<http://x/> ASK { ?s ?p :a.b.service?x{} }",
    "with a codepoint escape": "ASK { \\u0053ERVICE <http://x/> {} }",
    "with a long codepoint escape": "ASK { SERV\\U00000049CE <http://x/> {} }",
    "all escaped": "ASK { " + "".join(f"\\u{ord(c):04x}" for c in "service") + " <http://x/> {} }",
    "behind an escaped line end in a comment": "ASK { # \\u000A SERVICE <http://x/> {} }",
    "behind an escape that moves a string's end": 'ASK { ?s ?p "\\u0022" . SERVICE <http://x/> {} . ?s ?p "\\u0022" }',
    "behind an IRI with an escape": 'ASK { ?s ?p "\\u0022"; ?p <http://a/\\u0041#> . SERVICE ?x {} ?s ?p "\\u0022" }',
    "behind a comparison and a comment": "ASK { ?s ?p ?b FILTER(1<2)service#>\n?x{} }",
    "behind a comparison, a comment and a string": 'ASK { FILTER(1<2)#>"""\nSERVICE ?x {} #"""\n }',
    "between comparisons with strings": "ASK { FILTER('0'<'>')SERVICE ?x {} FILTER('0'<'>') }",
}


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED.keys())
def test_service_is_refused_in_every_disguise(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        guard.check(text)


ALLOWED = {
    "in a string": 'ASK { ?s ?p "SERVICE <http://x/> {}" }',
    "in a string with an escaped quote": 'ASK { ?s ?p "\\" SERVICE <http://x/> {}" }',
    "in a long string": "ASK { ?s ?p '''\nSERVICE <http://x/> {}\n''' }",
    "in a comment": "ASK { # SERVICE <http://x/> {}\n ?s ?p ?o }",
    "in an IRI": "ASK { ?s <http://x/service> <service> }",
    "in an IRI with a fragment": "ASK { ?s <http://x/service#SERVICE> ?o }",
    "as a variable": "SELECT ?service $service { ?service ?p $service }",
    "as a local name": "PREFIX dcat: <http://www.w3.org/ns/dcat#> ASK { ?s dcat:service ?o { ?o ?p ?service } }",
    "as a local name with a dot": "PREFIX : <http://x/> ASK { :nginx.service :p 1 }",
    "as a prefix": "PREFIX service: <http://x/> ASK { ?s service:p service:o }",
    "as the beginning of a prefix": "PREFIX services: <http://x/> ASK { ?s services:p ?o }",
    "as a language": 'ASK { ?s ?p "x"@service }',
    "as a blank node": "ASK { _:service ?p ?o }",
    "beside a relative IRI with a fragment": "SELECT ?service { <x#y> <http://www.w3.org/ns/dcat#service> ?service }",
    "in an escaped string": 'ASK { ?s ?p "\\u0053ERVICE" }',
}


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED.keys())
def test_the_word_is_allowed_where_it_is_no_keyword(text: str) -> None:
    guard.check(text)


# What the engine takes for SERVICE


EMPTY = ox.Store()


def parses(text: str) -> bool:
    """Tell whether the engine takes *text* for a query; the network is not reached, nor is there data to ask for."""
    try:
        EMPTY.query(text)
    except SyntaxError:
        return False
    except (OSError, RuntimeError):  # it began to evaluate a SERVICE: port 9 is closed to it, a variable is unbound
        return True
    return True


def allows(text: str) -> bool:
    """Tell whether the guard lets *text* pass."""
    try:
        guard.check(text)
    except QueryRefused:
        return False
    return True


def has_service(text: str) -> bool:
    """Tell whether the engine reads a SERVICE keyword: then misspelling it makes the query no query."""
    at = [start for start in range(len(text)) if text[start : start + 7].lower() == "service"]
    return parses(text) and any(not parses(f"{text[:start]}serviXe{text[start + 7 :]}") for start in at)


HERE = "<http://127.0.0.1:9/>"  # a port that the engine asks nobody at
PROLOGUE = f"BASE {HERE} PREFIX : {HERE} PREFIX s: {HERE} PREFIX a: {HERE} "
TERMS = [
    "1",
    "1.",
    ".5",
    "1.5",
    "1e5",
    "1.e5",
    "true",
    "false",
    "?x",
    "_:b",
    "_:b.c",
    "<a>",
    "<http://x/>",
    ":a",
    ":",
    ":a.b",
    "a:b..c",
    ":a\\-",
    ":%41",
    "s:x-y",
    "()",
    "[]",
    "'x'",
    '""',
    '"x"@en',
    '"x"^^:a',
]
HEADS = ["", *(f"?s ?p {term}" for term in TERMS), "FILTER(1<2)", "FILTER('0'<'>')", 'FILTER(1<2)#>"""\n', "OPTIONAL{}"]
GLUE = ["", ".", "..", " ", ";", "#'\n", "# <\n.", "#\\u000A"]
TARGETS = [":", ":x", "s:x", " ?x", "?x", HERE, "#>\n:", " silent :", "silent:", "silents:x"]
TAILS = ["", ".", " FILTER('0'<'>')", '#"""', "?s ?p '>', \"'\""]


@pytest.mark.parametrize("head", HEADS)
def test_what_the_engine_takes_for_service_is_refused(head: str) -> None:
    """Whatever stands before the keyword and touches it."""
    texts = [
        f"{PROLOGUE}ASK{{{head}{glue}service{target}{{}}{tail}\n}}"
        for glue in GLUE
        for target in TARGETS
        for tail in TAILS
    ]
    meant = [text for text in texts if has_service(text)]
    assert meant
    assert not [text for text in meant if allows(text)]


soup = st.lists(
    st.sampled_from([*TERMS, *GLUE, *TARGETS, *TAILS, "'", '"', "<", ">", "{", "}", "FILTER(1<", ")"]), max_size=6
)


@settings(max_examples=300)
@given(soup.map("".join), st.sampled_from(TARGETS), soup.map("".join))
def test_what_the_engine_takes_for_service_is_refused_in_any_soup(head: str, target: str, tail: str) -> None:
    text = f"{PROLOGUE}ASK{{?s ?p {head}service{target}{{}}{tail}\n}}"
    assert not (has_service(text) and allows(text))


HARMLESS = [
    "ASK",
    "SELECT",
    "?x",
    "?service",
    ":a",
    ":service",
    "<http://x/service>",
    "'service'",
    "'''service'''",
    "x:y.z",
    '"x"@en',
    "{",
    "}",
    "1e5",
    "true",
    ".",
    ";",
    "FILTER(",
    ")",
    "<",
    ">",
    "<http://x/#a>",
]
harmless = st.sampled_from([*HARMLESS, '"SERVICE <x> {}"', "# service\n"])


@given(st.lists(harmless, max_size=20).map(" ".join))
def test_no_text_without_the_keyword_is_refused_for_it(text: str) -> None:
    guard.check(text)


@given(st.lists(harmless, max_size=8).map(" ".join), st.lists(harmless, max_size=8).map(" ".join))
def test_a_text_with_the_keyword_outside_strings_always_is(head: str, tail: str) -> None:
    with pytest.raises(QueryRefused):
        guard.check(f"{head} SERVICE <http://x/> {{ }} {tail}")


@given(st.one_of(st.text(max_size=100), st.text("\"'\\#<>{}?:_@ \nserviceSERVICE()1\\u0041", max_size=100)))
def test_any_text_is_allowed_or_refused(text: str) -> None:
    assert allows(text) in (True, False)


# What would break the parser


@pytest.mark.parametrize("opening", ["{", "(", "[", "{([", "[\n"])
def test_brackets_nest_so_deep_and_no_deeper(opening: str) -> None:
    brackets = opening.strip()
    times = guard.DEEPEST // len(brackets)
    guard.check("ASK " + opening * times)
    with pytest.raises(QueryRefused, match="deep"):
        guard.check("ASK " + opening * (times + 2))


@pytest.mark.parametrize("brackets", ["{}", "()", "[]", '"("', "<(>", "#(\n"])
def test_brackets_side_by_side_or_in_strings_are_no_depth(brackets: str) -> None:
    guard.check("ASK " + f"{brackets} " * 1000)


def test_a_query_has_a_longest_length() -> None:
    guard.check("#" * guard.LONGEST)
    with pytest.raises(QueryRefused, match=str(guard.LONGEST)):
        guard.check("#" * (guard.LONGEST + 1))


@pytest.mark.parametrize(
    "piece", ["service", "1service", "service#", "<#", "'", '"', "<a#>service:", "\\u0022", ":a.", "("]
)
def test_the_longest_query_is_judged_at_once_whatever_it_repeats(piece: str) -> None:
    assert allows(piece * (guard.LONGEST // len(piece))) in (True, False)


# Endpoints that are allowed

WIKIDATA, UNIPROT = "https://query.wikidata.org/sparql", "https://sparql.uniprot.org/sparql"
SERVICES = (WIKIDATA, UNIPROT)


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE <{WIKIDATA}> {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service<{UNIPROT}>{{ ?s ?p ?o }} }}",
        f"SELECT * {{ SERVICE SILENT <{WIKIDATA}> {{ ?s ?p ?o }} SERVICE <{UNIPROT}> {{ ?s ?p ?o }} }}",
    ],
)
def test_an_endpoint_that_is_allowed_may_be_asked(text: str) -> None:
    guard.check(text, SERVICES)
    with pytest.raises(QueryRefused, match="switched off here but for"):
        guard.check(text, ("https://example.org/sparql",))


@pytest.mark.parametrize(
    "text",
    [
        *(text for text in REFUSED.values()),
        f"SELECT * {{ SERVICE <{WIKIDATA}/../secret> {{}} }}",
        f"SELECT * {{ SERVICE <{WIKIDATA}?x> {{}} }}",
        f"SELECT * {{ SERVICE <{WIKIDATA.upper()}> {{}} }}",
        f"SELECT * {{ SERVICE <{WIKIDATA}> {{}} SERVICE <http://x/> {{}} }}",
        f"SELECT * {{ SERVICE <{WIKIDATA}> {{ SERVICE ?x {{}} }} }}",
        f"SELECT * {{ SERVICE #\n<http://x/> {{}} #SERVICE <{WIKIDATA}>\n }}",
        f"SELECT * {{ SERVICE#<{WIKIDATA}>\n<http://x/> {{}} }}",
        f"SELECT * {{ SERVICESERVICE <{WIKIDATA}> ?x {{}} }}",
        f"PREFIX s: <{WIKIDATA}> SELECT * {{ SERVICE s: {{}} }}",
        f"BASE <{WIKIDATA}> SELECT * {{ SERVICE <> {{}} }}",
        f"SELECT * {{ VALUES ?x {{ <{WIKIDATA}> }} SERVICE ?x {{}} }}",
    ],
)
def test_no_other_is_and_no_variable(text: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        guard.check(text, SERVICES)


@settings(max_examples=120)
@given(soup.map("".join), st.sampled_from(TARGETS), soup.map("".join))
def test_an_endpoint_that_is_allowed_opens_no_other(head: str, target: str, tail: str) -> None:
    text = f"{PROLOGUE}ASK{{?s ?p {head} SERVICE <{WIKIDATA}> {{}} service{target}{{}}{tail}\n}}"
    if parses_service(text):
        with pytest.raises(QueryRefused):
            guard.check(text, SERVICES)


def parses_service(text: str) -> bool:
    """Tell whether the engine reads the second SERVICE of *text* as one; the first is not asked."""
    return has_service(text.replace(f"SERVICE <{WIKIDATA}> {{}}", "", 1))


# Updates

LOADS = {
    "plain": "LOAD <http://x/>",
    "small": "load <http://x/>",
    "of a file": "LOAD <file:///etc/passwd>",
    "touching an IRI": "LOAD<http://x/>",
    "silent": "LOAD SILENT <http://x/> INTO GRAPH <http://y/>",
    "touching SILENT": "LOADSILENT<http://x/>",
    "touching a name": "PREFIX : <http://x/> LOAD:x",
    "of a prefix that says so": "PREFIX load: <http://x/> LOAD load:x",
    "touching a prefix": "PREFIX s: <http://x/> LOADs:x",
    "after an operation": "INSERT DATA { <a> <b> 'x' } ; LOAD <http://x/>",
    "after an operation, touching": "DROP ALL;load<http://x/>",
    "escaped": "\\u004COAD <http://x/>",
    "behind a comment": "# no\nLOAD # no\n<http://x/>",
    "behind an escaped line end": "# \\u000ALOAD <http://x/>",
    "after odd strings": "INSERT DATA { <a> <b> '\\'' } ; LOAD <http://x/> ; INSERT DATA { <a> <b> '\\'' }",
}


@pytest.mark.parametrize("text", LOADS.values(), ids=LOADS.keys())
def test_load_is_refused_in_every_disguise(text: str) -> None:
    with pytest.raises(QueryRefused, match="LOAD"):
        guard.check_update(text)


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a> <b> 'LOAD <http://x/>' }",
        "# LOAD <http://x/>\nDROP ALL",
        "PREFIX load: <http://x/> INSERT DATA { load:a load:b load:c ; load:d load:e }",
        "PREFIX load: <http://x/> WITH load:g DELETE { ?s load:p ?o } WHERE { ?s load:p ?o }",
        "PREFIX download: <http://x/> CLEAR GRAPH download:g",
        "DELETE WHERE { ?load ?p <http://x/load> }",
        "INSERT DATA { <a> <b> 'x'@load }",
    ],
)
def test_the_word_load_is_allowed_where_it_is_no_keyword(text: str) -> None:
    guard.check_update(text)


@pytest.mark.parametrize("text", ["INSERT {} WHERE { SERVICE <http://x/> {} }", "DELETE WHERE { " + "{" * 200])
def test_an_update_may_do_nothing_that_a_query_may_not(text: str) -> None:
    with pytest.raises(QueryRefused):
        guard.check_update(text)


def loads(text: str) -> bool:
    """Tell whether the engine would load something: from port 9, which it does not ask, or in a format of none."""
    try:
        ox.Store().update(text)
    except SyntaxError:
        return False
    except OSError:
        return True
    return "silent" in text.lower()  # it failed, and says nothing


pieces = st.lists(
    st.sampled_from(
        ["DROP ALL;", "INSERT DATA{<a> <b> 'x'};", "CLEAR DEFAULT ;", "DELETE WHERE{?s ?p ?o};", "# x\n", "#'\n", " ",
         "PREFIX load: <http://127.0.0.1:9/> ", "INSERT DATA{<a> <b> '\\''};", "INSERT{}WHERE{FILTER(1<2)};#>\n"]
    ),
    max_size=4,
).map("".join)  # fmt: skip


@settings(max_examples=120)
@given(pieces, st.sampled_from(["load", "LOAD ", "Load#\n", "\\u004coad ", "loadsilent", "load silent "]),
       st.sampled_from([HERE, "load:", "load:x", "s:x", ":", "<x>"]), pieces)  # fmt: skip
def test_what_the_engine_takes_for_load_is_refused(head: str, keyword: str, target: str, tail: str) -> None:
    text = f"{PROLOGUE}{head}{keyword}{target} ; {tail}"
    if loads(text):
        with pytest.raises(QueryRefused):
            guard.check_update(text)


@given(st.one_of(st.text(max_size=100), st.text("\"'\\#<>{}?:_@; \nloadLOADservice()1\\u0041", max_size=100)))
def test_any_update_is_allowed_or_refused(text: str) -> None:
    assert allows_update(text) in (True, False)


def allows_update(text: str) -> bool:
    """Tell whether the guard lets an update pass."""
    try:
        guard.check_update(text)
    except QueryRefused:
        return False
    return True

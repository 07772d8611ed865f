"""The words of a SPARQL text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.sparql.lexer import has_doubtful_iri, lower_booleans, tokens, unescape, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("select ?x $y { }", ["SELECT", "{", "}"]),
        ("ASK{}", ["ASK", "{", "}"]),
        ("# ask\nASK # no more\r{}", ["ASK", "{", "}"]),
        ("PREFIX x: <http://x/#ask>", ["PREFIX", "X", "<name>", "<iri>"]),
        ("prefix:<http://b/>ASK{}", ["PREFIX", "<name>", "<iri>", "ASK", "{", "}"]),
        ("x:select :select _:select x:a.select", ["X", "<name>", "", "<name>", "_", "<name>", "X", "<name>"]),
        ("x:a\\-b", ["X", "<name>"]),
        (":.ask", ["", "<name>", ".", "ASK"]),
        (":-1", ["", "<name>", "-", "1"]),
        ("?select.ask", [".", "ASK"]),
        ('"ask" \'ask\' """a"ask""" \'\'\'ask\nask\'\'\'', []),
        ("\"a\\\"ask\" '\\'ask'", []),
        ('"ask"@en-GB^^<x>ask', ["^", "^", "<iri>", "ASK"]),
        ('"open ask', ['"', "OPEN", "ASK"]),
        ('"open\nask"', ['"', "OPEN", "ASK", '"']),
        ('""ask""', ["ASK"]),
        ('""""ask"""', []),
        ("<http://x/ask> < ask > <a ask>", ["<iri>", "<", "ASK", ">", "<", "A", "ASK", ">"]),
        ("<http://x/\\u0061sk#ask>", ["<iri>"]),
        ("1<2ask", ["1", "<", "2", "ASK"]),
    ],
)
def test_keywords_and_punctuation_are_told_from_strings_names_and_comments(text: str, found: list[str]) -> None:
    assert list(words(text)) == found


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"\u0053ELECT", "SELECT"),
        (r"\U00000053ELECT", "SELECT"),
        (r"\U0001F30A", "🌊"),
        (r"\u005Cu0053", r"\u0053"),
        (r"\u53 \uZZZZ \n", r"\u53 \uZZZZ \n"),
        (r"\UFFFFFFFF", r"\UFFFFFFFF"),
    ],
)
def test_codepoint_escapes_are_replaced_once(text: str, plain: str) -> None:
    assert unescape(text) == plain


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("<http://example.org/a#b> <urn:x> <datasets/x>", False),
        ("<http://example.org/it's_(a)#b>", False),
        ("?a < ?b # >", False),
        ("<datasets/x#part>", True),
        ("FILTER(?a<'>')", True),
        ("FILTER(?a<?b)#>", True),
    ],
)
def test_an_iri_is_in_doubt_where_a_comparison_could_stand(text: str, doubtful: bool) -> None:
    assert has_doubtful_iri(text) is doubtful


@given(st.one_of(st.text(max_size=80), st.text("\"'\\#<>{}?:_@ \nsSeE\\u0041", max_size=80)))
def test_any_text_has_words(text: str) -> None:
    assert all(word == word.upper() or word in ("<iri>", "<name>") for word in words(unescape(text)))


@given(st.text("\"'\\#<>{}?:. \n", max_size=40).map(lambda text: text * 400))
def test_no_text_takes_longer_to_read_than_its_length(text: str) -> None:
    """A pattern that could be read in two ways would not end within the test's time."""
    assert sum(1 for _ in words(text)) <= 2 * len(text)


def test_tokens_come_with_their_kind_and_place() -> None:
    text = "ASK { ?s x:y <z> } # 'c'"
    found = list(tokens(text))
    assert found == [
        ("word", "ASK", 0), ("other", "{", 4), ("variable", "?s", 6), ("name", "x:y", 9), ("iri", "<z>", 13),
        ("other", "}", 17),
    ]  # fmt: skip


@given(st.text(max_size=80))
def test_tokens_are_what_the_text_says_there(text: str) -> None:
    end = 0
    for _, token, offset in tokens(text):
        assert offset >= end
        assert text[offset : offset + len(token)] == token
        end = offset + len(token)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("FILTER(TRUE||False)", "FILTER(true||false)"),
        ("?TRUE 'TRUE' :TRUE TRUE:x <TRUE> # TRUE", "?TRUE 'TRUE' :TRUE TRUE:x <TRUE> # TRUE"),
        ("untrue TRUEST", "untrue TRUEST"),
    ],
)
def test_booleans_are_written_small_and_nothing_else(text: str, written: str) -> None:
    assert lower_booleans(text) == written

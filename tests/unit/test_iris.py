"""Absolute IRIs, told from texts that only look like them."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.rdf import iris

GOOD = (
    "https://example.org/",
    "https://例え.example/資料?a=b#c",
    "http://[::1]:8080/",
    "http://u@h:99999/",
    "mailto:desk@example.org",
    "urn:isbn:0451450523",
    "https://doi.org/10.5555/a_b%7Bc",
)
BAD = (
    "",
    "text/csv",
    "CC BY 4.0",
    "datasets/a",
    "//example.org/",
    "https://example.org/a b",
    "https://example.org/my file {1}.csv",
    "http://[bad/file.csv",
    "http://[::1%25eth0]/",
    "http://a:b/",
    "https://example.org/50%",
    "https://example.org/a#b#c",
    "https://example.org/\x03",
    "https://example.org/\ufffe",
)


@pytest.mark.parametrize("text", GOOD)
def test_an_absolute_iri_is_one(text: str) -> None:
    assert iris.is_absolute(text)


@pytest.mark.parametrize("text", BAD)
def test_a_text_that_no_rdf_syntax_can_hold_as_an_iri_is_none(text: str) -> None:
    assert not iris.is_absolute(text)


def test_a_mailbox_is_no_web_address() -> None:
    assert [iris.is_web_address(text) for text in ("https://a.example/", "mailto:a@b", "https:///x")] == [1, 0, 0]


@pytest.mark.parametrize("text", ["http://[bad/file.csv", "http://a／b/", "http://example．org／x", "]["])
def test_an_address_that_cant_be_split_is_all_path(text: str) -> None:
    assert (iris.parts(text).path, iris.parts(text).netloc) == (text, "")


ALPHABET = st.one_of(st.sampled_from("htp:/#?@[]%0aFv.é１／ ^'\ufeff"), st.characters(exclude_categories=["Cs"]))


@given(st.sampled_from(["http://", "a:", "http://[", "urn:x:", ""]), st.text(ALPHABET, max_size=12))
def test_an_rdf_parser_takes_what_is_called_absolute(head: str, tail: str) -> None:
    text = head + tail
    iris.parts(text)
    if iris.is_absolute(text):
        line = f"<{text}> <http://p> <http://q> .".encode()
        assert len(list(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES))) == 1

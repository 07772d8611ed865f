"""One rule for what XML can hold, whichever writer a document comes from."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radcat.rdf.xml_text import XmlOutput, can_name, writable, writable_bytes

ODD = "a\x00\x03\x0b\x0c\x1f\ufffe\uffff\u0085\ufffd\U0001f30a\r\n\t&<>\"'"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@given(st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"]))))
def test_every_text_becomes_one_that_a_parser_reads(text: str) -> None:
    written = writable(text).replace("&", "&amp;").replace("<", "&lt;").replace("]]>", "]]&gt;")
    found = ElementTree.fromstring(f"<t>{written}</t>".encode()).text or ""  # noqa: S314  # our own
    assert found == writable(text).replace("\r\n", "\n").replace("\r", "\n")
    assert len(writable(text)) == len(text), "a character is replaced, and none is lost"


@given(st.text(alphabet=st.sampled_from(ODD)), st.lists(st.integers(1, 4)))
def test_bytes_are_mended_wherever_the_pieces_end(text: str, sizes: list[int]) -> None:
    document, out = f"<t>{text}</t>".encode(), io.BytesIO()
    whole, mended = document, XmlOutput(out)
    for size in sizes:
        mended.write(document[:size])
        document = document[size:]
    mended.write(document)
    assert out.getvalue() == writable_bytes(whole)
    assert out.getvalue().decode() == writable(whole.decode()).replace("\r", "&#13;")


@pytest.mark.parametrize("end", ["title", "a1", "1a", "x-1", "#é", "(b)c", "_", "2020/x."])
def test_a_property_with_a_name_at_its_end_can_be_written(end: str) -> None:
    assert can_name(f"http://example.org/{end}")


@pytest.mark.parametrize(
    "iri",
    [
        *(
            f"http://example.org/{end}"
            for end in ("", "1", "a/", "a#", "a%20", "a(b)", "x/2020", "\u2040", "a\U0001f30a")
        ),
        "urn:isbn:12",
        RDF + "li",
        RDF + "Description",
        RDF + "about",
        "http://www.w3.org/XML/1998/namespacelang",
        "http://www.w3.org/2000/xmlns/a",
    ],
)
def test_a_property_that_no_element_can_be_called_by_is_known(iri: str) -> None:
    assert not can_name(iri)

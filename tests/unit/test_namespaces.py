"""What importing the namespaces does to rdflib."""

from __future__ import annotations

import pytest
from rdflib import XSD, Literal

from radcat.rdf import namespaces


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("007", XSD.integer),
        ("00365", XSD.nonNegativeInteger),
        ("1.50", XSD.decimal),
        ("2020-01-01T00:00:00.120Z", XSD.dateTime),
        ("+1", XSD.integer),
        ("1", XSD.boolean),
    ],
)
def test_a_literal_keeps_the_text_it_was_given(text: str, datatype: str) -> None:
    assert str(Literal(text, datatype=datatype)) == text


def test_a_term_that_dcat_3_brought_is_known() -> None:
    assert str(namespaces.DCAT.inSeries).endswith("dcat#inSeries")

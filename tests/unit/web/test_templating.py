"""What templates ask about what they show."""

from __future__ import annotations

import pytest
from rdflib import DCTERMS

from radcat.formats.outline import Field, Row, Table, Value
from radcat.web.templating import with_contents

FIELD = Field(DCTERMS.title, "title", "", 1, "Overview", 1)


@pytest.mark.parametrize(
    ("row", "shows"),
    [
        (Row(FIELD, (Value("a text"),)), True),
        (Row(FIELD, (Value(" "), Value("a text"))), True),
        (Row(FIELD, (), Table((FIELD,), (((Value("in a table"),),),))), True),
        (Row(FIELD, ()), False),
        (Row(FIELD, (Value(""), Value(" \n"))), False),
        (Row(FIELD, (), Table((FIELD,), ())), False),
        (Row(FIELD, (), Table((FIELD,), (((),), ((Value(""),),)))), False),
    ],
)
def test_a_row_that_shows_nothing_is_known(row: Row, shows: bool) -> None:
    assert with_contents(row) is shows

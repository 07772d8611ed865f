"""Dates of XML Schema, and which of them ISO 8601 has."""

from __future__ import annotations

import pytest
from rdflib import XSD

from radcat.formats import dates
from radcat.model import Period, Text


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2020", XSD.gYear), ("2020-02", XSD.gYearMonth), ("2020-02-29", XSD.date), ("2020", None),
        ("2016-06-22T18:00:00", XSD.dateTime), ("2016-04-05T09:16:45.4183666-06:00", XSD.dateTime),
        ("2016-04-05T09:16:45Z", XSD.dateTimeStamp), ("0044-03-15", XSD.date),
    ],
)  # fmt: skip
def test_a_date_that_iso_8601_has_keeps_its_letters(text: str, datatype: str | None) -> None:
    assert dates.iso(Text(text, datatype=datatype and str(datatype))) == text


@pytest.mark.parametrize(
    ("text", "datatype"),
    [
        ("2019-01-01Z", XSD.date), ("2019-05-04+02:00", XSD.date), ("2019-05+02:00", XSD.gYearMonth),
        ("2019Z", XSD.gYear), ("-0044", XSD.gYear), ("12019", XSD.gYear), ("292269055-12-02", XSD.date),
        ("2019-12-31T24:00:00", XSD.dateTime), ("2020-13", XSD.gYearMonth), ("2019-02-29", XSD.date),
        ("0000-01-01", XSD.date), ("10:30:00", XSD.time), ("--05", XSD.gMonth), ("---31", XSD.gDay),
        ("2019", XSD.date), ("2019-05-04", XSD.gYear), ("2019", XSD.integer), ("2019\n", XSD.gYear),
        ("２０１９", XSD.gYear), ("2019-05-04T10:00", XSD.dateTime), ("2019-05-04T10:00:00+15:00", XSD.dateTime),
        ("soon", None), ("", None),
    ],
)  # fmt: skip
def test_a_date_that_iso_8601_has_not_is_none(text: str, datatype: str | None) -> None:
    assert dates.iso(Text(text, datatype=datatype and str(datatype))) is None


def test_a_text_in_a_language_is_no_date() -> None:
    assert dates.iso(Text("2019", language="en")) is None


def test_a_period_with_an_end_that_cant_be_written_is_left_out_whole() -> None:
    far = Text("292269055-12-02", datatype=str(XSD.date))
    assert dates.interval(Period(iri="p", start="2004-01-01", end=far)) is None
    assert dates.interval(Period(iri="p", start="2004-01-01")) == "2004-01-01/.."
    assert dates.interval(Period(iri="p")) is None

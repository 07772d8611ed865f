"""The lexical spaces of XSD, against examples and against the xmlschema library."""

from __future__ import annotations

import pytest
import xmlschema
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from radcat.rdf import datatypes
from radcat.rdf.prefixes import PREFIXES

XSD = PREFIXES["xsd"]
WELL_FORMED = {
    "gYear": ["2020", "20199", "-0044", "0000", "2020Z", "2020+14:00"],
    "gYearMonth": ["2020-12", "2020-12Z", "-0001-01"],
    "gMonth": ["--12", "--01Z"],
    "gDay": ["---31", "---01-05:00"],
    "gMonthDay": ["--02-29", "--12-31Z"],
    "date": ["2020-02-29", "2000-02-29", "12020-01-01", "-0004-02-29", "2020-02-29-13:59"],
    "time": ["00:00:00", "24:00:00", "24:00:00.000", "12:30:00.123456789Z"],
    "dateTime": ["2020-01-01T00:00:00", "2020-12-31T24:00:00Z", "2020-01-01T00:00:00.123456789+02:00"],
    "dateTimeStamp": ["2020-01-01T00:00:00Z"],
    "duration": ["P1D", "-P1Y2M3DT4H5M6.7S", "PT0S"],
    "yearMonthDuration": ["P1Y", "P13M"],
    "dayTimeDuration": ["P1D", "PT1.5S"],
    "boolean": ["true", "false", "1", "0"],
    "decimal": ["1.5", ".5", "1.", "-0", "+01"],
    "double": ["1e5", "INF", "+INF", "-INF", "NaN", "-.5E-3"],
    "float": ["1"],
    "integer": ["01", "-0", "9" * 5000],
    "byte": ["127", "-128", "+1"],
    "int": ["2147483647", "0" * 5000 + "1"],
    "unsignedByte": ["255", "-0"],
    "nonNegativeInteger": ["+1", "0", "-0"],
    "positiveInteger": ["1"],
    "negativeInteger": ["-1"],
    "hexBinary": ["", "AB12", "ab"],
    "base64Binary": ["", "QUI=", "QQ==", "QUJD", "Q U J D"],
    "language": ["en", "de-AT", "english-language-x"],
    "normalizedString": ["a  b "],
    "token": ["a b", ""],
    "NMTOKEN": ["1a", ":"],
    "NCName": ["a1", "_a", "é"],
    "QName": ["a:b"],
    "anyURI": ["http://a/b", "a b"],
    "string": [" \t"],
}
ILL_FORMED = {
    "gYear": ["99", "20 20", "02020", "+2020", "２０２０", "2020Zz", "2020+14:01"],
    "gYearMonth": ["2020-13", "2020-00", "2020-1"],
    "gMonth": ["--13", "--12--"],
    "gDay": ["---32", "---00"],
    "gMonthDay": ["--02-30", "--13-01", "--04-31"],
    "date": ["2020-02-30", "2019-02-29", "1900-02-29", "2020-13-01", "2020-2-1", "2020-06-31", "2020-01-01T00:00:00"],
    "time": ["25:00:00", "24:00:01", "24:00:00.1", "12:00", "12:00:60"],
    "dateTime": ["2020-01-01", "2020-01-01T25:00:00", "2020-01-01 00:00:00", "2020-01-01T00:00:00+0100"],
    "dateTimeStamp": ["2020-01-01T00:00:00"],
    "duration": ["P", "1D", "PT", "P1.5D", "P1DT"],
    "yearMonthDuration": ["P1D", "P"],
    "dayTimeDuration": ["P1Y"],
    "boolean": ["yes", "TRUE", "True", ""],
    "decimal": ["1e5", "NaN", "", ".", "1,5", "1_000"],
    "double": ["inf", "1.0D", "e5", "0x1F"],
    "integer": ["1.0", "1e3", "", " 1 ", "10²", "1_000"],
    "byte": ["128", "-129", "9" * 5000],
    "int": ["2147483648"],
    "unsignedByte": ["256", "-1"],
    "nonNegativeInteger": ["-1", " 1 "],
    "positiveInteger": ["0"],
    "negativeInteger": ["0"],
    "hexBinary": ["abc", "xyz"],
    "base64Binary": ["Q", "QUI", "Q===", "QR=="],
    "language": ["en_US", "a-", "toolonglang", ""],
    "normalizedString": ["a\tb", "a\nb"],
    "token": [" a", "a  b", "a\tb"],
    "NMTOKEN": ["a b", ""],
    "NCName": ["1a", "a:b"],
    "QName": ["a:b:c", ":a"],
}


def pairs(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("name", "text"), pairs(WELL_FORMED))
def test_a_literal_in_the_lexical_space_has_no_fault(name: str, text: str) -> None:
    assert datatypes.fault(text, XSD + name) is None


@pytest.mark.parametrize(("name", "text"), pairs(ILL_FORMED))
def test_a_literal_outside_of_it_is_told_with_an_example(name: str, text: str) -> None:
    fault = datatypes.fault(text, XSD + name)
    assert fault is not None
    assert f"is not an xsd:{name}" in fault
    assert "; write it like " in fault


def test_the_fault_names_what_is_out_of_bounds() -> None:
    assert datatypes.fault("2020-13", f"{XSD}gYearMonth") == (
        "“2020-13” is not an xsd:gYearMonth: a month is 01 to 12; write it like 2020-03."
    )
    assert "that month has 29 days" in str(datatypes.fault("2020-02-30", f"{XSD}date"))
    assert "the largest is 127" in str(datatypes.fault("128", f"{XSD}byte"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [("datetime", "dateTime"), ("Date", "date"), ("interger", "integer"), ("year", "gYear"), ("bool", "boolean")],
)
def test_a_datatype_that_does_not_exist_is_told_with_the_likeliest_one(name: str, meant: str) -> None:
    assert datatypes.unknown(XSD + name) == f"XML Schema has no datatype xsd:{name}; did you mean xsd:{meant}?"
    assert datatypes.unknown(XSD + meant) is None


def test_datatypes_of_others_are_not_judged() -> None:
    assert datatypes.fault("x", "http://example.org/type") is None
    assert datatypes.unknown("http://example.org/type") is None


# What the library reads otherwise: it strips white space, which XML does before a text is a literal, bounds years and
# numbers, and takes what Python takes for numbers.
NUMERALS = st.from_regex(r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?([eE][+-]?[0-9]{1,2})?", fullmatch=True)
MOMENTS = st.from_regex(
    r"-?[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,3})?)?)?)?(Z|[+-][0-9]{2}:[0-9]{2})?",
    fullmatch=True,
)
OTHERS = st.text("abcAZ09+/=-:._PTYMDHS", max_size=12)
JUDGED = sorted(set(WELL_FORMED) - {"QName", "string", "anyURI"})
SCHEMA = xmlschema.XMLSchema11('<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>')


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(JUDGED), st.one_of(NUMERALS, MOMENTS, OTHERS))
def test_the_xmlschema_library_says_the_same(name: str, text: str) -> None:
    simple_type = SCHEMA.maps.types[f"{{{XSD[:-1]}}}{name}"]
    try:
        valid = simple_type.is_valid(text)
    except OverflowError:  # a year beyond 2**31, which the library can't hold and therefore doesn't judge
        reject()
    assert (datatypes.fault(text, XSD + name) is None) == valid

"""The lexical spaces of the XSD datatypes: which texts are literals of a datatype, by XML Schema 1.1, part 2.

This is the one rule for literals: the SHACL engines differ on them, and none knows all datatypes.
White space counts, as RDF has it: `" 1 "^^xsd:integer` is ill-formed.
"""

from __future__ import annotations

import difflib
import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from typing import Final

from radcat.rdf.prefixes import PREFIXES

_XSD: Final = PREFIXES["xsd"]
_ZONE: Final = r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_YEAR: Final = r"(?P<year>-?(?:[1-9][0-9]{3,}|0[0-9]{3}))"
_MONTH: Final = r"(?P<month>[0-9]{2})"
_DAY: Final = r"(?P<day>[0-9]{2})"
_TIME: Final = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_NUMBER: Final = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_SECONDS: Final = r"[0-9]+(?:\.[0-9]+)?S"
_DAY_TIME: Final = rf"(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:{_SECONDS})?)?"
_NAME_START: Final = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME_PART: Final = _NAME_START + "0-9.\u00b7\u0300-\u036f\u203f-\u2040\\-"
_NCNAME: Final = f"[{_NAME_START}][{_NAME_PART}]*"
_BASE64: Final = "[A-Za-z0-9+/] ?"

_PATTERNS: Final = {
    "boolean": "true|false|1|0",
    "decimal": _NUMBER,
    "double": rf"{_NUMBER}(?:[eE][+-]?[0-9]+)?|[+-]?INF|NaN",
    "date": rf"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}",
    "time": _TIME + _ZONE,
    "dateTime": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}",
    "dateTimeStamp": rf"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}(?!$){_ZONE}",
    "gYear": _YEAR + _ZONE,
    "gYearMonth": rf"{_YEAR}-{_MONTH}{_ZONE}",
    "gMonth": rf"--{_MONTH}{_ZONE}",
    "gMonthDay": rf"--{_MONTH}-{_DAY}{_ZONE}",
    "gDay": rf"---{_DAY}{_ZONE}",
    "duration": rf"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?{_DAY_TIME}",
    "yearMonthDuration": r"-?P(?=[0-9])(?:[0-9]+Y)?(?:[0-9]+M)?",
    "dayTimeDuration": rf"-?P(?=[0-9T]){_DAY_TIME}",
    "hexBinary": "(?:[0-9A-Fa-f]{2})*",
    "base64Binary": rf"(?:(?:(?:{_BASE64}){{4}})*(?:(?:{_BASE64}){{3}}[A-Za-z0-9+/]|"
    rf"(?:{_BASE64}){{2}}[AEIMQUYcgkosw048] ?=|{_BASE64}[AQgw] ?= ?=))?",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "normalizedString": r"[^\t\n\r]*",
    "token": r"(?:[^\t\n\r ]+(?: [^\t\n\r ]+)*)?",
    "NMTOKEN": f"[{_NAME_PART}:]+",
    "Name": f"[{_NAME_START}:][{_NAME_PART}:]*",
    "NCName": _NCNAME,
    "QName": f"(?:{_NCNAME}:)?{_NCNAME}",
    "NMTOKENS": f"[{_NAME_PART}:]+(?: [{_NAME_PART}:]+)*",
    "IDREFS": f"{_NCNAME}(?: {_NCNAME})*",
    "integer": "[+-]?[0-9]+",
}
_ALIKE: Final = {
    "float": "double", "ID": "NCName", "IDREF": "NCName", "ENTITY": "NCName", "NOTATION": "QName", "ENTITIES": "IDREFS",
}  # fmt: skip
_BOUNDS: Final[Mapping[str, tuple[int | None, int | None]]] = {
    "nonNegativeInteger": (0, None), "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0), "negativeInteger": (None, -1),
    "long": (-(2**63), 2**63 - 1), "int": (-(2**31), 2**31 - 1), "short": (-(2**15), 2**15 - 1), "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1), "unsignedInt": (0, 2**32 - 1), "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}  # fmt: skip
# Every text that RDF can hold is one of these.
_ANY: Final = {"string", "anyURI", "anySimpleType", "anyAtomicType", "untypedAtomic"}
_LOOKS: Final = {
    "boolean": "true or false", "decimal": "1.5", "double": "1.5e3", "float": "1.5e3", "date": "2020-03-01",
    "time": "12:30:00", "dateTime": "2020-03-01T12:30:00Z", "dateTimeStamp": "2020-03-01T12:30:00Z", "gYear": "2020",
    "gYearMonth": "2020-03", "gMonth": "--03", "gMonthDay": "--03-01", "gDay": "---01", "duration": "P1Y2M3DT4H5M6S",
    "yearMonthDuration": "P1Y2M", "dayTimeDuration": "P3DT4H5M6S", "hexBinary": "0fb7", "base64Binary": "QUI=",
    "language": "en-GB", "normalizedString": "one line", "token": "single spaces", "integer": "12",
}  # fmt: skip
_COMPILED: Final = {name: re.compile(pattern) for name, pattern in _PATTERNS.items()}
INTEGERS: Final = frozenset(_BOUNDS)  # derived from xsd:integer
NAMES: Final = frozenset({*_PATTERNS, *_ALIKE, *_BOUNDS, *_ANY})

_MOST_DIGITS: Final = 18  # of a number that both engines read
_LONG: Final = re.compile(r"[0-9]{7,}")


def fault(text: str, datatype: str) -> str | None:
    """Say why *text* is not a literal of *datatype*; None where it is one, or where the datatype is not of XSD."""
    if not datatype.startswith(_XSD):
        return None
    name = datatype.removeprefix(_XSD)
    if name in _BOUNDS:
        reason = _integer_fault(text, *_BOUNDS[name])
    elif (pattern := _COMPILED.get(_ALIKE.get(name, name))) is None:
        return None
    elif (found := pattern.fullmatch(text)) is None:
        reason = ""
    else:
        reason = _calendar_fault(found.groupdict())
    if reason is None:
        return None
    looks = _LOOKS.get(name, "12" if name in _BOUNDS else "a-name")
    return f"“{text}” is not an xsd:{name}{f': {reason}' if reason else ''}; write it like {looks}."


def unknown(datatype: str) -> str | None:
    """Say that XSD has no such datatype, and which is the likeliest one meant; None where it has."""
    name = datatype.removeprefix(_XSD)
    if not datatype.startswith(_XSD) or name in NAMES:
        return None
    close = difflib.get_close_matches(name.lower(), [known.lower() for known in NAMES], 1)
    meant = next((known for known in sorted(NAMES) if close and known.lower() == close[0]), None)
    return f"XML Schema has no datatype xsd:{name}" + (f"; did you mean xsd:{meant}?" if meant else ".")


def plain(text: str, datatype: str) -> str:
    """Write a well-formed literal so that every engine reads it: the same value, or the nearest that they can hold."""
    name = datatype.removeprefix(_XSD)
    if name in _BOUNDS or name == "integer":
        digits = text.lstrip("+-")
        return text if len(digits) <= _MOST_DIGITS else f"{_sign(text)}{_shorter(digits)}"
    if name == "decimal" and len(text) > _MOST_DIGITS:
        whole, _, rest = text.lstrip("+-").partition(".")
        whole = _shorter(whole) if len(whole) > _MOST_DIGITS else whole or "0"
        return f"{_sign(text)}{whole}.{rest[: max(0, _MOST_DIGITS - len(whole))] or '0'}"
    if name in ("double", "float") and len(text) > _MOST_DIGITS:
        return repr(float(text)).replace("inf", "INF")
    if name.endswith("uration"):
        return re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", _LONG.sub(lambda run: _bounded(run[0]), text))
    moment = _PLAIN_MOMENT.get(name)
    return moment(text) if moment else text


def _sign(text: str) -> str:
    return "-" if text.startswith("-") else ""


def _shorter(digits: str) -> str:
    significant = digits.lstrip("0")
    return significant.zfill(1) if len(significant) <= _MOST_DIGITS else "9" * _MOST_DIGITS


def _bounded(digits: str) -> str:
    return digits.lstrip("0").zfill(1) if len(digits.lstrip("0")) <= 6 else "999999"


def _integer_fault(text: str, least: int | None, most: int | None) -> str | None:
    if not _COMPILED["integer"].fullmatch(text):
        return ""
    # A bound has at most 20 digits, and Python reads no more than some thousand.
    number = int(_sign(text) + (text.lstrip("+-").lstrip("0")[:25] or "0"))
    if least is not None and number < least:
        return f"the least is {least}"
    return f"the largest is {most}" if most is not None and number > most else None


def _calendar_fault(parts: Mapping[str, str | None]) -> str | None:
    month, day, year = (parts.get(part) for part in ("month", "day", "year"))
    if month is not None and not 1 <= int(month) <= 12:
        return "a month is 01 to 12"
    if day is None:
        return None
    if month is None:
        return None if 1 <= int(day) <= 31 else "a day is 01 to 31"
    # Any leap year will do where no year is given; of a long one the last digits tell.
    cycle = 2000 if year is None else int(_sign(year) + year[-4:].lstrip("-")) % 400 + 2000
    longest = monthrange(cycle, int(month))[1]
    return None if 1 <= int(day) <= longest else f"that month has {longest} days"


def _plain_date(text: str) -> str:
    found = re.match(r"-?[0-9]+", text)
    year = found[0] if found else ""
    if year.startswith("-") or not year.strip("0"):
        year_within = "0004"  # a leap year, so that a 29 February stays one
    elif len(year) > 4:
        year_within = "9996"
    else:
        return text
    return year_within + text[len(year) :]


def _plain_time(text: str) -> str:
    return re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", re.sub(r"(^|T)24:00:00(\.0+)?", r"\g<1>00:00:00", text))


def _plain_date_time(text: str) -> str:
    return re.sub(r"T24:00:00(\.0+)?", "T23:59:59.999999", re.sub(r"(\.[0-9]{6})[0-9]+", r"\1", _plain_date(text)))


_PLAIN_MOMENT: Final[Mapping[str, Callable[[str], str]]] = {
    "date": _plain_date, "gYear": _plain_date, "gYearMonth": _plain_date, "time": _plain_time,
    "dateTime": _plain_date_time, "dateTimeStamp": _plain_date_time,
}  # fmt: skip

"""Dates of records as ISO 8601 has them, for formats that have no other.

XML Schema's dates can be more than that: with a zone (`2019-01-01Z`), before the year 1, beyond the year 9999, or at
24:00:00. Such a date is left out of those formats, since each way to shorten it would be another date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from rdflib import XSD

from radcat.model import Period, Text

_DATE: Final = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?P<time>T.*)?)?)?", re.ASCII)
_TIME: Final = re.compile(
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
)
_LAST_PART: Final = {
    str(XSD.gYear): "year",
    str(XSD.gYearMonth): "month",
    str(XSD.date): "day",
    str(XSD.dateTime): "time",
    str(XSD.dateTimeStamp): "time",
}


@dataclass(frozen=True, slots=True)
class Date:
    """A calendar date that may lack the day, or the month too."""

    text: str  # ISO 8601, with the time if there is one
    year: int
    month: int | None = None
    day: int | None = None

    @property
    def day_text(self) -> str:
        """Year, month and day with strokes between, as Highwire Press writes them."""
        return self.text.partition("T")[0].replace("-", "/")


def read(text: str | None) -> Date | None:
    """Read a value as a date; None where ISO 8601 has no such date, or the value is something else."""
    found = _DATE.fullmatch(text or "")
    if text is None or not found or not _has_type(text, found.lastgroup):
        return None
    if found["time"] and not _TIME.fullmatch(found["time"]):
        return None
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    try:
        date(year or 0, month or 1, day or 1)
    except ValueError:  # there is no such month, day or year
        return None
    return Date(str(text), year or 0, month, day)


def iso(text: str | None) -> str | None:
    """Write a value as ISO 8601, if it is a date there."""
    found = read(text)
    return found.text if found else None


def interval(period: Period, unknown: str = "..") -> str | None:
    """Write a period as ISO 8601 does: a date alone is one, and an open end is *unknown*.

    None where an end is stated that ISO 8601 can't write: without it, the period would be another.
    """
    start, end = iso(period.start), iso(period.end)
    if (period.start and not start) or (period.end and not end) or not (start or end):
        return None
    return start if start == end else f"{start or unknown}/{end or unknown}"


def _has_type(text: str, last: str | None) -> bool:
    """Tell whether the text's datatype has such texts; a text without datatype is what it looks like."""
    datatype = getattr(text, "datatype", None)
    if isinstance(text, Text) and text.language:
        return False
    return datatype in (None, str(XSD.string)) or _LAST_PART.get(datatype) == last

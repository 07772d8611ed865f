"""In which order editions and rows stand: as people count, so that 10 comes after 2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from radcat.errors import MalformedRequest
from radcat.survey.headings import ANSWERS

_DIGITS: Final = re.compile("([0-9]{1,18})")
_FIRST: Final = {"Y": 0, "N": 1, "U": 2}  # who asks for a property looks for those that have it
_LONGEST: Final = 40  # characters of what is wrong that are shown


@dataclass(frozen=True, slots=True)
class Order:
    """A column whose values decide the order of rows."""

    column: str
    is_descending: bool = False

    def __str__(self) -> str:
        """Write it as an address has it."""
        return f"-{self.column}" if self.is_descending else self.column


def order(text: str, columns: Sequence[str]) -> Order | None:
    """Read an order; None where *text* is empty.

    Raises:
        MalformedRequest: the table has no such column.
    """
    if not text:
        return None
    found = Order(text.removeprefix("-"), text.startswith("-"))
    if found.column not in columns:
        raise MalformedRequest(
            f"sort={text[:_LONGEST]} is no column of the table; it has: {', '.join(columns)}. "
            "A minus before it turns the order round."
        )
    return found


def natural(text: str) -> tuple[str | int, ...]:
    """What *text* is put in order by: letters without case or accent, numbers by what they count."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(_DIGITS.split(plain)))


def places(cells: Sequence[str | None], *, is_descending: bool = False) -> list[int]:
    """The places of *cells* in their order, empty ones last; those that are alike stay as they stand.

    Answers to a question stand yes, no, unknown.
    """
    filled = [(place, cell) for place, cell in enumerate(cells) if cell]
    is_question = all(cell in ANSWERS for _, cell in filled)
    keys = {place: (_FIRST[cell],) if is_question else natural(cell) for place, cell in filled}
    found = sorted(keys, key=keys.__getitem__, reverse=is_descending)
    return [*found, *(place for place, cell in enumerate(cells) if not cell)]

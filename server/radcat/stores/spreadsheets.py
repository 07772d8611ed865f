"""Tables that a spreadsheet takes for text, whatever they hold: a cell that begins like a formula is none.

Programs that open CSV evaluate `=HYPERLINK(…)`, and so whoever writes a title could have a curator's machine do
something. An apostrophe before it makes it text, for every spreadsheet. Plain numbers stay as they are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

CSV: Final = 'text/csv;safe="1"'
TSV: Final = 'text/tab-separated-values;safe="1"'
PIECE: Final = 64 * 1024  # characters
# With the signs of East Asian keyboards, which spreadsheets there take for the same.
_BEGINS_FORMULA: Final = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_BEGINS_CELL: Final = frozenset("\t\r\n")  # with which some leave the cell
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def inert(value: str) -> str:
    """Put an apostrophe before a *value* that would begin a formula."""
    is_plain = value[:1] not in _BEGINS_CELL and value.lstrip()[:1] not in _BEGINS_FORMULA
    return value if is_plain or _NUMBER.fullmatch(value) else f"'{value}"


def csv_lines(variables: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write *rows* of values as CSV, lines ending in CRLF, in pieces."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(variables)
    for row in rows:
        table.writerow([inert(value) for value in row])
        if out.tell() > PIECE:
            yield out.getvalue()
            out.seek(0)
            out.truncate()
    yield out.getvalue()


def tsv_lines(variables: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write *rows* of terms, which are in Turtle and hold no tab, as TSV."""
    yield "\t".join(f"?{name}" for name in variables) + "\n"
    for row in rows:
        yield "\t".join(row) + "\n"

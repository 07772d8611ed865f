"""Why a text is not Turtle, for people: the likely cause, where it stands, and what to write there."""

from __future__ import annotations

import re
from typing import Final

from radcat.rdf.prefixes import PREFIXES

# Prefixes that others use, beside our own.
_ALSO_KNOWN: Final = {
    **PREFIXES,
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "sdo": "https://schema.org/",
    "time": "http://www.w3.org/2006/time#",
}
_UNDECLARED: Final = re.compile(r"The prefix (\S*?): has not been declared")
_TOKEN: Final = re.compile(
    r"""<[^<>\s]*> | \"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
      | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | \\. | \#[^\n]* | [\[\]()]""",
    re.VERBOSE | re.DOTALL,
)
_PAIRS: Final = {"[": "]", "(": ")"}


def explain(text: str, line: int, column: int, said: str) -> tuple[int, str]:
    """Say in which line the fault is and what it is, with that line, the one above and a caret.

    The parser *said* something of *line* and *column*: the place where it could not go on, mostly behind the fault.
    """
    lines = text.split("\n")
    line = min(line, len(lines))
    line, column, reason = _cause(lines, line, column, said)
    return line, f"{reason}\n{excerpt(lines, line, column)}"


def excerpt(lines: list[str], line: int, column: int) -> str:
    """Show *line* (from 1) and the one above, with a caret under *column* (from 1)."""
    width = len(str(line))
    shown = [
        f"{number:>{width}} | {_cut(lines[number - 1])}".rstrip()
        for number in (line - 1, line)
        if 0 < number <= len(lines)
    ]
    # A tab in the line is kept before the caret, so that both are as wide.
    before = re.sub(r"[^\t]", " ", _cut(lines[line - 1])[: column - 1].ljust(column - 1))
    return "\n".join([*shown, f"{' ' * width} | {before}^" if column <= _WIDEST + 1 else ""]).rstrip()


_WIDEST: Final = 160


def _cut(line: str) -> str:
    line = line.rstrip("\r")
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


def _cause(lines: list[str], line: int, column: int, said: str) -> tuple[int, int, str]:
    here = lines[line - 1][column - 1 :]
    if "A dot is expected" in said:
        return _unended(lines, line, column)
    if said.startswith("Unexpected end") and here[:1] not in ('"', "'", "<"):
        return _cut_off(lines)
    if found := _UNDECLARED.search(said):
        return line, column, _undeclared(found[1], here)
    if "blank node property lists should end" in said or ("not a valid RDF object" in said and here[:1] in (";", ".")):
        opened = _open_bracket(lines, line, column)
        if opened:
            bracket, at = opened
            return line, column, f"the `{bracket}` of line {at} is not closed: write `{_PAIRS[bracket]}` before this."
    return line, column, _by_message(said, here)


def _unended(lines: list[str], line: int, column: int) -> tuple[int, int, str]:
    """Two statements meet with nothing between them."""
    next_text = lines[line - 1][column - 1 :]
    if lines[line - 1][: column - 1].strip():
        return line, column, f"a `;`, `,` or `.` is missing before `{next_text.split()[0]}`."
    above = _last_with_text(lines, line - 1)
    if above == 0:
        return line, column, "a statement begins with a subject, a property and a value."
    ends_subject = column == 1 or next_text.startswith(("@prefix", "@base"))
    mark = "`.`" if ends_subject else "`;`"
    return above, len(_without_comment(lines[above - 1])) + 1, f"a {mark} is missing at the end of this line."


def _cut_off(lines: list[str]) -> tuple[int, int, str]:
    last = _last_with_text(lines, len(lines)) or 1
    text = _without_comment(lines[last - 1])
    if opened := _open_bracket(lines, len(lines), len(lines[-1]) + 1):
        return last, len(text) + 1, f"the `{opened[0]}` of line {opened[1]} is not closed, and the file ends here."
    if text.endswith((";", ",")):
        return last, len(text), f"the file ends in the middle of a statement: write `.` for this `{text[-1]}`."
    return last, len(text) + 1, "a `.` is missing at the end of this line, and the file ends here."


def _undeclared(prefix: str, here: str) -> str:
    if prefix in ("http", "https", "mailto", "urn", "ftp"):
        address = re.split(r"[\s;,]", here)[0]
        return f"an address stands in angle brackets: write <{address}>."
    iri = _ALSO_KNOWN.get(prefix)
    declared = f"@prefix {prefix}: <{iri or 'its IRI'}> ."
    return f"the prefix {prefix}: is not declared: write `{declared}` at the head of the file."


def _by_message(said: str, here: str) -> str:
    start = here[:1]
    if "Line jumps are not allowed" in said:
        return (
            'a text that begins in this line is not closed: write `"` at its end, or three quotes around several lines.'
        )
    if said.startswith("Unexpected end") and start == "<":
        return "the address that begins here is not closed: write `>` at its end."
    if said.startswith("Unexpected end"):
        return "the text that begins here is not closed: write its quotes at its end."
    if "Invalid IRI code point" in said:
        return f"{said[0].lower()}{said[1:]}: an address holds no spaces, quotes or braces; write a space as %20."
    if start in "“”„«»‘’" and start:
        return f'{start} is a typographic quote: Turtle takes " only.'
    if "not a valid RDF object" in said and start in (";", ",", "."):
        return f"a value is missing before this `{start}`."
    if "not a valid RDF object" in said:
        word = re.split(r"[\s;,]", here)[0]
        return f"`{word}` is not a value: write <an address>, a name with its prefix, or a text in quotes."
    if "not a valid subject" in said and start in "\"'<":
        return "a `,` is missing between two values, or a `;` or `.` between two statements, before this."
    if "Unexpected escape" in said:
        return f"{said[0].lower()}{said[1:]}: write \\\\ for a backslash."
    return f"this is not Turtle: {said[:1].lower()}{said[1:]}."


def _last_with_text(lines: list[str], until: int) -> int:
    """The last line up to *until* that holds more than a comment; 0 where none does."""
    return next((n for n in range(until, 0, -1) if _without_comment(lines[n - 1])), 0)


def _without_comment(line: str) -> str:
    for found in _TOKEN.finditer(line):
        if found[0].startswith("#"):
            return line[: found.start()].rstrip()
    return line.rstrip()


def _open_bracket(lines: list[str], line: int, column: int) -> tuple[str, int] | None:
    """Find the innermost bracket that is open at *line* and *column*, and the line that it stands in."""
    before = "\n".join([*lines[: line - 1], lines[line - 1][: column - 1]])
    opened: list[tuple[str, int]] = []
    for found in _TOKEN.finditer(before):
        if found[0] in _PAIRS:
            opened.append((found[0], before.count("\n", 0, found.start()) + 1))
        elif opened and found[0] == _PAIRS[opened[-1][0]]:
            opened.pop()
    return opened[-1] if opened else None

"""A comparison as files: CSV, Markdown, LaTeX and JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from radcat.comparison.table import Cell, Comparison, State, Value
from radcat.formats import escaping
from radcat.stores.spreadsheets import csv_lines
from radcat.wording import ENGLISH, Wording, translatable

UNKNOWN: Final = translatable("unknown")
NOT_STATED: Final = translatable("not stated")
IN_PARTS: Final = translatable("only of its parts")
DISPUTED: Final = translatable("disputed")
Escape = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a comparison can be had."""

    suffix: str
    media_type: str
    title: str
    write: Callable[[Comparison, Wording], str]


def to_csv(compared: Comparison, wording: Wording = ENGLISH) -> str:
    """Write CSV (RFC 4180): a row a property, a column a dataset, numbers without separators."""
    plain = Wording(wording.say, str)
    rows = (
        [group.name, row.name, *(_text(cell, plain, str, _remarked) for cell in row.cells)]
        for group in compared.groups
        for row in group.rows
    )
    return "".join(csv_lines(["group", "property", *(column.slug for column in compared.columns)], rows))


def to_markdown(compared: Comparison, wording: Wording = ENGLISH) -> str:
    """Write a Markdown table (GitHub Flavored Markdown, section 4.10); each group begins with its name in bold."""
    lines = [["", *(f"[{escaping.markdown(c.title)}](<{c.iri}>)" for c in compared.columns)]]
    lines.append(["---"] * (len(compared.columns) + 1))
    for group in compared.groups:
        lines.append([f"**{escaping.markdown(group.name)}**", *("" for _ in compared.columns)])
        for row in group.rows:
            cells = (_text(cell, wording, escaping.markdown, _linked) for cell in row.cells)
            lines.append([escaping.markdown(row.name), *cells])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def to_latex(compared: Comparison, wording: Wording = ENGLISH) -> str:
    """Write a LaTeX tabular; it needs the package booktabs."""
    columns = len(compared.columns) + 1
    width = f"p{{{0.94 / columns:.2f}\\linewidth}}"
    lines = [
        "% needs \\usepackage{booktabs}",
        f"\\begin{{tabular}}{{{width * columns}}}",
        "\\toprule",
        _latex_line(["", *(escaping.latex(column.title) for column in compared.columns)]),
    ]
    for group in compared.groups:
        lines += ["\\midrule", f"\\multicolumn{{{columns}}}{{l}}{{\\textbf{{{escaping.latex(group.name)}}}}} \\\\"]
        for row in group.rows:
            cells = (_text(cell, wording, escaping.latex, _remarked) for cell in row.cells)
            lines.append(_latex_line([escaping.latex(row.name), *cells]))
    return "\n".join([*lines, "\\bottomrule", "\\end{tabular}", ""])


def to_json(compared: Comparison, _wording: Wording = ENGLISH) -> str:
    """Write the object of `as_json`."""
    return json.dumps(as_json(compared), ensure_ascii=False, indent=2) + "\n"


def as_json(compared: Comparison) -> dict[str, Any]:
    """A comparison as an object for JSON; what nobody states has no values."""
    return {
        "datasets": [{"slug": c.slug, "iri": c.iri, "title": c.title} for c in compared.columns],
        "rows": [
            {
                "group": group.name,
                "property": row.path,
                "part": row.part,
                "name": row.name,
                "differs": row.differs,
                "cells": [_cell(cell) for cell in row.cells],
            }
            for group in compared.groups
            for row in group.rows
        ],
        "generation": compared.generation,
    }


def _cell(cell: Cell) -> dict[str, Any]:
    stated = [value for value in cell.values if not value.is_in_parts]
    return {
        "state": cell.state.value,
        "disputed": cell.is_disputed,
        "only_parts": len(stated) < len(cell.values),
        "values": [
            {
                "text": value.shown(),
                "iri": value.iri,
                "number": value.number,
                "precision": value.before,
                "of": value.after,
                "remark": value.remark,
            }
            for value in stated
        ],
    }


def text(cell: Cell, wording: Wording) -> str:
    """Write a cell in one line for people."""
    return _text(cell, wording, str, _remarked)


def _text(cell: Cell, wording: Wording, escape: Escape, write: Callable[[Value, Cell, Wording, Escape], str]) -> str:
    """Write a cell in one line; what nobody states says so."""
    if cell.state is State.NOT_STATED:
        return escape(wording.say(NOT_STATED))
    if cell.state is State.UNKNOWN:
        said = escape(wording.say(UNKNOWN))
    else:
        said = "; ".join(write(value, cell, wording, escape) for value in cell.values)
    return f"{said} ({escape(wording.say(DISPUTED))})" if cell.is_disputed else said


def _remarked(value: Value, cell: Cell, wording: Wording, escape: Escape) -> str:
    """Write a value; one of several numbers with what tells it from the others."""
    if value.is_in_parts:
        return escape(wording.say(IN_PARTS))
    remark = f" ({value.remark})" if value.remark and len(cell.values) > 1 else ""
    shown = value.iri if value.iri and value.is_address else value.shown(wording.number)
    return escape(shown + remark)


def _linked(value: Value, cell: Cell, wording: Wording, escape: Escape) -> str:
    """Write a value; an address as one, in which Markdown escapes nothing."""
    if value.iri and value.is_address:
        return f"<{value.iri.replace('|', '%7C')}>"
    return _remarked(value, cell, wording, escape)


def _latex_line(cells: list[str]) -> str:
    return " & ".join(cells) + " \\\\"


FORMS: Final[Mapping[str, Form]] = {
    form.suffix: form
    for form in (
        Form("csv", "text/csv", "CSV", to_csv),
        Form("md", "text/markdown", "Markdown", to_markdown),
        Form("tex", "application/x-tex", "LaTeX", to_latex),
        Form("json", "application/json", "JSON", to_json),
    )
}

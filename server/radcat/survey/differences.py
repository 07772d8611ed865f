"""What changed in the table of the survey between two of its editions, row by row and column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from radcat.saved_queries import Solutions

Row = tuple[str | None, ...]
TITLE = "title"  # a column that people know a row by


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that has another value."""

    column: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """A row that is in both tables and differs."""

    key: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """How one table became another."""

    added: tuple[tuple[str, str], ...]  # keys and titles of rows
    removed: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether both tables say the same."""
        return not (self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


def differences(before: Solutions, after: Solutions) -> Differences:
    """Compare two tables, whose rows are known by their first column; columns by their names."""
    old, new = _by_key(before), _by_key(after)
    shared = [name for name in after.variables if name in before.variables]
    changed = []
    for key in new:
        if key in old:
            cells = tuple(
                Change(name, was, is_)
                for name in shared
                if (was := _cell(before, old[key], name)) != (is_ := _cell(after, new[key], name))
            )
            if cells:
                changed.append(Changed(key, _title(after, new[key], key), cells))
    return Differences(
        tuple((key, _title(after, new[key], key)) for key in new if key not in old),
        tuple((key, _title(before, old[key], key)) for key in old if key not in new),
        tuple(changed),
        tuple(name for name in after.variables if name not in before.variables),
        tuple(name for name in before.variables if name not in after.variables),
    )


def unlike(before: Solutions, after: Solutions) -> tuple[list[int], list[int]]:
    """The places of rows in each table whose keys have other rows in the other one: `differences` needs no others."""
    if before.variables != after.variables:
        return list(range(len(before.rows))), list(range(len(after.rows)))
    keys = {row[0] for row in set(before.rows) ^ set(after.rows)}
    old, new = ([place for place, row in enumerate(table.rows) if row[0] in keys] for table in (before, after))
    return old, new


def rebased(table: Solutions, before: str, after: str) -> Solutions:
    """Move the addresses of *table* below the base IRI *before* to *after*: the same records, served elsewhere."""
    if not before or before == after:
        return table

    def moved(cell: str | None) -> str | None:
        return after + cell.removeprefix(before) if cell and cell.startswith(before) else cell

    return Solutions(table.variables, tuple(tuple(map(moved, row)) for row in table.rows))


def as_json(found: Differences) -> dict[str, Any]:
    """Write differences as an object for programs."""
    return {
        "added": [{"iri": key, "title": title} for key, title in found.added],
        "removed": [{"iri": key, "title": title} for key, title in found.removed],
        "changed": [
            {
                "iri": row.key,
                "title": row.title,
                "cells": [{"column": c.column, "before": c.before, "after": c.after} for c in row.changes],
            }
            for row in found.changed
        ],
        "columns_added": list(found.columns_added),
        "columns_removed": list(found.columns_removed),
    }


def _by_key(table: Solutions) -> dict[str, Row]:
    return {row[0]: row for row in table.rows if row and row[0] is not None}


def _cell(table: Solutions, row: Sequence[str | None], name: str) -> str | None:
    return row[table.variables.index(name)]


def _title(table: Solutions, row: Sequence[str | None], key: str) -> str:
    return (_cell(table, row, TITLE) if TITLE in table.variables else None) or key

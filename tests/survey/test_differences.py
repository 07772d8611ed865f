"""What changed between two tables of the survey, and the tables of editions that are kept."""

from __future__ import annotations

import pytest

from radcat.bootstrap import Registry
from radcat.ledger.surveys import Kept, Surveys
from radcat.saved_queries import Solutions
from radcat.survey import parts
from radcat.survey.differences import Change, Changed, differences, unlike

BEFORE = Solutions(
    ("dataset", "title", "ct", "mrt"), (("a", "A", "Y", "N"), ("b", "B", "N", None), ("c", "C", "Y", "Y"))
)
AFTER = Solutions(("dataset", "title", "ct", "us"), (("b", "B", "U", "Y"), ("c", "C", "Y", "N"), ("d", None, "Y", "Y")))


def test_rows_are_added_removed_and_changed_column_by_column() -> None:
    found = differences(BEFORE, AFTER)
    assert found.added == (("d", "d"),)
    assert found.removed == (("a", "A"),)
    assert found.changed == (Changed("b", "B", (Change("ct", "N", "U"),)),)
    assert (found.columns_added, found.columns_removed) == (("us",), ("mrt",))
    assert not found.is_empty


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ([("a", "1"), ("b", "1"), ("c", "1")], [("b", "2"), ("c", "1"), ("d", "1")], ([0, 1], [0, 2])),
        ([("a", "1"), ("a", "2")], [("a", "2")], ([0, 1], [0])),
        ([("a", "1"), ("a", "2")], [("a", "2"), ("a", "1")], ([], [])),
        ([], [("a", "1")], ([], [0])),
    ],
)
def test_rows_that_are_alike_are_not_needed_to_find_what_changed(
    before: list[tuple[str, ...]], after: list[tuple[str, ...]], found: tuple[list[int], list[int]]
) -> None:
    old, new = (Solutions(("key", "value"), tuple(rows)) for rows in (before, after))
    assert unlike(old, new) == found
    some = [Solutions(t.variables, tuple(t.rows[n] for n in at)) for t, at in zip((old, new), found, strict=True)]
    if found != ([], []):
        assert differences(*some) == differences(old, new)


def test_all_rows_are_needed_where_columns_changed() -> None:
    assert unlike(BEFORE, AFTER) == ([0, 1, 2], [0, 1, 2])


def test_a_table_does_not_differ_from_itself() -> None:
    assert differences(BEFORE, BEFORE).is_empty


def test_what_is_kept_of_an_edition_stays_when_the_table_is_replaced(registry: Registry) -> None:
    surveys = Surveys(registry.ledger.engine)
    kept = Kept("basis", 1, "sum", len(BEFORE.rows), BEFORE.variables, {}, "http://127.0.0.1:8000/")
    for number in ("2026-11-22.1", "2026-11-22.10", "2026-11-22.9"):
        surveys.keep({parts.EDITION + number: (kept, BEFORE.rows)})
    surveys.keep({parts.TABLE: (kept, AFTER.rows)})
    surveys.keep({parts.TABLE: (kept, AFTER.rows[:1])})
    assert parts.kept_editions(surveys.kept()) == ("2026-11-22.10", "2026-11-22.9", "2026-11-22.1")
    part = parts.EDITION + "2026-11-22.9"
    assert surveys.rows({part: None})[part] == BEFORE.rows
    assert surveys.rows({parts.TABLE: None})[parts.TABLE] == AFTER.rows[:1]

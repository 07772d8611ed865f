"""The survey as a living table, and its editions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from radcat.bootstrap import Registry
from radcat.errors import EditionMismatch, UnknownRecord
from radcat.rdf import turtle
from radcat.stores.base import Endpoint
from radcat.survey import editions as surveys
from radcat.survey.editions import Edition, Survey

BASE = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def survey(catalogue_registry: Registry, catalogue_endpoint: Endpoint) -> Survey:
    """The survey of this repository's catalogue."""
    return surveys.build(catalogue_registry.catalogue, catalogue_endpoint)


def test_the_table_has_one_row_for_each_dataset(survey: Survey, catalogue_registry: Registry) -> None:
    place = survey.table.variables.index("dataset")
    names = [(row[place] or "").removeprefix(BASE) for row in survey.table.rows]
    assert sorted(names) == catalogue_registry.ledger.names("dataset")


def test_every_cell_of_the_surveys_columns_is_yes_no_or_unknown(survey: Survey) -> None:
    columns = [n for n, name in enumerate(survey.table.variables) if name not in ("dataset", "title")]
    assert len(columns) == 6
    assert {row[n] for row in survey.table.rows for n in columns} <= {"Y", "N", "U"}


def test_the_published_edition_is_that_of_the_table(survey: Survey) -> None:
    """Fails when records change the table: run `radcat survey --new-edition` and review the change."""
    survey.check_edition()


def test_an_edition_that_does_not_match_its_table_is_refused_with_the_command_that_mends_it(survey: Survey) -> None:
    assert survey.edition is not None
    changed = replace(survey, table=replace(survey.table, rows=survey.table.rows[1:]))
    with pytest.raises(EditionMismatch, match=rf"{survey.edition.number} does not match .* --new-edition"):
        changed.check_edition()


def test_a_table_that_was_never_numbered_has_no_edition(survey: Survey) -> None:
    with pytest.raises(EditionMismatch, match="has no edition yet"):
        replace(survey, edition=None).check_edition()


@pytest.mark.parametrize(
    ("last", "number"),
    [
        (None, "2026-12-01.1"),
        ("2026-11-22.3", "2026-12-01.1"),
        ("2026-12-01.1", "2026-12-01.2"),
        ("2026-12-01.9", "2026-12-01.10"),
    ],
)
def test_an_edition_is_numbered_by_its_day_and_counts_up_within_it(
    survey: Survey, last: str | None, number: str
) -> None:
    edition = Edition(last, last[:10], "0" * 64) if last else None
    text = surveys.next_edition(replace(survey, edition=edition), BASE, date(2026, 12, 1))
    assert f'dcat:version "{number}"' in text
    assert survey.checksum in text


def test_the_record_of_an_edition_is_canonical_turtle(survey: Survey) -> None:
    text = surveys.next_edition(survey, BASE, date(2026, 12, 1))
    assert turtle.canonical(turtle.parse(text.encode(), BASE, "survey.ttl"), BASE, "survey.ttl", {}) == text


def test_the_edition_does_not_depend_on_the_address_that_serves_it(survey: Survey) -> None:
    rows = tuple(tuple((cell or "").replace(BASE, "https://example.org/") for cell in row) for row in survey.table.rows)
    assert replace(survey, table=replace(survey.table, rows=rows)).checksum == survey.checksum


def test_a_catalogue_without_a_survey_says_so(published: Registry) -> None:
    workers = published.endpoint()
    try:
        with pytest.raises(UnknownRecord, match="queries/survey"):
            surveys.build(published.catalogue, workers)
    finally:
        workers.close()

"""Which tables the survey's page compares, and which of its rows are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests.survey import tides
from tests.survey.tides import HERE, THERE, number_edition, opened, retitle, shown

from radcat.bootstrap import Registry
from radcat.errors import MalformedRequest
from radcat.ledger.surveys import Surveys
from radcat.ledger.tables import SURVEY_LIST
from radcat.stores.base import Endpoint
from radcat.survey import reading
from radcat.survey.comparing import Comparison
from radcat.survey.keeping import Keeping
from radcat.survey.ordering import natural
from radcat.survey.parts import EDITION, TABLE
from radcat.survey.reading import Wanted


@pytest.fixture
def root(catalogue_folder: Path) -> Path:
    tides.write_queries(catalogue_folder)
    return catalogue_folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def test_a_registry_that_moves_its_base_has_changed_nothing(root: Path, data: Path) -> None:
    number = number_edition(root, data, date(2026, 1, 1))
    with opened(root, data, THERE) as (registry, endpoint):
        found = shown(registry, endpoint, since=number)
        assert all(str(row[0]).startswith(THERE) for row in found.tables[TABLE][0].rows)
        assert found.edition is not None
        assert found.edition.checksum == found.checksum, "the edition still holds"
        assert found.comparison is not None
        assert found.comparison.changes.is_empty
    retitle(root, "Pressure of the Inner Reef")
    with opened(root, data, THERE) as (registry, endpoint):
        (changed,) = changes(shown(registry, endpoint), number).changes.changed
        assert (changed.key, changed.title) == (f"{THERE}datasets/outer-reef-pressure", "Pressure of the Inner Reef")
        assert [each.column for each in changed.changes] == ["title"]


def test_what_changed_since_the_present_edition_is_said_although_no_older_one_is_kept(root: Path, data: Path) -> None:
    number = number_edition(root, data, date(2026, 1, 1))
    with opened(root, data) as (registry, endpoint):
        assert changes(shown(registry, endpoint), number).changes.is_empty
    retitle(root, "Pressure of the Inner Reef")
    with opened(root, data) as (registry, endpoint):
        assert len(changes(shown(registry, endpoint), number).changes.changed) == 1


def test_where_the_present_edition_holds_the_one_before_it_is_compared(root: Path, data: Path) -> None:
    first = number_edition(root, data, date(2026, 1, 1))
    retitle(root, "Pressure of the Inner Reef")
    second = number_edition(root, data, date(2026, 1, 2))
    with opened(root, data) as (registry, endpoint):
        found = shown(registry, endpoint)
        assert found.editions == (second, first)
        assert len(changes(found, first).changes.changed) == 1
        assert changes(shown(registry, endpoint, since=second), second).changes.is_empty


def test_two_editions_are_compared_whatever_the_records_say_now(root: Path, data: Path) -> None:
    first = number_edition(root, data, date(2026, 1, 1))
    retitle(root, "Pressure of the Inner Reef")
    second = number_edition(root, data, date(2026, 1, 2))
    retitle(root, "Pressure of no reef")
    with opened(root, data, THERE) as (registry, endpoint):
        found = shown(registry, endpoint, since=first, until=second).comparison
        assert found is not None
        assert found.until == second
        assert [row.title for row in found.changes.changed] == ["Pressure of the Inner Reef"]
        for wrong in ({"since": second, "until": first}, {"until": first}, {"since": first, "until": "2025-01-01.1"}):
            with pytest.raises(MalformedRequest):
                shown(registry, endpoint, **wrong)


def test_of_tables_that_are_compared_only_rows_that_changed_are_read(
    root: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = number_edition(root, data, date(2026, 1, 1))
    retitle(root, "Pressure of the Inner Reef")
    asked = []
    read = Surveys.rows
    with opened(root, data, THERE) as (registry, endpoint):
        with monkeypatch.context() as patch:
            patch.setattr(Surveys, "rows", lambda self, wanted: asked.append(wanted) or read(self, wanted))
            for since in ("", number):
                found = reading.shown(registry.catalogue, endpoint, Wanted(1, 2, since=since))
                assert len(changes(found, number).changes.changed) == 1
                assert len(found.tables[TABLE][0].rows) == 2
        assert [(len(each[TABLE]), len(each[EDITION + number])) for each in asked] == [(3, 1), (3, 1)]
        monkeypatch.setattr(reading, "_is_fit", lambda *_: False)
        assert found == reading.shown(registry.catalogue, endpoint, Wanted(1, 2, since=number))


def test_a_ledger_of_an_older_version_gets_what_rows_are_found_by(root: Path, data: Path) -> None:
    with opened(root, data) as (registry, _), registry.ledger.engine.begin() as connection:
        SURVEY_LIST.drop(connection)
    with opened(root, data) as (registry, endpoint):
        found = reading.shown(registry.catalogue, endpoint, Wanted(sort="-title"))
        titles = [str(row[1]) for row in found.tables[TABLE][0].rows]
        assert titles == sorted(titles, key=natural, reverse=True)
        assert found.rows == 5


def test_a_registry_without_editions_compares_nothing(root: Path, data: Path) -> None:
    with opened(root, data) as (registry, endpoint):
        assert shown(registry, endpoint).comparison is None


def changes(found: reading.Shown, since: str) -> Comparison:
    assert found.comparison is not None
    assert (found.comparison.since, found.comparison.until) == (since, None)
    return found.comparison


@pytest.fixture(scope="module")
def kept(catalogue_registry: Registry, catalogue_endpoint: Endpoint) -> Iterator[Registry]:
    """This repository's catalogue with its survey kept, and forgotten afterwards."""
    Keeping(catalogue_registry.catalogue, catalogue_endpoint).run()
    yield catalogue_registry
    Surveys(catalogue_registry.ledger.engine).forget()


@pytest.mark.parametrize("sort", ["", "title", "-title", "ct", "-ct", "caseReviews", "dataset"])
@pytest.mark.parametrize("is_narrowed", [False, True])
def test_rows_are_the_same_whether_they_are_kept_or_computed(
    kept: Registry, catalogue_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch, sort: str, is_narrowed: bool
) -> None:
    names = frozenset(f"{HERE}{name}" for name in kept.ledger.names("dataset")[::3]) if is_narrowed else None
    for page in (1, 2):
        wanted = Wanted(page, 10, names, sort, is_compared=False)
        found = reading.shown(kept.catalogue, catalogue_endpoint, wanted)
        assert len(found.tables[TABLE][0].rows) == 10
        assert found.rows == (len(names) if names else 79)
        with monkeypatch.context() as patch:
            patch.setattr(reading, "_is_fit", lambda *_: False)
            assert found == reading.shown(kept.catalogue, catalogue_endpoint, wanted)


def test_only_rows_of_the_page_are_read(
    kept: Registry, catalogue_endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    read = Surveys.rows
    monkeypatch.setattr(Surveys, "rows", lambda self, wanted: asked.append(wanted) or read(self, wanted))
    names = frozenset(f"{HERE}{name}" for name in kept.ledger.names("dataset")[::2])
    found = reading.shown(kept.catalogue, catalogue_endpoint, Wanted(2, 7, names, "-title"))
    assert len(found.tables[TABLE][0].rows) == 7
    assert [len(places[TABLE]) for places in asked] == [7]


def test_a_column_that_there_is_not_is_refused_with_those_that_there_are(
    kept: Registry, catalogue_endpoint: Endpoint
) -> None:
    with pytest.raises(MalformedRequest, match=r"colour.*dataset, title, ct, xray"):
        reading.shown(kept.catalogue, catalogue_endpoint, Wanted(sort="colour"))

"""What records were written as: kept while it holds, and never in the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from radcat.ledger.renderings import Rendering, Renderings

FORM = "oai_dc"
KEPT = Rendering("datasets/a", "abc", {"agents/b": 7, "*": 3}, b"<metadata/>" * 100)


def test_what_is_kept_is_read_by_another_process(tmp_path: Path) -> None:
    Renderings(tmp_path, "one").keep(FORM, [KEPT])
    assert Renderings(tmp_path, "one").read(FORM, ["datasets/a", "datasets/c"]) == {"datasets/a": KEPT}
    assert Renderings(tmp_path, "one").read("datacite", ["datasets/a"]) == {}


@pytest.mark.parametrize(
    ("sha256", "positions", "holds"),
    [
        ("abc", {"agents/b": 7, "*": 3}, True),
        ("abc", {"agents/b": 7, "*": 3, "agents/other": 9}, True),
        ("abd", {"agents/b": 7, "*": 3}, False),
        ("abc", {"agents/b": 8, "*": 3}, False),
        ("abc", {"agents/b": 0, "*": 3}, False),
        ("abc", {"agents/b": 7, "*": 4}, False),
        ("abc", {"agents/b": 7}, False),
    ],
)
def test_it_holds_while_the_record_and_all_that_it_needs_are_the_same(
    sha256: str, positions: dict[str, int], holds: bool
) -> None:
    assert KEPT.holds(sha256, positions) is holds


def test_a_newer_one_takes_the_place_of_an_older_one(tmp_path: Path) -> None:
    renderings = Renderings(tmp_path, "one")
    renderings.keep(FORM, [KEPT])
    newer = Rendering(KEPT.name, "abd", {}, b"new")
    renderings.keep(FORM, [newer])
    assert renderings.read(FORM, [KEPT.name]) == {KEPT.name: newer}


def test_another_edition_keeps_its_own_and_removes_the_others(tmp_path: Path) -> None:
    Renderings(tmp_path, "one").keep(FORM, [KEPT])
    two = Renderings(tmp_path, "two")
    assert two.read(FORM, [KEPT.name]) == {}
    two.keep(FORM, [KEPT])
    assert [path.name for path in tmp_path.glob("*.db")] == ["renderings-two.db"]


def test_a_damaged_file_costs_no_more_than_what_it_kept(tmp_path: Path) -> None:
    renderings = Renderings(tmp_path, "one")
    (tmp_path / "renderings-one.db").write_bytes(b"no database" * 1000)
    assert renderings.read(FORM, [KEPT.name]) == {}
    renderings.keep(FORM, [KEPT])
    assert renderings.read(FORM, [KEPT.name]) == {KEPT.name: KEPT}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    renderings = Renderings(tmp_path / "absent", "one")
    renderings.keep(FORM, [KEPT])
    assert renderings.read(FORM, [KEPT.name]) == {}

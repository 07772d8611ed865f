"""Orders of editions and of rows."""

from __future__ import annotations

import pytest

from radcat.errors import MalformedRequest
from radcat.survey.ordering import Order, natural, order, places


@pytest.mark.parametrize(
    "ordered",
    [
        ["1", "2", "10"],
        ["2026-11-22.2", "2026-11-22.10", "2026-11-23.1"],
        ["2.1", "10.1"],
        ["Élan", "lung", "Zürich"],
        ["COVIDx V8", "covidx v9", "COVIDx V10"],
    ],
)
def test_numbers_are_counted_and_letters_have_no_case(ordered: list[str]) -> None:
    turned = ordered[::-1]
    assert sorted(turned, key=natural) == ordered


@pytest.mark.parametrize(
    ("cells", "up", "down"),
    [
        (["U", "Y", None, "N", "Y"], [1, 4, 3, 0, 2], [0, 3, 1, 4, 2]),
        (["10", "", "9", None], [2, 0, 1, 3], [0, 2, 1, 3]),
        ([None, None], [0, 1], [0, 1]),
    ],
)
def test_empty_cells_are_last_and_what_is_alike_stays(cells: list[str | None], up: list[int], down: list[int]) -> None:
    assert places(cells) == up
    assert places(cells, is_descending=True) == down


def test_an_order_is_read_and_written_alike() -> None:
    columns = ("title", "-odd")
    assert order("", columns) is None
    assert order("title", columns) == Order("title")
    assert str(order("-title", columns)) == "-title"
    with pytest.raises(MalformedRequest, match="title, -odd"):
        order("--title", columns)

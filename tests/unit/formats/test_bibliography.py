"""References in the styles of CSL."""

from __future__ import annotations

from typing import Any

import pytest

from radcat.errors import MalformedRequest
from radcat.formats.bibliography import DEFAULT, STYLES, Style, reference, style

ITEM: dict[str, Any] = {
    "id": "lungs",
    "type": "dataset",
    "title": "Lungs <of> Gullhaven & *elsewhere*",
    "author": [{"family": "Wren", "given": "Ada"}, {"literal": "Gullhaven Harbour"}],
    "publisher": "Gullhaven University",
    "issued": {"date-parts": [[2020, 3]]},
    "version": "2",
    "DOI": "10.5281/zenodo.1",
    "URL": "https://example.org/lungs",
    "abstract": "Not in a reference.",
    "keyword": "lungs",
}


@pytest.mark.parametrize("row", STYLES, ids=lambda row: row.title)
def test_each_style_says_who_what_and_when(row: Style) -> None:
    text = reference(ITEM, row)
    for part in ("Wren", "Gullhaven", "Lungs <of> Gullhaven & *elsewhere*".casefold(), "2020"):
        assert part.casefold() in text.casefold()
    assert "Not in a reference" not in text
    assert not text.startswith(("1", "["))


def test_styles_differ() -> None:
    assert len({reference(ITEM, row) for row in STYLES}) == len(STYLES)


def test_apa_as_its_manual_has_a_dataset() -> None:
    assert reference(ITEM, style("apa")) == (
        "Wren, A., & Gullhaven Harbour. (2020). Lungs <of> Gullhaven & *elsewhere* (Version 2) [Dataset]. "
        "Gullhaven University. https://doi.org/10.5281/zenodo.1"
    )


def test_what_nobody_states_is_left_out() -> None:
    text = reference({"id": "x", "type": "dataset", "title": "Lungs", "author": [{"literal": "Ada"}]}, DEFAULT)
    assert text == "Ada. Lungs."


def test_a_style_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(MalformedRequest, match=r"no citation style 'vancouver'.*apa.*ieee"):
        style("vancouver")

"""A table of what researchers type, each with what has to be among the first five."""

from __future__ import annotations

import pytest
from tests.search.queries import table

from radcat.bootstrap import Registry
from radcat.search.searching import Asked, search


def test_the_table_is_long_and_names_datasets_that_there_are(catalogue_registry: Registry) -> None:
    assert len(table()) >= 100
    known = set(catalogue_registry.ledger.names("dataset"))
    assert [slug for _, slugs in table() for slug in slugs if f"datasets/{slug}" not in known] == []


@pytest.mark.parametrize(("text", "slugs"), table(), ids=[text for text, _ in table()])
def test_it_is_among_the_first_five(catalogue_registry: Registry, text: str, slugs: tuple[str, ...]) -> None:
    with catalogue_registry.search.view() as view:
        found = [hit.name.partition("/")[2] for hit in search(view, Asked(text, per_page=5)).hits]
    assert set(slugs) <= set(found), found

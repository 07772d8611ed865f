"""The query for compilations that are freer than their sources, held against what the program finds."""

from __future__ import annotations

from collections.abc import Callable

from tests.queries.saved import Answer

from radcat.bootstrap import Registry
from radcat.licences.sources import Way
from radcat.licences.together import together


def test_the_query_finds_what_licences_together_finds(
    solve: Callable[..., Answer], catalogue_registry: Registry
) -> None:
    catalogue = catalogue_registry.catalogue
    derived = [name.partition("/")[2] for name in catalogue.ledger.names("dataset")]
    expected = {
        (f"datasets/{freer.terms.record.slug}", freer.source.work.record, one.action.name)
        for start in range(0, len(derived), 40)
        for freer in together(catalogue, derived[start : start + 40]).freer
        for one in freer.freedoms
        if one.way is Way.ALLOWS
    }
    found = {(row["dataset"], row["source"], row["allowed"]) for row in solve("freer-than-source")}
    assert found == expected
    assert len(found) > 3

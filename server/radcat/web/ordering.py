"""The order of lists, as the ledger keeps it, for a reader of this catalogue."""

from __future__ import annotations

from collections.abc import Sequence

from radcat.catalogue import Catalogue


def names(catalogue: Catalogue, kinds: Sequence[str], wanted: Sequence[str], limit: int, offset: int = 0) -> list[str]:
    """Name the published records of *kinds* on a page, in the order of what a reader of the languages *wanted* sees.

    Where none of those names a record, it stands at its name in the catalogue's own language.
    """
    return catalogue.ledger.listed(kinds, (*wanted, catalogue.language), limit, offset)


def lists(catalogue: Catalogue, asked: Sequence[tuple[Sequence[str], int]], wanted: Sequence[str]) -> list[list[str]]:
    """Name the first records of several lists; see `names`."""
    return catalogue.ledger.lists(asked, (*wanted, catalogue.language))

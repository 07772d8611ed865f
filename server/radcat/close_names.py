"""Names that may be meant by one that nothing has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz, process, utils

_LIKE: Final = 70  # per cent; below it a suggestion looks like a mistake of ours


def close(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """List the *known* names that are most like *name*, the likest first.

    They have its words, or are spelt much the same; case and punctuation count for nothing.
    """
    found = process.extract(
        name, list(known), scorer=fuzz.WRatio, processor=utils.default_process, limit=most, score_cutoff=_LIKE
    )
    return [other for other, _score, _place in found]

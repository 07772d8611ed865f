"""Which tables of the survey are compared: an edition with the records as they are now, or with a later edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from radcat.errors import MalformedRequest
from radcat.ledger.surveys import Kept
from radcat.saved_queries import Solutions
from radcat.survey.differences import Differences, differences, rebased
from radcat.survey.ordering import natural
from radcat.survey.parts import EDITION, kept_editions

NOTHING: Final = Differences((), (), ())
_SHOWN: Final = 40  # characters of what is wrong


@dataclass(frozen=True, slots=True)
class Comparison:
    """How the table changed between two editions, or since one."""

    since: str
    until: str | None  # None for the records as they are
    changes: Differences


@dataclass(frozen=True, slots=True)
class Pair:
    """What is compared."""

    since: str
    until: str | None
    is_same: bool  # as checksums show, without reading

    @property
    def is_open(self) -> bool:
        """Whether the table as it is now is to be read."""
        return self.until is None and not self.is_same


def pair_of(kept: Mapping[str, Kept], checksum: str, since: str = "", until: str = "") -> Pair | None:
    """Choose what a table with that *checksum* is compared with; None where no edition's table is kept.

    That is the edition *since*, or the newest that says something else; *until*, a later edition stands for the table.

    Raises:
        MalformedRequest: no table of an edition that is named is kept, or they are not in that order.
    """
    known = kept_editions(kept)
    for name, number in (("since", since), ("until", until)):
        if number and number not in known:
            listed = ", ".join(known) or "none"
            raise MalformedRequest(f"{name}={number[:_SHOWN]} is no edition whose table is kept; there are: {listed}.")
    if until and not since:
        raise MalformedRequest("until= names the later of two editions; name the earlier one with since=.")
    if until and natural(since) >= natural(until):
        raise MalformedRequest(f"edition {since} is not before {until}; exchange since= and until=.")
    if not known:
        return None
    if since:
        return Pair(since, until or None, is_same=False)
    other = next((number for number in known if kept[EDITION + number].checksum != checksum), None)
    return Pair(other or known[0], None, is_same=other is None)


def tables_of(pair: Pair | None) -> dict[str, Sequence[int] | None]:
    """The tables of editions that are to be read for it, all their rows."""
    if pair is None or pair.is_same:
        return {}
    return {EDITION + number: None for number in (pair.since, pair.until) if number}


def compare(
    pair: Pair | None, kept: Mapping[str, Kept], read: Mapping[str, Solutions], now: Solutions, base: str
) -> Comparison | None:
    """Compare a *pair* of tables of editions, as they were *read*, or the table as it is *now*, under *base*."""
    if pair is None:
        return None
    if pair.is_same:
        return Comparison(pair.since, None, NOTHING)
    before, after = (
        rebased(read[EDITION + number], kept[EDITION + number].base, base) if number else now
        for number in (pair.since, pair.until)
    )
    return Comparison(pair.since, pair.until, differences(before, after))

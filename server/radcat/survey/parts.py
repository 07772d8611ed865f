"""What the tables of the survey are called where they are kept, and the lists by which their rows are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from radcat.ledger.surveys import Kept
from radcat.survey.ordering import natural

TABLE, TOTALS, CLAIMED = "table", "totals", "claimed"
EDITION: Final = "edition "  # before the number of one, as the name of its table
KEYS: Final = "keys"  # the list of the first column of the table
ORDER: Final = "by "  # before an order, as the name of the list of places in it
# Before the number of an edition, or nothing for the one that is compared unless another is named: the name of the list
# of its number, the places of its rows that the table does not have, and of those of the table that it does not have.
SINCE: Final = "since "


def kept_editions(kept: Mapping[str, Kept]) -> tuple[str, ...]:
    """Number the editions whose tables are among those that are *kept*, the newest first."""
    found = (part.removeprefix(EDITION) for part in kept if part.startswith(EDITION))
    return tuple(sorted(found, key=natural, reverse=True))

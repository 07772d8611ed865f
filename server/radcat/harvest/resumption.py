"""Resumption tokens of OAI-PMH (section 3.5): the whole state of a list, so that the server keeps none.

A token says which list is being read and behind which version its next page begins. It never expires, can be used
again with the same result, and is signed, so that one that was cut short or edited is refused, not obeyed.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Final

from itsdangerous import BadData, URLSafeSerializer

_LONGEST: Final = 4096  # characters
_MOST: Final = 2**53
# No secret, and the same on every machine that serves the registry: whoever reads this file can write tokens, and gets
# what lists can be asked for anyway. The signature tells our tokens from slips.
_SIGNED: Final = URLSafeSerializer("radcat", salt="resumption token 2")


@dataclass(frozen=True, slots=True)
class ResumptionToken:
    """Where in which list the next page begins."""

    verb: str
    prefix: str
    set_spec: str | None
    since: str | None  # as the first request had it, which keeps its granularity
    until: str | None
    after: int  # the last sequence number that was delivered
    cursor: int  # how many were delivered
    size: int  # of the whole list, as it was counted for its first page

    def __str__(self) -> str:
        """Write it as a harvester gets it, in characters that need no escape in an address."""
        return str(_SIGNED.dumps(astuple(self)))

    @classmethod
    def parse(cls, text: str) -> ResumptionToken:
        """Read a token.

        Raises:
            ValueError: we did not write it.
        """
        try:
            members = _SIGNED.loads(text) if len(text) <= _LONGEST else None
        except BadData as error:
            raise ValueError("no such token was issued") from error
        kinds = (str, str, str | None, str | None, str | None, int, int, int)
        if not isinstance(members, list) or len(members) != len(kinds):
            raise ValueError("no such token was issued")
        if not all(map(isinstance, members, kinds)) or not all(0 <= number < _MOST for number in members[5:]):
            raise ValueError("no such token was issued")
        return cls(*members)

"""Resumption tokens of OAI-PMH (section 3.5): the whole state of a list, so that the server keeps none.

A token says which list is being read and behind which version its next page begins. It never expires, can be used
again with the same result, and carries a checksum, so that one that was cut short or edited is refused, not obeyed.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Final

_CHECK: Final = 10  # characters
_LONGEST: Final = 4096  # characters
_MOST: Final = 2**53


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
        """Write it as a harvester gets it: letters, digits, hyphens and underscores."""
        state = json.dumps(astuple(self), separators=(",", ":"), ensure_ascii=False).encode()
        return urlsafe_b64encode(state).decode().rstrip("=") + _check(state)

    @classmethod
    def parse(cls, text: str) -> ResumptionToken:
        """Read a token.

        Raises:
            ValueError: we did not write it.
        """
        body, check = text[:-_CHECK], text[-_CHECK:]
        if not body or not text.isascii() or len(text) > _LONGEST:
            raise ValueError("no such token was issued")
        state = urlsafe_b64decode(body + "=" * (-len(body) % 4))
        if check != _check(state):
            raise ValueError("no such token was issued")
        return cls._of(json.loads(state))

    @classmethod
    def _of(cls, members: object) -> ResumptionToken:
        # The checksum is no signature: whoever reads this file can write tokens, and gets what lists can be asked for.
        kinds = (str, str, str | None, str | None, str | None, int, int, int)
        if not isinstance(members, list) or len(members) != len(kinds):
            raise ValueError("no such token was issued")
        if not all(map(isinstance, members, kinds)) or not all(0 <= number < _MOST for number in members[5:]):
            raise ValueError("no such token was issued")
        return cls(*members)


def _check(state: bytes) -> str:
    return sha256(b"radcat resumption token 1\0" + state).hexdigest()[:_CHECK]

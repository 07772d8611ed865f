"""How often a client may ask, as a setting says it: `600/minute`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Self

WINDOWS: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}  # seconds
_WRITTEN: Final = re.compile(rf"([1-9][0-9]{{0,8}})/({'|'.join(WINDOWS)})")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests in so many seconds."""

    quota: int
    window: int  # seconds

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `600/minute`.

        Raises:
            ValueError: it is not written so.
        """
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise ValueError(f"write a number, a slash and one of {', '.join(WINDOWS)}, such as 600/minute; or off")
        return cls(int(found[1]), WINDOWS[found[2]])

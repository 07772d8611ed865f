"""What an address answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of one address."""

    address: str
    status: int | None  # of HTTP, after redirects; None where nothing answered
    reason: str  # what went wrong, in words; empty where nothing did
    final: str  # where redirects led
    date: str  # xsd:dateTime, UTC

    @property
    def works(self) -> bool:
        """Whether a portal would count the address as one that answers (200 to 399)."""
        return self.status is not None and 200 <= self.status < 400

    @property
    def wants_login(self) -> bool:
        """Whether somebody is there who asks who we are: the address is right, and not public."""
        return self.status in (401, 402, 403, 407)

"""What a check is, what it finds, and whom it asks."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from radcat.stores.answers import JSON
from radcat.stores.base import Query
from radcat.stores.connection import Connection
from radcat.stores.remote import RemoteEndpoint

DOCTOR: Final = "urn:radcat:doctor"  # graphs of the checks that write
OTHER: Final = "urn:radcat:doctor:other"


class Verdict(StrEnum):
    """What a check found."""

    OK = "ok"
    MENDED = "mended"
    CANNOT = "cannot"


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to a question, and what follows from it."""

    verdict: Verdict
    seen: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A server, asked as it is and asked through us."""

    connection: Connection
    base: str

    def raw(self, text: str, **parameters: list[str]) -> dict[str, Any]:
        """Its own answer, in JSON."""
        with self.connection.query(text, JSON, parameters) as response:
            found: dict[str, Any] = json.loads(response.read())
        return found

    def rows(self, text: str, **parameters: list[str]) -> list[dict[str, dict[str, str]]]:
        """The solutions of its own answer."""
        found: list[dict[str, dict[str, str]]] = self.raw(text, **parameters)["results"]["bindings"]
        return found

    def ours(self, text: str, media_type: str = JSON, *, names_dataset: bool = False) -> bytes:
        """What we make of its answer."""
        query = Query(text, media_type, names_dataset=names_dataset)
        return b"".join(RemoteEndpoint(self.connection).evaluate(query, self.base))

    def holds(self, pattern: str) -> bool:
        """Whether it finds *pattern*, asked through us."""
        return b"true" in self.ours(f"ASK {{ {pattern} }}")


@dataclass(frozen=True, slots=True)
class Check:
    """One question."""

    name: str
    writes: bool
    run: Callable[[Patient], Finding]

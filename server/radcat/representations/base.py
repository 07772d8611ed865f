"""What a representation is, and what it is written from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rdflib import Graph

from radcat.media import MediaType
from radcat.model import Record


@dataclass(frozen=True, slots=True)
class Described:
    """A record, ready to be written: its text, its graph, and where it is served."""

    record: Record
    graph: Graph
    base: str  # the registry's base IRI
    context: dict[str, object]  # the catalogue's JSON-LD context, as {"@context": …}

    @property
    def context_iri(self) -> str:
        """Where the JSON-LD context is served."""
        return f"{self.base}ns/context.jsonld"


@dataclass(frozen=True, slots=True)
class Representation:
    """One way of writing a record."""

    name: str
    media_type: MediaType
    suffix: str  # of the address, without its dot
    write: Callable[[Described], bytes]

"""Shapes as rules that a curator can read: a table for each class."""

from __future__ import annotations

from dataclasses import dataclass

from rdflib import Graph

from radcat.rdf.prefixes import curie
from radcat.validation.guide import Field, classes, fields


@dataclass(frozen=True, slots=True)
class Rules:
    """What the shapes ask of the records of one class."""

    name: str  # of the class, with its prefix
    iri: str
    fields: tuple[Field, ...]

    @property
    def anchor(self) -> str:
        """The fragment of its table."""
        return f"rules-{self.name.replace(':', '-')}"


def rules(shapes: Graph) -> tuple[Rules, ...]:
    """Read the rules off *shapes*; a class of which they name no property is left out."""
    found = (Rules(curie(str(each)), str(each), tuple(fields(shapes, each))) for each in classes(shapes))
    return tuple(each for each in found if each.fields)

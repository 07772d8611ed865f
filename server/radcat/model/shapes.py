"""What property shapes say of the values that they ask for."""

from __future__ import annotations

from collections.abc import Iterator

from rdflib import SH, SKOS, Graph
from rdflib.term import Node

from radcat.model.reading import members


def schemes(shapes: Graph, property_: Node) -> Iterator[Node]:
    """The schemes that values come from: of a shape of concepts that are in one, or in one of a list."""
    for shape in (property_, *shapes.objects(property_, SH.node)):
        for inner in shapes.objects(shape, SH.property):
            if shapes.value(inner, SH.path) == SKOS.inScheme:
                yield from shapes.objects(inner, SH.hasValue)
                yield from listed(shapes, inner)


def listed(shapes: Graph, property_: Node) -> Iterator[Node]:
    """The values that are allowed, where a shape lists them (SHACL, 4.8.3)."""
    for head in shapes.objects(property_, SH["in"]):
        yield from members(shapes, head)

"""DCAT-AP in every RDF syntax: a row each, for datasets and for the catalogue."""

from __future__ import annotations

from typing import Final

from radcat.formats import dcat_ap
from radcat.formats.base import Described, Representation
from radcat.rdf.media import MediaType
from radcat.rdf.syntaxes import SYNTAXES, Syntax


def _row(syntax: Syntax) -> Representation:
    def write(described: Described) -> bytes:
        return syntax.write(dcat_ap.graph(described), described.iri)

    profiled = MediaType(syntax.media_type.type, syntax.media_type.subtype, {"profile": dcat_ap.PROFILE.iri})
    return Representation(
        f"dcat-ap-{syntax.name}",
        profiled,
        f"dcat-ap.{syntax.suffix}",
        write,
        title=f"DCAT-AP, {syntax.title}",
        profile=dcat_ap.PROFILE,
        kinds=frozenset({"dataset", "catalog"}),
        unwritten=dcat_ap.statements,
    )


SYNTAX: Final = {f"dcat-ap.{syntax.suffix}": syntax for syntax in SYNTAXES}  # by the suffix of the row
DCAT_AP: Final = tuple(map(_row, SYNTAXES))

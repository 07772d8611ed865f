"""How a record is written out: one row a format, in the order in which the server prefers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from radcat.representations.base import Representation
from radcat.representations.dcat import JSON_LD, N_TRIPLES, RDF_XML, TURTLE

REPRESENTATIONS: Final[tuple[Representation, ...]] = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES)
BY_SUFFIX: Final[Mapping[str, Representation]] = {row.suffix: row for row in REPRESENTATIONS}

"""How a record is written out: one row a format, in the order in which the server prefers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from radcat.formats import alternates, links
from radcat.formats.base import Described, Profile, Representation, describe
from radcat.formats.bioschemas import BIOSCHEMAS
from radcat.formats.citation import BIBTEX, CSL_JSON, RIS
from radcat.formats.croissant import CROISSANT
from radcat.formats.csvw import CSV, CSVW
from radcat.formats.datacite import DATACITE, DATACITE_JSON
from radcat.formats.dcat import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE
from radcat.formats.dcat_ap_rows import DCAT_AP
from radcat.formats.dcat_us import DCAT_US
from radcat.formats.oai_dc import OAI_DC
from radcat.formats.schema_org import SCHEMA_ORG
from radcat.formats.sparql_query import SPARQL_QUERY


def representations_of(kind: str) -> tuple[Representation, ...]:
    """All formats that a record of *kind* can be had in."""
    return tuple(row for row in REPRESENTATIONS if row.writes(kind))


REPRESENTATIONS: Final[tuple[Representation, ...]] = (
    TURTLE,
    JSON_LD,
    RDF_XML,
    N_TRIPLES,
    N_QUADS,
    TRIG,
    SPARQL_QUERY,
    *DCAT_AP,
    SCHEMA_ORG,
    BIOSCHEMAS,
    CROISSANT,
    DCAT_US,
    DATACITE,
    DATACITE_JSON,
    OAI_DC,
    CSV,
    CSVW,
    BIBTEX,
    RIS,
    CSL_JSON,
    *links.rows(representations_of),
    *alternates.rows(representations_of),
)
BY_NAME: Final[Mapping[str, Representation]] = {row.name: row for row in REPRESENTATIONS}
BY_SUFFIX: Final[Mapping[str, Representation]] = {row.suffix: row for row in REPRESENTATIONS}
PROFILES: Final[Mapping[str, Profile]] = {row.profile.token: row.profile for row in REPRESENTATIONS if row.profile}


__all__ = ["BY_NAME", "BY_SUFFIX", "PROFILES", "REPRESENTATIONS", "Described", "describe", "representations_of"]

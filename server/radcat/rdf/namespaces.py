"""Namespaces that rdflib does not bring, as it likes them."""

from __future__ import annotations

import logging
from typing import Final

import rdflib
from rdflib import Namespace

from radcat.rdf.prefixes import PREFIXES

# rdflib would turn "01"^^xsd:integer into 1 and 1.50 into 1.5; a registry keeps what its records say.
# Set here, since whatever reads RDF imports its namespaces first.
rdflib.NORMALIZE_LITERALS = False
# Of a literal that its datatype does not allow it logs a traceback; the shapes say that better, and to a curator.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

ADMS: Final = Namespace(PREFIXES["adms"])
BIBO: Final = Namespace(PREFIXES["bibo"])
CC: Final = Namespace(PREFIXES["cc"])
DCAT: Final = Namespace(PREFIXES["dcat"])  # rdflib's own closed list is that of DCAT 2
CSVW: Final = Namespace(PREFIXES["csvw"])
DQV: Final = Namespace(PREFIXES["dqv"])
FDP: Final = Namespace(PREFIXES["fdp"])
HEALTHDCATAP: Final = Namespace(PREFIXES["healthdcatap"])
HYDRA: Final = Namespace(PREFIXES["hydra"])
LDES: Final = Namespace(PREFIXES["ldes"])
LDP: Final = Namespace(PREFIXES["ldp"])
OA: Final = Namespace(PREFIXES["oa"])
ODRL: Final = Namespace(PREFIXES["odrl"])
QB: Final = Namespace(PREFIXES["qb"])
SCHEMA: Final = Namespace(PREFIXES["schema"])
SD: Final = Namespace(PREFIXES["sd"])
SPDX: Final = Namespace(PREFIXES["spdx"])
TREE: Final = Namespace(PREFIXES["tree"])
VCARD: Final = Namespace(PREFIXES["vcard"])

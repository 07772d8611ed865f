"""Literals as the engines get them, so that both judge them by one rule: that of `datatypes`.

The engines differ on which literals are ill-formed, and one of them dies of a long year.
So neither decides. An ill-formed literal goes in under a datatype of its own, which no sh:datatype names;
a well-formed one that an engine can't read goes in as the nearest that it can. Results name the literals of the record.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rdflib import Literal, URIRef
from rdflib.term import Node

from radcat.rdf import datatypes

_ILL_FORMED: Final = "urn:radcat:ill-formed:"  # before the datatype that the literal claims to have


def is_faulty(node: Node) -> bool:
    """Whether *node* is a literal outside the lexical space of its XSD datatype, or of one that XSD does not have."""
    if not isinstance(node, Literal) or not node.datatype:
        return False
    datatype = str(node.datatype)
    return datatypes.fault(str(node), datatype) is not None or datatypes.unknown(datatype) is not None


def stand_in(node: Node) -> Node:
    """What goes into the engines for *node*: itself, unless it is a literal that they would not judge alike."""
    if node.__class__ is URIRef or not isinstance(node, Literal) or node.datatype is None:
        return node
    instead = _instead(str(node), str(node.datatype))
    return node if instead is None else instead


@lru_cache(maxsize=16_384)
def _instead(text: str, datatype: str) -> Literal | None:
    if datatypes.fault(text, datatype) is not None:
        return Literal(text, datatype=URIRef(_ILL_FORMED + datatype))
    plain = datatypes.plain(text, datatype)
    return None if plain == text else Literal(plain, datatype=URIRef(datatype))

"""What a page says around a record's own text rests on few of its statements: those are kept, and no text is parsed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Final

from rdflib import DCTERMS, FOAF, RDF, BNode, Literal, URIRef

from radcat.catalogue import Catalogue
from radcat.harvest.surroundings import is_around
from radcat.ledger.renderings import Rendering, Renderings
from radcat.model import Record
from radcat.rdf.graph import FrozenGraph, iri
from radcat.rdf.namespaces import DCAT

GraphOf = Callable[[Record], FrozenGraph]
_FORM: Final = "gist"
_LINKS: Final = frozenset({DCAT.distribution, FOAF.primaryTopic})
_DATES: Final = frozenset({DCTERMS.issued, DCTERMS.modified})  # of which it matters only that they are there
_TYPES: Final = frozenset({RDF.type})
_Gist = dict[str, dict[str, list[str]]]


def gists(found: Sequence[Record], catalogue: Catalogue, renderings: Renderings) -> GraphOf:
    """Read the gists of *found*, making those that are not kept; a record that has none is read whole."""
    kept = renderings.read(_FORM, [record.name for record in found])
    graphs: dict[str, FrozenGraph] = {}
    new: list[Rendering] = []
    for record in found:
        if (known := kept.get(record.name)) and known.holds(record.sha256, {}):
            graphs[record.name] = _graph(json.loads(known.body))
        elif (made := _gist(catalogue.graph(record), catalogue.base)) is not None:
            new.append(Rendering(record.name, record.sha256, {}, json.dumps(made).encode()))
    if new:
        renderings.keep(_FORM, new)

    def graph_of(record: Record) -> FrozenGraph:
        return graphs[record.name] if record.name in graphs else catalogue.graph(record)

    return graph_of


def _gist(graph: FrozenGraph, base: str) -> _Gist | None:
    """Take the statements that matter; None where a record of the catalogue is a blank node."""
    gist: _Gist = {}
    for subject, said in graph.index.items():
        if isinstance(subject, BNode) and FOAF.primaryTopic in said:
            return None
        # What else blank nodes say, such as the cells of lists, matters for what it points at, whoever says it.
        row = gist.setdefault("" if isinstance(subject, BNode) else str(subject), {})
        for predicate, objects in said.items():
            if predicate in _DATES:
                row.setdefault(str(predicate), [])
            elif predicate not in _TYPES:  # which asks rdflib's terms for no comparison
                is_link = predicate in _LINKS
                links = [str(o) for o in objects if type(o) is URIRef and (is_link or is_around(o, base))]
                if links:
                    row.setdefault(str(predicate), []).extend(links)
    return gist


def _graph(gist: _Gist) -> FrozenGraph:
    return FrozenGraph(
        {
            iri(subject): {iri(predicate): [iri(o) for o in objects] or [_SAID] for predicate, objects in said.items()}
            for subject, said in gist.items()
        }
    )


_SAID: Final = Literal("")  # stands for a date

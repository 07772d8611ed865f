"""RDF Dataset Canonicalization (RDFC-1.0): blank nodes are called by what is said of them, circles or not.

Its cost grows beyond measure on graphs made for that (section 7.1), so that it runs where a process may be killed.
"""

from __future__ import annotations

import pyoxigraph as ox

from radcat.rdf.graph import FrozenGraph, frozen, node_of
from radcat.rdf.sorted_lines import lines


def canonicalized(graph: FrozenGraph) -> FrozenGraph:
    """Call the blank nodes of *graph* `c14n0` and so on, whatever they were called."""
    parsed = ox.parse(b"\n".join(lines(graph)), format=ox.RdfFormat.N_TRIPLES, lenient=True)
    dataset = ox.Dataset(parsed)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return frozen((node_of(q.subject), node_of(q.predicate), node_of(q.object)) for q in dataset)

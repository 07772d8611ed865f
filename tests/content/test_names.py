"""Parts of people's names in this repository's records: only where a reference says which part is which."""

from __future__ import annotations

from typing import Any

from rdflib import DCTERMS, FOAF, RDF

SPLIT_AT_LEAST = 24


def test_a_name_is_in_parts_only_where_a_reference_says_so(content: Any) -> None:
    graph = content.of("records/")
    agents = set(graph.subjects(RDF.type, FOAF.Agent))
    split = {a for a in agents if (a, FOAF.givenName, None) in graph or (a, FOAF.familyName, None) in graph}
    assert len(split) >= SPLIT_AT_LEAST
    for agent in split:
        given, family = graph.value(agent, FOAF.givenName), graph.value(agent, FOAF.familyName)
        assert (agent, RDF.type, FOAF.Person) in graph, f"{agent} is no person"
        assert f"{given} {family}" == str(graph.value(agent, FOAF.name)), agent
        sources = list(graph.objects(agent, DCTERMS.source))
        assert sources, f"{agent} names no reference for its parts"
        assert all((source, RDF.type, DCTERMS.BibliographicResource) in graph for source in sources), agent

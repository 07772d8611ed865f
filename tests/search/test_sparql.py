"""The SPARQL that a search is shown as gives the same datasets: here on the embedded store."""

from __future__ import annotations

from tests.search.as_sparql import agree, every_value, several_values

from radcat.bootstrap import Registry
from radcat.search.searching import Asked
from radcat.stores.base import Endpoint


def test_every_value_of_every_facet_is_the_same_set(catalogue_registry: Registry, catalogue_endpoint: Endpoint) -> None:
    selections = every_value(catalogue_registry)
    assert len(selections) > 200
    agree(catalogue_registry, catalogue_endpoint, selections)


def test_selections_of_several_facets_with_words_are_the_same_set(
    catalogue_registry: Registry, catalogue_endpoint: Endpoint
) -> None:
    agree(catalogue_registry, catalogue_endpoint, several_values(catalogue_registry, 120))


def test_words_are_what_the_search_found(catalogue_registry: Registry, catalogue_endpoint: Endpoint) -> None:
    agree(
        catalogue_registry, catalogue_endpoint, [Asked("lung segmentation"), Asked("xyzzy"), Asked('"lung masks" -ct')]
    )


def test_the_example_agrees_too(published: Registry) -> None:
    endpoint = published.endpoint()
    try:
        agree(published, endpoint, [*every_value(published), *several_values(published, 20)])
    finally:
        endpoint.close()

"""The query half of W3C's manifest for the SPARQL 1.1 Protocol, request by request, against the registry's own server.

The suite's graphs are not there, so that what an ASK says is not looked at: tests/web/test_sparql_protocol.py does.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from tests.conftest import EXAMPLE, serving

PLACES = {"boolean": "application/sparql-results+", "tabular": "application/sparql-results+", "RDF": ""}
RDF = ("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")
# Each is answered in its own way, not in the one that the manifest leaves open with 4xx.
REFUSED = {
    "bad_query_method": 405,
    "bad_multiple_queries": 400,
    "bad_query_wrong_media_type": 415,
    "bad_query_missing_form_type": 415,
    "bad_query_missing_direct_type": 415,
    "bad_query_non_utf8": 415,
    "bad_query_syntax": 400,
    "bad_update_get": 400,
}
GOOD = {
    "query_post_form", "query_post_direct", "query_get", "query_content_type_select", "query_content_type_ask",
    "query_content_type_describe", "query_content_type_construct",
    "query_dataset_default_graphs_get", "query_dataset_default_graphs_post", "query_dataset_named_graphs_get",
    "query_dataset_named_graphs_post", "query_dataset_full", "query_multiple_dataset",
}  # fmt: skip


@pytest.fixture(scope="module")
def suite(harness: Path) -> ModuleType:
    """The harness as a module, for its reading of manifests and its raw requests."""
    spec = importlib.util.spec_from_file_location("sparql_conformance", harness)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The endpoint of a real server over the example catalogue."""
    with serving(EXAMPLE, tmp_path_factory.mktemp("served")) as address:
        yield f"{address}sparql"


def test_every_query_of_the_manifest_is_answered_or_refused_as_it_says(suite: ModuleType, endpoint: str) -> None:
    seen: set[str] = set()
    for graph, test, _ in suite.entries("sparql11/protocol/manifest.ttl"):
        name = str(test).split("#")[-1]
        if not name.startswith(("query", "bad_query", "bad_multiple", "bad_update_get")) or name.endswith("updates"):
            continue
        seen.add(name)
        for asked in suite.requests_of(graph, test):
            target = suite.join(endpoint, asked["path"].split("?", 1)[1]) if "?" in asked["path"] else None
            body = asked["body"].encode(asked["enc"].replace("UTF-16", "utf-16")) if asked["body"] else None
            status, headers, content = suite.http_raw(asked["method"], endpoint, target, asked["headers"], body)
            suite.check_status(status, asked["status"])
            if name in REFUSED:
                assert (status, suite.mtype(headers)) == (REFUSED[name], "application/problem+json"), name
            else:
                assert status == 200, (name, content)
                place = PLACES.get(asked["fmt"], "")
                assert suite.mtype(headers).startswith(place or RDF if asked["fmt"] else ""), (name, headers)
    assert seen == GOOD | set(REFUSED)

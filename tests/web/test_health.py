"""What load balancers ask, and whoever wonders where a record is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from radcat.bootstrap import Registry
from radcat.web.app import create_app


@pytest.fixture
def own(registry: Registry) -> Iterator[FlaskClient]:
    """A client of a registry that the test may change, with nothing published."""
    app = create_app(registry)
    yield app.test_client()
    app.extensions["radcat"].endpoint.close()


def test_a_process_that_is_up_says_so(own: FlaskClient) -> None:
    response = own.get("/healthz")
    assert (response.status_code, response.get_json()) == (200, {"status": "alive"})
    assert response.headers["Cache-Control"] == "no-store"


def test_it_is_ready_once_something_is_published(own: FlaskClient, registry: Registry) -> None:
    before = own.get("/readyz")
    assert (before.status_code, before.get_json()["status"]) == (503, "nothing published yet")
    registry.publisher.sync(registry.settings.root)
    after = own.get("/readyz")
    assert after.status_code == 200
    # Whether queries have no network is known once a worker has said so.
    assert {name: value for name, value in after.get_json().items() if name != "queries_without_network"} == {
        "status": "ready",
        "generation": 19,
        "store_generation": 19,
        "store_fault": None,
        "search_generation": 19,
        "not_published": [],
        "no_longer_conforming": [],
        "faults": [],
        "left_out": [],
    }
    assert after.headers["Cache-Control"] == "no-store"


def test_it_names_the_files_that_are_not_published_and_the_records_that_no_longer_conform(
    own: FlaskClient, registry: Registry
) -> None:
    root = registry.settings.root
    registry.publisher.sync(root)
    (root / "records/agents/asa-mueller.ttl").unlink()
    (root / "records/datasets/draft.ttl").write_text("not Turtle")
    registry.publisher.sync(root)
    state = own.get("/readyz").get_json()
    assert own.get("/readyz").status_code == 200, "the others are served"
    assert [finding["place"] for finding in state["not_published"]] == ["records/datasets/draft.ttl"]
    assert state["not_published"][0]["summary"].startswith("records/datasets/draft.ttl:1: error: ")
    assert [finding["name"] for finding in state["no_longer_conforming"]] == [
        "datasets/gullhaven-hourly",
        "datasets/gullhaven-monthly",
        "datasets/skerry-float",
    ]


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_head_is_enough_for_a_load_balancer(client: FlaskClient, address: str) -> None:
    response = client.head(address)
    assert (response.status_code, response.data) == (200, b"")

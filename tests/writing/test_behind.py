"""A writer is told when the SPARQL store does not show yet what was published, and so is whoever looks later."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from radcat.bootstrap import Registry
from radcat.errors import StoreUnavailable
from radcat.ledger.tokens import Role
from radcat.publishing import indexing

AGENT = '@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n\n<agents/new>\n    a foaf:Agent ;\n    foaf:name "New" .\n'
REASON = "http://virtuoso.internal:8890/sparql is away"


@pytest.fixture
def away(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A store that can't be written to."""

    def refuse(*_: object, **__: object) -> int:
        raise StoreUnavailable(REASON)

    with monkeypatch.context() as patched:
        patched.setattr(indexing, "catch_up", refuse)
        yield
    registry.publisher.recover()
    assert [fault for fault in registry.faults.all() if fault.source == "store"] == [], "it is over"


def requests(client: FlaskClient, token: str) -> Iterator[object]:
    headers = {"Authorization": f"Bearer {token}"}
    yield client.put("/store?graph=agents/new", data=AGENT, content_type="text/turtle", headers=headers)
    update = 'INSERT DATA { GRAPH <agents/new> { <agents/new> <http://xmlns.com/foaf/0.1/nick> "N" } }'
    yield client.post("/sparql", data=update, content_type="application/sparql-update", headers=headers)
    yield client.delete("/store?graph=agents/new", headers=headers)


def test_the_answer_the_log_and_readyz_say_so(
    registry: Registry,
    writable: FlaskClient,
    tokens: dict[Role, str],
    away: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    for response in requests(writable, tokens[Role.CURATOR]):
        assert response.status_code in (201, 204), response.data  # type: ignore[attr-defined]
        assert response.headers["Radcat-Store"] == "behind"  # type: ignore[attr-defined]
    assert REASON in caplog.text
    (fault,) = writable.get("/readyz").get_json()["faults"]
    assert fault["source"] == "store"
    assert "behind" in fault["summary"]
    assert "virtuoso" not in str(writable.get("/readyz").get_json()), "no address inside a network"
    assert registry.faults.all()[0].detail == REASON


def test_nothing_is_said_where_the_store_keeps_up(
    registry: Registry, writable: FlaskClient, tokens: dict[Role, str]
) -> None:
    for response in requests(writable, tokens[Role.CURATOR]):
        assert "Radcat-Store" not in response.headers  # type: ignore[attr-defined]

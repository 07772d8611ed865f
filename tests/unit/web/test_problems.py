"""The table from errors to status codes."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from flask.testing import FlaskClient

from radcat import errors
from radcat.errors import RegistryError
from radcat.web import problems

# Met before a server listens, or by commands on files: no visitor can cause them.
NO_VISITORS = (
    errors.ConfigurationError,
    errors.RecordError,
    errors.LedgerVersionError,
    errors.EditionMismatch,
    errors.TokenError,
)


def leaves(above: type[RegistryError]) -> Iterator[type[RegistryError]]:
    """List the classes that are raised: those with none below them."""
    below = above.__subclasses__()
    if not below:
        yield above
    for found in below:
        yield from leaves(found)


def test_every_error_a_visitor_can_cause_has_a_status() -> None:
    caused = {found for found in leaves(RegistryError) if not issubclass(found, NO_VISITORS)}
    assert caused == set(problems.STATUS)


@pytest.mark.parametrize(
    ("error", "status"), problems.STATUS.items(), ids=lambda value: getattr(value, "__name__", None)
)
def test_a_request_is_never_blamed_for_a_fault_of_ours(error: type[RegistryError], status: HTTPStatus) -> None:
    theirs = (
        issubclass(
            error,
            errors.RequestError
            | errors.UnknownRecord
            | errors.WithdrawnRecord
            | errors.WriteError
            | errors.AccessError,
        )
        and error is not errors.RegistryBusy
    )
    theirs = theirs or error in (errors.QuerySyntaxError, errors.QueryRefused, errors.UnknownGraph)
    assert 400 <= status < 600
    assert (status < 500) is theirs


@pytest.mark.parametrize(
    ("address", "accept", "status", "members"),
    [
        ("/datasets/nobody", "", 404, {"name": "datasets/nobody"}),
        ("/datasets/skerry-float", "image/png", 406, {"offered"}),
        ("/datasets/skerry-float", "text/html;q=9", 400, set()),
        ("/sparql?query=ASK%20%7B", "", 400, {"line": 1, "column": 6}),
        ("/nowhere", "application/json", 404, set()),
    ],
)
def test_a_problem_is_a_document_with_the_errors_facts(
    client: FlaskClient, address: str, accept: str, status: int, members: dict[str, object] | set[str]
) -> None:
    response = client.get(address, headers={"Accept": accept})
    document = response.get_json(force=True)
    assert response.status_code == document["status"] == status
    assert response.mimetype == "application/problem+json"
    assert document["title"] == HTTPStatus(status).phrase
    assert document["detail"]
    assert set(members) <= set(document)
    if isinstance(members, dict):
        assert {name: document[name] for name in members} == members


def test_a_reader_of_pages_gets_the_problem_as_a_page(client: FlaskClient) -> None:
    response = client.get("/datasets/nobody", headers={"Accept": "text/html,*/*;q=0.1"})
    assert (response.status_code, response.mimetype) == (404, "text/html")
    assert "datasets/nobody" in response.get_data(as_text=True)

"""The table from errors to status codes."""

from __future__ import annotations

import errno
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from http import HTTPStatus
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from radcat import errors, settings
from radcat.errors import RegistryError
from radcat.web import problems
from radcat.web.redaction import Redaction

# Met before a server listens, or by commands on files: no visitor can cause them.
NO_VISITORS = (
    errors.ConfigurationError,
    errors.RecordError,
    errors.LedgerVersionError,
    errors.EditionMismatch,
    errors.TokenError,
    errors.UnreadableManifest,
    errors.UnreadableSource,  # by commands only
    errors.CatalogueError,  # by programs that ask another catalogue, in their own process
    errors.MissingExtra,
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


@pytest.mark.parametrize(("error", "row"), problems.STATUS.items(), ids=lambda value: getattr(value, "__name__", None))
def test_a_request_is_never_blamed_for_a_fault_of_ours(error: type[RegistryError], row: problems.Row) -> None:
    status = row.status
    theirs = issubclass(
        error,
        errors.RequestError | errors.UnknownRecord | errors.WithdrawnRecord | errors.WriteError | errors.AccessError,
    ) and error not in (errors.RegistryBusy, errors.CannotWrite)
    theirs = theirs or error in (
        errors.QuerySyntaxError,
        errors.QueryRefused,
        errors.UnknownGraph,
        errors.BadSelection,
        errors.UnknownPart,
        errors.AddressRefused,
    )
    assert 400 <= status < 600
    assert (status < 500) is theirs


@pytest.mark.parametrize(
    ("address", "accept", "status", "members"),
    [
        ("/datasets/nobody", "", 404, {"name": "datasets/nobody"}),
        ("/datasets/skerry-float", "image/png", 406, {"offered"}),
        ("/datasets/?page=none", "text/csv;q=9", 400, set()),
        ("/sparql?query=ASK%20%7B", "", 400, {"line": 1, "column": 5}),
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


PASSES = {errors.RegistryBusy, errors.StoreUnavailable, errors.EndpointBusy}


def test_only_an_error_that_passes_says_when_to_ask_again() -> None:
    """A query that ran past its limit will do so again, and a client that obeys would ask for ever."""
    assert {error for error, row in problems.STATUS.items() if row.retry_after} == PASSES
    _, headers, _ = problems.plain(errors.QueryTimeout(10))
    assert "Retry-After" not in dict(headers)
    assert dict(problems.plain(errors.EndpointBusy("full"))[1])["Retry-After"] == "5"
    assert dict(problems.plain(errors.TooManyRequests("slowly", 41))[1])["Retry-After"] == "41"


def failing(client: FlaskClient, error: Exception, **headers: str) -> TestResponse:
    """The answer of an address whose view fails with *error*."""
    app = client.application
    with app.test_request_context("/anything", headers=headers):
        return app.make_response(app.handle_user_exception(error))  # type: ignore[return-value]


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@pytest.mark.parametrize(
    "error",
    [
        errors.RegistryBusy(Path("{data}/publish.lock")),
        errors.StoreDamaged("{data}/store/current can't be read: [Errno 2] '{data}/store/current'"),
        errors.StoreUnavailable("worker: {python}/bin/python is gone, {package}/store/worker.py:12"),
        errors.StoreUnavailable("http://virtuoso.internal:8890/sparql is away: virtuoso.internal does not resolve"),
        errors.StoreRefused("http://virtuoso.internal:8890/update answers 401"),
        errors.QueryFailed("{temporary}/xyz can't be written"),
        errors.UnreadableBody("{root}/records/x.ttl"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_visitor_is_told_no_path_and_no_inner_address(
    client: FlaskClient, error: RegistryError, accept: str, tmp_path: Path
) -> None:
    app = client.application
    own = app.extensions["radcat"].registry.settings
    inner = settings.read(
        own.root,
        data=tmp_path / "data",
        base_iri="https://data.example.org/",
        store="http://virtuoso.internal:8890/sparql",
    )
    places = {
        "data": str(inner.data_folder), "root": str(inner.root), "python": sys.prefix,
        "package": str(Path(errors.__file__).parent), "temporary": tempfile.gettempdir(),
    }  # fmt: skip
    text = str(error).format(**places)
    named = type(error)(Path(text)) if isinstance(error, errors.RegistryBusy) else type(error)(text)
    before = app.extensions["radcat.redaction"]
    app.extensions["radcat.redaction"] = Redaction(inner, "https://data.example.org/")
    try:
        answer = failing(client, named, Accept=accept).get_data(as_text=True)
    finally:
        app.extensions["radcat.redaction"] = before
    for hidden in (*places.values(), "virtuoso.internal", "8890"):
        assert hidden not in answer


def test_what_is_public_is_told() -> None:
    redact = Redaction(settings.read(Path("/srv"), base_iri="https://data.example.org/"), "https://data.example.org/")
    for text in (
        "https://data.example.org/srv/x is not a record",
        "records/datasets/x.ttl:1: a dot is missing",
        "datasets/srv is not there",
        "<http://example.org/tmp/a>",
    ):
        assert redact(text) == text
    assert redact("/srv/records/x.ttl") == "…/records/x.ttl"
    assert redact.within({"a": ["/srv/x", 1, None]}) == {"a": ["…/x", 1, None]}


def full() -> Iterator[Exception]:
    """Ways to find out that a disk is full."""
    yield OSError(errno.ENOSPC, "No space left on device", "/data/ledger.db")
    yield OSError(errno.EDQUOT, "Disk quota exceeded")
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("PRAGMA page_size = 512")
        database.execute("CREATE TABLE t (x)")
        database.execute("PRAGMA max_page_count = 2")
        try:
            database.execute("INSERT INTO t VALUES (zeroblob(100000))")
        except sqlite3.OperationalError as error:
            yield error
            wrapped = RuntimeError("(sqlite3.OperationalError) database or disk is full")
            wrapped.__cause__ = error
            yield wrapped


@pytest.mark.parametrize("error", [*full()], ids=lambda error: f"{type(error).__name__} {error}"[:40])
def test_a_full_disk_is_said_in_words(client: FlaskClient, error: Exception) -> None:
    response = failing(client, error)
    assert response.status_code == 503
    detail = response.get_json(force=True)["detail"]
    assert "server's disk is full" in detail
    assert "/" not in detail
    assert "Retry-After" not in response.headers

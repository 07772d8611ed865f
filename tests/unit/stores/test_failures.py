"""An error that crosses a pipe comes out equal, whichever it is."""

from __future__ import annotations

import inspect
import json
from pathlib import Path

import pytest

from radcat import errors
from radcat.errors import RegistryError
from radcat.stores.failures import describe, error_from, kinds, without_paths

CLASSES = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, RegistryError)]
# What an argument of an error may be, by its name, where it is not text.
ARGUMENTS: dict[str, object] = {
    "allowed": ["GET", "HEAD"],
    "bind": "127.0.0.1:80",
    "checksum": "0123456789abcdef",
    "chunked": "text/csv",
    "column": 9,
    "current": "0123",
    "date": "2020-01-01",
    "encoding": "br",
    "hung_up": True,
    "largest": 9000,
    "line": 7,
    "lock": Path("data/writer.lock"),
    "media_type": "text/html",
    "megabytes": 512,
    "method": "PUT",
    "name": "datasets/x",
    "number": "3",
    "offered": ["text/csv", "text/turtle"],
    "path": Path("records/x.ttl"),
    "place": "records/x.ttl",
    "readable": ["text/turtle"],
    "reason": "why it is so",
    "reports": [],
    "retry_after": 5,
    "root": Path("here"),
    "seconds": 1.5,
    "shown": "what visitors read",
    "summary": "one record does not conform",
    "wanted": "text/html",
}


def sample(kind: type[RegistryError]) -> RegistryError:
    """An error of a class, with every argument that it takes."""
    if kind.__init__ is Exception.__init__:
        return kind("what went wrong, “quoted”")
    takes = inspect.signature(kind).parameters.values()
    given = {taken.name: ARGUMENTS.get(taken.name, f"some {taken.name}") for taken in takes}
    positional = [given.pop(taken.name) for taken in takes if taken.kind is not taken.KEYWORD_ONLY]
    return kind(*positional, **given)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_error_comes_out_of_the_pipe_equal(kind: type[RegistryError]) -> None:
    error = sample(kind)
    found = error_from(json.loads(json.dumps(describe(error))))
    assert type(found) is kind
    assert (str(found), found.args, vars(found), found.public) == (str(error), error.args, vars(error), error.public)


def test_every_error_can_cross() -> None:
    assert set(kinds()) == set(CLASSES)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("IO error: While open a file: /var/lib/radcat/store/1/000012.sst: No such file", "(a file): No such file"),
        ("the database in /srv/x y/store can't be used", "in (a file) y/store can't be used"),
        ("SERVICE <http://example.org/a/b> failed", "SERVICE <http://example.org/a/b> failed"),
        ("3/4 is not an integer, nor is /", "3/4 is not an integer, nor is /"),
        ("text/csv or application/sparql-results+json", "text/csv or application/sparql-results+json"),
    ],
)
def test_paths_are_left_out_of_what_visitors_read(said: str, shown: str) -> None:
    assert without_paths(said).endswith(shown)

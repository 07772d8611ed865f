"""Everything in one file."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, send_file

from radcat.errors import StoreUnavailable
from radcat.web.state import site

TRIES: Final = 5
blueprint = Blueprint("dumps", __name__)


@blueprint.get("/dump.nq.gz")
def n_quads() -> Response:
    """Each record in its own graph."""
    return _dump("nq")


@blueprint.get("/dump.ttl.gz")
def turtle() -> Response:
    """All records in one graph."""
    return _dump("ttl")


def _dump(suffix: str) -> Response:
    """Send the dump of the present generation, which is made when it is first asked for."""
    response = _send(suffix)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _send(suffix: str) -> Response:
    for _ in range(TRIES):
        path = site().dumps.file(suffix)
        try:
            return send_file(path, "application/gzip", download_name=f"dump.{suffix}.gz", etag=path.name, max_age=0)
        except FileNotFoundError:  # a newer one took its place before it was opened
            continue
    raise StoreUnavailable("the dump is replaced all the time; ask again in a moment.")

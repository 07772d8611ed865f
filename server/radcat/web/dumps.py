"""Everything in one file."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from radcat.web.state import site

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
    path = site().dumps.file(suffix)
    response = send_file(path, "application/gzip", download_name=f"dump.{suffix}.gz", etag=path.name, max_age=0)
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response

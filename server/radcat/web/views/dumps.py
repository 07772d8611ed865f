"""Everything in one file: dumps, and the catalogue as data.gov harvests it."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

from flask import Blueprint, Response, request, send_file
from werkzeug.wsgi import wrap_file

from radcat.errors import StoreUnavailable
from radcat.harvest import data_json
from radcat.web.state import site

TRIES: Final = 5
PIECE: Final = 64 * 1024  # bytes
blueprint = Blueprint("dumps", __name__)


@blueprint.get("/dump.nq.gz")
def n_quads() -> Response:
    """Each record in its own graph."""
    return _dump("nq")


@blueprint.get("/dump.ttl.gz")
def turtle() -> Response:
    """All records in one graph."""
    return _dump("ttl")


@blueprint.get(f"/{data_json.NEW}")
def dcat_us() -> Response:
    """The catalogue with all datasets in DCAT-US 3.0."""
    return _data(data_json.NEW)


@blueprint.get(f"/{data_json.OLD}")
def old_dcat_us() -> Response:
    """The same in DCAT-US 1.1."""
    return _data(data_json.OLD)


def _data(name: str) -> Response:
    """Send a file that is kept packed: as it is to whoever takes it so."""
    path, file = _opened(name)
    is_packed = request.accept_encodings.quality("gzip") > 0
    response = Response(wrap_file(request.environ, file, PIECE) if is_packed else _unpacked(file))
    response.call_on_close(file.close)  # nobody may read it: a HEAD, or a reader who has it
    response.content_type = "application/json"
    response.set_etag(f"{path.name}{'' if is_packed else '-plain'}")
    response.cache_control.public = response.cache_control.no_cache = True
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.vary.add("Accept-Encoding")
    if is_packed:
        response.content_encoding = "gzip"
        response.content_length = os.fstat(file.fileno()).st_size
    response.make_conditional(request)
    return response


def _unpacked(file: IO[bytes]) -> Iterator[bytes]:
    with file, gzip.GzipFile(fileobj=file) as packed:
        while piece := packed.read(PIECE):
            yield piece


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


def _opened(suffix: str) -> tuple[Path, IO[bytes]]:
    """Open the file of the present generation; what is open can be read though a newer one takes its place."""
    for _ in range(TRIES):
        path = site().dumps.file(suffix)
        try:
            return path, path.open("rb")
        except FileNotFoundError:  # a newer one took its place before it was opened
            continue
    raise StoreUnavailable("the dump is replaced all the time; ask again in a moment.")

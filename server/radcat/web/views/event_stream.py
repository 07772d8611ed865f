"""The event stream of all versions, page by page; what can't change any more is cached for ever."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request

from radcat.errors import NotAcceptable, UnknownRecord
from radcat.harvest import ldes
from radcat.harvest.ldes import PATH, Written
from radcat.rdf import media, syntaxes
from radcat.rdf.media import MediaType
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("event_stream", __name__)


@dataclass(frozen=True, slots=True)
class _Syntax:
    media_type: MediaType
    write: Callable[[Written, str, str], bytes]


# Those that have named graphs, since each version is one.
SYNTAXES: Final = (
    _Syntax(syntaxes.TRIG.media_type, ldes.trig),
    _Syntax(syntaxes.N_QUADS.media_type, ldes.n_quads),
)


@blueprint.get(f"/{PATH}")
def stream() -> Response:
    """The stream, with its first page, where a client begins."""
    return _answer(0)


@blueprint.get(f"/{PATH}/<int:number>")
def page(number: int) -> Response:
    """One page of the stream."""
    return _answer(number)


def _answer(number: int) -> Response:
    here, accept = site(), request.headers.get("Accept", "")
    fragment = ldes.fragment(here.chronicle, number) if number < 10**12 else None
    if fragment is None:
        raise UnknownRecord(f"{PATH}/{number}")
    syntax = media.choose(SYNTAXES, accept)
    if syntax is None:
        raise NotAcceptable(accept, [str(row.media_type) for row in SYNTAXES])
    found = ldes.written(fragment, here.catalogue)
    body = syntax.write(found, here.base, f"Versions of the datasets of {here.catalogue.title}")
    response = whole(body, str(syntax.media_type), vary=True)
    # What was left out may be there another time.
    if fragment.is_final and found.page == fragment and request.path != f"/{PATH}":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "public, max-age=60, must-revalidate"
    return response

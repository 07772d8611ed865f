"""The versions of a record: when each was published, and why."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template

from radcat.errors import UnknownRecord
from radcat.ledger.versions import Status
from radcat.web import language
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import page_number

blueprint = Blueprint("history", __name__)

SIZE: Final = 50  # versions on a page


@blueprint.get("/history/<path:name>")
def history(name: str) -> Response:
    """A page of versions, the newest first; those of a withdrawn record, too.

    Raises:
        UnknownRecord: nothing was ever published under that name.
    """
    here = site()
    known = here.registry.ledger.history(name)[::-1]
    if not known:
        raise UnknownRecord(name)
    pages = -(-len(known) // SIZE)
    page = page_number(f"history/{name}", pages)
    newest = next((version for version in known if version.status is Status.PUBLISHED), known[0])
    html = render_template(
        "history.html",
        name=name,
        iri=str(newest.record.iri(here.base)),
        title=here.catalogue.label(newest.record, language.wanted()),
        versions_of=known[(page - 1) * SIZE : page * SIZE],
        total=len(known),
        page=page,
        pages=pages,
    )
    return whole(html, "text/html", vary=False)

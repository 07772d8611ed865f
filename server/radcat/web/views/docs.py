"""The manual, readable in the running registry."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request

from radcat.web import manual
from radcat.web.responses import whole

blueprint = Blueprint("docs", __name__)


@blueprint.get("/docs")
def moved() -> Response:
    """The address without its slash."""
    return redirect(f"{request.script_root}/docs/", 308)  # type: ignore[return-value]  # werkzeug's own class


@blueprint.get("/docs/")
def contents() -> Response:
    """All documents, by who needs them."""
    html = render_template("manual.html", groups=manual.groups(request.script_root))
    return whole(html, "text/html", vary=False)


@blueprint.get("/docs/<path:name>")
def document(name: str) -> Response:
    """One document as a page; with its suffix, the file as it is.

    Raises:
        UnknownRecord: there is none.
    """
    if "." in name.rpartition("/")[2]:
        media_type = "text/markdown" if name.endswith(".md") else "text/plain"
        return whole(manual.source(name).read_bytes(), f"{media_type}; charset=utf-8", vary=False, is_dated=False)
    html = render_template("document.html", document=manual.document(name, request.script_root))
    # Another edition of the program has other documents, whenever the registry changed last.
    return whole(html, "text/html", vary=False, is_dated=False)

"""How to cite a dataset and its record, in every style there is."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template, request

from radcat.errors import MalformedRequest
from radcat.formats.bibliography import STYLES, style
from radcat.model import KIND
from radcat.web import language
from radcat.web.landing.citing import cited, papers
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("cite", __name__)

PARAMETERS: Final = ("style", "lang")


@blueprint.get("/cite/<slug>")
def cite(slug: str) -> Response:
    """A page with all styles; with `style=` the references in that one as plain text."""
    for name in request.args:
        if name not in PARAMETERS:
            raise MalformedRequest(f"/cite/{slug} has no parameter {name[:60]!r}; it has: {', '.join(PARAMETERS)}.")
    here = site()
    version = here.catalogue.version(KIND["dataset"].path + slug)
    dataset = here.catalogue.dataset(version.record, language.wanted())
    if wanted := request.args.get("style"):
        text = "".join(f"{each.text}\n" for each in cited(here, dataset, version, style(wanted)))
        return whole(text, "text/plain; charset=utf-8", vary=False)
    rows = [(row, cited(here, dataset, version, row)) for row in STYLES]
    html = render_template(
        "cite.html", dataset=dataset, slug=slug, title=dataset.title or slug, rows=rows, papers=papers(dataset)
    )
    return whole(html, "text/html", vary=False)

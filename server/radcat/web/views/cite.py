"""How to cite a dataset and its record, in every style there is."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template, request

from radcat.formats.bibliography import STYLES, style
from radcat.model import KIND
from radcat.web import language
from radcat.web.landing.citing import cited, items, papers
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import refuse_others

blueprint = Blueprint("cite", __name__)

PARAMETERS: Final = ("style", "lang")


@blueprint.get("/cite/<slug>")
def cite(slug: str) -> Response:
    """A page with all styles; with `style=` the references in that one as plain text."""
    refuse_others(f"cite/{slug}", PARAMETERS)
    here = site()
    version = here.catalogue.version(KIND["dataset"].path + slug)
    dataset = here.catalogue.dataset(version.record, language.wanted())
    found = items(here, dataset, version)
    if wanted := request.args.get("style"):
        text = "".join(f"{each.text}\n" for each in cited(found, style(wanted)))
        return whole(text, "text/plain; charset=utf-8", vary=False)
    rows = [(row, cited(found, row)) for row in STYLES]
    html = render_template(
        "cite.html", dataset=dataset, slug=slug, title=dataset.title or slug, rows=rows, papers=papers(dataset)
    )
    return whole(html, "text/html", vary=False)

"""The survey as a living table: a page, and the same table as data."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Final

from flask import Blueprint, Response, render_template

from radcat.errors import NotAcceptable
from radcat.survey import editions as surveys
from radcat.survey import keeping, tables
from radcat.survey.editions import Survey
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import page_number

blueprint = Blueprint("survey", __name__)

PAGE: Final = 100  # rows
MOST_PAGES: Final = 10**9
SHOWN: Final = (surveys.NAME, "queries/survey", "queries/survey-claimed", "queries/survey-totals")
Writer = Callable[[Survey], bytes | str]
# Suffix, media type, and how the living table is written in it.
FORMS: Final[dict[str, tuple[str, Writer]]] = {
    "csv": ("text/csv", lambda built: tables.to_csv(built.table)),
    "csv-metadata.json": ("application/csvm+json", lambda built: _metadata(built)),
    "json": ("application/json", lambda built: tables.to_json(built.table)),
    "md": ("text/markdown", lambda built: tables.to_markdown(tables.without_iris(built.table))),
    "tex": ("application/x-tex", lambda built: tables.to_latex(tables.without_iris(built.table))),
    "ttl": ("text/turtle", lambda built: _cube(built)),
}


@blueprint.get("/survey")
def survey() -> Response:
    """A page of the living table, the claimed rows beside it, and the totals then and now."""
    here = site()
    here.registry.ledger.hold(SHOWN, around=True)
    # Which pages there are is known when one is read.
    built = keeping.shown(here.catalogue, here.endpoint, page_number("survey", MOST_PAGES), PAGE)
    pages = max(1, ceil(built.rows / PAGE))
    page = page_number("survey", pages)
    is_old = built.generation != here.registry.ledger.generation
    html = render_template("survey.html", survey=built, forms=FORMS, page=page, pages=pages, is_old=is_old)
    link = f'<{built.iri}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return whole(html, "text/html", vary=False, headers={"Link": link})


@blueprint.get("/survey.<path:suffix>")
def survey_as(suffix: str) -> Response:
    """The living table as data."""
    if suffix not in FORMS:
        raise NotAcceptable(f".{suffix}", [f".{known}" for known in FORMS])
    media_type, write = FORMS[suffix]
    built = surveys.build(site().catalogue, site().endpoint)
    headers = {}
    if suffix == "csv":
        headers["Link"] = f'<{built.iri}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return whole(write(built), media_type, vary=False, headers=headers)


def _cube(built: Survey) -> bytes:
    """The table as a data cube, with what the record of its edition says."""
    cube = tables.to_cube(built.table, built.iri)
    if (version := site().registry.ledger.latest(surveys.NAME)) is not None:
        cube += site().catalogue.graph(version.record)
    return cube.serialize(format="turtle", encoding="utf-8")


def _metadata(built: Survey) -> str:
    number = built.edition.number if built.edition else ""
    return tables.csvw_metadata(built.table, f"{built.iri}.csv", built.title, number)

"""The survey as a living table: a page, and the same table as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Response, render_template

from radcat.catalogue import VOCABULARIES
from radcat.errors import NotAcceptable
from radcat.survey import editions as surveys
from radcat.survey import tables
from radcat.survey.editions import Survey
from radcat.survey.headings import headings
from radcat.web.responses import whole
from radcat.web.state import site

blueprint = Blueprint("survey", __name__)

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
    """The living table, the claimed rows beside it, and the totals then and now."""
    built = surveys.build(site().catalogue, site().endpoint)
    vocabulary = site().catalogue.merged(*VOCABULARIES)
    html = render_template(
        "survey.html",
        survey=built,
        forms=FORMS,
        tables={
            name: (table, headings(table, vocabulary))
            for name, table in (("table", built.table), ("totals", built.totals), ("claimed", built.claimed))
        },
    )
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

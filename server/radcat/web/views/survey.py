"""The survey as a living table: a page, and the same table as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import ceil
from typing import Final

from flask import Blueprint, Response, render_template, request

from radcat.errors import MalformedRequest, NotAcceptable
from radcat.formats import citation
from radcat.formats.bibliography import STYLES
from radcat.saved_queries import Solutions
from radcat.survey import editions as surveys
from radcat.survey import keeping, tables
from radcat.survey.keeping import TABLE, Shown
from radcat.web import language
from radcat.web.landing import citing
from radcat.web.narrowing import described, narrowed
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import page_number

blueprint = Blueprint("survey", __name__)

PAGE: Final = 100  # rows
MOST_PAGES: Final = 10**9
SHOWN: Final = (surveys.NAME, "catalog", "queries/survey", "queries/survey-claimed", "queries/survey-totals")
SINCE: Final = "since"  # the number of an edition that the table is compared with
UNUSED: Final = ("sort", "per_page")  # a search has them
Writer = Callable[[Shown, Solutions], bytes | str]
# Suffix, media type, and how the living table is written in it; of a choice of datasets, their rows.
FORMS: Final[dict[str, tuple[str, Writer]]] = {
    "csv": ("text/csv", lambda _, table: tables.to_csv(table)),
    "csv-metadata.json": ("application/csvm+json", lambda built, _: _metadata(built)),
    "json": ("application/json", lambda _, table: tables.to_json(table)),
    "md": ("text/markdown", lambda _, table: tables.to_markdown(tables.without_iris(table))),
    "tex": ("application/x-tex", lambda _, table: tables.to_latex(tables.without_iris(table))),
    "ttl": ("text/turtle", lambda built, table: _cube(built, table)),
}


@blueprint.get("/survey")
def survey() -> Response:
    """The living table with its charts, the claimed rows beside it, totals then and now, and what was asked of it."""
    here = site()
    here.registry.ledger.hold(SHOWN, around=True)
    choice = narrowed(here, _given())
    names = choice.names if choice else None
    # Which pages there are is known when one is read.
    others = tuple(name for name in request.args if name != "page")
    number = page_number("survey", MOST_PAGES, others, others)
    of, size = (1, MOST_PAGES) if names is not None else (number, PAGE)
    built = keeping.shown(here.catalogue, here.endpoint, of, size, request.args.get(SINCE, ""))
    rows, table = _shown(built, names, number)
    pages = max(1, ceil(rows / PAGE))
    page = page_number("survey", pages, others, others)
    html = render_template(
        "survey.html",
        survey=built,
        table=(table, built.tables[TABLE][1]),
        rows=rows,
        choice=choice,
        described=described(here) if names is None else None,
        date=(here.registry.ledger.date or "")[:10],
        answers=here.findings.answers(here.catalogue, here.endpoint),
        cited=_cited(built),
        forms=FORMS,
        page=page,
        pages=pages,
        is_old=built.generation != here.registry.ledger.generation,
    )
    link = f'<{built.iri}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    return whole(html, "text/html", vary=False, headers={"Link": link})


@blueprint.get("/survey.<path:suffix>")
def survey_as(suffix: str) -> Response:
    """The living table as data; of a choice of datasets, their rows."""
    if suffix not in FORMS:
        raise NotAcceptable(f".{suffix}", [f".{known}" for known in FORMS])
    media_type, write = FORMS[suffix]
    here = site()
    given = _given("page", SINCE)
    choice = narrowed(here, given) if given else None
    built = keeping.shown(here.catalogue, here.endpoint, 1, MOST_PAGES)
    headers = {}
    if suffix == "csv":
        headers["Link"] = f'<{built.iri}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    table = _only(built.tables[TABLE][0], choice.names if choice else None)
    return whole(write(built, table), media_type, vary=False, headers=headers)


def _given(*others: str) -> Mapping[str, list[str]]:
    """What narrows the table.

    Raises:
        MalformedRequest: a parameter of a search or of the page is given that has no use here.
    """
    for name in (*UNUSED, *others):
        if name in request.args:
            raise MalformedRequest(f"the survey has no parameter {name!r} here. It has q and the facets of the search.")
    mine = ("page", SINCE, language.PARAMETER)
    return {name: values for name, values in request.args.lists() if name not in mine}


def _only(table: Solutions, names: frozenset[str] | None) -> Solutions:
    """The rows about the datasets *names*, which are in the first column."""
    if names is None:
        return table
    return Solutions(table.variables, tuple(row for row in table.rows if row[0] in names))


def _shown(built: Shown, names: frozenset[str] | None, number: int) -> tuple[int, Solutions]:
    table = built.tables[TABLE][0]
    if names is None:
        return built.rows, table
    chosen = _only(table, names)
    rows = chosen.rows[(number - 1) * PAGE : number * PAGE]
    return len(chosen.rows), Solutions(chosen.variables, rows)


def _cited(built: Shown) -> list[tuple[str, str]]:
    """How to cite what is shown, in each style; nothing where it has no record.

    It is the edition, of its own date, as long as the records say what the edition says, and a state of the registry
    afterwards.
    """
    here = site()
    version = here.registry.ledger.published(surveys.NAME)
    if version is None:
        return []
    edition = built.edition if built.edition and built.edition.checksum == built.checksum else None
    what = f"edition {edition.number}" if edition else f"generation {built.generation}"
    item = citing.of_record(here, version, f"{built.title}, {what}")
    date = edition.issued if edition else here.registry.ledger.date or ""
    parts = [part for part in citation.date_parts(date[:10]) if part]
    item["issued"] = {"date-parts": [parts]}
    return [(style.title, citing.cited({citing.RECORD: item}, style)[0].text) for style in STYLES]


def _cube(built: Shown, table: Solutions) -> bytes:
    """The table as a data cube, with what the record of its edition says."""
    cube = tables.to_cube(table, built.iri)
    if (version := site().registry.ledger.latest(surveys.NAME)) is not None:
        cube += site().catalogue.graph(version.record)
    return cube.serialize(format="turtle", encoding="utf-8")


def _metadata(built: Shown) -> str:
    number = built.edition.number if built.edition else ""
    return tables.csvw_metadata(built.tables[TABLE][0], f"{built.iri}.csv", built.title, number)

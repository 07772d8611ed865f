"""The survey as a living table: a page, and the same table as data."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from radcat.errors import MalformedRequest, NotAcceptable
from radcat.model import Text
from radcat.rdf import languages
from radcat.survey import editions as surveys
from radcat.survey import reading
from radcat.survey.headings import USUAL, Labels
from radcat.survey.ordering import Order
from radcat.survey.reading import Shown, Wanted
from radcat.web import language, survey_citing, texts
from radcat.web.narrowing import described, narrowed
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.survey_forms import CHOICE, CITATIONS, FORMS, SINCE, SORT, TABLES, UNTIL, Asked, Form
from radcat.web.views.lists import page_number

blueprint = Blueprint("survey", __name__)

PAGE: Final = 100  # rows
MOST_PAGES: Final = 10**9
SHOWN: Final = (surveys.NAME, "catalog", "queries/survey", "queries/survey-claimed", "queries/survey-totals")
CARRIED: Final = (SORT, SINCE, UNTIL, language.PARAMETER)  # what a choice of other datasets leaves as it is
OF_A_SEARCH: Final = ("per_page",)  # a search has it


@blueprint.get("/survey")
def survey() -> Response:
    """The living table with its charts, the claimed rows beside it, totals then and now, and what was asked of it."""
    here = site()
    here.registry.ledger.hold(SHOWN, around=True)
    choice = narrowed(here, _given(), {name: value for name in CARRIED if (value := request.args.get(name))})
    names = choice.names if choice else None
    # Which pages there are is known when one is read.
    others = tuple(name for name in request.args if name != "page")
    number = page_number("survey", MOST_PAGES, others, others)
    built = reading.shown(here.catalogue, here.endpoint, _wanted(names, number, PAGE))
    pages = max(1, ceil(built.rows / PAGE))
    page = page_number("survey", pages, others, others)
    html = render_template(
        "survey.html",
        survey=built,
        choice=choice,
        described=described(here, names),
        date=(here.registry.ledger.date or "")[:10],
        answers=here.findings.answers(here.catalogue, here.endpoint),
        cited=survey_citing.references(survey_citing.work(here, built)),
        tables=TABLES,
        charts=FORMS["charts.json"],
        changes=FORMS["changes.json"],
        citations=CITATIONS,
        most=PAGE,
        heading=heading,
        sorted_by=_sorted_by,
        address=address,
        page=page,
        pages=pages,
        is_old=built.generation != here.registry.ledger.generation,
    )
    return whole(html, "text/html", vary=False, headers={"Link": _metadata_link(built)})


@blueprint.get("/survey.<path:suffix>")
def survey_as(suffix: str) -> Response:
    """The survey as data: its rows and charts, of a choice of datasets, too; its changes; how to cite it."""
    if suffix not in FORMS:
        raise NotAcceptable(f".{suffix}", [f".{known}" for known in FORMS])
    form, here = FORMS[suffix], site()
    here.registry.ledger.hold(SHOWN, around=True)
    given = _given("page", *(name for name in (SORT, SINCE, UNTIL) if name not in form.takes))
    if given and CHOICE not in form.takes:
        raise MalformedRequest(f"survey.{suffix} is of all datasets; it has no parameter {min(given)!r}.")
    is_charted = suffix == "charts.json"
    choice = narrowed(here, given, {}) if given or is_charted else None
    names = choice.names if choice else None
    # Only rows that are written are read.
    size = None if suffix in TABLES else 0
    built = reading.shown(here.catalogue, here.endpoint, _wanted(names, 1, size, is_compared=SINCE in form.takes))
    headers = {"Link": _metadata_link(built)} if suffix in ("csv", "tsv") else {}
    return whole(form.write(Asked(here, built, choice)), form.media_type, vary=False, headers=headers)


def _wanted(names: frozenset[str] | None, page: int, size: int | None, *, is_compared: bool = True) -> Wanted:
    """What the address asks of the table.

    Raises:
        MalformedRequest: a parameter that has one value is given several.
    """
    one = {}
    for name in (SORT, SINCE, UNTIL):
        values = request.args.getlist(name)
        if len(values) > 1:
            raise MalformedRequest(f"{name} is given {len(values)} times; give it once.")
        one[name] = values[0].strip() if values else ""
    return Wanted(page, size, names, one[SORT], one[SINCE], one[UNTIL], is_compared)


def _given(*others: str) -> Mapping[str, list[str]]:
    """What narrows the table.

    Raises:
        MalformedRequest: a parameter of a search or of the page is given that has no use here.
    """
    for name in (*OF_A_SEARCH, *others):
        if name in request.args:
            raise MalformedRequest(f"the survey has no parameter {name!r} here. It has q and the facets of the search.")
    return {name: values for name, values in request.args.lists() if name not in ("page", *CARRIED)}


def address(suffix: str = "", **changed: str | None) -> str:
    """The address of the page or of a file for the present choice, with other values of some parameters.

    A file gets what it takes. Without a page: what changes begins at its first.
    """
    form = FORMS.get(suffix)
    found = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if value and name != "page" and name not in changed and _is_taken(name, form)
    ]
    found += [(name, value) for name, value in changed.items() if value]
    path = f"{request.script_root}/survey" + (f".{suffix}" if suffix else "")
    return path + (f"?{urlencode(found)}" if found else "")


def _is_taken(name: str, form: Form | None) -> bool:
    if form is None:
        return True
    return name in form.takes or (CHOICE in form.takes and name not in CARRIED)


def _sorted_by(order: Order | None, column: str) -> tuple[str, str | None]:
    """The order that a click on the heading of *column* asks for, and what `aria-sort` says of it now."""
    if order is None or order.column != column:
        return column, None
    turned = Order(column, not order.is_descending)
    return str(turned), "descending" if order.is_descending else "ascending"


def heading(labels: Labels) -> str:
    """Name a column in the language of the page, or in English."""
    tag = languages.lookup((language.spoken(), languages.INTERFACE), list(labels)) or languages.INTERFACE
    text = labels[tag]
    if text in USUAL:
        return texts.say(text)
    return text if tag == language.spoken() else Text(text, language=tag)


def _metadata_link(built: Shown) -> str:
    return f'<{built.iri}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'

"""What licences allow and ask for, of several datasets together and each by itself: a page, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from radcat.errors import BadSelection, NotAcceptable, UnknownPart, UnknownRecord, WithdrawnRecord
from radcat.licences import linked_data, reports
from radcat.licences.policies import Policies
from radcat.licences.together import Together, together
from radcat.lineage import selection
from radcat.lineage.naming import Names
from radcat.stores.spreadsheets import csv_lines
from radcat.web import language
from radcat.web.naming import Words, offered
from radcat.web.problems import status_of
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import refuse_others

blueprint = Blueprint("licences", __name__)

SET: Final = "set"


@blueprint.get("/licences")
def page() -> Response:
    """Choose datasets and read what follows for all of them; without a choice, what each licence says."""
    refuse_others("licences", (SET, language.PARAMETER), several=(SET,))
    chosen, found, error = _chosen(), None, None
    here = site()
    if chosen:
        try:
            found = together(here.catalogue, chosen, language.wanted())
        except (BadSelection, UnknownPart, UnknownRecord, WithdrawnRecord) as refused:
            error = refused
    words = Words(here.catalogue, found.works) if found else None
    if found and words:
        words.names.load_sources(link for each in (*found.freer, *found.unstated_sources) for link in each.source.path)
    policies = None if found else Policies(here.catalogue, language.wanted())
    html = render_template(
        "licences.html",
        chosen=chosen,
        found=found,
        words=words,
        error=error,
        reports=reports,
        policies=policies,
        actions=policies.of_licences if policies else (),
        slugs=offered(here.registry.ledger),
        query=[(SET, each) for each in chosen],
    )
    response = whole(html, "text/html", vary=False)
    if error is not None:
        response.status_code = status_of(error)
    return response


@blueprint.get("/api/licences")
@blueprint.get("/licences.<suffix>")
def answer(suffix: str = "json") -> Response:
    """What follows, as data."""
    refuse_others("licences", (SET, language.PARAMETER), several=(SET,))
    if suffix not in _ANSWERS:
        raise NotAcceptable(f".{suffix}", [f".{known}" for known in _ANSWERS])
    here = site()
    found = together(here.catalogue, _chosen(), language.wanted())
    media_type, write = _ANSWERS[suffix]
    return whole(write(found, Names(here.catalogue, found.works, language.wanted())), media_type, vary=False)


def _chosen() -> list[str]:
    return selection.divided(request.args.getlist(SET))


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _table(found: Together, _names: Names) -> str:
    head, *rows = reports.to_rows(found)
    return "".join(csv_lines(head, rows))


# How an answer is written: by suffix its media type, and the writer.
_ANSWERS: Final[dict[str, tuple[str, Callable[[Together, Names], str]]]] = {
    "json": ("application/json", lambda found, names: _dumped(reports.to_json(found, names))),
    "jsonld": ("application/ld+json", lambda found, names: _dumped(linked_data.described(found, names))),
    "csv": ("text/csv", _table),
}

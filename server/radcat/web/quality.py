"""How good the descriptions are: a page for the catalogue, one for each dataset, badges, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Final

from cachetools import LRUCache, cached
from flask import Blueprint, Response, render_template

from radcat.links.answer import Answer
from radcat.quality import mqa, reading, score
from radcat.quality.base import Assessment
from radcat.web.responses import whole
from radcat.web.state import Site, site

blueprint = Blueprint("quality", __name__)

COLOURS: Final = {"excellent": "#2a7d3f", "good": "#3a6ea5", "sufficient": "#9a6a00", "bad": "#a33"}  # on white, 4.5:1
Found = Mapping[str, Sequence[Assessment]]  # by slug


@blueprint.get("/quality")
def catalogue() -> Response:
    """Every metric on average, and every dataset with its points, those first that have most to win."""
    found = _all(site())
    averages = [
        (method.METHOD, score.average([assessments[place] for assessments in found.values()]))
        for place, method in enumerate(score.METHODS)
    ]
    rows = sorted(found.items(), key=lambda item: (item[1][0].percent, item[0]))
    html = render_template("quality.html", averages=averages if found else [], rows=rows, methods=score.METHODS)
    return _fresh(whole(html, "text/html", vary=False))


@blueprint.get("/quality/<name>")
def dataset(name: str) -> Response:
    """One dataset: what it wins, and what to do next; as a page, or by suffix as a badge or data."""
    here = site()
    stem, _, suffix = name.rpartition(".")
    slug, suffix = (stem, suffix) if suffix in FORMS else (name, "")
    answers = here.registry.links.answers()
    subject = reading.subject(here.catalogue, slug, answers)
    assessments = score.assess(subject)
    if suffix:
        media_type, write = FORMS[suffix]
        return _fresh(whole(write(subject.dataset.iri, assessments), media_type, vary=False))
    named = {a for d in subject.dataset.distributions for a in (d.access_url, d.download_url)}
    dates = sorted(answer.date[:10] for address, answer in answers.items() if address in named)
    html = render_template(
        "quality_of.html",
        dataset=subject.dataset,
        slug=slug,
        assessments=assessments,
        band=mqa.band(assessments[0].points),
        checked=dates[0] if dates else None,
    )
    return _fresh(whole(html, "text/html", vary=False))


def _fresh(response: Response) -> Response:
    """Let no cache in front keep it for a generation: link checks change it in between."""
    response.headers["Cache-Control"] = "no-cache"
    return response


def _all(here: Site) -> Found:
    answers = here.registry.links.answers()
    newest = max((answer.date for answer in answers.values()), default="")
    return _assessed(here, answers, (here.registry.settings.data_folder, here.registry.ledger.generation, newest))


@cached(LRUCache(2), key=lambda _here, _answers, state: state)
def _assessed(here: Site, answers: Mapping[str, Answer], _state: Hashable) -> Found:
    return {slug: score.assess(subject) for slug, subject in reading.subjects(here.catalogue, answers)}


def _badge(_iri: str, assessments: Sequence[Assessment]) -> str:
    points = assessments[0].points
    band = mqa.band(points)
    return render_template("badge.svg", points=f"{points:.0f}", most=mqa.LARGEST, band=band, colour=COLOURS[band])


def _turtle(iri: str, assessments: Sequence[Assessment]) -> bytes:
    return score.as_graph(iri, assessments).serialize(format="turtle", encoding="utf-8")


def _json(_iri: str, assessments: Sequence[Assessment]) -> str:
    return json.dumps({a.method: score.described(a) for a in assessments}, indent=2)


FORMS: Final[Mapping[str, tuple[str, Callable[[str, Sequence[Assessment]], str | bytes]]]] = {
    "svg": ("image/svg+xml", _badge),
    "ttl": ("text/turtle", _turtle),
    "json": ("application/json", _json),
}

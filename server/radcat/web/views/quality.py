"""How good the descriptions are: a page for the catalogue, one for each dataset, badges, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Final

from flask import Blueprint, Response, render_template, request

from radcat import dataset_findings
from radcat.formats import describe, loss, representations_of
from radcat.ledger.scores import Order, Sum
from radcat.model import KIND
from radcat.publishing.indexing import CATALOG
from radcat.quality import dqv, mqa, reading, score
from radcat.quality.base import Measurement, Metric
from radcat.web import language, represent, works
from radcat.web.responses import whole
from radcat.web.state import Site, site
from radcat.web.views.lists import order_of, page_number

blueprint = Blueprint("quality", __name__)

SORTS: Final = {Order.WORST: "Most to win first", Order.BEST: "Best first", Order.NAME: "By address"}
COLOURS: Final = {"excellent": "#2a7d3f", "good": "#3a6ea5", "sufficient": "#9a6a00", "bad": "#a33"}  # on white, 4.5:1


def scored(here: Site, slug: str) -> score.Scored:
    """Put every metric to the dataset *slug*.

    Raises:
        UnknownRecord: no dataset of that slug was ever published.
        WithdrawnRecord: it was, and is no longer.
    """
    subject = reading.subject(here.catalogue, slug, here.registry.links)
    return score.Scored(slug, subject, score.assess(subject))


@blueprint.get("/quality")
def catalogue() -> Response:
    """Every metric on average, and every dataset with its points, those first that have most to win."""
    here = site()
    scores, size = here.registry.measuring.scores, here.registry.settings.page_size
    measured, published = scores.count(), here.registry.ledger.count("dataset")
    pages = max(1, ceil(measured / size))
    page = page_number("quality", pages, ("sort",))
    chosen = Order(order_of(tuple(Order)))
    sums = scores.sums()
    averages = [(method, [_average(metric, sums) for metric in method.METRICS]) for method in score.METHODS]
    html = render_template(
        "quality.html",
        averages=averages if measured else [],
        rows=(rows := scores.page(size, (page - 1) * size, chosen)),
        titles=works.titles(here, [row.name for row in rows], language.wanted()),
        sorts=SORTS,
        chosen=chosen,
        address=f"{request.script_root}/quality" + (f"?sort={chosen}" if chosen != Order.WORST else ""),
        won=_won,
        methods=score.METHODS,
        checked=here.registry.links.newest,
        published=published,
        unmeasured=max(0, published - measured),
        page=page,
        pages=pages,
    )
    return _fresh(whole(html, "text/html", vary=False))


@blueprint.get("/quality.ttl")
def metrics() -> Response:
    """Methods, dimensions and metrics, in the Data Quality Vocabulary."""
    return whole(_turtle(dqv.metrics(site().base)), "text/turtle", vary=False)


@blueprint.get("/quality/<name>")
def dataset(name: str) -> Response:
    """One dataset: what it wins, and what to do next; as a page, or by suffix as a badge or data."""
    stem, _, suffix = name.rpartition(".")
    slug, suffix = (stem, suffix) if suffix in FORMS else (name, "")
    here, name = site(), KIND["dataset"].path + slug
    here.registry.ledger.hold([name, CATALOG], around=True, pointing=dataset_findings.beside(name))
    found = scored(here, slug)
    if suffix:
        media_type, write = FORMS[suffix]
        return _fresh(whole(write(found), media_type, vary=False))
    asked = min((answer.date[:10] for answer in found.subject.answers.values()), default=None)
    html = render_template("quality_of.html", found=found, asked=asked, unknown=score.UNKNOWN)
    return _fresh(whole(html, "text/html", vary=False))


@blueprint.get("/quality/<slug>/losses")
def loss_report(slug: str) -> Response:
    """What each representation of a dataset can't carry."""
    here = site()
    version = here.catalogue.version(KIND["dataset"].path + slug)
    described = describe(here.catalogue, version.record, here.registry.jsonld_context)
    rows = [row for row in representations_of("dataset") if row.name in REPORTED]
    lost = loss.report(here.catalogue, described, rows)
    reasons = {omission.format: omission.reason for omission in represent.omissions(version.record)}
    html = render_template(
        "losses.html",
        slug=slug,
        dataset=described.dataset,
        lost=lost,
        whole=len(described.graph),
        reasons=reasons,
    )
    return whole(html, "text/html", vary=False)


# One for each vocabulary: other syntaxes of it carry the same. Of the lossless ones, only RDF/XML may lose something.
REPORTED: Final = frozenset(
    {
        "rdfxml",
        "dcat-ap-turtle",
        "schema",
        "bioschemas",
        "croissant",
        "datacite",
        "oai_dc",
        "csv",
        "bibtex",
        "ris",
        "csl-json",
    }
)


def _fresh(response: Response) -> Response:
    """Let no cache in front keep it for a generation: link checks change it in between."""
    response.headers["Cache-Control"] = "no-cache"
    return response


def _average(metric: Metric, sums: Mapping[str, Sum]) -> score.Average:
    found = sums.get(metric.name)
    if found is None or not found.judged:
        return score.Average(Measurement(metric, None), 0, 0)
    return score.Average(Measurement(metric, found.total / found.judged), found.passing, found.judged)


def _won(averages: Sequence[score.Average]) -> float:
    """The points that the average dataset has, as far as anything could be judged."""
    return sum((row.measurement.points for row in averages), 0.0)


def _badge(found: score.Scored) -> str:
    points = f"{found.assessments[0].points:.0f}"
    colour = COLOURS[found.band]
    return render_template("badge.svg", points=points, most=mqa.LARGEST, band=found.band, colour=colour)


def _measurements(found: score.Scored) -> bytes:
    answers = found.subject.answers.values()
    return _turtle(dqv.measurements(site().base, found.slug, found.assessments, answers))


def _turtle(text: bytes) -> bytes:
    return dqv.as_graph(text).serialize(format="turtle", encoding="utf-8")


def _json(found: score.Scored) -> str:
    return json.dumps({a.method: score.described(a) for a in found.assessments}, indent=2)


FORMS: Final[Mapping[str, tuple[str, Callable[[score.Scored], str | bytes]]]] = {
    "svg": ("image/svg+xml", _badge),
    "ttl": ("text/turtle", _measurements),
    "json": ("application/json", _json),
}

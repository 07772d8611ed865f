"""Datasets side by side: the page, and the same table as files and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, g, render_template, request

from radcat.catalogue import slug_of
from radcat.comparison import reading, requests, writing
from radcat.comparison.choice import FOLDER, LEAST, MOST, choose
from radcat.comparison.requests import Asked
from radcat.comparison.table import Comparison
from radcat.errors import NotAcceptable
from radcat.model import Record
from radcat.search.labels import Labels
from radcat.search.offered import facets
from radcat.search.reader import View
from radcat.search.searching import suggest
from radcat.web import language, texts
from radcat.web.landing.page import Resembling, resembling
from radcat.web.problems import status_of
from radcat.web.responses import WITH_SCRIPT, whole
from radcat.web.state import site

blueprint = Blueprint("compare", __name__)

FOUND: Final = 5  # datasets for words that were typed


@dataclass(frozen=True, slots=True)
class Named:
    """A dataset that may be added."""

    slug: str
    title: str


@blueprint.get("/compare")
def page() -> Response:
    """The page; with fewer than two datasets it says how to choose them."""
    asked = _asked()
    found = _found(asked.add, FOUND, asked.names) if asked.add and not _is_dataset(asked.add) else []
    if asked.add and not found and slug_of(asked.add, site().base) not in asked.names:
        asked = replace(asked, names=(*asked.names, slug_of(asked.add, site().base)))
    chosen = choose(site().catalogue, asked.names)
    asked = replace(asked, names=tuple(record.slug for record in chosen.records))
    shown = [record for record in chosen.records if record.slug not in asked.out]
    compared = _compared(shown) if len(shown) >= LEAST else None
    g.policy = WITH_SCRIPT
    html = render_template(
        "compare.html",
        asked=asked,
        chosen=chosen,
        compared=compared.only_differences() if compared and asked.only_differences else compared,
        rows=sum(1 for _ in compared.rows) if compared else 0,
        differing=sum(row.differs for row in compared.rows) if compared else 0,
        single=shown[0].slug if len(shown) == 1 else None,
        titles={record.slug: site().catalogue.label(record, language.wanted()) for record in chosen.records},
        found=found,
        similar=_similar(shown, asked) if chosen.named < MOST else [],
        has_room=len(asked.names) < MOST,
        most=MOST,
        forms=writing.FORMS.values(),
    )
    response = whole(html, "text/html", vary=False)
    if chosen.fault is not None:
        response.status_code = status_of(chosen.fault)
    return response


@blueprint.get("/compare.<suffix>")
def as_file(suffix: str) -> Response:
    """The table as a file."""
    if suffix not in writing.FORMS:
        raise NotAcceptable(f".{suffix}", [f".{known}" for known in writing.FORMS])
    form = writing.FORMS[suffix]
    return whole(form.write(_strictly(), texts.WORDING), form.media_type, vary=False)


@blueprint.get("/api/compare")
def api() -> Response:
    """The same for programs."""
    return whole(writing.to_json(_strictly()), "application/json", vary=False)


def _asked() -> Asked:
    given = {name: values for name, values in request.args.lists() if name != language.PARAMETER}
    return requests.read(given, language.carried(), site().base)


def _strictly() -> Comparison:
    """What is asked for; whoever takes it away is told of any fault."""
    asked = _asked()
    chosen = choose(site().catalogue, (*asked.shown, *([asked.add] if asked.add else ())))
    chosen.check()
    compared = _compared(chosen.records)
    return compared.only_differences() if asked.only_differences else compared


def _compared(records: Sequence[Record]) -> Comparison:
    here, wanted = site(), language.wanted()
    return reading.compare(here.catalogue, here.layout_in(reading.order_of(here.catalogue, wanted)), records, wanted)


def _is_dataset(name: str) -> bool:
    return site().registry.ledger.latest(FOLDER + slug_of(name, site().base)) is not None


def _found(words: str, limit: int, others: Sequence[str]) -> list[Named]:
    """Find datasets whose names have *words*, or those of a slug, besides *others*; none while nobody can search."""
    here = site()

    def read(view: View) -> list[Named]:
        labels = Labels(here.catalogue, language.wanted())
        hits = ((hit.name.removeprefix(FOLDER), hit) for hit in suggest(view, words.replace("-", " "), limit + MOST))
        found = [Named(slug, labels.text(hit.card["titles"]) or slug) for slug, hit in hits if slug not in others]
        return found[:limit]

    return here.searched(read, [])


def _similar(shown: Sequence[Record], asked: Asked) -> list[Resembling]:
    """What may be worth comparing with the last of those that are shown."""
    here = site()
    if not shown:
        return []
    found = resembling(here, facets(here.catalogue), shown[-1].name, language.wanted())
    return [each for each in found if each.slug not in asked.names]

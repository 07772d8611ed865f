"""Search: the page, and the same answer as JSON, as a table, as a feed and as a SPARQL query."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from math import ceil
from typing import Final

from flask import Blueprint, Response, g, render_template, request

from radcat.errors import MalformedRequest, UnknownRecord
from radcat.harvest import feed
from radcat.search import requests
from radcat.search.facets import Facet
from radcat.search.offered import facets
from radcat.search.reader import View
from radcat.search.results import Line, Presenter, ShownFacet, as_json
from radcat.search.searching import SORTS, Asked, Found, search, suggest
from radcat.search.sparql import as_query
from radcat.web import language, texts
from radcat.web.responses import WITH_SCRIPT, whole
from radcat.web.state import site
from radcat.wording import translatable

blueprint = Blueprint("search", __name__)

VALUES: Final = 10  # of a facet, on the page
MOST_VALUES: Final = 100  # of a facet, in JSON
SUGGESTED: Final = 8
ROWS: Final = 1000  # of a table
ENTRIES: Final = 50  # of a feed
SORTED: Final = {
    "relevance": translatable("Best match"),
    "newest": translatable("Newest first"),
    "size": translatable("Most images first"),
    "quality": translatable("Best described first"),
    "name": translatable("Name"),
}


@dataclass(frozen=True)
class Answer:
    """A search and what was found, in words."""

    view: View
    offered: tuple[Facet, ...]
    asked: Asked
    found: Found
    presenter: Presenter
    facets: tuple[ShownFacet, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The hits; not every answer shows them."""
        return self.presenter.lines(self.found)

    @property
    def pages(self) -> int:
        """How many pages of hits there are."""
        return max(1, ceil(self.found.total / self.asked.per_page))

    @property
    def is_behind(self) -> bool:
        """Whether the index shows less than the pages."""
        return self.view.state.generation != site().registry.ledger.generation

    @property
    def sparql(self) -> str:
        """The same as a query."""
        here = site()
        written = as_query(self.view, self.asked, self.found, self.offered, here.catalogue, self.presenter.labels)
        return written.text


@contextmanager
def _answered(
    limit: int | None,
    *,
    others: Sequence[str] = (),
    changed: Callable[[Asked], Asked] = lambda asked: asked,
    all_: bool = False,
) -> Iterator[Answer]:
    here, wanted = site(), language.wanted()
    offered = facets(here.catalogue)
    given = {name: values for name, values in request.args.lists() if name != language.PARAMETER}
    with here.registry.search.view() as view:
        asked = changed(requests.read(view, here.catalogue, offered, given, others=others, limit=limit))
        found = search(view, asked)
        presenter = Presenter(view, here.catalogue, offered, asked, wanted, texts.WORDING, language.carried())
        shown = presenter.facets(found, all_=all_)
        yield Answer(view, offered, asked, found, presenter, shown)


def _sent(answer: Answer, response: Response) -> Response:
    """Keep nothing that is older than the pages: what is kept is kept until something is published."""
    if answer.is_behind:
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/search")
def page() -> Response:
    """The search page."""
    with _answered(VALUES, others=("sparql",)) as answer:
        g.policy = WITH_SCRIPT
        is_past = answer.asked.page > answer.pages
        html = render_template(
            "search.html",
            answer=answer,
            asked=answer.asked,
            found=answer.found,
            addresses=answer.presenter.addresses,
            titles={facet.name: answer.presenter.labels.title(facet) for facet in answer.offered},
            notes=[texts.say(note) for note in answer.found.typed.notes],
            sorts={sort: SORTED[sort] for sort in SORTS if sort != "relevance" or answer.asked.text.strip()},
            sparql=answer.sparql if "sparql" in request.args else None,
            page=answer.asked.page,
            pages=answer.pages,
            is_past=is_past,
            here=answer.presenter.addresses.query(),
        )
        response = whole(html, "text/html", vary=False)
        if is_past:
            response.status_code = HTTPStatus.NOT_FOUND
        return _sent(answer, response)


@blueprint.get("/search/values/<name>")
def values(name: str) -> Response:
    """All values of a facet that go with the rest of a search, or those whose names hold some text."""
    held = request.args.get("find", "").strip().casefold()
    here = site()
    if name not in {facet.name for facet in facets(here.catalogue)}:
        raise UnknownRecord(f"search/values/{name}")

    def only(asked: Asked) -> Asked:
        return replace(asked, facets=[name], page=1)

    with _answered(None, others=("find",), changed=only, all_=True) as answer:
        shown = answer.facets[0]
        fitting = [value for value in shown.values if held in value.label.casefold() or held in value.code.casefold()]
        html = render_template(
            "search_values.html",
            facet=shown,
            fitting=sorted(fitting, key=lambda value: (-value.count, value.label.casefold())),
            held=request.args.get("find", ""),
            addresses=answer.presenter.addresses,
            asked=answer.asked,
            here=answer.presenter.addresses.query(),
        )
        return _sent(answer, whole(html, "text/html", vary=False))


@blueprint.get("/api/search")
def api() -> Response:
    """The answer as JSON."""
    flag = request.args.get("sparql", "false")
    if flag not in ("true", "false"):
        raise MalformedRequest("sparql is true or false.")
    limit = _values()

    def without_facets(asked: Asked) -> Asked:
        return asked if limit else replace(asked, facets=())

    with _answered(limit, others=("sparql", "values"), changed=without_facets, all_=True) as answer:
        sparql = answer.sparql if flag == "true" else None
        document = as_json(answer.asked, answer.found, answer.facets, answer.lines, sparql, texts.WORDING)
        document["generation"] = answer.view.state.generation
        return _sent(answer, whole(json.dumps(document, ensure_ascii=False), "application/json", vary=False))


def _values() -> int:
    text = request.args.get("values", str(MOST_VALUES))
    if not text.isascii() or not text.isdigit() or int(text[:6]) > 10_000:
        raise MalformedRequest("values is how many values of a facet are listed, from 0 to 10000.")
    return int(text)


@blueprint.get("/api/suggest")
def suggestions() -> Response:
    """The first hits for what somebody is typing."""
    text = request.args.get("q", "")
    wanted = language.wanted()
    here = site()
    with here.registry.search.view() as view:
        hits = suggest(view, text, SUGGESTED) if text.strip() else []
        presenter = Presenter(view, here.catalogue, facets(here.catalogue), Asked(text), wanted)
        found = [
            {"iri": here.base + hit.name, "title": presenter.labels.text(hit.card["titles"]) or hit.name}
            for hit in hits
        ]
    return whole(json.dumps(found, ensure_ascii=False), "application/json", vary=False)


@blueprint.get("/search.csv")
def table() -> Response:
    """The hits as a table, a thousand of them at the most."""
    with _answered(None, changed=lambda asked: replace(asked, per_page=ROWS, facets=())) as answer:
        out = io.StringIO(newline="")
        writer = csv.writer(out)
        names = [facet.name for facet in answer.offered]
        writer.writerow(["iri", "title", "issued", "counts", *names])
        for line in answer.lines:
            counts = "; ".join(f"{number} {texts.inside(unit)}" for number, unit in line.counts)
            writer.writerow(
                [line.iri, line.title, line.issued or "", counts, *("; ".join(line.values.get(n, ())) for n in names)]
            )
        headers = _next_of(answer, "search.csv")
        return _sent(answer, whole(out.getvalue(), "text/csv", vary=False, headers=headers))


def _next_of(answer: Answer, path: str) -> Mapping[str, str]:
    if answer.asked.page >= answer.pages:
        return {}
    query = answer.presenter.addresses.query(page=answer.asked.page + 1)
    return {"Link": f'<{site().base}{path}?{query}>; rel="next"'}


@blueprint.get("/search.atom")
def atom() -> Response:
    """The newest hits as a feed, so that a search can be followed."""

    def newest(asked: Asked) -> Asked:
        return replace(asked, sort=asked.sort or "newest", page=1, per_page=ENTRIES, facets=())

    with _answered(None, changed=newest) as answer:
        here, query = site(), answer.presenter.addresses.query()
        versions = {v.record.name: v for v in here.registry.ledger.several(line.name for line in answer.lines)}
        body = feed.of_search(
            here.catalogue,
            f"{here.catalogue.title}: {_title(answer)}",
            f"{here.base}search.atom?{query}",
            f"{here.base}search?{query}",
            [versions[line.name] for line in answer.lines if line.name in versions],
        )
        return _sent(answer, whole(body, "application/atom+xml", vary=False))


def _title(answer: Answer) -> str:
    labels, offered = answer.presenter.labels, {facet.name: facet for facet in answer.offered}
    chosen = [
        texts.gettext(" or ").join(labels.name(offered[name], value) for value in values_)
        for name, values_ in answer.asked.selection.items()
    ]
    words = [f"“{answer.found.typed.text}”"] if answer.found.typed.text else []
    return ", ".join([*words, *filter(None, chosen)]) or texts.gettext("all datasets")


@blueprint.get("/opensearch.xml")
def description() -> Response:
    """How browsers search here (OpenSearch 1.1)."""
    here = site()
    xml = render_template("opensearch.xml", title=here.catalogue.title, base=here.base)
    return whole(xml, "application/opensearchdescription+xml", vary=False)

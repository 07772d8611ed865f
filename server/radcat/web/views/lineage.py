"""Where images come from and went, and whether a test set leaks into a training set: pages, and the same as data."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import Blueprint, Response, g, render_template, request

from radcat.errors import BadSelection, MalformedRequest, NotAcceptable, UnknownPart, UnknownRecord, WithdrawnRecord
from radcat.ledger import lineages
from radcat.lineage import linked_data, reading, reports, selection
from radcat.lineage.ancestry import Family, family
from radcat.lineage.drawing import drawing
from radcat.lineage.leakage import Leakage, leakage
from radcat.lineage.naming import Names
from radcat.lineage.works import Kind, Link, Works
from radcat.stores.spreadsheets import csv_lines
from radcat.web import language
from radcat.web.naming import Query, Words, offered
from radcat.web.problems import status_of
from radcat.web.responses import WITH_SCRIPT, whole
from radcat.web.state import site
from radcat.web.views.lists import refuse_others

blueprint = Blueprint("lineage", __name__)

PARAMETERS: Final = ("focus", "steps", language.PARAMETER)
SIDES: Final = ("train", "test")
SHOWN: Final = 10  # clean test sets on the page; the rest are counted, and in the data
EXAMPLES: Final = 3
MOST_USED: Final = 30  # sources in the overview
JSON, JSON_LD, CSV = "application/json", "application/ld+json", "text/csv"


@blueprint.get("/lineage")
def overview() -> Response:
    """The works that most datasets were made from."""
    refuse_others("lineage", (language.PARAMETER,))
    here = site()
    used = lineages.most_used(here.registry.ledger.engine, MOST_USED)
    works = Works.of(lineages.known(here.registry.ledger.engine, [name for name, _ in used]))
    html = render_template("lineages.html", used=used, words=Words(here.catalogue, works))
    return whole(html, "text/html", vary=False)


@blueprint.get("/lineage/<path:selected>")
def lineage(selected: str) -> Response:
    """What a dataset, a version or a split was made from, and what was made from it."""
    refuse_others(f"lineage/{selected}", PARAMETERS)
    for suffix, media_type, write in _FAMILIES:
        if selected.endswith(suffix):
            found, words = _family(selected.removesuffix(suffix))
            return whole(_dumped(write(found, words.works, words.names)), media_type, vary=False)
    found, words = _family(selected)
    is_all = request.args.get("steps") == "all"
    focus = _focus(found, words)
    relatives = (*found.ancestors, *found.descendants)
    for_files = site().pairs is not None
    ways = [link for each in relatives for link in each.path]
    if for_files:
        g.policy = WITH_SCRIPT
    shown = ways if for_files else focus.path if focus else ()
    words.names.load_sources([*found.made_from, *found.used_in, *found.compared, *shown])
    links = [*found.made_from, *found.used_in]
    if is_all:
        links += ways
    html = render_template(
        "lineage.html",
        found=found,
        words=words,
        selected=selected,
        focus=focus,
        is_all=is_all,
        for_files=for_files,  # each way is in the page, since nobody answers for one
        picture=drawing(words.works, [*links, *(focus.path if focus else ())], found.work.record, words.names,
                        focus.path if focus else ()),
        sisters=_sisters(found),
        own=[link for link in found.made_from if link.of == found.work.name],
        of_parts=_of_parts(found),
        reasons=reports.REASONS,
        selections=[each for each in selection.offered(words.works, found.work.record) if each != selected],
    )  # fmt: skip
    return whole(html, "text/html", vary=False)


def _family(selected: str) -> tuple[Family, Words]:
    here = site()
    works, work = reading.surroundings(here.catalogue, selected)
    return family(works, work), Words(here.catalogue, works)


def _focus(found: Family, words: Words) -> Any:
    if not (name := request.args.get("focus")):
        return None
    if (relative := found.relative(name)) is None:
        raise MalformedRequest(
            f"{words.names.selected(found.work)} is not related to {name[:200]!r}; follow a link of its page."
        )
    return relative


def _of_parts(found: Family) -> dict[str, list[Link]]:
    """What the versions and splits were made from, by their names."""
    parts = dict[str, list[Link]]()
    for link in found.made_from:
        if link.of != found.work.name:
            parts.setdefault(link.of, []).append(link)
    return dict(sorted(parts.items()))


def _sisters(found: Family) -> dict[str, int]:
    """How many other datasets were made from each of the direct sources."""
    sources = list({link.to.partition("#")[0] for link in found.made_from})
    used = lineages.uses(site().registry.ledger.engine, sources)
    return {name: number - 1 for name, number in used.items() if number > 1}


@blueprint.get("/leakage")
def page() -> Response:
    """Choose training and test sets, and read the verdict."""
    refuse_others("leakage", (*SIDES, language.PARAMETER), several=SIDES)
    train, test, found, error = *_chosen(), None, None
    if train and test:
        try:
            found = leakage(site().catalogue, train, test)
        except (BadSelection, UnknownPart, UnknownRecord, WithdrawnRecord) as refused:
            error = refused
    here = site()
    words = Words(here.catalogue, found.works) if found else None
    if found and words:
        words.names.load_sources(found.links)
    if here.pairs:
        g.policy = WITH_SCRIPT
    html = render_template(
        "leakage.html",
        train=train,
        test=test,
        found=found,
        words=words,
        error=error,
        meaning=reports.MEANING,
        explanation=reports.EXPLANATION,
        reasons=reports.REASONS,
        sentence=lambda pair: reports.sentence(pair, found.works, words.names) if found and words else "",
        narrower=_narrower(found, words) if found and words else {},
        slugs=offered(here.registry.ledger),
        shown=SHOWN,
        query=_query(train, test),
        examples=[] if found or error else _examples(),
        pairs=here.pairs,
    )
    response = whole(html, "text/html", vary=False)
    if error is not None:
        response.status_code = status_of(error)
    return response


@blueprint.get("/api/leakage")
@blueprint.get("/leakage.<suffix>")
def answer(suffix: str = "json") -> Response:
    """The verdict as data."""
    refuse_others("leakage", (*SIDES, language.PARAMETER), several=SIDES)
    if suffix not in _ANSWERS:
        raise NotAcceptable(f".{suffix}", [f".{known}" for known in _ANSWERS])
    here = site()
    found = leakage(here.catalogue, *_chosen())
    media_type, write = _ANSWERS[suffix]
    return whole(write(found, Names(here.catalogue, found.works, language.wanted())), media_type, vary=False)


def _chosen() -> tuple[list[str], list[str]]:
    train, test = (selection.divided(request.args.getlist(side)) for side in SIDES)
    return train, test


def _narrower(found: Leakage, words: Words) -> dict[str, list[str]]:
    """The versions and splits of each dataset that was chosen as a whole."""
    chosen = (choice for choice in (*found.train, *found.test) if choice.work.kind is Kind.DATASET)
    whole_sets = {choice.work.record: choice.text for choice in chosen}
    offered = {text: selection.offered(words.works, record) for record, text in whole_sets.items()}
    return {text: [each for each in parts if each != text] for text, parts in offered.items() if len(parts) > 1}


def _examples() -> list[Query]:
    """Questions that records answer: a dataset beside one that it was made from."""
    engine = site().registry.ledger.engine
    used = [name for name, _ in lineages.most_used(engine, MOST_USED) if name.startswith("datasets/")][:EXAMPLES]
    users = lineages.first_users(engine, used)
    pairs = [(users[name], name) for name in used if name in users]
    return [[("train", train.partition("/")[2]), ("test", test.partition("/")[2])] for train, test in pairs]


def _query(train: Sequence[str], test: Sequence[str]) -> Query:
    return [*(("train", each) for each in train), *(("test", each) for each in test)]


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1)


def _table(found: Leakage, names: Names) -> str:
    head, *rows = reports.to_rows(found, names)
    return "".join(csv_lines(head, rows))


# How an answer is written: by suffix its media type, and the writer.
_ANSWERS: Final[dict[str, tuple[str, Callable[[Leakage, Names], str]]]] = {
    "json": (JSON, lambda found, names: _dumped(reports.to_json(found, names))),
    "jsonld": (JSON_LD, lambda found, names: _dumped(linked_data.annotated(found, names))),
    "csv": (CSV, _table),
}
_FAMILIES: Final = ((".jsonld", JSON_LD, linked_data.family), (".json", JSON, reports.family_json))

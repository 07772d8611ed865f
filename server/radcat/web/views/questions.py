"""The list of questions: the saved queries in the groups that their records name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template
from rdflib import SKOS, URIRef

from radcat import model
from radcat.catalogue import VOCABULARIES
from radcat.saved_queries import SavedQuery, saved
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import listed, page_number

blueprint = Blueprint("questions", __name__)

OTHERS: Final = "Other questions"


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query in the list."""

    iri: str
    label: str
    sentence: str | None
    parameters: tuple[str, ...]  # their labels


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one kind."""

    name: str  # for links into the page
    title: str
    comment: str | None
    questions: tuple[Question, ...]


@blueprint.get("/queries/")
def questions() -> Response:
    """All questions, on one page; those that name no group come last."""
    here = site()
    page_number("queries/", 1)
    names = here.registry.ledger.names("query")
    here.registry.ledger.hold(names)
    found: dict[str, list[SavedQuery]] = {}
    for query in listed(names, lambda record: saved(here.catalogue, record.slug)):
        found.setdefault(query.group or "", []).append(query)
    groups = sorted(
        (_group(iri, queries) for iri, queries in found.items()), key=lambda g: (g.title == OTHERS, g.title)
    )
    return whole(render_template("questions.html", groups=groups, total=len(names)), "text/html", vary=False)


def first_sentence(text: str | None) -> str | None:
    """Cut *text* behind its first sentence."""
    if not text:
        return None
    sentence, stop, _ = text.partition(". ")
    return sentence + (stop and ".")


def _group(iri: str, queries: list[SavedQuery]) -> Group:
    vocabulary, node = site().catalogue.merged(*VOCABULARIES), URIRef(iri)
    is_known = bool(iri) and (node, SKOS.prefLabel, None) in vocabulary
    definition = vocabulary.value(node, SKOS.definition) if is_known else None
    return Group(
        iri.rpartition("/")[2] or "others",
        model.label(vocabulary, node) if is_known else OTHERS,
        str(definition) if definition else None,
        tuple(
            Question(q.iri, q.label, first_sentence(q.comment), tuple(p.label or p.name for p in q.parameters))
            for q in sorted(queries, key=lambda q: q.label.casefold())
        ),
    )

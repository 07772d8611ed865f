"""The list of questions: the saved queries in the groups that their records name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, render_template
from rdflib import URIRef

from radcat import model
from radcat.catalogue import Scope
from radcat.model import Concept
from radcat.saved_queries import SavedQuery, saved
from radcat.web import language, texts
from radcat.web.responses import whole
from radcat.web.state import site
from radcat.web.views.lists import listed, page_number
from radcat.wording import translatable

blueprint = Blueprint("questions", __name__)

OTHER: Final = "others"  # the group of those that name none
OTHERS: Final = translatable("Other questions")


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
    here, wanted = site(), language.wanted()
    page_number("queries/", 1)
    names = here.registry.ledger.names("query")
    here.registry.ledger.hold(names)
    found: dict[str, list[SavedQuery]] = {}
    for query in listed(names, lambda record: saved(here.catalogue, record.slug)):
        found.setdefault(query.group or "", []).append(query)
    scope = here.catalogue.scope_of(URIRef(iri) for iri in found if iri)
    scope.languages = tuple(dict.fromkeys((*wanted, here.catalogue.language, *scope.languages)))
    groups = sorted(
        (_group(iri, queries, scope) for iri, queries in found.items()), key=lambda g: (g.name == OTHER, g.title)
    )
    return whole(render_template("questions.html", groups=groups, total=len(names)), "text/html", vary=False)


def first_sentence(text: str | None) -> str | None:
    """Cut *text* behind its first sentence."""
    if not text:
        return None
    sentence, stop, _ = text.partition(". ")
    return sentence + (stop and ".")


def _group(iri: str, queries: list[SavedQuery], scope: Scope) -> Group:
    concept = model.read(Concept, scope, URIRef(iri)) if iri else None
    return Group(
        iri.rpartition("/")[2] or OTHER,
        concept.label if concept and concept.label else texts.gettext(OTHERS),
        concept.definition if concept else None,
        tuple(
            Question(q.iri, q.label, first_sentence(q.comment), tuple(p.label or p.name for p in q.parameters))
            for q in sorted(queries, key=lambda q: q.label.casefold())
        ),
    )

"""Concept schemes as people browse them: a tree, with how many datasets each concept is used by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import DCTERMS, RDF, SKOS, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Scope
from radcat.search.reader import View
from radcat.search.usage import Usage, usage
from radcat.web.state import Site

SHOWN: Final = frozenset({"Concept", "ConceptScheme"})  # classes of what a tree shows
IN_TREE: Final = frozenset({DCTERMS.title, SKOS.hasTopConcept})  # what its head and its tree say already
_DEEPEST: Final = 12  # levels that are shown as such


@dataclass(frozen=True, slots=True)
class Term:
    """A concept in a tree."""

    iri: str
    label: str
    definition: str | None
    usages: tuple[Usage, ...]  # in each facet that it is a value in
    below: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme of a record."""

    iri: str
    title: str
    terms: tuple[Term, ...]
    size: int

    @property
    def unused(self) -> int:
        """How many concepts no dataset has."""
        return sum(not term.usages for term in _all(self.terms))


def schemes(here: Site, scope: Scope) -> tuple[Scheme, ...]:
    """The schemes whose concepts the record of *scope* holds, in the order of their titles."""
    graph = scope.graph
    concepts = [node for node in graph.subjects(RDF.type, SKOS.Concept) if isinstance(node, URIRef)]
    used = used_by(here, [str(node) for node in concepts])
    found: dict[Node, list[URIRef]] = {}
    for concept in concepts:
        for scheme in graph.objects(concept, SKOS.inScheme):
            found.setdefault(scheme, []).append(concept)
    whole = (
        Scheme(str(scheme), model.label(scope, scheme), _tree(scope, members, used), len(members))
        for scheme, members in found.items()
    )
    return tuple(sorted(whole, key=lambda scheme: (scheme.title.casefold(), scheme.iri)))


def used_by(here: Site, iris: Sequence[str]) -> Mapping[str, tuple[Usage, ...]]:
    """The use of concepts; of none while nothing can be searched."""

    def read(view: View) -> dict[str, tuple[Usage, ...]]:
        if view.state.generation < here.registry.ledger.generation:
            return {}  # a number that its click does not give is worse than none
        return usage(view, here.catalogue, iris)

    return here.searched(read, {})


def _tree(scope: Scope, members: Sequence[URIRef], used: Mapping[str, tuple[Usage, ...]]) -> tuple[Term, ...]:
    """Put *members* below what is broader; a concept that has several stands below the first."""
    inside, below = set(members), dict[URIRef | None, list[URIRef]]()
    for member in members:
        above = sorted(set(scope.graph.objects(member, SKOS.broader)) & inside - {member}, key=str)
        below.setdefault(next((node for node in above if isinstance(node, URIRef)), None), []).append(member)
    placed = set[URIRef]()

    def terms(parent: URIRef | None, depth: int) -> tuple[Term, ...]:
        nodes = [node for node in below.get(parent, ()) if node not in placed]
        placed.update(nodes)
        found = (_term(scope, node, used, terms(node, depth + 1) if depth < _DEEPEST else ()) for node in nodes)
        return tuple(sorted(found, key=lambda term: (term.label.casefold(), term.iri)))

    top = terms(None, 0)
    rest = [node for node in members if node not in placed]  # concepts that are below themselves, or too deep
    return top + tuple(_term(scope, node, used, ()) for node in rest)


def _term(scope: Scope, node: URIRef, used: Mapping[str, tuple[Usage, ...]], below: tuple[Term, ...]) -> Term:
    definition = next((model.value(scope, text) for text in model.said(scope, node, SKOS.definition)), None)
    return Term(str(node), model.label(scope, node), definition, used.get(str(node), ()), below)


def _all(terms: Sequence[Term]) -> Iterator[Term]:
    for term in terms:
        yield term
        yield from _all(term.below)

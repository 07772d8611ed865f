"""What a facet is: a name in addresses, the values that a dataset has in it, and the same as a SPARQL pattern."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, Protocol, TypeVar

from rdflib import SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from radcat.catalogue import Scope
from radcat.model.terms import term

NOT_STATED: Final = "not-stated"  # the value of what has none
DATASET: Final = "?dataset"


@dataclass(frozen=True)
class Described:
    """A published dataset, as facets read it."""

    scope: Scope
    iri: URIRef
    base: str
    evidence: Graph | None  # the claims about it, where there are any
    problems: Sequence[str] = ()  # IRIs of the kinds of findings about it

    def term(self, name: str) -> URIRef:
        """A term of the ontology that the registry's own records use."""
        return term(self.base, name)

    def objects(self, property_: URIRef) -> Sequence[Node]:
        """What the record states of the dataset."""
        return self.scope.objects(self.iri, property_)


class Facet(Protocol):
    """One way of narrowing a search."""

    @property
    def name(self) -> str:
        """What the parameter in addresses is called."""
        ...

    @property
    def title(self) -> str:
        """What it is called in English."""
        ...

    @property
    def path(self) -> URIRef | None:
        """The property whose place in the shapes it takes."""
        ...

    @property
    def is_telling(self) -> bool:
        """Whether a line about a dataset names its values."""
        ...

    def values(self, dataset: Described) -> Iterable[str]:
        """The values of *dataset*: IRIs or codes; none where nothing is stated."""
        ...

    def label(self, value: str) -> str | None:
        """What a code is called; None for IRIs, which the catalogue names."""
        ...

    def pattern(self, values: Sequence[str], base: str, /) -> str:
        """A group graph pattern for every `?dataset` that has one of *values*, NOT_STATED among them."""
        ...


Found = TypeVar("Found", bound=Hashable)


def reached(start: Iterable[Found], step: Callable[[Found], Iterable[Found]]) -> list[Found]:
    """List *start* and all that *step* leads to, the nearest first, each once: a scheme may go round in a circle."""
    pending, done = list(start), dict[Found, None]()
    for each in pending:  # which grows
        if each not in done:
            done[each] = None
            pending += step(each)
    return list(done)


@dataclass(frozen=True, slots=True)
class Stated:
    """Values of one property of a dataset: concepts, with all that are broader, or agents, or texts.

    Its pattern takes the narrower concepts of each value beside it: see `sparql`.
    """

    name: str
    title: str
    path: URIRef
    is_telling: bool = False
    names: tuple[tuple[str, str], ...] = ()  # what shapes call it, by language; none where we name it

    def values(self, dataset: Described) -> Iterable[str]:
        """IRIs of concepts, or texts."""
        # Who looks for pneumonia finds what is labelled viral pneumonia.
        found = reached(dataset.objects(self.path), partial(_broader, dataset.scope))
        return [str(node) for node in found if isinstance(node, (URIRef, Literal))]

    def label(self, value: str) -> str | None:
        """A text is its own name."""
        return None if ":" in value else value

    def pattern(self, values: Sequence[str], _base: str) -> str:
        """Values of the property in the dataset's own graph."""
        variable = f"?{self.name.replace('-', '_')}"
        stated = f"GRAPH {DATASET} {{ {DATASET} {URIRef(self.path).n3()} {variable} }}"
        known = [value for value in values if value != NOT_STATED]
        alternatives = [f"VALUES {variable} {{ {' '.join(map(written, known))} }} {stated}"] if known else []
        if len(known) < len(values):
            alternatives.append(without(stated))
        return either(alternatives)


def _broader(scope: Scope, concept: Node) -> Iterable[Node]:
    return scope.objects(concept, SKOS.broader) if isinstance(concept, URIRef) else ()


def written(value: str) -> str:
    """Write a value as a term of SPARQL."""
    return URIRef(value).n3() if ":" in value else Literal(value).n3()


def without(pattern: str) -> str:
    """A pattern for datasets that *pattern* does not hold of."""
    return f"GRAPH {DATASET} {{ {DATASET} a <http://www.w3.org/ns/dcat#Dataset> }} FILTER NOT EXISTS {{ {pattern} }}"


def either(alternatives: Sequence[str]) -> str:
    """A pattern for what one of *alternatives* holds of."""
    if len(alternatives) == 1:
        return alternatives[0]
    return " UNION ".join(f"{{ {each} }}" for each in alternatives)

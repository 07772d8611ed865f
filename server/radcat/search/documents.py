"""What the index holds of a dataset: its words, its values in each facet, and what a list of hits shows of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rdflib import DCTERMS, FOAF, SKOS, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.model.listing import folded, place, shown
from radcat.rdf import languages
from radcat.rdf.namespaces import ADMS, DCAT, SCHEMA
from radcat.search import measures
from radcat.search.facets import Described, Facet

# Fields of words, each with the part of a document that it belongs to; labels are those of the values of facets.
FIELDS: Final = {
    "title": "title",
    "alternative": "names",
    "identifier": "names",
    "keyword": "about",
    "label": "about",
    "creator": "about",
    "publisher": "about",
    "description": "description",
}
# Labels beside those in the catalogue's language: they are found, as they are written, and decide about no order. Their
# stems would be taken for words of that language, and their number for how much a document says.
TRANSLATION: Final = "translation"
# What a word in each part weighs against one in a description.
PARTS: Final = {"title": 8.0, "names": 6.0, "about": 3.0, "description": 1.0}
STEMMED: Final = frozenset({"title", "alternative", "keyword", "label", "description"})
_RESOLVER: Final = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """A text in a field."""

    field: str
    text: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A dataset as the index holds it."""

    name: str  # datasets/SLUG
    words: tuple[Words, ...]
    keys: tuple[str, ...]  # whole names and identifiers, normalized
    values: Mapping[str, tuple[str, ...]]  # by facet; of a facet without any, none
    place: str  # in the order of names; see model.listing
    issued: str | None
    images: int | None
    card: Mapping[str, Any]  # what a list shows, as JSON


def key(text: str) -> str:
    """Normalize a name or an identifier: case, accents, punctuation and the address of a resolver say nothing."""
    return folded(_RESOLVER.sub("", text.strip()))


def read(dataset: Described, name: str, facets: Sequence[Facet]) -> Document:
    """Read the document of *dataset*, whose record has that *name*."""
    scope = dataset.scope
    values = {facet.name: tuple(dict.fromkeys(facet.values(dataset))) for facet in facets}
    words = tuple(_words(dataset, name, {value for found in values.values() for value in found}))
    named = [each.text for each in words if each.field in ("title", "alternative", "identifier")]
    return Document(
        name=name,
        words=words,
        keys=tuple(dict.fromkeys(filter(None, map(key, named)))),
        values={facet: found for facet, found in values.items() if found},
        place=place(shown(scope, dataset.iri, "dataset", (), scope.languages[0])),
        issued=min((str(node) for node in dataset.objects(DCTERMS.issued)), default=None),
        images=measures.images(dataset),
        card=_card(dataset),
    )


def _card(dataset: Described) -> dict[str, Any]:
    counted = [[each.number, each.unit, each.precision] for each in measures.counts(dataset)]
    return {
        "titles": _by_language(dataset, DCTERMS.title),
        "descriptions": _by_language(dataset, DCTERMS.description),
        "counts": counted,
        "individuals": measures.individuals(dataset),
        "issued": next((str(node) for node in dataset.objects(DCTERMS.issued)), None),
    }


def _by_language(dataset: Described, property_: URIRef) -> dict[str, str]:
    found = model.said(dataset.scope, dataset.iri, property_)
    texts = [node for node in found if isinstance(node, Literal)]
    tags = [languages.canonical(text.language) if text.language else languages.UNTAGGED for text in texts]
    return dict(reversed(list(zip(tags, map(str, texts), strict=True))))  # of several in a language, the first


def _words(dataset: Described, name: str, values: Iterable[str]) -> Iterator[Words]:
    scope = dataset.scope
    for field, property_ in (
        ("title", DCTERMS.title),
        ("alternative", DCTERMS.alternative),
        ("keyword", DCAT.keyword),
        ("description", DCTERMS.description),
    ):
        yield from _texts(field, dataset.objects(property_))
    yield Words("identifier", name.partition("/")[2], None)
    for node in (*dataset.objects(DCTERMS.identifier), *dataset.objects(ADMS.identifier)):
        if text := model.notation(scope, node):
            yield Words("identifier", _RESOLVER.sub("", text), None)
    for property_ in (DCTERMS.isReferencedBy, DCAT.landingPage, SCHEMA.codeRepository):
        for node in dataset.objects(property_):
            address = _RESOLVER.sub("", str(node))
            yield Words("label", address.partition("://")[2] or address, None)
    for field, property_ in (("creator", DCTERMS.creator), ("publisher", DCTERMS.publisher)):
        for agent in dataset.objects(property_):
            yield from _texts(field, scope.objects(agent, FOAF.name))
    for value in values:
        if ":" in value:
            yield from _labels(dataset, URIRef(value))


def _labels(dataset: Described, concept: URIRef) -> Iterator[Words]:
    for property_ in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation):
        found = [node for node in dataset.scope.objects(concept, property_) if isinstance(node, Literal)]
        ranks = {node: languages.rank(node.language, dataset.scope.languages)[0] for node in found}
        best = min(ranks.values(), default=0)
        for node, rank in ranks.items():
            yield from _texts("label" if rank == best or not node.language else TRANSLATION, [node])


def _texts(field: str, nodes: Iterable[Node]) -> Iterator[Words]:
    for node in nodes:
        if isinstance(node, Literal) and str(node).strip():
            yield Words(field, str(node), node.language)

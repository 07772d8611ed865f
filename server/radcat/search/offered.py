"""Which facets a catalogue offers: a row each, and whatever its shapes take from a list or a scheme.

To add one that needs a reading of its own, write its class and add a row to FACETS.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib import DCTERMS, SH, Graph, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.catalogue import Catalogue
from radcat.model.shapes import schemes
from radcat.rdf import languages
from radcat.rdf.namespaces import ADMS, DCAT, HEALTHDCATAP, SCHEMA
from radcat.search import measures
from radcat.search.facets import Facet, Stated
from radcat.search.judgements import Evidence, Problems, Use
from radcat.wording import translatable

FACETS: Final[tuple[Facet, ...]] = (
    Stated("modality", translatable("Modality"), SCHEMA.measurementTechnique, is_telling=True),
    Stated("finding", translatable("Finding"), SCHEMA.variableMeasured),
    Stated("format", translatable("Format"), SCHEMA.encodingFormat, is_telling=True),
    measures.Size(
        "images",
        translatable("Images"),
        HEALTHDCATAP.numberOfUniqueIndividuals,
        measures.images,
        measures.images_counted,
    ),
    measures.Size(
        "patients",
        translatable("Patients"),
        HEALTHDCATAP.numberOfUniqueIndividuals,
        measures.individuals,
        measures.individuals_counted,
    ),
    Stated("access", translatable("Access"), SCHEMA.conditionsOfAccess),
    Stated("licence", translatable("Licence"), DCTERMS.license),
    Use(),
    Stated("status", translatable("Status"), ADMS.status),
    Stated("country", translatable("Country"), SCHEMA.countryOfOrigin),
    Stated("publisher", translatable("Publisher"), DCTERMS.publisher),
    measures.Year(),
    Evidence(),
    Problems(),
)
# What a request is made of besides facets: no facet may have one of these names.
RESERVED: Final = frozenset({"q", "page", "per_page", "sort", "lang", "sparql", "values", "find", "_profile"})
_LAST: Final = 1000.0
_WORDS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class _Declared:
    """What the shapes say of a property of datasets."""

    path: URIRef
    names: tuple[tuple[str, str], ...]  # by language
    order: tuple[float, float]
    schemes: tuple[Node, ...]
    is_list: bool


def facets(catalogue: Catalogue) -> tuple[Facet, ...]:
    """The facets of *catalogue*, in their order."""
    return _offered(catalogue.merged("shapes"), catalogue.base)


# The catalogue keeps one merged graph a generation, and a graph's hash is its identity.
@lru_cache(maxsize=4)
def _offered(shapes: Graph, base: str) -> tuple[Facet, ...]:
    declared = {each.path: each for each in _declared(shapes)}
    # With the order of each: of its group, within the group, and as rows come.
    found = [(_place(row, declared, number), row) for number, row in enumerate(FACETS)]
    known, names = {row.path for row in FACETS}, {row.name for row in FACETS} | RESERVED
    others = [each for path, each in sorted(declared.items()) if path not in known and (each.schemes or each.is_list)]
    schemes = Counter(each.schemes[-1] for each in others if each.schemes)
    for each in others:
        name, is_scheme = _name(each, schemes, base, names)
        names.add(name)
        title = next((title for tag, title in each.names if tag in ("en", "")), name.capitalize())
        facet = Stated(name, title, each.path, is_telling=is_scheme, names=each.names)
        found.append(((*each.order, len(found)), facet))
    return tuple(facet for _, facet in sorted(found, key=lambda pair: pair[0]))


def _place(row: Facet, declared: dict[URIRef, _Declared], number: int) -> tuple[float, float, int]:
    known = declared.get(row.path) if row.path is not None else None
    return (*(known.order if known else (_LAST, _LAST)), number)


def _name(declared: _Declared, schemes: Counter[Node], base: str, taken: set[str]) -> tuple[str, bool]:
    """Name a facet by its scheme, where that is the catalogue's and of nothing else, or else by its property."""
    scheme = declared.schemes[-1] if declared.schemes else None
    if scheme is not None and schemes[scheme] == 1 and str(scheme).startswith(base) and _kebab(scheme) not in taken:
        return _kebab(scheme), True
    name = _kebab(declared.path)
    return (name if name and name not in taken else f"{name}-{len(taken)}"), False


def _kebab(node: Node) -> str:
    last = re.split("[#/]", str(node).rstrip("/#"))[-1]
    return "-".join(word.lower() for word in _WORDS.split(last) if word)


def _declared(shapes: Graph) -> Iterator[_Declared]:
    """Read the properties of datasets, each once: several shapes may speak of one."""
    found: dict[URIRef, list[Node]] = {}
    for shape in shapes.subjects(SH.targetClass, DCAT.Dataset):
        for property_ in shapes.objects(shape, SH.property):
            path = shapes.value(property_, SH.path)
            if isinstance(path, URIRef):
                found.setdefault(path, []).append(property_)
    for path, said in found.items():
        named = [name for each in said for name in shapes.objects(each, SH.name) if isinstance(name, Literal)]
        group = next((g for each in said for g in shapes.objects(each, SH.group)), None)
        order = next((o for each in said for o in shapes.objects(each, SH.order)), None)
        group_order = shapes.value(group, SH.order) if group is not None else None
        yield _Declared(
            path,
            _titles(named),
            (model.order(group_order, _LAST), model.order(order, _LAST)),
            tuple(dict.fromkeys(scheme for each in said for scheme in schemes(shapes, each))),
            any((each, SH["in"], None) in shapes for each in said),
        )


def _titles(names: Iterable[Literal]) -> tuple[tuple[str, str], ...]:
    """Names as titles, by language; of several in one language, the first by the alphabet."""
    found = {
        languages.canonical(name.language or ""): str(name)[:1].upper() + str(name)[1:]
        for name in sorted(names, reverse=True)
    }
    return tuple(sorted(found.items()))

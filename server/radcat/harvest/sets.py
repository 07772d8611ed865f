"""The sets that a harvest can be limited to: by concept, such as a modality, and by the source that speaks of it.

A set is a name of the registry in other words: `modality:ct` is the concept ns/modality/ct, `modality` its scheme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rdflib import SH, SKOS, URIRef

from radcat import model
from radcat.catalogue import Catalogue
from radcat.harvest.oai_request import SET_SPEC
from radcat.ledger.memberships import ALL_SOURCES, SOURCES, VOCABULARY
from radcat.model import Record
from radcat.rdf.namespaces import SCHEMA

# Properties of a dataset whose values make sets; the shapes say which scheme the values of each come from.
PROPERTIES: Final = (SCHEMA.measurementTechnique,)
SOURCE: Final = "source"  # the set of every dataset that some source speaks of


@dataclass(frozen=True, slots=True)
class Set:
    """One set: how the protocol names it, what to call it, and what its members point at or are spoken of by."""

    spec: str
    name: str
    target: str


def sets(catalogue: Catalogue) -> dict[str, Set]:
    """Find the sets by their targets, each after the one that it is below."""
    return _sets(catalogue, catalogue.ledger.generation)


@lru_cache(maxsize=4)
def _sets(catalogue: Catalogue, _generation: int) -> dict[str, Set]:
    found = [each for scheme in sorted(set(_schemes(catalogue))) for each in _of_scheme(catalogue, scheme)]
    if names := catalogue.ledger.names("source"):
        found.append(Set(SOURCE, "Datasets that a source speaks of", ALL_SOURCES))
        for name in names:
            label = catalogue.label(catalogue.version(name).record)
            found.append(Set(f"{SOURCE}:{name.removeprefix(SOURCES)}", label, name))
    return {each.target: each for each in found if SET_SPEC.fullmatch(each.spec)}


def specs(targets: Iterable[str], offered: dict[str, Set]) -> list[str]:
    """Name the sets among *targets*; *offered* has the sets by their targets. A set implies those above it."""
    found = sorted(offered[target].spec for target in targets if target in offered)
    return [spec for spec in found if not any(other.startswith(f"{spec}:") for other in found)]


def _schemes(catalogue: Catalogue) -> Iterator[str]:
    """Names of the schemes that the values of PROPERTIES come from, as the shapes say (SHACL, sections 2.3 and 4.7)."""
    shapes = catalogue.merged("shapes")
    for shape in (shape for path in PROPERTIES for shape in shapes.subjects(SH.path, path)):
        for inner in shapes.objects(shape, SH.node / SH.property):
            if (inner, SH.path, SKOS.inScheme) in shapes:
                found = (str(scheme) for scheme in shapes.objects(inner, SH.hasValue))
                yield from (s.removeprefix(catalogue.base) for s in found if s.startswith(catalogue.base + VOCABULARY))


def _of_scheme(catalogue: Catalogue, scheme: str) -> Iterator[Set]:
    version = catalogue.ledger.published(scheme)
    if version is None:
        return
    record, graph = version.record, catalogue.graph(version.record)
    yield Set(_spec(scheme), catalogue.label(record), scheme)
    below = f"{catalogue.base}{scheme}/"
    for concept in sorted(map(str, graph.subjects(SKOS.inScheme, URIRef(catalogue.base + scheme)))):
        if concept.startswith(below):
            name = concept.removeprefix(catalogue.base)
            yield Set(_spec(name), _label(catalogue, record, name), name)


def _spec(name: str) -> str:
    return name.removeprefix(VOCABULARY).replace("/", ":")


def _label(catalogue: Catalogue, record: Record, name: str) -> str:
    """Name what *record* holds under *name*."""
    node = URIRef(catalogue.base + name)
    return model.label(catalogue.scope(record, about=node), node)

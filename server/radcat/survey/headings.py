"""Headings in plain words for the columns of a query's answer, whose names are made for programs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from radcat import model
from radcat.rdf.languages import INTERFACE, canonical
from radcat.saved_queries import Solutions
from radcat.wording import translatable

ANSWERS: Final = frozenset({"Y", "N", "U"})  # of a column that asks something of each row
# Headings that any survey may have, and that translators know.
USUAL: Final = frozenset(
    {
        translatable("Title"),
        translatable("Dataset"),
        translatable("Row"),
        translatable("Source"),
        translatable("Name"),
        translatable("Count"),
        translatable("What"),
        translatable("Claimed"),
        translatable("Now"),
    }
)
_NAMED: Final = (SKOS.prefLabel, SKOS.altLabel, SKOS.notation)
_PROPERTIES: Final = (RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty)
_JOINT: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\s-]+")
Labels = Mapping[str, str]  # by language


def headings(tables: Iterable[Solutions], vocabulary: Graph) -> dict[str, Labels]:
    """Name the columns of *tables*, in every language that there is a name in, and in English at least.

    A question is headed by the concept that it asks about, which is known by any of its names: a column `mrt` is
    headed MRI where *vocabulary* gives MRI the other label MRT. Another column is headed by the words of its own name,
    and a question in other languages by the labels of the property of its name. Columns of the same name have the
    same heading in all tables.
    """
    known = list(tables)
    asked = {name for table in known for name in table.variables if _asks(table, name)}
    concepts = _concepts(vocabulary) if asked else {}
    properties = _properties(vocabulary) if asked else {}
    found: dict[str, Labels] = {}
    for name in dict.fromkeys(name for table in known for name in table.variables):
        words, mine = _JOINT.split(name), _plain(name)
        if name in asked and len(words) == 1 and mine in concepts:
            found[name] = concepts[mine]
        else:
            others = properties.get(mine, {}) if name in asked else {}
            found[name] = {**others, INTERFACE: _sentence(words)}
    return found


def _asks(table: Solutions, name: str) -> bool:
    place = table.variables.index(name)
    values = {row[place] for row in table.rows if row[place]}
    return bool(values) and values <= ANSWERS


def _concepts(vocabulary: Graph) -> dict[str, Labels]:
    """The preferred labels of concepts by all their names; a name that several have means none of them."""
    found: dict[str, dict[str, Labels]] = {}
    for concept in vocabulary.subjects(RDF.type, SKOS.Concept):
        labels = {INTERFACE: str(model.label(vocabulary, concept)), **_labels(vocabulary, concept, SKOS.prefLabel)}
        for name in {_plain(str(name)) for property_ in _NAMED for name in vocabulary.objects(concept, property_)}:
            found.setdefault(name, {})[labels[INTERFACE]] = labels
    return {name: labels.popitem()[1] for name, labels in found.items() if len(labels) == 1}


def _properties(vocabulary: Graph) -> dict[str, Labels]:
    """The labels of properties by the last part of their IRIs."""
    found: dict[str, Labels] = {}
    for property_ in sorted({p for kind in _PROPERTIES for p in vocabulary.subjects(RDF.type, kind)}, key=str):
        labels = _labels(vocabulary, property_, RDFS.label)
        name = _plain(str(property_).rpartition("#")[2].rpartition("/")[2])
        found.setdefault(name, {tag: text[:1].upper() + text[1:] for tag, text in labels.items()})
    return found


def _labels(vocabulary: Graph, node: Node, naming: URIRef) -> dict[str, str]:
    texts = (text for text in vocabulary.objects(node, naming) if isinstance(text, Literal) and text.language)
    return {canonical(str(text.language)): str(text) for text in sorted(texts, reverse=True)}


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _sentence(words: list[str]) -> str:
    """Write `case Reviews` as "Case reviews"."""
    text = " ".join(word if word.isupper() else word.lower() for word in words if word)
    return text[:1].upper() + text[1:]

"""Headings in plain words for the columns of a query's answer, whose names are made for programs."""

from __future__ import annotations

import re
from typing import Final

from rdflib import RDF, SKOS, Graph

from radcat import model
from radcat.saved_queries import Solutions

ANSWERS: Final = frozenset({"Y", "N", "U"})  # of a column that asks something of each row
_NAMED: Final = (SKOS.prefLabel, SKOS.altLabel, SKOS.notation)
_JOINT: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[_\s-]+")


def headings(table: Solutions, vocabulary: Graph) -> dict[str, str]:
    """Name each column of *table*: by the concept that a question asks about, else by the words of its own name.

    A concept is known by any of its names: a column `mrt` is headed MRI where *vocabulary* gives MRI the other
    label MRT. A name of several words is plain enough.
    """
    concepts = _concepts(vocabulary) if any(_asks(table, name) for name in table.variables) else {}
    found = {}
    for name in table.variables:
        words = _JOINT.split(name)
        known = concepts.get(_plain(name)) if len(words) == 1 and _asks(table, name) else None
        found[name] = known or _sentence(words)
    return found


def _asks(table: Solutions, name: str) -> bool:
    place = table.variables.index(name)
    values = {row[place] for row in table.rows if row[place]}
    return bool(values) and values <= ANSWERS


def _concepts(vocabulary: Graph) -> dict[str, str]:
    """The preferred labels of concepts by all their names; a name that several have means none of them."""
    found: dict[str, set[str]] = {}
    for concept in vocabulary.subjects(RDF.type, SKOS.Concept):
        label = model.label(vocabulary, concept)
        for name in {_plain(str(name)) for property_ in _NAMED for name in vocabulary.objects(concept, property_)}:
            found.setdefault(name, set()).add(label)
    return {name: labels.pop() for name, labels in found.items() if len(labels) == 1}


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def _sentence(words: list[str]) -> str:
    """Write `case Reviews` as "Case reviews"."""
    text = " ".join(word if word.isupper() else word.lower() for word in words if word)
    return text[:1].upper() + text[1:]

"""Bioschemas' profile of a dataset, where it differs from what search engines read.

https://bioschemas.org/profiles/Dataset/1.0-RELEASE
"""

from __future__ import annotations

import json
from typing import Any, Final

from radcat.formats import schema_org
from radcat.formats.base import DATASETS, Described, Profile, Representation
from radcat.formats.texts import given, json_ld
from radcat.model import Concept
from radcat.rdf.media import MediaType

PROFILE: Final = Profile("bioschemas", "https://bioschemas.org/profiles/Dataset/1.0-RELEASE", "Bioschemas Dataset 1.0")
MINIMUM: Final = ("description", "identifier", "keywords", "license", "name", "url")


def document(described: Described) -> dict[str, Any]:
    """Describe a dataset; it claims the profile only where it has everything the profile can't do without."""
    dataset = described.dataset
    language = described.language
    found = schema_org.document(described)
    claim = {"http://purl.org/dc/terms/conformsTo": {"@id": PROFILE.iri, "@type": "CreativeWork"}}
    return given(
        {
            **found,
            **(claim if all(found.get(name) for name in MINIMUM) else {}),
            "keywords": [
                *json_ld(dataset.keywords, language),
                *(_term(concept, language) for concept in dataset.themes),
            ],
            "measurementTechnique": [_term(concept, language) for concept in dataset.techniques],
            "variableMeasured": [_variable(concept, language) for concept in dataset.variables],
        }
    )


def write(described: Described) -> bytes:
    """Write the document."""
    return json.dumps(document(described), indent=2, ensure_ascii=False).encode()


def _term(concept: Concept, language: str) -> dict[str, Any]:
    return given(
        {
            "@type": "DefinedTerm",
            "@id": schema_org.named(concept.iri),
            "name": _name(concept, language),
            "termCode": concept.notation,
            "sameAs": concept.matches,
        }
    )


def _variable(concept: Concept, language: str) -> dict[str, Any]:
    members = {
        "@type": "PropertyValue",
        "name": _name(concept, language),
        "propertyID": schema_org.named(concept.iri),
        "sameAs": concept.matches,
    }
    return given(members)


def _name(concept: Concept, language: str) -> Any:
    return schema_org.only(concept.label, language) if concept.label else None


BIOSCHEMAS = Representation(
    "bioschemas",
    MediaType("application", "ld+json", {"profile": PROFILE.iri}),
    "bioschemas.jsonld",
    write,
    title="Bioschemas",
    profile=PROFILE,
    kinds=DATASETS,
    unwritten=document,
)

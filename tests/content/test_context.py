"""The one JSON-LD context: it has a short term for whatever the records say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.rules import for_each

from radcat.formats import dcat
from radcat.formats.base import Described

REPOSITORY = Path(__file__).parent.parent.parent
PLACES = [
    path.relative_to(REPOSITORY).as_posix()
    for folder in ("records", "ontology/schemes")
    for path in sorted((REPOSITORY / folder).rglob("*.ttl"))
]
CONTEXT = (REPOSITORY / "ontology" / "context.jsonld").read_text()


@for_each("place", PLACES)
def test_no_property_or_class_falls_back_to_a_full_iri(content: Any, place: str) -> None:
    """The columns of a source do: they are named by the document, and mean nothing outside it."""
    context = json.loads(CONTEXT.replace("{base}", content.base))
    described = Described(content.files[place].record, content.graphs[place], content.base, context)
    document = json.loads(dcat.json_ld(described))
    names = set(_names(document)) - {"@context", "@graph"}
    spelled_out = {n for n in names if "://" in n and not n.startswith(f"{content.base}sources/")}
    assert not spelled_out, "add a term to ontology/context.jsonld"


def _names(node: Any) -> Iterator[str]:
    """Every property and class of a document."""
    if isinstance(node, list):
        for member in node:
            yield from _names(member)
    elif isinstance(node, dict):
        for name, value in node.items():
            yield name
            if name in ("type", "@type"):
                yield from [value] if isinstance(value, str) else value
            yield from _names(value)


def test_every_term_of_the_context_means_what_a_known_prefix_stands_for() -> None:
    terms = json.loads(CONTEXT)["@context"]
    for name, meaning in terms.items():
        iri = meaning["@id"] if isinstance(meaning, dict) else meaning
        if name.startswith("@") or str(iri).startswith(("@", "http", "{base}")):
            continue
        assert str(iri).partition(":")[0] in terms, name


def test_no_two_terms_of_the_context_mean_the_same() -> None:
    """A writer could choose either, and two answers would differ without a difference."""
    terms = json.loads(CONTEXT)["@context"]
    meanings = [json.dumps(m["@id"] if isinstance(m, dict) else m) for n, m in terms.items() if not n.startswith("@")]
    assert len(meanings) == len(set(meanings))

"""A search as a SPARQL query with the same answer: facets as patterns, words as the datasets that have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rdflib import SKOS, Graph, URIRef

from radcat.catalogue import VOCABULARIES, Catalogue
from radcat.rdf.prefixes import PREFIXES, curie
from radcat.search.facets import DATASET, Facet, Stated, reached
from radcat.search.labels import Labels
from radcat.search.reader import View
from radcat.search.searching import Asked, Found

MOST: Final = 1000  # datasets that are listed
_IRI: Final = re.compile(r"<([^<>\s]+)>")
_LOCAL: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class AsQuery:
    """A SPARQL query, and whether its answer is that of the search."""

    text: str
    is_whole: bool  # False where words are left out


def as_query(
    view: View, asked: Asked, found: Found, facets: Sequence[Facet], catalogue: Catalogue, labels: Labels
) -> AsQuery:
    """Write the query."""
    base, vocabulary = catalogue.base, catalogue.merged(*VOCABULARIES)
    rows = {facet.name: facet for facet in facets}
    # Grouped by facet: a pattern is a group by itself, so that its filters stay within it.
    patterns = [
        f"  # {rows[name].title}: {' or '.join(_plain(labels.name(rows[name], value)) for value in values)}\n"
        f"  {{ {rows[name].pattern(_with_narrower(rows[name], vocabulary, values), base)} }}\n"
        for name, values in asked.selection.items()
        if values
    ]
    words, is_whole = _words(view, found, base)
    if not all(asked.selection.values()):
        patterns, words = [], "  FILTER(false)  # no dataset has what was chosen\n"
    elif not words and found.typed.clauses:
        patterns, words = [], "  FILTER(false)  # the search index finds nothing\n"
    text = (
        f"SELECT DISTINCT {DATASET} WHERE {{\n"
        f"  GRAPH {DATASET} {{ {DATASET} a <{PREFIXES['dcat']}Dataset> }}\n{''.join(patterns)}{words}}}\n"
        f"ORDER BY {DATASET}\n"
    )
    return AsQuery(_shortened(text), is_whole)


def _shortened(text: str) -> str:
    """Write well-known IRIs with prefixes, and declare those."""
    used = set[str]()

    def shorten(found: re.Match[str]) -> str:
        name = curie(found[1])
        prefix, _, local = name.partition(":")
        if prefix not in PREFIXES or not _LOCAL.fullmatch(local):
            return found[0]
        used.add(prefix)
        return name

    body = "".join(
        line if line.lstrip().startswith("#") else _IRI.sub(shorten, line) for line in text.splitlines(keepends=True)
    )
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in sorted(used)) + "\n" + body


def _words(view: View, found: Found, base: str) -> tuple[str, bool]:
    if not found.typed.clauses:
        return "", True
    typed = _plain(found.typed.text)
    if found.total > MOST:
        return (
            f"  # The words “{typed}” are left out: more than {MOST:,} datasets have them. Narrow the search down.\n",
            False,
        )
    # Where facets leave nothing, what the words find by themselves: a join with nothing is one Virtuoso can't plan.
    wanted = found.matching or (found.worded & view.bits.live if found.worded is not None else found.matching)
    if not wanted or len(wanted) > MOST:
        return "", True
    names = sorted(view.rows.names(list(wanted)))
    listed = "".join(f"\n    <{base}{name}>" for name in names)
    return (
        f"  # What the search index finds for “{typed}”, as it stands now:\n  VALUES {DATASET} {{{listed}\n  }}\n",
        True,
    )


def _plain(text: str) -> str:
    return " ".join(text.split())


def _with_narrower(facet: Facet, vocabulary: Graph, values: Sequence[str]) -> list[str]:
    """Values, each with the concepts below it, as the index counts them."""

    def below(value: str) -> list[str]:
        return sorted(str(node) for node in vocabulary.subjects(SKOS.broader, URIRef(value))) if ":" in value else []

    return reached(values, below) if isinstance(facet, Stated) else list(values)

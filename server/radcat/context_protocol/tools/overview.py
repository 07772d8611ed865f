"""What the catalogue holds, so that an agent knows what it can ask for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from radcat.client.answers import FacetValue
from radcat.context_protocol.tool import Arguments, Asking, Tool, inputs, output

RESULTS: Final = "application/sparql-results+json"
# The catalogue that is in no other, in each of its languages.
_CATALOGUE: Final = """PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?iri ?title ?description ?licence {
  ?iri a dcat:Catalog ; dcterms:title ?title . FILTER NOT EXISTS { ?other dcat:catalog ?iri }
  OPTIONAL { ?iri dcterms:description ?description . FILTER(LANG(?description) = LANG(?title)) }
  OPTIONAL { ?iri dcterms:license ?licence }
} LIMIT 50"""


@dataclass(frozen=True, slots=True)
class Overview:
    """What the catalogue is, and what it holds."""

    datasets: int
    facets: Mapping[str, tuple[FacetValue, ...]]
    left_out: Mapping[str, int]  # values of a facet that are not listed
    generation: int
    iri: str | None = None
    title: str | None = None
    description: str | None = None
    licence: str | None = None  # of the descriptions, not of the data


def _answer(asking: Asking, _arguments: Arguments) -> dict[str, Any]:
    found = asking.json("api/search", [("per_page", "1")])
    return {
        **_catalogue(asking),
        "datasets": found["total"],
        "facets": found["facets"],
        "left_out": found["left_out"],
        "generation": found["generation"],
    }


def _catalogue(asking: Asking) -> dict[str, str | None]:
    """What the catalogue says of itself, in English where it does."""
    answer = asking.read("sparql", accept=RESULTS, form=[("query", _CATALOGUE)]).json()
    rows: Sequence[Mapping[str, Mapping[str, str]]] = answer["results"]["bindings"]
    row = next(iter(sorted(rows, key=lambda row: row["title"].get("xml:lang", "en") != "en")), {})
    return {name: row[name]["value"] if name in row else None for name in ("iri", "title", "description", "licence")}


def _summary(answer: dict[str, Any]) -> str:
    names, title = ", ".join(answer["facets"]), answer["title"] or "The catalogue"
    short = f" Of {', '.join(answer['left_out'])} only the commonest values are listed." if answer["left_out"] else ""
    return f"{title}: {answer['datasets']} datasets. They can be searched by words and by these facets: {names}.{short}"


TOOL = Tool(
    "overview",
    "What the catalogue holds",
    "What the catalogue is, how many datasets it has, and for each facet of the search its values with how many "
    "datasets have them; `left_out` counts values that are not listed. Begin here.",
    inputs(),
    output(Overview),
    _answer,
    _summary,
)

"""Datasets by words and facets; the schema lists the facets and values that the catalogue has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from radcat.client.answers import Hit
from radcat.context_protocol.tool import Arguments, Asking, Inputs, Schema, Tool, number, output, text, texts
from radcat.errors import QuestionRefused

MOST: Final = 50  # hits of one answer
SHOWN: Final = 5  # hits in the summary
LISTED: Final = 60  # values of a facet that a schema lists; a longer list is left to the tool overview


@dataclass(frozen=True, slots=True)
class Found:
    """A page of hits."""

    total: int
    page: int
    per_page: int
    hits: tuple[Hit, ...]
    notes: tuple[str, ...]
    relaxed: Mapping[str, Any] | None
    generation: int


def _offered(asking: Asking) -> dict[str, list[dict[str, Any]]]:
    """The facets of the catalogue with their values, one more than a schema lists."""
    found: dict[str, list[dict[str, Any]]] = asking.json(
        "api/search", [("per_page", "1"), ("values", str(LISTED + 1))]
    )["facets"]
    return found


def _check(asking: Asking, facets: dict[str, Any]) -> None:
    """Refuse values that no dataset has: nothing found for a misspelt value would read as an answer."""
    offered = _offered(asking) if facets else {}
    for name in facets:
        known = [value["value"] for value in offered.get(name, ())]
        unknown = [value for value in texts(facets, name) if value not in known] if 0 < len(known) <= LISTED else []
        if unknown:
            raise QuestionRefused(400, f"{name} has no value {unknown[0]!r}; there are: {', '.join(known)}.")


def _listed(asking: Asking) -> dict[str, Schema]:
    facets = {name: _values(values) for name, values in _offered(asking).items()}
    return {"facets": {**_FACETS, "properties": facets, "additionalProperties": False}}


def _values(values: list[dict[str, Any]]) -> Schema:
    codes = [value["value"] for value in values]
    labels = ", ".join(f"{value['value']}: {value['label']}" for value in values[:LISTED])
    items: Schema = {"type": "string", "enum": codes} if len(codes) <= LISTED else {"type": "string"}
    return {"type": "array", "items": items, "description": labels}


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    facets = arguments.get("facets", {})
    if not isinstance(facets, dict):
        raise QuestionRefused(400, 'facets is an object of lists, such as {"modality": ["CT"]}; see the tool overview.')
    _check(asking, facets)
    asked = [("q", words)] if (words := text(arguments, "text")) else []
    asked += [(name, value) for name in facets for value in texts(facets, name)]
    page, size = number(arguments, "page", 1), min(number(arguments, "per_page", 10), MOST)
    asked += [("page", str(page)), ("per_page", str(size)), ("values", "0")]
    found = asking.json("api/search", asked)
    for hit in found["hits"]:
        hit["slug"] = hit["iri"].rpartition("/")[2]
    return {name: found[name] for name in ("total", "page", "per_page", "hits", "notes", "relaxed", "generation")}


def _summary(answer: dict[str, Any]) -> str:
    if not answer["total"]:
        return "No dataset was found. Leave out a word or a facet; the tool overview lists what there is."
    shown = "; ".join(f"{hit['slug']} ({hit['title']})" for hit in answer["hits"][:SHOWN])
    return f"{_widened(answer)}{answer['total']} datasets. The first: {shown}."


def _widened(answer: dict[str, Any]) -> str:
    """How the search was widened: hits that lack a word are no answer to it."""
    relaxed = answer["relaxed"] or {}
    said = [f"words like {word!r} count" for word in relaxed.get("respelled", ())]
    if relaxed.get("dropped"):
        said.append(f"no dataset has {', '.join(map(repr, relaxed['dropped']))}, which was left out")
    if relaxed.get("least"):
        said.append(f"hits have {relaxed['least']} of {relaxed['among']} words")
    return f"Nothing has all that was asked for: {'; '.join(said)}. " if said else ""


_FACETS: Final[Schema] = {
    "type": "object",
    "description": "Values of facets: any of one facet, and all facets.",
}
TOOL = Tool(
    "search",
    "Find datasets",
    "Find datasets by words and facets. A hit has its IRI, its counts and its values in each facet; `not-stated` is "
    "unknown, and no no. "
    "`relaxed` says how the search was widened where nothing has all words.",
    Inputs(
        {
            "text": {"type": "string", "description": "Words that are looked for; empty for all datasets."},
            "facets": _FACETS,
            "page": {"type": "integer", "minimum": 1, "default": 1},
            "per_page": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 10},
        },
        listed=_listed,
    ),
    output(Found),
    _answer,
    _summary,
)

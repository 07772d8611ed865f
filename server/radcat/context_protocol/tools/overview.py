"""What the catalogue holds, so that an agent knows what it can ask for."""

from __future__ import annotations

from typing import Any

from radcat.context_protocol.tool import Arguments, Asking, Tool, inputs, output


def _answer(asking: Asking, _arguments: Arguments) -> dict[str, Any]:
    found = asking.json("api/search", [("per_page", "1")])
    return {"datasets": found["total"], "facets": found["facets"], "generation": found["generation"]}


def _summary(answer: dict[str, Any]) -> str:
    names = ", ".join(answer["facets"])
    return (
        f"The catalogue has {answer['datasets']} datasets. They can be searched by words and by these facets: {names}."
    )


TOOL = Tool(
    "overview",
    "What the catalogue holds",
    "How many datasets there are, and for each facet of the search its values with how many datasets have them. "
    "Begin here: what is not listed is not in the catalogue.",
    inputs(),
    output("datasets", "facets"),
    _answer,
    _summary,
)

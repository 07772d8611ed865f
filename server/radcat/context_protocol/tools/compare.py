"""Datasets side by side."""

from __future__ import annotations

from typing import Any

from radcat.client.answers import Comparison
from radcat.context_protocol.tool import SLUG, Arguments, Asking, Tool, flag, inputs, output, several, texts


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    asked = [("d", slug) for slug in texts(arguments, "datasets")]
    if flag(arguments, "only_differences"):
        asked.append(("only", "differences"))
    return asking.json("api/compare", asked)


def _summary(answer: dict[str, Any]) -> str:
    titles = " and ".join(each["title"] for each in answer["datasets"])
    differing = [row["name"] for row in answer["rows"] if row["differs"]]
    return f"{titles} differ in {len(differing)} properties: {', '.join(differing)}."


TOOL = Tool(
    "compare",
    "Compare datasets",
    "Two to eight datasets side by side: a row a property, a cell a dataset. The state of a cell tells `unknown` and "
    "`not stated` from a value; neither is a no.",
    inputs(
        ["datasets"],
        datasets=several(SLUG, 2, 8, "Datasets."),
        only_differences={"type": "boolean", "default": False},
    ),
    output(Comparison),
    _answer,
    _summary,
)

"""What the licences of datasets allow and ask for, together."""

from __future__ import annotations

from typing import Any

from radcat.client.answers import Licences
from radcat.context_protocol.tool import SELECTION, Arguments, Asking, Tool, inputs, output, several, texts


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    return asking.json("api/licences", [("set", each) for each in texts(arguments, "datasets")])


def _summary(answer: dict[str, Any]) -> str:
    states = "; ".join(f"{each['label']}: {each['together']}" for each in answer["actions"])
    unknown = f" No licence of the images is known for {', '.join(answer['unknown'])}." if answer["unknown"] else ""
    conflicts = "".join(f" {each['reason']}" for each in answer["conflicts"])
    return f"{states or 'No licence is stated'}.{unknown}{conflicts} {answer['notice']}"


TOOL = Tool(
    "licences",
    "Put licences together",
    "What the licences of datasets allow and ask for together: actions that are allowed, forbidden or not stated, "
    "duties, conflicts with their reason, licences for the whole, and compilations that are freer than their sources. "
    "It is no legal advice; pass that on.",
    inputs(["datasets"], datasets=several(SELECTION, 1, 40, "Datasets.")),
    output(Licences),
    _answer,
    _summary,
)

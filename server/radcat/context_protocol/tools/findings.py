"""What others found in datasets after they were published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from radcat.client.answers import Finding
from radcat.context_protocol.tool import SLUG, Arguments, Asking, Tool, inputs, output, text


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings, the gravest first."""

    findings: tuple[Finding, ...]
    generation: int


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    slug = text(arguments, "dataset")
    return asking.json("api/findings", [("set", slug)] if slug else [])


def _summary(answer: dict[str, Any]) -> str:
    if not answer["findings"]:
        return "No finding is on record. That is no proof that there is no problem."
    return " ".join(f"{each['title']} ({each['kind']}, {each['confidence']})." for each in answer["findings"])


TOOL = Tool(
    "findings",
    "Read findings about datasets",
    "Duplicates, leaking splits, bias, shortcuts, label errors and other problems that others found in a dataset, or "
    "in all of them, the gravest first, each with its source and how sure it is.",
    inputs(dataset=SLUG),
    output(Findings),
    _answer,
    _summary,
)

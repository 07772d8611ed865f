"""One dataset: what is stated of it, by whom, how surely, and what others found in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from radcat.client.answers import Fact, Finding
from radcat.context_protocol.tool import SLUG, Arguments, Asking, Tool, inputs, output, text


@dataclass(frozen=True, slots=True)
class Described:
    """A dataset, with all that is stated of it."""

    iri: str
    title: str
    facts: tuple[Fact, ...]
    described: Mapping[str, Any]  # JSON-LD, in schema.org
    findings: tuple[Finding, ...]
    generation: int


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    slug = text(arguments, "dataset")
    facts = asking.json("api/facts", [("set", slug)])
    described = asking.json(f"datasets/{facts['iri'].rpartition('/')[2]}.schema.jsonld")
    findings = asking.json("api/findings", [("set", slug)])["findings"]
    return {**facts, "described": described, "findings": findings}


def _summary(answer: dict[str, Any]) -> str:
    disputed = [fact for fact in answer["facts"] if fact["disputed_by"]]
    verified = sum(fact["confidence"] == "verified" for fact in answer["facts"])
    said = f"{answer['title']} ({answer['iri']}): {verified} of {len(answer['facts'])} facts are verified"
    said += f", and {len(disputed)} are disputed." if disputed else "."
    if answer["findings"]:
        said += f" Others found: {'; '.join(each['title'] for each in answer['findings'])}."
    return said


TOOL = Tool(
    "get",
    "Read a dataset",
    "All that is stated of a dataset: each fact with its confidence, its sources and who contradicts it; a description "
    "in schema.org; what others found in it later. What is not there, no source states: say that it is unknown.",
    inputs(["dataset"], dataset=SLUG),
    output(Described),
    _answer,
    _summary,
)

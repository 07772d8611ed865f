"""SPARQL, evaluated by a process that can be killed, under the limits that hold for everybody."""

from __future__ import annotations

from typing import Any, Final

from radcat.context_protocol.tool import Arguments, Asking, Tool, inputs, output, text
from radcat.errors import QuestionRefused

RESULTS: Final = "application/sparql-results+json"
MOST: Final = 200  # solutions of one answer


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    query = text(arguments, "query")
    found = asking.transport.ask("sparql", accept=RESULTS, body=[("query", query)])
    if not found.media_type.startswith(RESULTS):
        raise QuestionRefused(406, "only SELECT and ASK are answered here; write one of them.")
    document = found.json()
    if "boolean" in document:
        return {"boolean": document["boolean"], "generation": asking.generation}
    solutions = document["results"]["bindings"]
    return {
        "variables": document["head"]["vars"],
        "solutions": solutions[:MOST],
        "total": len(solutions),
        "generation": asking.generation,
    }


def _summary(answer: dict[str, Any]) -> str:
    if "boolean" in answer:
        return f"{answer['boolean']}. False says that the graph holds no such statement, not that it is untrue."
    left_out = answer["total"] - len(answer["solutions"])
    more = f" {left_out} more are left out: add LIMIT and OFFSET." if left_out else ""
    return f"{answer['total']} solutions.{more} No solution says that the graph holds none."


TOOL = Tool(
    "query",
    "Query with SPARQL",
    "A SPARQL 1.1 SELECT or ASK over all records (DCAT, schema.org, PROV, SKOS). SERVICE and updates are refused, and "
    "a query that takes too long is ended.",
    inputs(["query"], query={"type": "string", "description": "The query, with its prefixes declared."}),
    output(),
    _answer,
    _summary,
)

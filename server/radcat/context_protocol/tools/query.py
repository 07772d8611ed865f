"""SPARQL, evaluated by a process that can be killed, under the limits that hold for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from radcat.context_protocol.tool import Arguments, Asking, Tool, inputs, output, text

RESULTS: Final = "application/sparql-results+json"  # of SELECT and ASK
STATEMENTS: Final = "application/n-triples"  # of CONSTRUCT and DESCRIBE
MOST: Final = 200  # solutions or statements of one answer


@dataclass(frozen=True, slots=True)
class Solved:
    """What a query found: solutions of a SELECT, the answer to an ASK, or statements of a CONSTRUCT or DESCRIBE."""

    generation: int
    variables: tuple[str, ...] = ()
    solutions: tuple[Mapping[str, Mapping[str, Any]], ...] = ()  # as SPARQL 1.1 Query Results JSON has them
    boolean: bool = False
    statements: tuple[str, ...] = ()  # in N-Triples
    total: int = 0  # solutions or statements, with those that are left out


def _answer(asking: Asking, arguments: Arguments) -> dict[str, Any]:
    answer = asking.read("sparql", accept=f"{RESULTS}, {STATEMENTS};q=0.9", form=[("query", text(arguments, "query"))])
    generation = asking.generation if answer.generation is None else answer.generation
    if answer.media_type.startswith(STATEMENTS):
        statements = [line for line in answer.content.decode().split("\n") if line]
        return {"statements": statements[:MOST], "total": len(statements), "generation": generation}
    document = answer.json()
    if "boolean" in document:
        return {"boolean": document["boolean"], "generation": generation}
    solutions = document["results"]["bindings"]
    return {
        "variables": document["head"]["vars"],
        "solutions": solutions[:MOST],
        "total": len(solutions),
        "generation": generation,
    }


def _summary(answer: dict[str, Any]) -> str:
    if "boolean" in answer:
        return f"{answer['boolean']}. False says that the graph holds no such statement, not that it is untrue."
    found = "statements" if "statements" in answer else "solutions"
    left_out = answer["total"] - len(answer[found])
    more = f" {left_out} more are left out: add LIMIT and OFFSET." if left_out else ""
    none = "" if answer["total"] else " The graph holds none, which does not say that there are none."
    return f"{answer['total']} {found}.{more}{none}"


TOOL = Tool(
    "query",
    "Query with SPARQL",
    "A SPARQL 1.1 query over all records (DCAT, schema.org, PROV, SKOS): SELECT, ASK, CONSTRUCT or DESCRIBE. SERVICE "
    "and updates are refused, and a query that takes too long is ended.",
    inputs(["query"], query={"type": "string", "description": "The query, with its prefixes declared."}),
    output(Solved),
    _answer,
    _summary,
)

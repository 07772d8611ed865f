"""What sets the servers apart that we know: where they answer, how much they take, and what they do otherwise."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of server."""

    name: str
    signature: re.Pattern[str]  # in the header Server
    addresses: tuple[tuple[str, str, str], ...]  # how a query address ends; the update and the graph address then
    statements: int  # that one update may carry
    takes_blank_data: bool = True  # blank nodes in INSERT DATA
    answers_standard: bool = True  # JSON results and booleans as SPARQL 1.1 writes them
    describe: str = ""  # what a DESCRIBE needs before it
    time_limit: str = ""  # the parameter that takes milliseconds
    cuts: bool = False  # answers at a number of rows, with status 200
    too_dear: tuple[str, ...] = ()  # what it says where it does not even try

    def update(self, query: str) -> str | None:
        """Where it usually takes updates."""
        return next((re.sub(end, to, query) for end, to, _ in self.addresses if re.search(end, query)), None)

    def graphs(self, query: str) -> str | None:
        """Where it usually takes whole graphs; None where that can't be told."""
        return next((re.sub(end, to, query) for end, _, to in self.addresses if to and re.search(end, query)), None)


VIRTUOSO: Final = Dialect(
    "Virtuoso",
    re.compile("Virtuoso"),
    ((r"/sparql(-auth)?$", "/sparql-auth", "/sparql-graph-crud-auth"),),
    statements=200,  # 3,000 are "more than 10,000 lines of code"; 1,000 take 1.6 s, and 0.05 s as a graph
    takes_blank_data=False,
    answers_standard=False,
    describe='define sql:describe-mode "CBD" ',  # the usual mode finds nothing where no graph is named
    time_limit="timeout",
    cuts=True,
    too_dear=("The estimated execution time", "Error SR353", "Error S1T00"),
)
OXIGRAPH: Final = Dialect("Oxigraph", re.compile("Oxigraph"), ((r"/query$", "/update", "/store"),), statements=20_000)
# Fuseki, GraphDB, and what says nothing of itself, such as any of them behind a proxy.
PLAIN: Final = Dialect(
    "a SPARQL server",
    re.compile("$^"),
    (
        (r"/query$", "/update", ""),
        (r"(/repositories/[^/]+)$", r"\1/statements", r"\1/rdf-graphs/service"),
        (r"$", "", ""),  # one address for both
    ),
    statements=5_000,
)
DIALECTS: Final = (VIRTUOSO, OXIGRAPH)


def recognize(server: str) -> Dialect | None:
    """Tell the dialect from the header Server; None where it names none of those that we know."""
    return next((dialect for dialect in DIALECTS if dialect.signature.search(server)), None)

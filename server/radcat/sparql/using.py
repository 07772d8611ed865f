"""The dataset that a request gives an update, written into its text (SPARQL 1.1 Protocol, section 2.2.3).

Engines take the dataset of an update from its text only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from radcat.errors import MalformedRequest
from radcat.sparql.lexer import tokens
from radcat.sparql.operation import UpdateRequest

_OPENING, _CLOSING = frozenset("{(["), frozenset("})]")


@dataclass(slots=True)
class _Operation:
    """One operation of an update, as far as it matters where its dataset goes."""

    words: list[str] = field(default_factory=list)  # its keywords outside of brackets
    where: int | None = None  # offset of its WHERE
    group: tuple[int, int] = (0, 0)  # of its first pair of braces

    @property
    def has_pattern(self) -> bool:
        """Whether it asks the dataset anything: DELETE and INSERT do, unless DATA follows."""
        pairs = pairwise([*self.words, ""])
        return any(word in ("DELETE", "INSERT") and following != "DATA" for word, following in pairs)

    @property
    def is_short(self) -> bool:
        """Whether it is `DELETE WHERE {…}`, short for `DELETE {…} WHERE {…}` (SPARQL 1.1 Update, section 3.1.3.3)."""
        return self.words[-2:] == ["DELETE", "WHERE"] and self.where is not None and self.where < self.group[0]


def with_using(asked: UpdateRequest) -> str:
    """Give the text of *asked* with a USING clause for each graph that the request names, in each of its operations.

    Raises:
        MalformedRequest: where a clause belongs can't be told.
    """
    clauses = [f"USING <{iri}>" for iri in asked.using_graphs]
    clauses += [f"USING NAMED <{iri}>" for iri in asked.using_named_graphs]
    if not clauses:
        return asked.text
    written, end = [], 0
    for operation in _operations(asked.text):
        if not operation.has_pattern:
            continue
        if operation.where is None:
            raise MalformedRequest(
                "using-graph-uri needs the WHERE of each DELETE and INSERT; write it out, without escapes."
            )
        template = asked.text[slice(*operation.group)] if operation.is_short else ""
        written += [asked.text[end : operation.where], template, " ", " ".join(clauses), " "]
        end = operation.where
    return "".join([*written, asked.text[end:]])


def _operations(text: str) -> list[_Operation]:
    found, depth, begun = [_Operation()], 0, 0
    for kind, found_text, offset in tokens(text):
        if found_text in _OPENING:
            depth += 1
            begun = offset if depth == 1 else begun
        elif found_text in _CLOSING:
            depth -= 1
            if depth == 0 and found_text == "}" and found[-1].group == (0, 0):
                found[-1].group = (begun, offset + 1)
        elif depth == 0 and found_text == ";":
            found.append(_Operation())
        elif depth == 0 and kind == "word":
            found[-1].words.append(found_text.upper())
            if found_text.upper() == "WHERE" and found[-1].where is None:
                found[-1].where = offset
    return found

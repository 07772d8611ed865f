"""The dataset clauses of a query's text, taken out of it (SPARQL 1.1, section 13.2), and its solution modifiers.

Servers differ in what FROM does: Virtuoso 7 lets `GRAPH ?g` range over graphs that no FROM NAMED names, and adds
FROM to the dataset of the protocol where that should win. Given as parameters of the request they can be made to agree.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from radcat.errors import MalformedRequest
from radcat.sparql.lexer import tokens, unescape

NOWHERE: Final = "urn:radcat:nowhere"  # a graph that no store holds, which makes an empty list one that says so
_IRI: Final = re.compile(r'[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|\\^`]*')

Token = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Separated:
    """A query's text without its dataset clauses, which are blank there, and what they named."""

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def separate(text: str, base: str) -> Separated | None:
    """Take the dataset clauses out of *text*; None where they can't be told from the rest without a parser."""
    found = list(tokens(text))
    declared = _declared(found, base)
    base = declared.pop("BASE", base)
    graphs: dict[bool, list[str]] = {False: [], True: []}
    blank = text
    for number, (kind, word, start) in enumerate(found):
        if (kind, word.upper()) != ("word", "FROM"):
            continue
        names = found[number + 1 : number + 3]
        is_named = bool(names) and names[0][1].upper() == "NAMED"
        name = names[1:][:1] if is_named else names[:1]
        iri = _expanded(name[0], declared, base) if name else None
        if iri is None:
            return None
        graphs[is_named].append(iri)
        end = name[0][2] + len(name[0][1])
        blank = blank[:start] + re.sub(r"[^\r\n]", " ", blank[start:end]) + blank[end:]
    return Separated(blank, tuple(graphs[False]), tuple(graphs[True])) if any(graphs.values()) else None


def explicit(default_graphs: Sequence[str], named_graphs: Sequence[str]) -> dict[str, Sequence[str]]:
    """The parameters of the protocol for a dataset, of which neither half is left to the server's taste.

    Raises:
        MalformedRequest: a graph has no IRI for a name.
    """
    for iri in (*default_graphs, *named_graphs):
        if not _IRI.fullmatch(iri):
            raise MalformedRequest(f"{iri!r} names no graph; write a whole IRI.")
    return {"default-graph-uri": [*default_graphs, NOWHERE], "named-graph-uri": [*named_graphs, NOWHERE]}


def prologue(text: str, base: str, prefixes: Sequence[tuple[str, str]]) -> str:
    """What goes before *text* so that its relative IRIs and undeclared prefixes mean what they should."""
    found = list(tokens(text))
    own = _declared(found, base)
    used = {word.partition(":")[0] for kind, word, _ in found if kind == "name"}
    first = "" if "BASE" in own else f"BASE <{base}> "
    return first + "".join(f"PREFIX {p}: <{iri}> " for p, iri in prefixes if p in used and f"{p}:" not in own)


def limit(text: str) -> tuple[int | None, bool]:
    """How many rows *text* wants at most, by its last LIMIT; and whether nothing follows its pattern."""
    tail: list[str] = []
    for kind, word, _ in tokens(text):
        tail = [] if (kind, word) == ("other", "}") else [*tail, word.upper()]
    number = "".join(tail[tail.index("LIMIT") + 1 :]) if "LIMIT" in tail else ""
    digits = re.match(r"\d+", number)
    return int(digits[0]) if digits else None, not tail


def _declared(found: Sequence[Token], base: str) -> dict[str, str]:
    """Prefixes with their colon, and BASE where the text has its own."""
    declared: dict[str, str] = {}
    for (kind, word, _), second, third in zip(found, found[1:], found[2:], strict=False):
        if kind == "word" and word.upper() == "BASE" and second[0] == "iri":
            declared["BASE"] = _resolved(base, second[1])
        elif kind == "word" and word.upper() == "PREFIX" and (second[0], third[0]) == ("name", "iri"):
            declared[second[1]] = _resolved(declared.get("BASE", base), third[1])
    return declared


def _expanded(token: Token, declared: dict[str, str], base: str) -> str | None:
    kind, word, _ = token
    if kind == "iri":
        return _resolved(base, word)
    prefix, colon, local = word.partition(":")
    if kind != "name" or f"{prefix}:" not in declared:
        return None
    return declared[prefix + colon] + local.replace("\\", "")


def _resolved(base: str, iri: str) -> str:
    inside = unescape(iri[1:-1])
    # The library drops an empty fragment, with which many a namespace ends.
    return urljoin(base, inside[:-1]) + "#" if inside.endswith("#") else urljoin(base, inside)

"""The queries of SPARQL-based constraints, read once: the parser takes a tenth of a second for one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from typing import Any, Final

from rdflib import SH, Graph, Literal, Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Node

_PATH: Final = re.compile(r"[$?]PATH\b")
_THIS: Final = Variable("this")
_NONE: Final[Set[Variable]] = frozenset()
# Names in rdflib's syntax trees.
_EXISTS: Final = ("Builtin_EXISTS", "Builtin_NOTEXISTS")
_NESTED: Final = ("OptionalGraphPattern", "GroupOrUnionGraphPattern", "GraphGraphPattern")
_APART: Final = ("SubSelect", "MinusGraphPattern", "ServiceGraphPattern")


def whole(text: str, holders: Iterable[Node], shapes: Graph) -> str:
    """Write a query with the prefixes that *holders*, the values of sh:prefixes, declare in *shapes*."""
    declared = [d for holder in holders for d in shapes.objects(holder, SH.declare)]
    head = "".join(f"PREFIX {shapes.value(d, SH.prefix)}: <{shapes.value(d, SH.namespace)}>\n" for d in declared)
    return head + _PATH.sub("<urn:radcat:path>", text)


def syntax_fault(query: str) -> str | None:
    """Say why a `whole` query can't be read; None where it can be."""
    return _examined(query)[0]


def name_their_properties(shapes: Graph) -> bool:
    """Whether each query of *shapes* says which properties it asks for, but for those of the focus node itself.

    A query that can't be read may ask for any.
    """
    return not any(
        _examined(whole(str(text), shapes.objects(constraint, SH.prefixes), shapes))[1]
        for predicate in (SH.select, SH.ask)
        for constraint, text in shapes.subject_objects(predicate)
        if isinstance(text, Literal)
    )


@lru_cache(maxsize=256)
def _examined(query: str) -> tuple[str | None, bool]:
    """Say what is wrong with a query, and whether it asks for properties that it does not name."""
    try:
        tree = parseQuery(query)
        is_open = _is_open(tree, _NONE, _NONE)
        translateQuery(tree)
    except Exception as error:  # a parser of its own, which raises what it likes
        return f"the query can't be read: {' '.join(str(error).split())[:200] or type(error).__name__}", True
    return None, is_open


def _is_open(part: Any, joined: Set[Variable], substituted: Set[Variable]) -> bool:
    """Whether a triple pattern in *part* of a syntax tree has a variable for its property that no BIND gives a value.

    BIND in a group gives it to the triples of that group and, since solutions are joined, to those of groups within:
    *joined*. To EXISTS it is given where the filter stands: *substituted*. A subquery is evaluated by itself.
    """
    if _is_list(part):
        return any(_is_open(one, joined, substituted) for one in part)
    if not isinstance(part, CompValue):
        return False
    if part.name == "TriplesBlock":
        return any(not _is_named(s, p, joined) for s, p in _patterns(part.triples))
    if part.name == "GroupGraphPatternSub":
        own = {one.var for one in part.get("part") or () if one.name == "Bind"}
        joined, substituted = joined | own, substituted | own
    elif part.name in _EXISTS:
        joined = substituted
    elif part.name in _NESTED:
        substituted = _NONE
    elif part.name in _APART:
        joined = substituted = _NONE
    return any(_is_open(one, joined, substituted) for one in part.values())


def _patterns(triples: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield subject and predicate of each pattern; those of one subject stand in a flat list."""
    for flat in triples:
        yield from ((flat[at], flat[at + 1]) for at in range(0, len(flat), 3))


def _is_named(subject: Any, predicate: Any, given: Set[Variable]) -> bool:
    if isinstance(predicate, Variable):
        return predicate in given or subject == _THIS
    return not _negates(predicate)


def _negates(path: Any) -> bool:
    """Whether *path* has a step that says which property it is not."""
    if isinstance(path, CompValue):
        return path.name == "PathNegatedPropertySet" or any(map(_negates, path.values()))
    return _is_list(path) and any(map(_negates, path))


def _is_list(part: Any) -> bool:
    return isinstance(part, Sequence) and not isinstance(part, str)

"""What a public query or update may not do. Refused before it runs, whatever disguise it wears.

Nothing here parses SPARQL: the engine does that, in a process that may die of it. What would reach the network is
looked for among the words of the text, read as generously as any engine does; where that leaves a doubt, the text is
refused, and the message says how to write it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from radcat.errors import QueryRefused
from radcat.sparql.lexer import has_doubtful_iri, unescape, words

LONGEST: Final = 100_000  # characters of a query
LONGEST_UPDATE: Final = 10_000_000  # characters; updates carry data
DEEPEST: Final = 100  # brackets within brackets; the engine's parser recurses, and thousands end the process

# Keywords in plain letters: not part of a variable or name, and before something that they may be asked of.
_PLAIN: Final = {
    keyword: re.compile(rf"(?:(?<![\w?$:@])|(?<=true)|(?<=false)|(?<=[0-9])){keyword}(?=[\s#<?$:\w])", re.IGNORECASE)
    for keyword in ("SERVICE", "LOAD")
}
_WHY: Final = {
    "SERVICE": "SERVICE would reach the network and is switched off here; query the other endpoint yourself.",
    "LOAD": "LOAD would reach the network or the server's files and is switched off here; send the triples yourself.",
}
_ALLOWED_ONLY: Final = "SERVICE is switched off here but for {}; write one of them in full, as in SERVICE <{}>."
# SERVICE of a whole IRI, with nothing between that could hide another one.
_NAMED_SERVICE: Final = re.compile(
    r"(?<![\w?$:@.\\-])service\s*(?:(?<=\s)silent\s*)?<([^<>\"{}|^`\\\s]*)>", re.IGNORECASE
)
# Words of an update after which a name is the name of a graph: `CLEAR GRAPH downloads:x`.
_BEFORE_NAME: Final = frozenset({"PREFIX", "WITH", "USING", "NAMED", "GRAPH", "INTO", "TO", "COPY", "MOVE", "ADD"})

_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")


def check(text: str, services: Collection[str] = ()) -> None:
    """Refuse a query that would reach the network, but for the endpoints in *services*, or that breaks the parser.

    Raises:
        QueryRefused: the message says what is refused, and what to do.
    """
    _refuse_length(text, LONGEST, "query")
    for reading in _readings(text):
        _refuse_service(reading, services)
        _refuse_depth(reading, "query")


def check_update(text: str) -> None:
    """Refuse an update that would reach the network or a file, or that breaks the parser.

    Raises:
        QueryRefused: the message says what is refused, and what to do.
    """
    _refuse_length(text, LONGEST_UPDATE, "update")
    for reading in _readings(text):
        _refuse_service(reading, ())
        _refuse_load(reading)
        _refuse_depth(reading, "update")


def check_depth(text: str) -> None:
    """Refuse what breaks the parser, and nothing else.

    Raises:
        QueryRefused: it nests too deep.
    """
    for reading in _readings(text):
        _refuse_depth(reading, "text")


def _readings(text: str) -> set[str]:
    """Both ways to read it: an escape may hide a keyword, and unescaping may move where a string ends."""
    return {text, unescape(text)} if "\\" in text else {text}


def _refuse_length(text: str, longest: int, what: str) -> None:
    if len(text) > longest:
        raise QueryRefused(f"the {what} has {len(text)} characters; send {longest} at most.")


def _refuse_service(text: str, services: Collection[str]) -> None:
    if "service" not in text.lower():
        return
    why = _WHY["SERVICE"]
    if services:
        why = _ALLOWED_ONLY.format(", ".join(services), next(iter(services)))
        text = _NAMED_SERVICE.sub(lambda found: "GRAPH <urn:x>" if found[1] in services else found[0], text)
    found = list(words(text))
    # Engines let a keyword touch its neighbours: `trueSERVICE<x>{}`, `SERVICESILENT<x>{}`. A name may hold the
    # letters, unless a group follows it as it would SERVICE: `services:x{}` can be SERVICE on `s:x`.
    for word, following, after in zip(found, [*found[1:], ""], [*found[2:], "", ""], strict=False):
        if "SERVICE" in word and (following != "<name>" or after == "{"):
            raise QueryRefused(why)
    _refuse_doubt(text, "SERVICE")


def _refuse_load(text: str) -> None:
    if "load" not in text.lower():
        return
    found, depth = list(words(text)), 0
    for before, word, following in zip(["", *found], found, [*found[1:], ""], strict=False):
        depth += (word in _OPENING) - (word in _CLOSING)
        # Between operations no name stands but after a keyword: `LOAD:x` there is LOAD, and not the name of a thing.
        is_name = following == "<name>" and (depth > 0 or before in _BEFORE_NAME)
        if "LOAD" in word and not is_name:
            raise QueryRefused(_WHY["LOAD"])
    _refuse_doubt(text, "LOAD")


def _refuse_doubt(text: str, keyword: str) -> None:
    if has_doubtful_iri(text) and _PLAIN[keyword].search(text):
        raise QueryRefused(
            f"{keyword} is switched off here, and whether this text has it can't be told; write a space after each `<` "
            "that compares, and IRIs in full, as in <http://example.org/#x>."
        )


def _refuse_depth(text: str, what: str) -> None:
    if sum(map(text.count, _OPENING)) <= DEEPEST:
        return
    depth = 0
    for word in words(text):
        if word in _OPENING:
            depth += 1
        elif word in _CLOSING:
            depth -= 1
        if depth > DEEPEST:
            raise QueryRefused(f"the {what} nests brackets more than {DEEPEST} deep.")

"""What a public query may not do. Refused before it runs, whatever disguise it wears."""

from __future__ import annotations

import re
from typing import Final

from radcat.errors import QueryRefused
from radcat.sparql.lexer import has_doubtful_iri, unescape, words

LONGEST: Final = 100_000  # characters
DEEPEST: Final = 100  # brackets within brackets; the engine's parser recurses, and thousands end the process

# SERVICE in plain letters: not part of a variable or name, and before something that it may be asked of.
_SERVICE: Final = re.compile(r"(?:(?<![\w?$:@])|(?<=true)|(?<=false)|(?<=[0-9]))service(?=[\s#<?$:\w])", re.IGNORECASE)

_OPENING: Final = frozenset("{([")
_CLOSING: Final = frozenset("})]")


def check(text: str) -> None:
    """Refuse a query that would reach the network or that is built to break the parser.

    Raises:
        QueryRefused: the message says what is refused, and what to do.
    """
    if len(text) > LONGEST:
        raise QueryRefused(f"the query has {len(text)} characters; send {LONGEST} at most.")
    # Read both ways: an escape may hide a keyword, and unescaping may move where a string ends.
    for reading in (text, unescape(text)):
        _refuse_service(reading)
        _refuse_depth(reading)


def _refuse_service(text: str) -> None:
    found = list(words(text))
    # Engines let a keyword touch its neighbours: `trueSERVICE<x>{}`, `SERVICESILENT<x>{}`. A name may hold the
    # letters, unless a group follows it as it would SERVICE: `services:x{}` can be SERVICE on `s:x`.
    for word, following, after in zip(found, [*found[1:], ""], [*found[2:], "", ""], strict=False):
        if "SERVICE" in word and (following != "<name>" or after == "{"):
            raise QueryRefused(
                "SERVICE would reach the network and is switched off here; query the other endpoint yourself."
            )
    if has_doubtful_iri(text) and _SERVICE.search(text):
        raise QueryRefused(
            "SERVICE is switched off here, and whether this query has it can't be told; write a space after each `<` "
            "that compares, and IRIs in full, as in <http://example.org/#x>."
        )


def _refuse_depth(text: str) -> None:
    depth = 0
    for word in words(text):
        if word in _OPENING:
            depth += 1
        elif word in _CLOSING:
            depth -= 1
        if depth > DEEPEST:
            raise QueryRefused(f"the query nests brackets more than {DEEPEST} deep.")

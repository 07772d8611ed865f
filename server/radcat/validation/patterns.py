"""Regular expressions of shapes that every engine reads, and reads alike."""

from __future__ import annotations

import re
from typing import Final

_FLAGS: Final = frozenset("imsx")
# XML Schema, Python and the compiled engine each have constructs that another one lacks or reads otherwise.
_DIFFER: Final = (
    (re.compile(r"\\[pPiIcC]"), "only XML knows {}; list the characters instead, such as [A-Za-z]"),
    (re.compile(r"\(\?(?:[=!>(#]|<)"), "engines differ on {}; write the pattern without looking ahead or behind"),
    (re.compile(r"\\[1-9]|\(\?P="), "engines differ on the back reference {}; repeat the expression instead"),
    (re.compile(r"\\[AZzGBKQEeNUx<>]"), "engines differ on {}; ^ and $ stand for the beginning and the end"),
    (re.compile(r"[*+?}]\+"), "engines differ on the possessive {}; leave out the second sign"),
    (re.compile(r"\[[^\]\\]*(?:\[|&&|--|~~)"), "engines differ on a set in a set, here {}; write one set"),
)
_BRACE: Final = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\{[0-9]+(?:,[0-9]*)?\}|(?P<loose>\{)", re.DOTALL)
_ESCAPED_BACKSLASH: Final = re.compile(r"\\\\")
_MOST_REPEATS: Final = 100_000


def fault(pattern: str, flags: str) -> str | None:
    """Say why *pattern* can't be used with *flags*; None where every engine can."""
    if unknown := sorted(set(flags) - _FLAGS):
        return f"the flag {unknown[0]!r} is not known; use i, m, s or x"
    shown = _ESCAPED_BACKSLASH.sub("..", pattern)  # what follows an escaped backslash is not an escape
    for found, words in ((expression.search(shown), words) for expression, words in _DIFFER):
        if found:
            return f"the pattern {pattern!r} is not read alike by all engines: {words.format(found[0])}"
    if any(found["loose"] for found in _BRACE.finditer(pattern)):
        return f"the pattern {pattern!r} is not read alike by all engines: a {{ that is meant as such is written \\{{"
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return f"the pattern {pattern!r} is wrong: {error}"
    if _repeats(pattern) > _MOST_REPEATS:
        return f"the pattern {pattern!r} is too large: it repeats too much"
    return None


def _repeats(pattern: str) -> int:
    """The product of all repetitions: what a compiled expression may grow to."""
    product = 1
    for low, high in re.findall(r"\{([0-9]+)(?:,([0-9]*))?\}", pattern):
        product *= max(int(low), int(high or 0), 1)
    return product

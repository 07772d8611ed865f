"""The words of a SPARQL text, with strings, IRIs and comments told apart from them (SPARQL 1.1, section 19.8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_TOKEN: Final = re.compile(
    r"""
      (?P<space>   \s+ | \#[^\r\n]* )
    | (?P<iri>     <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*> )
    | (?P<string>  \"{3}(?:\"{0,2}(?:[^\"\\]|\\.))*\"{3} | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
                 | \"(?:[^\"\\\r\n]|\\.)*\" | '(?:[^'\\\r\n]|\\.)*' )
    | (?P<name>    (?P<prefix>[^\W\d][\w.-]*+)?:(?:(?:[\w:%]|\\.)(?:[\w.:%-]|\\.)*)? )
    | (?P<variable> [?$]\w+ )
    | (?P<tag>     @[A-Za-z]+(?:-[A-Za-z0-9]+)* )
    | (?P<word>    [^\W\d][\w.-]*+ )
    | (?P<other>   . )
    """,
    re.VERBOSE | re.DOTALL,
)
# What may as well be `<` and the beginning of a string, a comment or what follows a closing bracket: `1<2)#>`.
# With an authority it is an IRI for certain: no expression has two slashes.
_DOUBTFUL: Final = re.compile(r"<(?![A-Za-z][\w+.-]*://).*['#)]", re.DOTALL)
# Oxigraph ends a name at its second run of dots: `:a.b.service?x{}` is `:a.b`, a full stop and SERVICE.
_CUT: Final = re.compile(r"[^.]*\.++[^.]++\.")
# Letters with dots and hyphens between them, which are words where no colon makes them a prefix. Read in one go:
# letter by letter, a text of nothing else would be read as often as it is long.
_BETWEEN_WORDS: Final = re.compile(r"[.-]+")
_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def words(text: str) -> Iterator[str]:
    """Yield the keywords of *text* in capitals, and its punctuation; not strings, names, variables or comments.

    Engines let a keyword touch what stands beside it: `prefix:<http://b/>ASK{}` declares the empty prefix,
    and `service:x{}` is SERVICE on `:x`. So the prefix of a name is yielded as if it were a keyword, too,
    and after it `<name>`.
    """
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "word":
            yield from filter(None, _BETWEEN_WORDS.split(match[0].upper()))
        elif kind == "name":
            yield (match["prefix"] or "").upper()
            yield "<name>"
            if (cut := _CUT.match(match[0])) and "service" in match[0][cut.end() :].lower():
                yield "SERVICE"
        elif kind == "iri":
            yield "<iri>"
        elif kind == "other":
            yield match[0]


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind (`word`, `name`, `iri`, `other`, …), text and offset of every token but space and comments."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield str(match.lastgroup), match[0], match.start()


def pieces(text: str) -> Iterator[tuple[str, str, int]]:
    """Yield kind, text and offset of every token, space and comments among them."""
    for match in _TOKEN.finditer(text):
        yield str(match.lastgroup), match[0], match.start()


def lower_booleans(text: str) -> str:
    """Write TRUE and FALSE in small letters, as engines want what the grammar lets anybody write."""
    pieces, end = [], 0
    for kind, token, offset in tokens(text):
        if kind == "word" and token.lower() in ("true", "false"):
            pieces += [text[end:offset], token.lower()]
            end = offset + len(token)
    return "".join([*pieces, text[end:]])


def has_doubtful_iri(text: str) -> bool:
    """Tell whether *text* holds what only a parser can tell from a comparison: `?a <#b> ?c`, `FILTER(?a<?b)#>`."""
    return any(match.lastgroup == "iri" and _DOUBTFUL.match(match[0]) for match in _TOKEN.finditer(text))


def unescape(text: str) -> str:
    r"""Replace codepoint escapes, which SPARQL allows anywhere: `\u0053ELECT` is SELECT (section 19.2)."""

    def character(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF else match[0]

    return _ESCAPE.sub(character, text)

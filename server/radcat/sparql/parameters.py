"""What requests of every SPARQL operation have in common: parameters, media types, and words of their text."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final
from urllib.parse import parse_qsl

from radcat.errors import MalformedRequest, UnsupportedMedia
from radcat.rdf.media import MediaType
from radcat.sparql.characters import why_not_utf8
from radcat.sparql.lexer import unescape, words

MOST: Final = 1000  # parameters; a body of nothing else would take a hundred times its size
FORM: Final = "application/x-www-form-urlencoded"


def pairs(form: bytes) -> list[tuple[str, str]]:
    """Read names and values of a query string or a form, in their order.

    Raises:
        MalformedRequest: they are not UTF-8, or too many.
    """
    try:
        return parse_qsl(utf8(form), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except UnicodeDecodeError as error:  # of what stands behind a percent sign
        said, line, column = why_not_utf8(error)
        raise MalformedRequest(f"a parameter is not UTF-8: {said}.", line, column) from error
    except ValueError as error:
        raise MalformedRequest(f"there are more than {MOST} parameters.") from error


def utf8(text: bytes) -> str:
    """Read *text*.

    Raises:
        MalformedRequest: it is not UTF-8.
    """
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        said, line, column = why_not_utf8(error)
        raise MalformedRequest(f"the request is not UTF-8: {said}.", line, column) from error


def read_content_type(content_type: str, readable: Sequence[str], aliases: Mapping[str, str] | None = None) -> str:
    """Read which of the *readable* media types a body says it has.

    Raises:
        UnsupportedMedia: none of them, or in another encoding than UTF-8.
    """
    try:
        found = MediaType.parse(content_type)
    except MalformedRequest:
        raise UnsupportedMedia(content_type, readable) from None
    name = f"{found.type}/{found.subtype}"
    name = (aliases or {}).get(name, name)
    charset = found.parameters.get("charset", "utf-8").lower()
    if name not in readable:
        raise UnsupportedMedia(name, readable)
    if charset not in ("utf-8", "utf8", "us-ascii"):
        raise UnsupportedMedia(f"{name} in {charset}", [f"{name} in UTF-8"])
    return name


def says(text: str, keywords: Collection[str]) -> bool:
    """Tell whether one of *keywords*, each before an IRI or a name, is in the text of a query or update.

    A prefix of that name is not the keyword; but where no such prefix is declared, `FROM:x` is FROM on `:x`.
    """
    found = list(words(unescape(text)))
    neighbours = list(pairwise([*found, ""]))
    prefixes = {
        following[0]
        for word, following in zip(found, neighbours[1:], strict=False)
        if word == "PREFIX" and following[1] == "<name>"
    }
    return any(word in keywords and not (word in prefixes and following == "<name>") for word, following in neighbours)

"""The program's own texts, in English, and how one reader is told them.

They are written in English where they belong and marked here; `web.texts` translates them. No other layer does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final


class Message(str):
    """A text with values in it: in English by itself, and with what a translation needs beside it."""

    __slots__ = ("template", "values")
    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Message:
        """Fill *values* into *template*, which names them as `%(name)s`; whole numbers get their commas."""
        made = super().__new__(cls, filled(template, values, "{:,}".format))
        made.template, made.values = template, values
        return made


def filled(template: str, values: dict[str, object], number: Callable[[int], str]) -> str:
    """Fill *values* into *template*, whole numbers as *number* writes them."""
    return template % {name: number(value) if isinstance(value, int) else value for name, value in values.items()}


def plural(word: str, number: int) -> str:
    """The form of an English word that goes with *number*: one study, two studies."""
    if number == 1:
        return word
    return f"{word[:-1]}ies" if word.endswith("y") and word[-2:-1] not in "aeiou" else f"{word}s"


def translatable(text: str) -> str:
    """Mark *text* for those who gather what is to be translated; it stays as it is."""
    return text


@dataclass(frozen=True, slots=True)
class Wording:
    """How one reader is told something: texts as they are, unless somebody knows better."""

    say: Callable[[str], str] = str
    number: Callable[[int], str] = "{:,}".format


ENGLISH: Final = Wording()

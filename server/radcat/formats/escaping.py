"""Texts in tables of LaTeX and Markdown and in entries of BibTeX: none may end its place or begin a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pylatexenc.latexencode import (
    RULE_DICT,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
    get_builtin_uni2latex_dict,
)

# In a text that is not code, Markdown takes these for itself (CommonMark, section 2.4; GFM, section 4.10 for the bar).
_MARKDOWN: Final = str.maketrans({character: f"\\{character}" for character in "\\`*_~[]<>&|"})
_TABLE: Final[Mapping[int, str]] = get_builtin_uni2latex_dict()
_CELL: Final = {
    **_TABLE,
    ord("|"): "\\ensuremath{|}",  # a dash in the usual font encoding, OT1
    ord("["): "{[}",  # else an option of the \\\\ before it
}
# What TeX takes for itself; letters stay, since reference managers and biber read UTF-8.
_ENTRY: Final = {
    **{ord(character): _TABLE[ord(character)] for character in "\\~^&%$#_"},
    ord("{"): "\\textbraceleft",  # BibTeX counts braces, whatever stands before them
    ord("}"): "\\textbraceright",
}


def _encoder(commands: Mapping[int, str]) -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        conversion_rules=[UnicodeToLatexConversionRule(RULE_DICT, commands)],
        replacement_latex_protection="braces",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )


_TO_CELL: Final = _encoder(_CELL)
_TO_ENTRY: Final = _encoder(_ENTRY)


def markdown(text: str) -> str:
    """Write *text* as a cell of a Markdown table."""
    return " ".join(text.split()).translate(_MARKDOWN)


def latex(text: str) -> str:
    """Write *text* as a cell of a LaTeX table; characters that LaTeX has no command for stay as they are."""
    escaped: str = _TO_CELL.unicode_to_latex(" ".join(text.split()))
    return escaped


def bibtex(text: str) -> str:
    """Write *text*, which has one line, as a value of BibTeX between braces."""
    escaped: str = _TO_ENTRY.unicode_to_latex(text)
    return escaped

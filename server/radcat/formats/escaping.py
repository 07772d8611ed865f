"""Texts as cells of tables in LaTeX and Markdown: nothing in a cell may end it or begin a command."""

from __future__ import annotations

from typing import Final

from pylatexenc.latexencode import (
    RULE_DICT,
    UnicodeToLatexConversionRule,
    UnicodeToLatexEncoder,
)

# In a text that is not code, Markdown takes these for itself (CommonMark, section 2.4; GFM, section 4.10 for the bar).
_MARKDOWN: Final = str.maketrans({character: f"\\{character}" for character in "\\`*_~[]<>&|"})
_OURS: Final = {
    "|": "\\ensuremath{|}",  # a dash in the usual font encoding, OT1
    "[": "{[}",  # else an option of the \\\\ before it
}
_LATEX: Final = UnicodeToLatexEncoder(
    conversion_rules=[
        UnicodeToLatexConversionRule(RULE_DICT, {ord(character): text for character, text in _OURS.items()}),
        "defaults",
    ],
    replacement_latex_protection="braces",
    unknown_char_policy="keep",
    unknown_char_warning=False,
)


def markdown(text: str) -> str:
    """Write *text* as a cell of a Markdown table."""
    return " ".join(text.split()).translate(_MARKDOWN)


def latex(text: str) -> str:
    """Write *text* as a cell of a LaTeX table; characters that LaTeX has no command for stay as they are."""
    escaped: str = _LATEX.unicode_to_latex(" ".join(text.split()))
    return escaped

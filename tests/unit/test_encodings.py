"""Text is read and written in UTF-8 whatever the locale of the machine: every place says so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.rules import for_each

PACKAGE = Path(__file__).parent.parent.parent / "server" / "radcat"
TEXT = {"read_text", "write_text", "TextIOWrapper", "NamedTemporaryFile", "TemporaryFile"}


def unsaid(source: str) -> Iterator[int]:
    """The lines that read or write text without saying its encoding."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _is_text(node) and "encoding" not in {k.arg for k in node.keywords}:
            yield node.lineno


def _is_text(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if any(k.arg in ("text", "universal_newlines") and getattr(k.value, "value", False) is True for k in call.keywords):
        return True
    if name == "read_text" or (name == "write_text" and isinstance(call.func, ast.Attribute)):
        # The encoding may stand first, or behind the text.
        return len(call.args) < (1 if name == "read_text" else 2) and not _is_method_of_ours(call)
    modes = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    modes += [k.value.value for k in call.keywords if k.arg == "mode" and isinstance(k.value, ast.Constant)]  # type: ignore[misc]
    modes = [mode for mode in modes if mode and set(mode) <= set("rwaxbt+")]
    if name in ("NamedTemporaryFile", "TemporaryFile"):
        return bool(modes) and "b" not in modes[0]
    if name not in ("open", "fdopen"):
        return name in TEXT
    is_bare = isinstance(call.func, ast.Name) or not call.args  # a builtin's, or a path's, without a mode: text
    return "b" not in modes[0] if modes else is_bare


def _is_method_of_ours(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "self"


@for_each("path", sorted(PACKAGE.rglob("*.py")))
def test_every_text_says_its_encoding(path: Path) -> None:
    assert list(unsaid(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        "path.read_text()",
        "path.write_text('x')",
        "path.open('w')",
        "path.open()",
        "open(path)",
        "open(path, mode='a')",
        "os.fdopen(3, 'w')",
        "subprocess.run(command, text=True)",
        "io.TextIOWrapper(stream)",
    ],
)
def test_what_says_none_is_found(line: str) -> None:
    assert list(unsaid(line)) == [1]


@pytest.mark.parametrize(
    "line",
    ["path.read_text('utf-8')", "path.open('rb')", "open(path, 'wb')", "os.fdopen(3, 'wb')", "Registry.open(given)"],
)
def test_what_says_one_or_is_no_text_is_not(line: str) -> None:
    assert list(unsaid(line)) == []

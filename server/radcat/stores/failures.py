"""Errors on their way over a pipe: as JSON, and as equal errors again on the other side.

An error is carried as its class, its text and its attributes, never by calling its class with its text again, which
would say everything twice. JSON and not pickle, since the other side runs what visitors ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from radcat.errors import RegistryError

# A path of this machine, which has at least two names; not what follows the scheme or the host of an address.
_PATH: Final = re.compile(r"(?<![\w:/.])/(?:[^\s/'\",:;()<>]+/)+[^\s'\",:;()<>]*")


def without_paths(text: str) -> str:
    """Leave the paths of files out of what an engine says, so that visitors may read it."""
    return _PATH.sub("(a file)", text)


def describe(error: RegistryError) -> dict[str, Any]:
    """Describe *error* as JSON."""
    attributes = {name: _plain(value) for name, value in vars(error).items()}
    return {"error": type(error).__name__, "arguments": _plain(error.args), "attributes": attributes}


def error_from(described: dict[str, Any]) -> RegistryError:
    """Make the error again that `describe` described."""
    kind = {kind.__name__: kind for kind in kinds()}[described["error"]]
    error = kind.__new__(kind)
    error.args = _value(described["arguments"])
    vars(error).update({name: _value(value) for name, value in described["attributes"].items()})
    return error


def kinds(parent: type[RegistryError] = RegistryError) -> Iterator[type[RegistryError]]:
    """Yield every class of errors below and including *parent*."""
    yield parent
    for kind in parent.__subclasses__():
        yield from kinds(kind)


def _plain(value: object) -> Any:
    """Write *value* in JSON; what JSON has no type for is told apart by its name."""
    if isinstance(value, tuple):
        return {"tuple": [_plain(each) for each in value]}
    if isinstance(value, Path):
        return {"path": str(value)}
    return value if value is None or isinstance(value, str | int | float) else {"text": str(value)}


def _value(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    ((kind, value),) = plain.items()
    if kind == "tuple":
        return tuple(_value(each) for each in value)
    return Path(value) if kind == "path" else value

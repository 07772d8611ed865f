"""Errors of a store's process on their way over a pipe: as JSON, and as errors again."""

from __future__ import annotations

from typing import Any, Final

from radcat.errors import (
    AnswerTooLarge,
    MalformedRequest,
    QueryFailed,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    RegistryError,
    UnknownGraph,
)

# What each is made from: its text, or the attributes that its text is made from.
_CARRIED: Final[dict[type[RegistryError], tuple[str, ...]]] = {
    QuerySyntaxError: ("text", "line", "column"),
    MalformedRequest: ("text",),
    QueryRefused: ("text",),
    QueryFailed: ("text",),
    QueryTimeout: ("seconds",),
    QueryTooLarge: ("megabytes",),
    AnswerTooLarge: ("megabytes",),
    UnknownGraph: ("name",),
}


def describe(error: RegistryError) -> dict[str, Any]:
    """Describe *error* as JSON; what is no error of a question is a query that failed."""
    kind = type(error) if type(error) in _CARRIED else QueryFailed
    carried = [str(error) if name == "text" else getattr(error, name) for name in _CARRIED[kind]]
    return {"error": kind.__name__, "arguments": carried}


def error_from(described: dict[str, Any]) -> RegistryError:
    """Make the error again that `describe` described."""
    kinds = {kind.__name__: kind for kind in _CARRIED}
    return kinds[described["error"]](*described["arguments"])

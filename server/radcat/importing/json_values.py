"""JSON as people write it: with commas behind the last member, comments, and other things that JSON does not have."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from radcat.errors import UnreadableSource
from radcat.importing.documents import Document, decoded


def read(document: Document) -> Any:
    """Read the values of a document; where it is not JSON, as JSON5 if it is that.

    Raises:
        UnreadableSource: it is neither, or is not UTF-8.
    """
    text = decoded(document)
    try:
        return json.loads(text)
    except ValueError as error:
        with suppress(_NotJson5):
            return _as_json5(text)
        raise UnreadableSource(document.place, f"it is not JSON: {error}") from error
    except RecursionError as error:
        raise UnreadableSource(document.place, "it is nested too deep to be read.") from error


class _NotJson5(Exception):
    """It is not, or nobody can tell."""


def _as_json5(text: str) -> Any:
    try:
        import pyjson5  # here, since only some installations have it
    except ImportError as error:
        raise _NotJson5 from error
    try:
        return pyjson5.decode(text)
    except (pyjson5.Json5Exception, RecursionError) as error:
        raise _NotJson5 from error

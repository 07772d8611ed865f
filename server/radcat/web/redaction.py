"""What visitors are not told: where things lie on this machine, and where a store inside the network answers."""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from radcat.loopback import is_loopback
from radcat.settings import EMBEDDED, Settings

HIDDEN = "…"


class Redaction:
    """Takes inner paths and addresses out of texts that leave the machine; the log keeps them."""

    def __init__(self, settings: Settings | None = None, base: str = "") -> None:
        """Hide what *settings* name; what is part of the public *base* IRI stays."""
        paths = {str(path) for path in _paths(settings)}
        addresses = set(_addresses(settings, base)) if settings else set()
        patterns = [
            # Longest first: a folder in another is hidden together with it.
            *(rf"(?<![\w.~/-]){re.escape(path)}(?![\w-])" for path in sorted(paths, key=len, reverse=True)),
            *(rf"(?<![\w.-]){re.escape(address)}(?![\w-])" for address in sorted(addresses, key=len, reverse=True)),
        ]
        self._inner = re.compile("|".join(patterns)) if patterns else None

    def __call__(self, text: str) -> str:
        """Write *text* without them."""
        return self._inner.sub(HIDDEN, text) if self._inner else text

    def within(self, value: Any) -> Any:
        """Write every text within *value*, which is what JSON can hold, without them."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, dict):
            return {name: self.within(inner) for name, inner in value.items()}
        return [self.within(inner) for inner in value] if isinstance(value, list | tuple) else value


def _paths(settings: Settings | None) -> Iterator[Path]:
    given = [settings.root, settings.data_folder] if settings else []
    own = [Path(__file__).parent.parent, Path(sys.prefix), Path(sys.base_prefix), Path(tempfile.gettempdir())]
    for path in (*given, *own, Path.cwd(), Path.home()):
        for form in {path, path.absolute(), path.resolve()}:
            if form.is_absolute() and form != Path("/"):
                yield form


def _addresses(settings: Settings, base: str) -> Iterator[str]:
    public = urlsplit(base)
    for address in (settings.store, settings.store_update, settings.store_graphs):
        if address and address != EMBEDDED:
            parts = urlsplit(address)
            yield address
            if parts.netloc != public.netloc:
                yield f"{parts.scheme}://{parts.netloc}"
                yield parts.netloc
            if parts.hostname and parts.hostname != public.hostname and not is_loopback(parts.hostname):
                yield parts.hostname

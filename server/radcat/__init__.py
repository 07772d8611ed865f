"""radcat: a linked-data metadata registry.

`radcat.connect` asks a catalogue from Python; see `radcat.client.connection`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from radcat.client.connection import connect

__all__ = ["__version__", "connect"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load `connect` when it is asked for: whoever imports the package for something else does not wait for it."""
    if name == "connect":
        return import_module("radcat.client.connection").connect
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Which edition of the code writes: what it wrote may be kept only as long as it is the same."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

# The packages and modules that what is written depends on, below this package's own.
_WRITING: Final = ("catalogue.py", "formats", "harvest", "model", "rdf")


@cache
def edition() -> str:
    """The hash of the source text of all that writes records."""
    root, said = Path(__file__).parents[1], sha256()
    for place in _WRITING:
        path = root / place
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".toml", ".json"):
                said.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return said.hexdigest()

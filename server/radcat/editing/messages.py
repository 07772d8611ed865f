"""How the web process and the process that edits talk over pipes: JSON objects behind their length."""

from __future__ import annotations

import json
import struct
from typing import IO, Any, Final

LENGTH: Final = struct.Struct(">I")
READY: Final[dict[str, Any]] = {"ready": True}  # what the process says once, before it is asked anything


def send(out: IO[bytes], message: dict[str, Any]) -> None:
    """Write one message."""
    content = json.dumps(message).encode()
    out.write(LENGTH.pack(len(content)) + content)
    out.flush()


def receive(source: IO[bytes]) -> dict[str, Any] | None:
    """Read one message; None at the end."""
    header = source.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    message: dict[str, Any] = json.loads(source.read(LENGTH.unpack(header)[0]))
    return message

"""A port for a server that a test or a benchmark starts."""

from __future__ import annotations

import socket

_given = set[int]()  # ports that were found; who asked for one may not listen on it yet


def free_port() -> int:
    """Find a port on which nobody listens, and which this process was not given before."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port

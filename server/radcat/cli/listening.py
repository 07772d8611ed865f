"""How the HTTP server listens: what it takes of a connection before and beside a request."""

from __future__ import annotations

import os
import resource
import socket
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from granian.constants import HTTPModes
from granian.http import HTTP1Settings

from radcat.settings import HEAD_BYTES

HEADERS: Final = 10  # seconds that the head of a request may take, and that an idle connection is kept
CONNECTIONS: Final = 8192  # of each web process; idle ones count
UNREAD: Final = 20  # seconds that an answer may lie unread before the connection is cut
_PATIENCE: Final = 30  # seconds that the server may take to listen


def settings() -> dict[str, Any]:
    """What granian is told, whatever it serves. HTTP/2 is for the proxy in front, which speaks HTTP/1.1 to us."""
    return {
        "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(header_read_timeout=HEADERS * 1000, max_buffer_size=HEAD_BYTES),
        "websockets": False,
        "backlog": 1024,
        "backpressure": _raise_open_files(CONNECTIONS),
    }


def _raise_open_files(wanted: int) -> int:
    """Let this process and its children have *wanted* connections open, or as many as the system allows."""
    spare = 512  # pipes, databases, whatever else
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, max(64, hard - spare))
    if soft != resource.RLIM_INFINITY and soft < wanted + spare:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted + spare, hard))
    return wanted


def cut_unread(port: int, seconds: int = UNREAD) -> bool:
    """Have connections cut whose answer lies unread for *seconds*; True once this process listens on *port*.

    The HTTP server waits without end for who does not read, and a thread with it. It shows us no socket, so we look
    for the one that listens among our open files; those that it accepts inherit its options (tcp(7)).
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return True  # not Linux: the proxy in front has to do it
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        if any(_set_if_listening(int(file.name), port, seconds) for file in Path("/proc/self/fd").iterdir()):
            return True
        time.sleep(0.1)
    return False


def _set_if_listening(file: int, port: int, seconds: int) -> bool:
    with suppress(OSError):  # a file that was closed meanwhile
        if stat.S_ISSOCK(os.fstat(file).st_mode):
            with socket.socket(fileno=os.dup(file)) as ours:
                if _listens(ours, port):
                    ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)
                    return True
    return False


def _listens(ours: socket.socket, port: int) -> bool:
    is_tcp = ours.family in (socket.AF_INET, socket.AF_INET6) and ours.type == socket.SOCK_STREAM
    return is_tcp and bool(ours.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)) and ours.getsockname()[1] == port

"""How the HTTP server listens: what it takes of a connection before and beside a request."""

from __future__ import annotations

import os
import resource
import socket
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from granian.constants import HTTPModes
from granian.http import HTTP1Settings

from radcat.errors import TooFewFiles
from radcat.settings import HEAD_BYTES

HEADERS: Final = 10  # seconds that the head of a request may take, and that an idle connection is kept
CONNECTIONS: Final = 8192  # of each web process; idle ones count
OTHER_FILES: Final = 512  # beside connections: pipes, databases, whatever else
LEAST_FILES: Final = 256  # with half of them for connections; below it, nothing works for long
UNREAD: Final = 20  # seconds that an answer may lie unread before the connection is cut
_PATIENCE: Final = 30  # seconds that the server may take to listen


def settings() -> dict[str, Any]:
    """What granian is told, whatever it serves. HTTP/2 is for the proxy in front, which speaks HTTP/1.1 to us."""
    return {
        "http": HTTPModes.http1,
        "http1_settings": HTTP1Settings(header_read_timeout=HEADERS * 1000, max_buffer_size=HEAD_BYTES),
        "websockets": False,
        "backlog": 1024,
        "backpressure": allow_open_files(),
    }


def allow_open_files() -> int:
    """Let this process and its children open as many files as the system allows and CONNECTIONS take.

    Returns how many connections there may be: fewer than CONNECTIONS where the limit is low.

    Raises:
        TooFewFiles: the limit is too low to serve at all.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = sys.maxsize if hard == resource.RLIM_INFINITY else hard
    if allowed < LEAST_FILES:
        raise TooFewFiles(allowed, LEAST_FILES)
    wanted = min(CONNECTIONS + OTHER_FILES, allowed)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    return wanted - min(OTHER_FILES, wanted // 2)


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

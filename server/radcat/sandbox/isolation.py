"""Taking the network away from this process, for good; to be called before it has a second thread.

Two ways, tried in turn (Linux): a network namespace of its own, in which there is nobody (namespaces(7)); and a filter
that refuses to make sockets of the Internet (seccomp(2)), for containers in which namespaces are forbidden.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import socket
import struct
import sys
from typing import Final

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # of sched.h
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # of prctl.h and seccomp.h
# Number of the system call `socket`, and what the kernel calls the machine (audit.h).
_SOCKET: Final = {"x86_64": (41, 0xC000003E), "aarch64": (198, 0xC00000B7)}
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # instructions of a filter (filter.h)
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x80000000
_X32: Final = 0x40000000  # the bit that numbers of the x32 system calls have


def leave_network() -> bool:
    """Give up the network; tell whether it is gone."""
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    # A namespace for the network alone needs privileges, and leaves them; with one for users, it needs none.
    for spaces in (_NEW_NETWORK, _NEW_USER | _NEW_NETWORK):
        if libc.unshare(spaces) == 0:
            return True
    return _filter_sockets(libc)


def _filter_sockets(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _SOCKET:
        return False
    number, machine = _SOCKET[platform.machine()]
    program = b"".join(
        struct.pack("HBBI", *step)  # code, steps to skip if so, if not, value
        for step in (
            (_LOAD, 0, 0, 4),  # the machine
            (_EQUAL, 1, 0, machine),
            (_RETURN, 0, 0, _KILL),
            (_LOAD, 0, 0, 0),  # the system call
            (_EQUAL, 2, 0, number),
            (_EQUAL, 1, 0, number | _X32),
            (_RETURN, 0, 0, _ALLOW),
            (_LOAD, 0, 0, 16),  # its first argument, the family
            (_EQUAL, 2, 0, socket.AF_INET),
            (_EQUAL, 1, 0, socket.AF_INET6),
            (_RETURN, 0, 0, _ALLOW),
            (_RETURN, 0, 0, _REFUSE),
        )
    )
    steps = ctypes.create_string_buffer(program, len(program))
    described = struct.pack("HP", len(program) // 8, ctypes.addressof(steps))
    filtering = ctypes.create_string_buffer(described, len(described))
    steps_taken = (libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), libc.prctl(_SECCOMP, _FILTER, filtering, 0, 0))
    return steps_taken == (0, 0)

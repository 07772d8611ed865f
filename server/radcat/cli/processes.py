"""What granian runs in each process that it starts for `radcat serve`; no command nor option is loaded here."""

from __future__ import annotations

import os
import signal
import time
from threading import Thread
from typing import Final
from wsgiref.types import WSGIApplication

from radcat.cli import listening

PORT: Final = "_RADCAT_PORT"  # in the environment: where the server listens


def web_process() -> WSGIApplication:
    """Make the application, and see to it that the process ends when it should."""
    from radcat.web.app import serve_from_environment  # here, since the command, which starts this, needs no Flask

    _end_when_it_should()
    if port := os.environ.get(PORT):
        Thread(target=listening.cut_unread, args=(int(port),), daemon=True).start()
    return serve_from_environment()


def scratch_process() -> WSGIApplication:
    """Make the scratch server's application; see web_process."""
    from radcat.scratch.web import serve_from_environment

    _end_when_it_should()
    return serve_from_environment()


def _end_when_it_should() -> None:
    # Ctrl-C in a terminal reaches all of us. The parent ends us then, and a worker of granian's hangs if told twice.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _end_with(parent: int) -> None:
    """End this process when its parent was killed: it would go on holding the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)

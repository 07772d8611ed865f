"""Work that is shared out among as many processes as there are processors.

The processes are started anew ("spawn"), since a fork of a process with threads may hang, and run code of ours on data
of ours: nothing limits them. What a visitor sends is evaluated in `sandbox` instead.
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain
from multiprocessing.connection import wait
from typing import Any, Final, TypeVar

log = logging.getLogger(__name__)

Shared = TypeVar("Shared")
Task = TypeVar("Task")
Result = TypeVar("Result")
Prepare = Callable[[Shared], Callable[[Task], Result]]

_AHEAD: Final = 3  # tasks that wait for each process, so that none is idle and few results are held
_work: Callable[[Any], Any] | None = None  # of a process that was started here


def available() -> int:
    """How many processes can work at once; 1 in a process that may start none."""
    if multiprocessing.current_process().daemon:
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def share_out(prepare: Prepare[Shared, Task, Result], shared: Shared, tasks: Iterable[Task]) -> Iterator[Result]:
    """Do *tasks* in several processes, and yield what comes of them, in their order.

    Each process calls *prepare* with *shared* once, and what that returns with each task; all of it is pickled. If one
    of them is killed, what is left is done in this process.
    """
    started: deque[Task] = deque()  # whose results were not yielded yet
    results: deque[Future[Result]] = deque()
    to_do = iter(tasks)
    number = available()
    executor = ProcessPoolExecutor(number, multiprocessing.get_context("spawn"), _start, (prepare, shared))
    try:
        for task in to_do:
            started.append(task)  # first: an executor that has broken takes nothing more
            results.append(executor.submit(_do, task))
            if len(results) == number * _AHEAD:
                yield results.popleft().result()
                started.popleft()
        while results:
            yield results.popleft().result()
            started.popleft()
        return
    except BrokenProcessPool:
        log.warning("a process that shared the work has ended; what is left is done in this one")
    finally:
        executor.shutdown(cancel_futures=True)
    yield from map(prepare(shared), chain(started, to_do))


def _start(prepare: Prepare[Any, Any, Any], shared: object) -> None:
    global _work  # the executor has no other place for what its processes keep
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted too, and ends this process
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _work = prepare(shared)


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        wait([parent.sentinel])
        os._exit(1)  # it was killed: nobody is left to work for


def _do(task: object) -> Any:
    assert _work is not None  # noqa: S101  # the initializer made it
    return _work(task)

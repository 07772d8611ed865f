"""Work shared out among processes: in order, whole, and done even where one of them is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from radcat import processes


def doubling(shared: int) -> Callable[[int], tuple[int, int]]:
    return lambda task: (shared * task, os.getpid())


def dying(parent: int) -> Callable[[int], int]:
    def work(task: int) -> int:
        if task == 7 and os.getpid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
        return task

    return work


def refusing(_shared: None) -> Callable[[int], int]:
    def work(task: int) -> int:
        if task == 3:
            raise ValueError("this one can't be done")
        return task

    return work


def test_results_come_in_the_order_of_the_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "available", lambda: 2)
    found = list(processes.share_out(doubling, 2, range(40)))
    assert [result for result, _ in found] == [2 * task for task in range(40)]
    assert os.getpid() not in {process for _, process in found}


def test_what_a_killed_process_leaves_is_done_here(caplog: pytest.LogCaptureFixture) -> None:
    assert list(processes.share_out(dying, os.getpid(), range(20))) == list(range(20))
    assert "has ended" in caplog.text


def test_an_error_of_the_work_is_the_caller_s() -> None:
    with pytest.raises(ValueError, match="this one"):
        list(processes.share_out(refusing, None, range(5)))


ORPHANS = """
import os, sys, time
from radcat import processes

def prepare(folder):
    open(os.path.join(folder, str(os.getpid())), "w").close()
    return lambda task: time.sleep(task)

if __name__ == "__main__":
    list(processes.share_out(prepare, sys.argv[1], [600, 600]))
"""


def test_no_process_outlives_a_parent_that_is_killed(tmp_path: Path) -> None:
    script, noted = tmp_path / "orphans.py", tmp_path / "noted"
    script.write_text(ORPHANS)
    noted.mkdir()
    parent = subprocess.Popen([sys.executable, str(script), str(noted)])
    try:
        _wait_until(lambda: bool(list(noted.iterdir())))
    finally:
        parent.kill()
        parent.wait()
    started = [int(path.name) for path in noted.iterdir()]
    _wait_until(lambda: not any(map(_is_alive, started)))


def _wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


def _is_alive(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"

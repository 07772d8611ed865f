"""serve --scratch, as a process: without a catalogue, on this machine only, and gone when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests
from tests.ports import free_port

Process = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.mark.parametrize("bind", ["0.0.0.0:{}", "[::]:{}", "192.0.2.1:{}", "example.org:{}"])
def test_another_address_than_this_machines_is_refused(process: Process, bind: str) -> None:
    result = process("serve", "--scratch", "--bind", bind.format(free_port()))
    assert result.returncode == 2
    assert "--scratch accepts updates from anybody; bind it to 127.0.0.1" in result.stderr


def children(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()]
    found = [child for child, parent in rows if parent == pid]
    return found + [below for child in found for below in children(child)]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_needs_no_folder_and_leaves_nothing_behind(tmp_path: Path, sent: signal.Signals) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    folder = tmp_path / "standing here"
    temporary = tmp_path / "temporary"
    folder.mkdir()
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "radcat", "serve", "--scratch", "--bind", f"127.0.0.1:{port}"],
        cwd=folder, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "TMPDIR": str(temporary), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    with process, process.stdout:
        said = process.stdout.readline()
        assert f"scratch store at {address}" in said
        wait_for(lambda: is_up(address))
        update = {"update": "INSERT DATA { <a> <b> 1 }"}
        assert requests.post(f"{address}sparql", data=update, timeout=120).status_code == 204
        assert requests.get(f"{address}readyz", timeout=120).json()["triples"] == 1
        started = children(process.pid)
        assert len(started) >= 2, "the web process and the store's"
        process.send_signal(sent)
        process.wait(timeout=120)
    wait_for(lambda: not [pid for pid in started if Path(f"/proc/{pid}/cmdline").exists() and is_running(pid)])
    assert list(folder.iterdir()) == []
    if sent != signal.SIGKILL:
        assert list(temporary.iterdir()) == []


def is_running(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


def is_up(address: str) -> bool:
    try:
        return requests.get(f"{address}healthz", timeout=120).status_code == 200
    except requests.RequestException:
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)

"""serve, as a process: where it listens, what it says, how it ends."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest

EXAMPLE = Path(__file__).parent.parent / "example"
Process = Callable[..., "subprocess.CompletedProcess[str]"]


@dataclass
class Server:
    """A running `radcat serve`."""

    process: subprocess.Popen[str]
    address: str
    printed: list[str]

    def get(self, path: str, accept: str = "*/*") -> tuple[int, bytes]:
        request = urllib.request.Request(self.address + path, headers={"Accept": accept})  # noqa: S310  # our own
        try:
            with urllib.request.urlopen(request, timeout=120) as response:  # noqa: S310
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def is_up(self) -> bool:
        try:
            return self.get("healthz")[0] == 200
        except OSError:
            return False


Serve = Callable[..., Server]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts `radcat serve` with its own process group, as a terminal does, and waits until it answers."""
    started: list[subprocess.Popen[str]] = []
    readers: list[threading.Thread] = []

    def gather(process: subprocess.Popen[str], printed: list[str]) -> None:
        assert process.stdout is not None
        with process.stdout:
            printed.extend(process.stdout)

    def start(
        *arguments: str, root: Path = EXAMPLE, preexec: Callable[[], None] | None = None, **environment: str
    ) -> Server:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "radcat", "serve", "--root", str(root), "--data", str(tmp_path / "data")]
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environment}, preexec_fn=preexec,
        )  # fmt: skip
        started.append(process)
        server = Server(process, f"http://127.0.0.1:{port}/", [])
        readers.append(threading.Thread(target=gather, args=(process, server.printed), daemon=True))
        readers[-1].start()
        wait_for(lambda: server.is_up() or process.poll() is not None)
        assert process.poll() is None, server.printed
        return server

    yield start
    for process in started:
        if group(process):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for reader in readers:
        reader.join(timeout=120)


def wait_for(condition: Callable[[], bool], seconds: float = 240) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def group(process: subprocess.Popen[str]) -> list[int]:
    """The processes that live in the group of *process*: itself, its web processes, their query workers."""
    listed = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in listed.splitlines()]
    return [int(pid) for pid, pgid, state in rows if int(pgid) == process.pid and not state.startswith("Z")]


def test_it_serves_another_catalogue_from_another_folder(serve: Serve) -> None:
    server = serve()
    status, page = server.get("", "text/html")
    assert status == 200
    assert "Tide gauges of the Seven Skerries" in page.decode()
    assert server.get("datasets/skerry-float.ttl")[0] == 200
    assert json.loads(server.get("sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D")[1])["boolean"] is True


def test_records_have_iris_under_the_address_that_is_served(serve: Serve) -> None:
    server = serve()
    text = server.get("datasets/skerry-float", "text/turtle")[1].decode()
    assert text.startswith(f"@base <{server.address}> .\n")
    assert server.address in server.get("datasets/skerry-float.nt")[1].decode()


def test_a_base_iri_that_is_set_is_kept_wherever_it_is_served(serve: Serve) -> None:
    server = serve(RADCAT_BASE_IRI="https://data.example.org/tides")
    assert server.get("catalog.ttl")[1].startswith(b"@base <https://data.example.org/tides/> .\n")


def test_it_says_what_was_published_and_where_to_look(serve: Serve) -> None:
    server = serve()
    assert wait_for(lambda: len(server.printed) >= 2)
    assert server.printed[0] == "generation 19: 19 published, 0 withdrawn, 0 unchanged\n"
    assert (
        f"Serving {EXAMPLE} at {server.address}  (SPARQL: {server.address}sparql)  Ctrl-C stops." in server.printed[1]
    )
    assert "\x1b" not in "".join(server.printed)


def test_a_second_start_republishes_nothing(serve: Serve) -> None:
    first = serve()
    os.killpg(first.process.pid, signal.SIGINT)
    first.process.wait(timeout=120)
    second = serve()
    assert wait_for(lambda: len(second.printed) >= 2)
    assert second.printed[0] == "generation 19: 0 published, 0 withdrawn, 19 unchanged\n"


def test_a_broken_record_keeps_nobody_from_being_served(serve: Serve, catalogue_folder: Path) -> None:
    (catalogue_folder / "records/datasets/draft.ttl").write_text("not Turtle")
    server = serve(root=catalogue_folder)
    assert server.get("datasets/skerry-float")[0] == 200
    assert server.get("datasets/draft")[0] == 404
    state = json.loads(server.get("readyz")[1])
    assert [finding["place"] for finding in state["not_published"]] == ["records/datasets/draft.ttl"]
    assert wait_for(lambda: any("see `radcat status`" in line for line in server.printed))
    assert any(line.startswith("WARNING: not published: records/datasets/draft.ttl:1: ") for line in server.printed)


def test_a_running_server_shows_what_is_published_beside_it(
    serve: Serve, catalogue_folder: Path, process: Process
) -> None:
    server = serve(root=catalogue_folder)
    query = "SELECT (COUNT(*) AS ?n) { ?d a <http://www.w3.org/ns/dcat#Dataset> }"
    asked = f"sparql?{urlencode({'query': query, 'format': 'csv'})}"
    assert server.get(asked)[1] == b"n\r\n5\r\n"
    assert server.get("datasets/skerry-float")[0] == 200
    (catalogue_folder / "records/datasets/skerry-float.ttl").unlink()
    process("sync", environment={"RADCAT_BASE_IRI": server.address})
    assert server.get(asked)[1] == b"n\r\n4\r\n"
    assert server.get("datasets/skerry-float")[0] == 410


def test_a_port_that_is_taken_is_said_before_any_work_is_done(process: Process, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        bind = f"127.0.0.1:{other.getsockname()[1]}"
        result = process("serve", "--bind", bind)
    assert result.returncode == 2
    assert f"can't listen on {bind}: Address already in use. Choose another with --bind HOST:PORT." in result.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("to_all", [True, False], ids=["to all, as a terminal does", "to the server only"])
def test_ctrl_c_and_a_polite_kill_end_it_and_all_that_it_started(
    serve: Serve, sent: signal.Signals, to_all: bool
) -> None:
    server = serve()
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200
    assert len(group(server.process)) > 2, "server, web process, query workers"
    (os.killpg if to_all else os.kill)(server.process.pid, sent)
    assert server.process.wait(timeout=120) in (0, -sent, 128 + sent)
    assert wait_for(lambda: not group(server.process))
    assert "Traceback" not in "".join(server.printed)


def test_a_server_that_was_killed_leaves_nobody_on_its_port(serve: Serve) -> None:
    server = serve()
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200
    server.process.kill()
    assert wait_for(lambda: not group(server.process))
    assert not server.is_up()


def test_a_folder_without_records_is_not_served(process: Process, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{probe.getsockname()[1]}"
    result = process("serve", "--root", str(tmp_path / "data"), "--bind", bind)
    assert result.returncode == 2
    assert "holds no records" in result.stderr


def test_an_answer_that_is_stopped_is_an_error_however_much_of_it_there_was(serve: Serve) -> None:
    server = serve(RADCAT_QUERY_TIMEOUT="2")
    query = urlencode({"query": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "format": "csv"})
    with pytest.raises(urllib.error.HTTPError) as raised:
        urllib.request.urlopen(f"{server.address}sparql?{query}", timeout=120)  # noqa: S310  # our own
    assert raised.value.code == 503
    assert json.loads(raised.value.read())["seconds"] == 2
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200


def web_processes(server: Server) -> list[int]:
    """The processes that answer requests: those that listen, beside the one that looks after them."""
    listed = subprocess.run(
        ["ps", "-wweo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(maxsplit=3) for line in listed.splitlines()]
    return [
        int(pid)
        for pid, parent, state, command in rows
        if int(parent) == server.process.pid and not state.startswith("Z") and "spawn_main" in command
    ]


def test_web_processes_are_started_again_however_often_they_end(serve: Serve) -> None:
    server = serve()
    for _ in range(4):  # granian by itself gives up at the second
        assert wait_for(lambda: len(web_processes(server)) == 1)
        (process,) = web_processes(server)
        os.kill(process, signal.SIGKILL)
        assert wait_for(lambda process=process: process not in web_processes(server))  # type: ignore[misc]  # mypy infers no default
        assert wait_for(server.is_up), server.printed
    assert server.get("sparql?query=ASK%7B%7D")[0] == 200
    assert server.process.poll() is None
    assert sum("web process 1 ended" in line for line in server.printed) == 4
    os.killpg(server.process.pid, signal.SIGINT)
    assert server.process.wait(timeout=120) is not None
    assert wait_for(lambda: not group(server.process))


def limited(files: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    return limit


@pytest.mark.parametrize("files", [20, 64, 160, 255])
def test_too_low_a_limit_of_open_files_is_said_before_any_work_is_done(tmp_path: Path, files: int) -> None:
    command = [sys.executable, "-m", "radcat", "serve", "--root", str(EXAMPLE), "--data", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=limited(files), timeout=240)
    assert done.returncode == 2
    assert f"this process may open only {files} files, and serving needs at least 256" in done.stderr
    assert "ulimit -n 4096" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("files", [256, 300, 512, 700])
def test_a_low_limit_of_open_files_is_enough(serve: Serve, files: int) -> None:
    server = serve(preexec=limited(files))
    for path in ("", "datasets/", "datasets/skerry-float", "sparql?query=ASK%7B%7D", "readyz"):
        assert server.get(path)[0] == 200, path
    assert "Traceback" not in "".join(server.printed)

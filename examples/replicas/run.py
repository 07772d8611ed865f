"""One writer, two read-only web nodes and two read-only Oxigraph replicas behind nginx, all on this machine.

    python examples/replicas/run.py --root . --folder /tmp/replicas --bind 127.0.0.1:8000

What is a process here is a machine elsewhere: the writer runs `radcat sync` and `radcat snapshot`; each replica
serves its own copy of a snapshot's store; each web node follows the snapshots' ledgers and asks the store through
nginx. docs/deployment.md says what is what, and what to put in the place of this script.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

INTERVAL = 2.0  # seconds between two looks at the catalogue's folder
DRAIN = 5  # seconds that an answer under way may take when its replica is replaced
WEB_NODES = 2
REPLICAS = 2
BIN = Path(sys.executable).parent


_given = set[int]()  # ports that were found; who asked for one may not listen on it yet


def free_port() -> int:
    """Find a port on which nobody listens, and which was not found before."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        if port not in _given:
            _given.add(port)
            return port


@dataclass
class Server:
    """A process that listens, with all that it starts."""

    port: int
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, in a group of its own."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, env={**os.environ, **self.environment}, stdout=log, stderr=log, start_new_session=True
            )

    @property
    def is_running(self) -> bool:
        """Whether its process lives."""
        return self.process is not None and self.process.poll() is None

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it with all that it started."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@dataclass
class Deployment:
    """The whole of it."""

    root: Path  # the catalogue's folder
    folder: Path  # for everything that is written
    base_iri: str
    front: str  # HOST:PORT for visitors
    environment: dict[str, str] = field(default_factory=dict)  # settings of the web nodes
    web_nodes: list[Server] = field(default_factory=list)
    replicas: list[Server] = field(default_factory=list)
    nginx: subprocess.Popen[bytes] | None = None
    generation: int = 0

    def __post_init__(self) -> None:
        """Choose the port behind which the replicas are."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.snapshots = self.folder / "snapshots"
        self.store = f"127.0.0.1:{free_port()}"

    # The writer.

    def publish(self) -> None:
        """Publish what the catalogue's folder holds; a file with an error stands in nobody's way."""
        self._radcat("sync", "--root", self.root, "--data", self.folder / "writer", ok=(0, 1))

    # Everybody else.

    def start(self) -> None:
        """Start everything, and return when visitors are answered."""
        self.publish()
        self.web_nodes = [self._web_node(number) for number in range(WEB_NODES)]
        self.refresh()
        for node in self.web_nodes:
            node.start()
        for node in self.web_nodes:
            wait(lambda port=node.port: status(f"http://127.0.0.1:{port}/readyz") == 200, 60, f"web node {node.port}")

    def refresh(self) -> None:
        """Bring everybody to what is published: first the replicas, and when no old one answers, the web nodes.

        In this order an answer may be newer than the page beside it, and is never older: what web nodes keep
        in their caches carries the generation of the ledger that they follow.
        """
        snapshot = Path(self._radcat("snapshot", self.snapshots, "--data", self.folder / "writer").strip())
        generation = int(snapshot.name)
        if generation != self.generation or not all(replica.is_running for replica in self.replicas):
            old, self.replicas = self.replicas, [self._replica(snapshot) for _ in range(REPLICAS)]
            for replica in self.replicas:
                wait(lambda port=replica.port: shows(port, generation), 30, f"replica {replica.port}")
            self._switch()
            for replica in old:
                replica.kill(signal.SIGTERM)
            served = {f"replica-{replica.port}" for replica in self.replicas}
            for copy in self.folder.glob("replica-*[0-9]"):
                if copy.name not in served:
                    shutil.rmtree(copy)
        for number in range(WEB_NODES):
            self._radcat("follow", self.snapshots, "--data", self._data(number), RADCAT_READ_ONLY="true")
        self.generation = generation

    def mend(self) -> None:
        """Start web nodes that have died; replicas that have are replaced by the next refresh."""
        for node in self.web_nodes:
            if not node.is_running:
                node.kill()  # what it may have left behind
                node.start()

    def stop(self) -> None:
        """End everything."""
        if self.nginx is not None:
            self.nginx.terminate()
            self.nginx.wait()
        for server in (*self.web_nodes, *self.replicas):
            server.kill(signal.SIGTERM)

    def _data(self, number: int) -> Path:
        return self.folder / f"web-{number}"

    def _web_node(self, number: int) -> Server:
        port = free_port()
        environment = {
            "RADCAT_ROOT": str(self.root),
            "RADCAT_DATA": str(self._data(number)),
            "RADCAT_BASE_IRI": self.base_iri,
            "RADCAT_STORE": f"http://{self.store}/query",
            "RADCAT_READ_ONLY": "true",
            "RADCAT_TRUSTED_PROXIES": "127.0.0.1",
            **self.environment,
        }
        command = [str(BIN / "radcat"), "serve", "--bind", f"127.0.0.1:{port}"]
        return Server(port, command, environment, self.folder / f"web-{number}.log")

    def _replica(self, snapshot: Path) -> Server:
        """Start a replica beside those that serve, with a copy of its own."""
        port = free_port()
        copy = self.folder / f"replica-{port}"
        shutil.copytree(snapshot / "store", copy)
        command = [str(BIN / "oxigraph"), "serve-read-only", "--location", str(copy), "--union-default-graph"]
        server = Server(port, [*command, "--bind", f"127.0.0.1:{port}"], {}, self.folder / "replicas.log")
        server.start()
        return server

    def _switch(self) -> None:
        """Tell nginx of the new replicas, and wait until nothing is asked of the old ones any more."""
        self._write_conf()
        if self.nginx is None:
            conf = str(self.folder / "nginx.conf")
            with (self.folder / "nginx.err").open("wb") as log:
                self.nginx = subprocess.Popen(["nginx", "-p", str(self.folder), "-c", conf], stdout=log, stderr=log)
            wait(lambda: listens(self.store), 20, "nginx")
            return
        old = workers(self.nginx.pid)
        self.nginx.send_signal(signal.SIGHUP)
        wait(lambda: bool(workers(self.nginx.pid) - old), 20, "nginx's new workers")  # type: ignore[union-attr]
        wait(lambda: not workers(self.nginx.pid) & old, DRAIN + 20, "nginx's old workers")  # type: ignore[union-attr]

    def _write_conf(self) -> None:
        def servers(ports: list[int]) -> str:
            return "\n".join(f"        server 127.0.0.1:{port} max_fails=0;" for port in ports)

        template = (Path(__file__).parent / "nginx.conf").read_text()
        conf = template.format(
            drain=DRAIN,
            folder=self.folder,
            web=servers([node.port for node in self.web_nodes]),
            replicas=servers([replica.port for replica in self.replicas]),
            front=self.front,
            store=self.store,
        )
        if os.geteuid() == 0:
            conf = "user root;\n" + conf  # its temporary files are in our folder
        (self.folder / "nginx.conf").write_text(conf)

    def _radcat(self, *words: str | Path, ok: tuple[int, ...] = (0,), **environment: str) -> str:
        done = subprocess.run(
            [str(BIN / "radcat"), *map(str, words)],
            env={**os.environ, "RADCAT_BASE_IRI": self.base_iri, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in ok:
            raise RuntimeError(f"radcat {words[0]} ended with status {done.returncode}: {done.stderr}")
        return done.stdout


def wait(condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait until *condition* holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{what} is not ready after {seconds:g} s")
        time.sleep(0.05)


def status(url: str) -> int:
    """Ask, and return the status; 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def shows(port: int, generation: int) -> bool:
    """Whether the replica at *port* shows *generation*."""
    query = urllib.parse.urlencode({"query": f"ASK {{ ?base <urn:radcat:generation> {generation} }}"})
    request = urllib.request.Request(f"http://127.0.0.1:{port}/query?{query}", headers={"Accept": "text/csv"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return bool(response.read().strip() == b"true")
    except OSError:
        return False


def listens(address: str) -> bool:
    """Whether somebody listens at HOST:PORT."""
    host, _, port = address.rpartition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def workers(master: int) -> set[int]:
    """The worker processes of nginx."""
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return {int(child) for child in children}


def main() -> None:
    """Run it until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=Path, default=Path.cwd())
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--bind", default="127.0.0.1:8000")
    given = parser.parse_args()
    deployment = Deployment(given.root.resolve(), given.folder.resolve(), f"http://{given.bind}/", given.bind)
    try:
        deployment.start()
        print(f"http://{given.bind}/ is served; Ctrl-C stops.", flush=True)
        while True:
            time.sleep(INTERVAL)
            deployment.publish()
            deployment.refresh()
            deployment.mend()
    except KeyboardInterrupt:
        pass
    finally:
        deployment.stop()


if __name__ == "__main__":
    main()

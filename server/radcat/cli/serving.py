"""The command that most people start with: serve. The HTTP server is granian; see benchmarks/servers.py for why."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from math import ceil
from threading import Thread
from wsgiref.types import WSGIApplication

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from radcat.cli.options import progress, say_warnings, with_settings
from radcat.errors import AddressInUse, SettingError
from radcat.registry import Registry
from radcat.settings import DEFAULT_BIND, Settings

log = logging.getLogger(__name__)


@click.command()
@click.option("--bind", metavar="HOST:PORT", default=DEFAULT_BIND, show_default=True, help="Where to listen.")
@with_settings
def serve(settings: Settings, bind: str) -> None:
    """Publish the catalogue's folder and serve it: pages, RDF and SPARQL, until you press Ctrl-C.

    Unless RADCAT_BASE_IRI says otherwise, records have IRIs under the address that is served.

    \b
    Examples:
      radcat serve
      radcat serve --root tests/example --bind 127.0.0.1:8001
      RADCAT_BASE_IRI=https://data.example.org/ radcat serve --bind 0.0.0.0:8000
    """
    say_warnings()
    host, port = _address(bind)
    _try(host, port, bind)
    address = f"http://{_named(host)}:{port}/"
    settings = settings.model_copy(update={"base_iri": settings.base_iri or address})
    registry = Registry.open(settings)
    with progress() as report_progress:
        outcome = registry.publisher.sync(settings.root, report_progress)
    registry.ledger.close()
    refused = sum(not finding.published for finding in outcome.findings)
    click.echo(
        f"generation {outcome.generation}: {len(outcome.published)} published, {len(outcome.withdrawn)} withdrawn, "
        f"{outcome.unchanged} unchanged" + (f", {refused} not published (see `radcat status`)" if refused else "")
    )
    click.echo(
        f"Serving {settings.root} at {click.style(address, bold=True)}  (SPARQL: {address}sparql)  Ctrl-C stops."
    )
    os.environ |= {
        "RADCAT_ROOT": str(settings.root),
        "RADCAT_DATA": str(settings.data_folder.resolve()),
        "RADCAT_BASE_IRI": str(settings.base_iri),
    }
    Granian(
        "radcat.cli.serving:web_process",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        respawn_failed_workers=True,
        workers_kill_timeout=ceil(settings.query_timeout) + 5,  # what is asked may still be answered
        log_level=LogLevels.warning,
    ).serve()


def web_process() -> WSGIApplication:
    """Make the application in a process that granian started, and see to it that the process ends when it should."""
    from radcat.web import serve_from_environment  # here, since no other command needs Flask

    # Ctrl-C in a terminal reaches all of us. The parent ends us then, and a worker of granian's hangs if told twice.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    return serve_from_environment()


def _end_with(parent: int) -> None:
    """End this process when its parent was killed: it would go on holding the port."""
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 65536:
        raise SettingError(f"--bind {bind} is no address; write HOST:PORT, such as {DEFAULT_BIND}.")
    return host.strip("[]"), int(port)


def _named(host: str) -> str:
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared, not bound
        return "localhost"
    return f"[{host}]" if ":" in host else host


def _try(host: str, port: int, bind: str) -> None:
    """Find out before any work whether the address can be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise AddressInUse(bind, error.strerror or str(error)) from error

"""The command `serve`. The HTTP server is granian; benchmarks/servers.py shows why."""

from __future__ import annotations

import logging
import multiprocessing
import os
import socket
from math import ceil
from typing import Final

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from radcat.bootstrap import Registry
from radcat.cli import listening
from radcat.cli.options import allow_withdrawals, progress, say_warnings, with_settings
from radcat.cli.processes import PORT
from radcat.cli.supervision import Supervisor
from radcat.errors import AddressInUse, NoCatalogue, SettingError
from radcat.loopback import is_loopback
from radcat.settings import DEFAULT_BIND, PACKAGED_CONTENT, Settings

# What granian says of many threads; ours wait for workers and for readers, and take no processor while they do.
_MANY_THREADS: Final = "Python threads, which seems quite high"
logging.getLogger("_granian").addFilter(lambda record: _MANY_THREADS not in record.getMessage())

SCRATCH_THREADS = 8  # they take turns at the one store


@click.command()
@click.option("--bind", metavar="HOST:PORT", default=DEFAULT_BIND, show_default=True, help="The address to listen on.")
@click.option(
    "--scratch", is_flag=True, help="Serve an empty, temporary store that accepts updates, instead of a catalogue."
)
@click.option("--writes", is_flag=True, help="Accept changes over HTTP from holders of a token. [RADCAT_WRITES]")
@allow_withdrawals
@with_settings
def serve(settings: Settings, bind: str, scratch: bool, writes: bool, allow_withdrawals: int) -> None:
    """Publish the catalogue's folder and serve it.

    Pages, RDF and SPARQL are served until you press Ctrl-C. The folder is published first, as `radcat sync` does;
    records that sync would not withdraw are still served, with a warning.

    Record IRIs begin with the served address, unless RADCAT_BASE_IRI is set.

    --scratch needs no catalogue: it serves an empty store for trying SPARQL. Anybody on this machine may change
    it, nothing is checked, and the content is lost when the server stops.

    \b
    Examples:
      radcat serve
      radcat serve --root tests/example --bind 127.0.0.1:8001
      radcat serve --writes
      radcat serve --scratch --bind 127.0.0.1:8002
      RADCAT_READ_ONLY=true radcat serve
      RADCAT_BASE_IRI=https://data.example.org/ radcat serve --bind 0.0.0.0:8000
    """
    say_warnings()
    listening.allow_open_files()
    host, port = _address(bind)
    if scratch and not is_loopback(host):
        raise SettingError(f"--scratch accepts updates from anybody; bind it to 127.0.0.1, not to {host}.")
    _try(host, port, bind)
    address = f"http://{_named(host)}:{port}/"
    if scratch:
        _serve_scratch(settings, host, port, address)
        return
    writes = writes or settings.writes
    if writes and settings.root == PACKAGED_CONTENT:
        raise SettingError("--writes can't change the catalogue inside the package; name your own with --root.")
    if writes and settings.read_only:
        raise SettingError("a read-only server accepts no writes; remove --writes or RADCAT_READ_ONLY.")
    settings = settings.model_copy(update={"base_iri": settings.base_iri or address, "writes": writes})
    registry = Registry.open(settings)
    if settings.read_only:
        click.echo(f"generation {registry.ledger.generation}: read-only, nothing was published.")
        if behind := registry.follower.catch_up():
            _warn(f"The search index is out of date: {behind}")
    else:
        _publish(registry, allow_withdrawals)
    registry.ledger.close()
    del registry  # with all that it has read; this process only looks after others from here on
    click.echo(
        f"Serving {settings.root} at {click.style(address, bold=True)}  (SPARQL: {address}sparql)  Ctrl-C stops."
    )
    # Not forked: what the store's engine started to publish would be missing in the copy, which then waits for ever.
    multiprocessing.set_start_method("spawn", force=True)
    os.environ |= {
        "RADCAT_ROOT": str(settings.root),
        "RADCAT_DATA": str(settings.data_folder.resolve()),
        "RADCAT_BASE_IRI": str(settings.base_iri),
        "RADCAT_WRITES": str(settings.writes),
        PORT: str(port),
    }
    Supervisor(
        "radcat.cli.processes:web_process",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=settings.web_processes,
        blocking_threads=settings.web_threads,
        workers_kill_timeout=ceil(settings.query_timeout) + 5,  # what is asked may still be answered
        log_level=LogLevels.warning,
        **listening.settings(),
    ).serve()


def _publish(registry: Registry, allow_withdrawals: int) -> None:
    """Publish the folder; where that can't be done as it stands, say so and serve what was published before."""
    try:
        with progress() as report_progress:
            outcome = registry.sync(report_progress, allow_withdrawals)
    except NoCatalogue as error:
        if not registry.ledger.generation:
            raise
        _warn(f"{error} Serving the last published state, generation {registry.ledger.generation}.")
        return
    refused = sum(not finding.published for finding in outcome.findings)
    click.echo(
        f"generation {outcome.generation}: {len(outcome.published)} published, {len(outcome.withdrawn)} withdrawn, "
        f"{outcome.unchanged} unchanged" + (f", {refused} not published (see `radcat status`)" if refused else "")
    )
    for withheld in outcome.withheld:
        _warn(f"Not withdrawn: {withheld.summary}")
    if registry.context_fault:
        _warn(registry.context_fault)
    if outcome.behind:
        _warn(f"The SPARQL store is out of date; the server keeps trying to update it: {outcome.behind}")


def _warn(words: str) -> None:
    click.echo(f"{click.style('WARNING:', fg='red', bold=True)} {words}", err=True)


def _serve_scratch(settings: Settings, host: str, port: int, address: str) -> None:
    click.echo(
        f"Serving an empty scratch store at {click.style(address, bold=True)}  "
        f"(SPARQL query and update: {address}sparql, graphs: {address}store)  Ctrl-C stops and deletes it."
    )
    os.environ["RADCAT_BASE_IRI"] = address
    Granian(
        "radcat.cli.processes:scratch_process",
        factory=True,
        interface=Interfaces.WSGI,
        address=host,
        port=port,
        workers=1,  # there is one store
        blocking_threads=min(settings.web_threads, SCRATCH_THREADS),
        workers_kill_timeout=ceil(settings.query_timeout) + 5,
        log_level=LogLevels.warning,
        **listening.settings(),
    ).serve()


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 65536:
        raise SettingError(f"--bind {bind} is not an address; write HOST:PORT, such as {DEFAULT_BIND}.")
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

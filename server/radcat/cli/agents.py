"""The command that serves a catalogue to agents: mcp."""

from __future__ import annotations

import logging
import sys

import click

from radcat.cli.options import with_settings
from radcat.client.transport import InProcess, OverHttp, Transport
from radcat.context_protocol.access import Limits, needs_names
from radcat.errors import MissingExtra
from radcat.settings import Settings

SECONDS = 60  # for an answer of a registry elsewhere


@click.command()
@click.option("--http", metavar="HOST:PORT", help="Serve streamable HTTP at /mcp.  [default: stdio]")
@click.option("--allow-host", multiple=True, metavar="HOST[:PORT]",
              help="A host name that clients reach the server by, with any port or with one; "
                   "may be given several times.")  # fmt: skip
@click.option("--catalogue", metavar="URL", help="Ask a registry elsewhere.  [default: the folder of --root]")
@with_settings
def mcp(settings: Settings, http: str | None, allow_host: tuple[str, ...], catalogue: str | None) -> None:
    """Serve the catalogue to agents, by the Model Context Protocol.

    The tools overview, search, get, compare, leakage, licences, findings and query only read, under the limits that
    hold over HTTP. It needs an extra: pip install 'radcat[mcp]'.

    \b
    Examples:
      radcat mcp --root /srv/catalogue
      radcat mcp --catalogue https://data.example.org/
      radcat mcp --http 127.0.0.1:8765
      radcat mcp --http 0.0.0.0:8765 --allow-host data.example.org
    """
    host, port = _place(http) if http else ("", 0)
    if http and not allow_host and needs_names(host):
        raise click.UsageError(
            f"nobody can tell by which names clients reach {http}; name them, such as --allow-host data.example.org."
        )
    try:
        from radcat.context_protocol import server  # here, since only this command needs the extra
    except ImportError as error:
        raise MissingExtra("radcat mcp", "mcp") from error
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)  # standard output is the protocol's
    transport: Transport = OverHttp(catalogue, SECONDS) if catalogue else InProcess.published(settings)
    try:
        if http:
            click.echo(f"radcat speaks MCP at http://{http}{server.PATH}", err=True)
            limits = Limits(settings.rate, settings.trusted_proxies, settings.proxy_header)
            server.over_http(transport, host, port, allow_host, limits)
        else:
            server.over_stdio(transport)
    finally:
        transport.close()


def _place(http: str) -> tuple[str, int]:
    host, _, port = http.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise click.BadParameter(
            f"{http!r} is no host with a port; write one such as 127.0.0.1:8765.", param_hint="--http"
        )
    return host.strip("[]"), int(port)

"""What an answer costs an agent: the tools of `radcat mcp` beside the same questions over HTTP.

    python benchmarks/agents.py

One server of each kind over this repository's catalogue, asked in turn in one run, a question after the other; times
are milliseconds, medians and the 99th percentile of a hundred questions after five that are not counted.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import anyio
import httpx2
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from measure import REPOSITORY
from tests.ports import free_port

TIMES, UNCOUNTED = 100, 5
SPARQL: Final = "SELECT ?s { ?s a <http://www.w3.org/ns/dcat#Dataset> }"
# By tool: its arguments, and the address that answers the same.
QUESTIONS: Final[dict[str, tuple[dict[str, Any], str, list[tuple[str, str]]]]] = {
    "overview": ({}, "api/search", [("per_page", "1")]),
    "search": ({"text": "lesion"}, "api/search", [("q", "lesion"), ("per_page", "10"), ("values", "0")]),
    "get": ({"dataset": "covidx-cxr"}, "api/facts", [("set", "covidx-cxr")]),
    "compare": ({"datasets": ["covidgr", "stoic2021"]}, "api/compare", [("d", "covidgr"), ("d", "stoic2021")]),
    "leakage": (
        {"train": ["covidx-cxr@V9A/train"], "test": ["midrc-ricord-1c"]},
        "api/leakage",
        [("train", "covidx-cxr@V9A/train"), ("test", "midrc-ricord-1c")],
    ),
    "licences": (
        {"datasets": ["covid-qu-ex", "stoic2021"]}, "api/licences", [("set", "covid-qu-ex"), ("set", "stoic2021")]
    ),
    "findings": ({"dataset": "covidx-cxr"}, "api/findings", [("set", "covidx-cxr")]),
    "query": ({"query": SPARQL}, "sparql", [("query", SPARQL)]),
}  # fmt: skip


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


async def timed(ask: Callable[[], Awaitable[Any]]) -> tuple[float, float]:
    """The median and the 99th percentile, in milliseconds."""
    found = []
    for number in range(TIMES + UNCOUNTED):
        begin = time.perf_counter()
        await ask()
        if number >= UNCOUNTED:
            found.append((time.perf_counter() - begin) * 1000)
    return statistics.median(found), statistics.quantiles(found, n=100)[98]


async def measure(stdio: StdioServerParameters, address: str, registry: str) -> None:
    """Print a line a tool."""
    async with AsyncExitStack() as stack:
        by_pipe = await stack.enter_async_context(Client(stdio_client(stdio)))
        by_http = await stack.enter_async_context(Client(address))
        plain = await stack.enter_async_context(httpx2.AsyncClient(timeout=60))
        print("| tool | stdio | streamable HTTP | the same over HTTP | stdio : HTTP |")
        print("|---|---|---|---|---|")
        for name, (arguments, path, parameters) in QUESTIONS.items():
            url = f"{registry}/{path}?{urlencode(parameters)}"

            async def once(url: str = url) -> None:
                # A part of the address that no answer depends on keeps the registry's cache out of it.
                (await plain.get(url, headers={"Cache-Control": "no-cache"})).raise_for_status()

            pipe = await timed(partial(by_pipe.call_tool, name, arguments))
            http = await timed(partial(by_http.call_tool, name, arguments))
            same = await timed(once)
            cells = [f"{median:.1f} / {high:.1f}" for median, high in (pipe, http, same)]
            print(f"| {name} | {' | '.join(cells)} | {pipe[0] / same[0]:.1f} |")


def main() -> None:
    """Start the servers and measure."""
    ports = free_port(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        place = ["--root", str(REPOSITORY), "--data", folder]
        environment = {**os.environ, "RADCAT_CACHE_MB": "0", "RADCAT_RATE_LIMIT": "off"}
        radcat = [sys.executable, "-m", "radcat"]
        subprocess.run([*radcat, "sync", *place], check=True, stdout=subprocess.DEVNULL)
        servers = [
            subprocess.Popen([*radcat, "serve", *place, "--bind", f"127.0.0.1:{ports[0]}"], env=environment),
            subprocess.Popen([*radcat, "mcp", *place, "--http", f"127.0.0.1:{ports[1]}"], env=environment),
        ]
        try:
            for port in ports:
                wait_for(port)
            time.sleep(5)  # until query workers stand by
            program, *arguments = [*radcat, "mcp", *place]
            stdio = StdioServerParameters(command=program, args=arguments, env=environment)
            anyio.run(measure, stdio, f"http://127.0.0.1:{ports[1]}/mcp", f"http://127.0.0.1:{ports[0]}")
        finally:
            for server in servers:
                server.terminate()
            for server in servers:
                server.wait(30)


if __name__ == "__main__":
    main()

"""Times a landing page and a query about one record: first, again, and from the cache."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote
from wsgiref.types import WSGIApplication

from measure import REPOSITORY, environment, ms, ratio, running, seconds, serve_command, table, times
from tests.ports import free_port
from werkzeug.test import EnvironBuilder

from radcat import settings
from radcat.bootstrap import Registry
from radcat.web.app import create_app
from radcat.web.middleware.cache import ResponseCache

BASE = "http://127.0.0.1:8000/"
REPEATS = 200
HTML = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}
SLUGS = sorted(path.stem for path in (REPOSITORY / "records" / "datasets").glob("*.ttl"))
Ask = Callable[[str, dict[str, str]], None]


def construct(base: str, slug: str) -> str:
    """The path of a query for everything that one record says."""
    graph = f"<{base}datasets/{slug}>"
    return "/sparql?query=" + quote(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")


def in_process(app: WSGIApplication) -> Ask:
    """Ask a WSGI application directly: server time, and nothing but."""

    def ask(path: str, headers: dict[str, str]) -> None:
        environ = EnvironBuilder(path=path.partition("?")[0], query_string=path.partition("?")[2], headers=headers)
        status = []

        def start_response(line: str, _headers: Any, _exc_info: Any = None) -> Callable[[bytes], object]:
            status.append(line)
            return lambda _: None

        answer: Iterable[bytes] = app(environ.get_environ(), start_response)
        b"".join(answer)
        getattr(answer, "close", lambda: None)()
        if not status[0].startswith("200 "):
            raise RuntimeError(f"{path}: {status[0]}")

    return ask


def over_http(connection: HTTPConnection) -> Ask:
    """Ask a server over one connection that is kept open."""

    def ask(path: str, headers: dict[str, str]) -> None:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")

    return ask


def firsts(ask: Ask, path_of: Callable[[str], str], headers: dict[str, str]) -> list[float]:
    """Take the time of the first request for each dataset."""
    return [seconds(lambda slug=slug: ask(path_of(slug), headers)) for slug in SLUGS]  # type: ignore[misc]


def row(label: str, ask: Ask, path_of: Callable[[str], str], headers: dict[str, str]) -> tuple[str, ...]:
    """Measure one kind of request: the very first, the first of each record, and one repeated."""
    very_first, *others = firsts(ask, path_of, headers)
    again = median(times(lambda: ask(path_of(SLUGS[0]), headers), REPEATS))
    first = median(others)
    return (label, ms(very_first), ms(first), ms(max(others)), ms(again), ratio(first, again))


def main() -> None:
    """Measure and print."""
    logging.disable(logging.INFO)
    columns = ("", "first of the process", "first, median", "first, slowest", "repeated", "first / repeated")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        registry = Registry.open(settings.read(REPOSITORY, data=data, base_iri=BASE))
        registry.publisher.sync(REPOSITORY)
        rows = []
        for label, limit in (("without the cache", 0), ("with the cache", 64 * 1024 * 1024)):
            # Opened anew, so that nothing is parsed yet.
            fresh = Registry.open(settings.read(REPOSITORY, data=data, base_iri=BASE))
            app = create_app(fresh)
            endpoint = app.extensions["radcat"].endpoint
            ask = in_process(ResponseCache(app.wsgi_app, lambda endpoint=endpoint: endpoint.position, limit))
            rows.append(row(f"landing page, {label}", ask, lambda slug: f"/datasets/{slug}", HTML))
            rows.append(row(f"CONSTRUCT of a record, {label}", ask, lambda slug: construct(BASE, slug), TURTLE))
            endpoint.close()
        table("Server time, in process", columns, rows)
        print(f"\nThe landing page is {len(page(fresh))} bytes of HTML.")
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        address = f"http://127.0.0.1:{port}/"
        with running(serve_command(port), port, environment(Path(folder), address)):
            ask = over_http(HTTPConnection("127.0.0.1", port))
            rows = [
                row("landing page", ask, lambda slug: f"/datasets/{slug}", HTML),
                row("CONSTRUCT of a record", ask, lambda slug: construct(address, slug), TURTLE),
            ]
    table("Over HTTP, one connection kept open, with the cache", columns, rows)


def page(registry: Registry) -> bytes:
    """The landing page that is asked for repeatedly."""
    app = create_app(registry)
    try:
        return app.test_client().get(f"/datasets/{SLUGS[0]}", headers=HTML).data
    finally:
        app.extensions["radcat"].endpoint.close()


if __name__ == "__main__":
    main()

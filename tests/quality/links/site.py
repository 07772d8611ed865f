"""A web site on loopback that answers in every way that servers answer, by the path that it is asked for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import unquote


@dataclass
class Site:
    """A server on loopback, and what it was asked."""

    address: str
    asked: list[tuple[str, str]] = field(default_factory=list)  # method and path, in order
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0


class Handler(BaseHTTPRequestHandler):
    """Answers as the first part of the path says, with the rest as what to answer."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.site.at_once += 1
        self.site.most_at_once = max(self.site.most_at_once, self.site.at_once)
        self.site.asked.append((self.command, self.path))
        self.site.agents.add(self.headers["User-Agent"])
        behaviour, _, rest = unquote(self.path).strip("/").partition("/")
        BEHAVIOURS.get(behaviour, lambda handler, _: handler.say(200))(self, rest.partition("?")[0])

    def say(self, code: int, **headers: str) -> None:
        self.site.at_once -= 1
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if code != 204:
            self.send_header("Content-Length", "0")
        self.end_headers()

    def write(self, text: bytes) -> None:
        self.wfile.write(text)
        self.wfile.flush()
        self.close_connection = True

    def hang(self, _: str) -> None:
        """Say nothing until the other side has gone."""
        self.rfile.read()
        self.close_connection = True

    def drip(self, _: str) -> None:
        """Say a header that does not end until the other side has gone."""
        self.write(b"HTTP/1.1 200 OK\r\nX: ")
        with suppress(ConnectionError):
            while True:
                self.write(b"a")
                time.sleep(0.1)

    def put_off(self, wait: str) -> None:
        """Answer the first GET with a request to wait."""
        if self.site.asked.count(("GET", self.path)) > 1:
            self.say(200)
        else:
            self.say(429, Retry_After=wait)

    def hang_up(self, _: str) -> None:
        if self.command == "HEAD":
            self.close_connection = True
        else:
            self.say(200)

    def log_message(self, *_: Any) -> None:
        pass


BEHAVIOURS: Final[Mapping[str, Callable[[Handler, str], object]]] = {
    "status": lambda handler, code: handler.say(int(code)),
    "head": lambda handler, code: handler.say(int(code) if handler.command == "HEAD" else 200),
    "head-hangs-up": Handler.hang_up,
    "to": lambda handler, rest: handler.say(302, Location=f"/{rest}"),
    "loop": lambda handler, _: handler.say(301, Location="/loop"),
    "to-nowhere": lambda handler, _: handler.say(301, Location="http://nowhere.invalid/"),
    "busy": Handler.put_off,
    "hangs": Handler.hang,
    "drips": Handler.drip,
    "garbage": lambda handler, _: handler.write(b"\x00\xff this is no HTTP\r\n\r\n"),
    "large": lambda handler, _: handler.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n"),
}


class Quiet(ThreadingHTTPServer):
    """A server that does not complain of clients that have gone, which some of the tests are about."""

    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        pass


def apart(work: Callable[[], Any]) -> Any:
    """Do *work* in a thread of its own: a browser that other tests keep open has an event loop in this one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result()


@contextmanager
def serving_site() -> Iterator[Site]:
    """Serve the site until the block ends."""
    handler = type("SiteHandler", (Handler,), {})
    server = Quiet(("127.0.0.1", 0), handler)
    handler.site = site = Site(f"http://127.0.0.1:{server.server_port}/")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

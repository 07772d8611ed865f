"""The static twin: the whole public face as files, for any host that serves files.

It is a walk: from the home page, the feeds and every record along all links, in pages, in Link headers and in
sitemaps. What needs a program behind it (queries, updates, OAI-PMH, a page of a list that takes parameters) can't be
a file; a link to it becomes plain text, except that the pages of a list become files of their own.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import Final
from urllib.parse import unquote, urljoin, urlsplit

from flask import Flask
from lxml import etree, html
from werkzeug.test import Client, TestResponse

from radcat.model import KINDS

# Where the walk begins, besides the records; a catalogue may lack one or the other.
MAY_BE_ABSENT: Final = (
    "",
    "datasets/",
    "catalog",
    "catalog.ttl",
    "catalog.jsonld",
    "catalog.rdf",
    "survey",
    "quality",
    "feed.atom",
    "ldes",
    "llms.txt",
    "robots.txt",
    "sitemap.xml",
    "dump.nq.gz",
    "dump.ttl.gz",
    ".well-known/void",
)
NEEDS_A_PROGRAM: Final = ("sparql", "store", "oai", "readyz", "healthz", "metrics", "search", "compare", "submissions")
HOME: Final = ""
OTHERS: Final = ("mailto:", "data:", "#")
_LINK: Final = re.compile(r"<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Written:
    """What an export did."""

    files: int
    bytes: int
    missing: tuple[str, ...]  # addresses that are linked to and do not answer 200


@dataclass
class _Walk:
    """The way through the site: addresses, relative to the base IRI, seen and still ahead; and what was written."""

    base: str
    seen: set[str] = field(default_factory=set)
    ahead: deque[str] = field(default_factory=deque)
    places: dict[str, PurePosixPath] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)

    def add(self, address: str, at: str = "") -> None:
        """Note an address of ours, unless it needs a program or was noted before."""
        name = local_name(address, self.base, at)
        if name is not None and name not in self.seen:
            self.seen.add(name)
            self.ahead.append(name)

    def visit(self, name: str, client: Client, folder: Path) -> int:
        """Write what *name* answers and note where it leads; return its size in bytes."""
        with closing(_get(client, name, self.base)) as answer:
            return self._keep(name, answer, folder)

    def _keep(self, name: str, answer: TestResponse, folder: Path) -> int:
        if answer.location:
            self.add(answer.location, name)
        if answer.status_code != HTTPStatus.OK:
            if answer.status_code >= HTTPStatus.BAD_REQUEST and name not in MAY_BE_ABSENT and not name.endswith("/"):
                self.missing.add(name)
            return 0
        content = answer.get_data()
        for linked in _linked(answer, content):
            self.add(linked, name)
        place = place_of(name, answer.mimetype or "")
        self.places[name] = place
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_bytes(content)
        return len(content)


def write(app: Flask, names: Iterable[str], base: str, folder: Path, report: Callable[[int, int], None]) -> Written:
    """Write what *app* serves under *base* into *folder*, beginning with the seeds and the records *names*."""
    walk, client, size = _Walk(base), Client(app.wsgi_app), 0
    for address in (*MAY_BE_ABSENT, *names, *(f"{kind.path.partition('/')[0]}/" for kind in KINDS)):
        walk.add(base + address)
    static = Path(app.static_folder or "")
    for path in sorted(path for path in static.rglob("*") if path.is_file()):
        walk.add(f"{base}static/{path.relative_to(static).as_posix()}")
    while walk.ahead:
        size += walk.visit(walk.ahead.popleft(), client, folder)
        report(len(walk.places), len(walk.places) + len(walk.ahead))
    for name, place in walk.places.items():
        if place.suffix == ".html":
            _relink(folder / place, name, place, walk.places, base)
    return Written(len(walk.places), size, tuple(sorted(walk.missing)))


def local_name(address: str, base: str, at: str = "") -> str | None:
    """An address relative to the base IRI, without its fragment; None where it is not ours or needs a program."""
    if address.startswith(("mailto:", "data:")):
        return None
    whole = urljoin(base + at, address).partition("#")[0]
    if not whole.startswith(base):
        return None
    name = whole.removeprefix(base)
    first = re.split(r"[/?.]", name, maxsplit=1)[0]
    query = urlsplit(whole).query
    takes_parameters = bool(query) and not re.fullmatch(r"page=[0-9]+", query)
    return None if first in NEEDS_A_PROGRAM or takes_parameters else name


def place_of(name: str, media_type: str) -> PurePosixPath:
    """The file of an address: `datasets/x` as a page is datasets/x.html, which hosts serve without its suffix, too."""
    path, _, query = name.partition("?")
    path = unquote(path)
    if not path or path.endswith("/"):
        path += "index"
    number = "-" + re.sub(r"[^A-Za-z0-9]+", "-", query) if query else ""
    if media_type == "text/html":
        return PurePosixPath(path.removesuffix(".html") + number + ".html")
    whole = PurePosixPath(path)
    return whole.with_name(whole.stem + number + whole.suffix) if number else whole


def _get(client: Client, name: str, base: str) -> TestResponse:
    path, _, query = name.partition("?")
    return client.get(
        "/" + unquote(path), query_string=query, base_url=base, headers={"Accept": "text/html, */*;q=0.5"}
    )


def _linked(answer: TestResponse, content: bytes) -> Iterator[str]:
    for header in answer.headers.getlist("Link"):
        yield from _LINK.findall(header)
    if answer.mimetype == "text/html":
        for _, _, address, _ in html.fromstring(content).iterlinks():
            yield address
    elif answer.mimetype in ("application/xml", "text/xml", "application/atom+xml"):
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        for element in root.iter("{*}loc", "{*}link"):
            yield element.get("href") or (element.text or "").strip()


def _relink(path: Path, name: str, place: PurePosixPath, targets: Mapping[str, PurePosixPath], base: str) -> None:
    """Let a page's links lead to files beside it, wherever the folder is put; what is no file is no link."""
    document = html.fromstring(path.read_bytes().decode())
    for element, attribute, address, _ in list(document.iterlinks()):
        if attribute is None or element.get("rel") == "canonical" or not _is_ours(address, base, name):
            continue
        target = targets.get(local_name(address, base, name) or HOME)
        if local_name(address, base, name) is not None and target is not None:
            fragment = address.partition("#")[2]
            element.set(attribute, relpath(target, place.parent) + (f"#{fragment}" if fragment else ""))
        elif element.tag == "form":
            element.drop_tree()
        elif element.tag == "a":
            del element.attrib[attribute]
    path.write_bytes(html.tostring(document, doctype="<!DOCTYPE html>", encoding="utf-8"))


def _is_ours(address: str, base: str, at: str) -> bool:
    return not address.startswith(OTHERS) and urljoin(base + at, address).startswith(base)

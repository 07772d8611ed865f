"""The static twin: the whole public face as files, for any host that serves files.

Records are written straight from their rows of formats. The rest is a walk: from the home page, the feeds and every
record along all links, in pages, in Link headers, in sitemaps and in the catalogue's pages. What needs a program
behind it (queries, updates, OAI-PMH, the event stream) can't be a file; a link to it becomes plain text.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import Final
from urllib.parse import unquote

from flask import Flask
from lxml import etree, html
from werkzeug.test import Client, TestResponse

from radcat.folder.names import fault
from radcat.formats import describe, representations_of
from radcat.formats.base import Representation
from radcat.harvest.llms import llms
from radcat.ledger.versions import Version
from radcat.lineage.naming import Names
from radcat.lineage.table import Table, table, to_json
from radcat.model import KIND, KINDS
from radcat.rdf.languages import INTERFACE
from radcat.rdf.syntaxes import TURTLE
from radcat.sparql.description import describe as describe_dataset
from radcat.static_site.addresses import asked_of_a_script, joined, local_name, place_of, with_places
from radcat.static_site.output import Replacement, replacing
from radcat.web import language
from radcat.web.state import Site
from radcat.web.views.catalog_pages import are_meant
from radcat.web.views.descriptions import VOID, describe_site

# Where the walk begins, besides the records; a catalogue may lack one or the other.
MAY_BE_ABSENT: Final = (
    *("", "datasets/", "catalog", "catalog.ttl", "catalog.jsonld", "catalog.rdf", "survey", "quality"),
    *("catalog.dcat-ap.ttl", "catalog.dcat-ap.jsonld", "catalog.dcat-ap.rdf"),
    *("feed.atom", "robots.txt", "sitemap.xml", "dump.nq.gz", "dump.ttl.gz"),
    *("data.json", "data-1.1.json"),
)
# What links in headers say and a host of files sends none of: a page has them as elements instead
# (https://signposting.org/FAIR/, level 1).
_SIGNPOSTS: Final = ("author", "cite-as", "describedby", "item", "license", "linkset", "type")
_OTHERS: Final = ("mailto:", "data:", "#")
_LINK: Final = re.compile(r'<(?P<target>[^>]*)>(?P<attributes>(?:; \w+="(?:[^"\\]|\\.)*")*)')
_ATTRIBUTE: Final = re.compile(r'; (?P<name>\w+)="(?P<value>(?:[^"\\]|\\.)*)"')
PAIRS: Final = PurePosixPath("leakage/pairs.json")  # beside the page that reads it
_PAGE: Final = "text/html"
_POLICY: Final = "Content-Security-Policy"

Report = Callable[[int, int], None]  # how many files are done, and of how many that are known


@dataclass(frozen=True, slots=True)
class Written:
    """What an export did."""

    files: int
    bytes: int
    removed: int  # files that an earlier export wrote and this one did not
    missing: tuple[str, ...]  # addresses that are linked to and do not answer 200


def write(app: Flask, folder: Path, report: Report) -> Written:
    """Write what *app* serves into *folder*, all or nothing; it is free for us, or an earlier export's."""
    here: Site = app.extensions["radcat"]
    app.config[language.OFFERED] = (INTERFACE,)  # a host of files does not negotiate, and each page is one file
    verdicts = table(here.catalogue)
    if verdicts is not None:
        app.extensions["radcat"] = here = replace(here, pairs=PAIRS.name)
    here.counter.statistics()  # begins to count, for the description that comes last
    with replacing(folder) as files:
        walk = _Walk(here, Client(app.wsgi_app), files, report)
        if verdicts is None:
            walk.seen.add("leakage")  # too many to carry: a page that could answer nothing is left out
        else:
            walk.keep(str(PAIRS), "", _pairs(here, verdicts))
        walk.documents()
        walk.begin(Path(app.static_folder or ""))
        walk.run()
        walk.relink()
        files.write(PurePosixPath("llms.txt"), _llms(here))
        files.write(PurePosixPath(VOID), TURTLE.write(describe_dataset(replace(describe_site(here), endpoint=None))))
    return Written(len(files.places), files.size, files.removed, tuple(sorted(walk.missing)))


def _pairs(here: Site, verdicts: Table) -> bytes:
    document = to_json(verdicts, Names(here.catalogue, verdicts.works), here.registry.ledger.generation)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _llms(here: Site) -> bytes:
    return llms(here.catalogue, here.catalogue.title, served=False).encode()


@dataclass(frozen=True, slots=True)
class _Page:
    """A page, to be written when it is known which links lead to files."""

    content: bytes
    signposts: tuple[dict[str, str], ...]
    policy: str


@dataclass
class _Walk:
    """The way through the site: names, which are addresses relative to the base IRI, seen and still ahead."""

    here: Site
    client: Client
    files: Replacement
    report: Report
    seen: set[str] = field(default_factory=set)
    ahead: deque[str] = field(default_factory=deque)
    places: dict[str, PurePosixPath] = field(default_factory=dict)
    pages: dict[str, _Page] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    nameless: set[str] = field(default_factory=set)  # records whose names can't be those of files

    def documents(self) -> None:
        """Write every record in all its formats; the catalogue's, which have pages, are met by links."""
        ledger, catalogue = self.here.registry.ledger, self.here.catalogue
        names = [(kind.name, name) for kind in KINDS for name in ledger.names(kind.name)]
        for done, (kind, name) in enumerate(names):
            self.report(len(self.places), len(self.places) + (len(names) - done) * len(representations_of(kind)))
            if not KIND[kind].single and fault(name.rpartition("/")[2], KIND[kind].path):
                # An older version let names through that can't be files, or that are those of others.
                self.nameless.add(name)
                self.missing.add(name)
                continue
            version = catalogue.version(name)
            self.add(self.here.base + name)
            for row in representations_of(kind):
                if are_meant(version, row):
                    self.add(f"{self.here.base}{name}.{row.suffix}")
                    continue
                document = f"{name}.{row.suffix}"
                self.seen.add(document)
                content = catalogue.omissions.attempt(version.record, row.name, partial(self._written, version, row))
                if content is None:
                    self.missing.add(document)
                else:
                    self.keep(document, "", content)

    def _written(self, version: Version, row: Representation) -> bytes:
        return row.write(describe(self.here.catalogue, version.record, self.here.registry.jsonld_context))

    def begin(self, static: Path) -> None:
        """Note where the walk begins."""
        names = [*MAY_BE_ABSENT, *(f"{kind.path.partition('/')[0]}/" for kind in KINDS)]
        names += [f"static/{p.relative_to(static).as_posix()}" for p in sorted(static.rglob("*")) if p.is_file()]
        for name in names:
            self.add(self.here.base + name)
        self.places |= {name: PurePosixPath(name) for name in ("llms.txt", VOID)}
        self.seen |= {"llms.txt", VOID}

    def add(self, address: str, at: str = "") -> None:
        """Note an address of ours, unless it needs a program or was noted before."""
        name = local_name(address, self.here.base, at)
        if name is not None and name not in self.seen and not self._is_nameless(name):
            self.seen.add(name)
            self.ahead.append(name)

    def _is_nameless(self, name: str) -> bool:
        return any(name == other or name.startswith((f"{other}.", f"{other}/")) for other in self.nameless)

    def keep(self, name: str, media_type: str, content: bytes) -> None:
        """Write a file."""
        self.places[name] = place_of(name, media_type)
        self.files.write(self.places[name], content)

    def run(self) -> None:
        """Visit whatever is ahead, until nothing is."""
        while self.ahead:
            name = self.ahead.popleft()
            with closing(_get(self.client, name, self.here.base)) as answer:
                self._visit(name, answer)
            self.report(len(self.places), len(self.places) + len(self.ahead))

    def _visit(self, name: str, answer: TestResponse) -> None:
        if answer.location:
            self.add(answer.location, name)
        if answer.status_code != HTTPStatus.OK:
            if answer.status_code >= HTTPStatus.BAD_REQUEST and name not in MAY_BE_ABSENT and not name.endswith("/"):
                self.missing.add(name)
            return
        content, media_type = answer.get_data(), answer.mimetype or ""
        links = [_read(found) for header in answer.headers.getlist("Link") for found in _LINK.finditer(header)]
        for link in links:
            self.add(link["href"], name)
        if media_type == _PAGE:
            for _, _, address, _ in html.fromstring(content).iterlinks():
                self.add(address, name)
            self.places[name] = place_of(name, media_type)
            self.pages[name] = _Page(content, tuple(_signposts(links)), _policy(answer))
            return
        if not name.endswith(".gz") and not name.startswith("static/"):
            for address in _named(content, media_type, self.here.base):
                self.add(address, name)
            content = with_places(content.decode(), self.here.base, media_type).encode()
        self.keep(name, media_type, content)

    def relink(self) -> None:
        """Write the pages, each of whose links leads to a file beside it, wherever the folder is put."""
        for name, page in self.pages.items():
            document = html.fromstring(page.content.decode())
            for element in document.xpath("//*[@data-needs='program']"):
                element.drop_tree()
            policy = page.policy if document.xpath("//script[@src]") else _without_scripts(page.policy)
            # First, since it holds for what comes after it.
            document.head.insert(1, html.Element("meta", {"http-equiv": _POLICY, "content": policy}))
            for signpost in page.signposts:
                document.head.append(html.Element("link", signpost))
            for element, attribute, address, _ in list(document.iterlinks()):
                if attribute is not None and element.get("rel") not in ("canonical", "cite-as"):
                    self._relink(name, element, attribute, address)
            text = html.tostring(document, doctype="<!DOCTYPE html>", encoding="utf-8")
            self.files.write(self.places[name], text)

    def _relink(self, at: str, element: etree._Element, attribute: str, address: str) -> None:
        if address.startswith(_OTHERS) or not joined(self.here.base + at, address).startswith(self.here.base):
            return
        fragment = address.partition("#")[2]
        asked = asked_of_a_script(address, self.here.base, at)
        name, query = asked or (local_name(address, self.here.base, at), "")
        target = None if name is None else self.places.get(name)
        if target is not None:
            place = relpath(target, self.places[at].parent)
            element.set(attribute, place + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else ""))
        elif element.tag == "a":
            del element.attrib[attribute]
        else:  # a form that nobody would read, or a link in the head
            element.drop_tree()


def _get(client: Client, name: str, base: str) -> TestResponse:
    path, _, query = name.partition("?")
    return client.get(
        "/" + unquote(path), query_string=query, base_url=base, headers={"Accept": "text/html, */*;q=0.5"}
    )


def _read(found: re.Match[str]) -> dict[str, str]:
    """Read one value of a Link header, as we write them."""
    attributes = {a["name"]: re.sub(r"\\(.)", r"\1", a["value"]) for a in _ATTRIBUTE.finditer(found["attributes"])}
    return {"href": found["target"], **attributes}


def _policy(answer: TestResponse) -> str:
    """The page's policy, without what browsers heed in a header only (CSP level 3, section 3.3)."""
    rules = (rule.strip() for rule in answer.headers[_POLICY].split(";"))
    return "; ".join(rule for rule in rules if not rule.startswith("frame-ancestors"))


def _without_scripts(policy: str) -> str:
    """The policy of a page none of whose scripts is left."""
    return "; ".join(rule for rule in policy.split("; ") if not rule.startswith("script-src"))


def _signposts(links: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for link in links:
        relations = [relation for relation in link["rel"].split() if relation in _SIGNPOSTS]
        if relations:
            yield {"rel": " ".join(relations), **{name: link[name] for name in ("type", "href") if name in link}}


def _named(content: bytes, media_type: str, base: str) -> Iterator[str]:
    """Find the addresses that a document names which lead on: pages of lists, and what a sitemap or feed has."""
    if media_type in ("application/xml", "text/xml", "application/atom+xml"):
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        for element in root.iter("{*}loc", "{*}link"):
            yield element.get("href") or (element.text or "").strip()
    else:
        yield from re.findall(re.escape(base) + r"[^\s\"'<>?#]*\?page=[0-9]+", content.decode())

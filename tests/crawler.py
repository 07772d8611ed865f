"""A crawler: it takes every address that a site names, in whatever form, and notes what does not answer."""

from __future__ import annotations

import gzip
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from itertools import islice
from urllib.parse import urljoin

import requests
from lxml import html
from requests.adapters import HTTPAdapter

SEEDS = (
    *(
        "",
        "robots.txt",
        "sitemap.xml",
        "feed.atom",
        "llms.txt",
        "ldes",
        "dump.nq.gz",
        "dump.ttl.gz",
        "data.json",
        "data-1.1.json",
        "healthz",
        "readyz",
    ),
    *(
        ".well-known/void",
        "datasets/",
        "search",
        "openapi.json",
        "queries/",
        "sparql",
        "catalog",
        "catalog.ttl",
        "catalog.rdf",
        "catalog.jsonld",
    ),
    *("catalog.dcat-ap.ttl", "catalog.dcat-ap.rdf", "catalog.dcat-ap.jsonld"),
    *(f"oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats")),
    *(f"oai?verb=ListRecords&metadataPrefix={prefix}" for prefix in ("oai_dc", "datacite", "dcat_ap", "schema")),
)
AT_ONCE = 4
_TARGET = re.compile(r"<([^>]*)>")
_TOKEN = re.compile(r"<resumptionToken[^>]*>([^<]+)<")


@dataclass
class Crawl:
    """What a walk from the seeds over every link found; addresses are absolute and without fragments."""

    base: str
    at: str  # where the base answers: that of a server, or of a proxy in front
    wanted: Callable[[str], bool] = lambda _: True
    statuses: dict[str, int] = field(default_factory=dict)
    named_by: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)  # of pages and other documents that are no dumps
    fragments: dict[tuple[str, str], str] = field(default_factory=dict)  # address and fragment: the page with the link
    anchors: dict[str, list[str]] = field(default_factory=dict)  # of each page, in order
    strays: set[str] = field(default_factory=set)  # addresses at our host that do not lie under the base

    def run(self) -> Crawl:
        """Walk until nothing new is named."""
        session = requests.Session()
        session.mount("http://", HTTPAdapter(pool_maxsize=AT_ONCE))
        # A name ends where no IRI of ours goes on: at what no IRI may hold, and at what stands behind one in a text.
        named = re.compile(re.escape(self.base) + r"[^\s\"<>\\^`{|}'(),#]*")

        def fetch(address: str) -> tuple[str, requests.Response]:
            place = self.at + address.removeprefix(self.base)
            headers = {"Accept": "text/html, */*;q=0.5"}
            return address, session.get(place, headers=headers, allow_redirects=False, timeout=120)

        ahead = deque(self.base + seed for seed in SEEDS)
        seen = set(ahead)
        with session, ThreadPoolExecutor(AT_ONCE) as pool:
            while ahead:
                some = [ahead.popleft() for _ in range(min(len(ahead), 16 * AT_ONCE))]
                for address, answer in pool.map(fetch, some):
                    self.statuses[address] = answer.status_code
                    for found in self._linked(address, answer, named):
                        if found.startswith(self.base) and found not in seen and self.wanted(found):
                            seen.add(found)
                            self.named_by[found] = address
                            ahead.append(found)
        return self

    @property
    def _origin(self) -> str:
        return urljoin(self.base, "/")

    def _linked(self, address: str, answer: requests.Response, named: re.Pattern[str]) -> Iterator[str]:
        for header in answer.raw.headers.getlist("Link"):
            yield from (urljoin(address, target).partition("#")[0] for target in _TARGET.findall(header))
        if location := answer.headers.get("Location"):
            yield urljoin(address, location)
        media_type = answer.headers.get("Content-Type", "")
        body = gzip.decompress(answer.content) if address.endswith(".gz") else answer.content
        text = body.decode()
        if media_type.startswith("text/html"):
            yield from self._of_page(address, body)
        if "html" in media_type or "xml" in media_type:
            text = unescape(text)
        if not address.endswith(".gz"):
            self.texts[address] = text
        yield from {found.rstrip(".:;") for found in set(named.findall(text))}
        if token := _TOKEN.search(text):
            yield f"{self.base}oai?verb=ListRecords&resumptionToken={token[1]}"

    def _of_page(self, address: str, body: bytes) -> Iterator[str]:
        document = html.fromstring(body)
        self.anchors[address] = document.xpath("//@id")
        for element, _, link, _ in document.iterlinks():
            if "nofollow" in (element.get("rel") or "").split():  # of choices among facets there is no end
                continue
            whole = urljoin(address, link)
            target, _, fragment = whole.partition("#")
            if fragment and target.startswith(self.base):
                self.fragments.setdefault((target, fragment), address)
            if whole.startswith(self._origin) and not whole.startswith(self.base):
                self.strays.add(f"{whole}, named by {address}")
            yield target

    def wrong(self, expected: Iterable[str] = ()) -> list[str]:
        """Say which addresses do not answer, and who named them; of the *expected* it is known."""
        good = {200, 301, 302, 303, 307, 308}
        bad = {a: status for a, status in self.statuses.items() if status not in good}
        return [
            f"{status} {a}, named by {self.named_by.get(a)}"
            for a, status in bad.items()
            if a.removeprefix(self.base) not in set(expected)
        ]

    def dead_fragments(self) -> list[str]:
        """Say which links lead to a place in a page that is not in it; not every address is a page."""
        return [
            f"{target}#{fragment}, named by {page}"
            for (target, fragment), page in self.fragments.items()
            if target in self.anchors and fragment not in self.anchors[target]
        ]

    def doubled_anchors(self) -> list[str]:
        """Say which pages have two places of one name."""
        return [page for page, found in self.anchors.items() if len(found) != len(set(found))]

    def naming(self, origin: re.Pattern[str]) -> list[str]:
        """Say, a dozen at most, which documents name an address of *origin*."""
        found = ((address, origin.search(text)) for address, text in self.texts.items())
        return list(islice((f"{address}: {match[0]}" for address, match in found if match), 12))

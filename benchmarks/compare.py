"""Compares the answers of two versions, byte for byte: `python benchmarks/compare.py BEFORE AFTER`, each a checkout.

Both serve copies of one data folder under one base IRI, so that dates, sequence numbers and addresses are the same.
The sample takes every route, and of each kind of record the first, the largest and the last, in every format.
What differs by itself is left out: ETags, which name a snapshot, and the time now.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from urllib.parse import quote

from measure import REPOSITORY, running
from tests.ports import free_port

from radcat.formats import representations_of

BASE = "http://radcat.example.org/"
WISHES = ("?_profile=alt", "?lang=de")
ROUTES = (
    *("", "about", "datasets/", "agents/", "queries/", "sources/", "externals/", "references/", "evidence/", "shapes/"),
    *(
        "ns/",
        "survey",
        "survey.csv",
        "survey.json",
        "survey.md",
        "survey.tex",
        "survey.ttl",
        "survey.csv-metadata.json",
        "survey.tsv",
        "survey.jsonld",
        "survey.charts.json",
        "survey.changes.json",
        "survey.bib",
        "survey.ris",
        "survey.csl.json",
    ),
    *("quality", "quality.ttl", "catalog", "catalog.ttl", "catalog.rdf", "catalog.jsonld", "catalog.nt"),
    *("catalog.dcat-ap.ttl", "catalog.dcat-ap.rdf", "catalog.dcat-ap.jsonld", "catalog?page=2", "catalog.ttl?page=2"),
    *("robots.txt", "sitemap.xml", "feed.atom", "feed.atom?page=2", "llms.txt", "ldes", "ldes?page=2", "nothing-here"),
    *(".well-known/void", "sparql", "service-description", "dump.ttl.gz", "dump.nq.gz", "datasets/nobody-knows-this"),
    *(f"oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats", "Nonsense")),
    *(
        f"oai?verb={verb}&metadataPrefix={prefix}"
        for verb in ("ListRecords", "ListIdentifiers")
        for prefix in ("oai_dc", "datacite", "dcat_ap", "schema", "none")
    ),
)
ACCEPTS = ("text/html", "text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples", "*/*")
QUERIES = {
    "SELECT": "SELECT ?d ?t { ?d a <http://www.w3.org/ns/dcat#Dataset> ; dct:title ?t } ORDER BY ?d ?t".replace(
        "dct:title", "<http://purl.org/dc/terms/title>"
    ),
    "ASK": "ASK { ?d a <http://www.w3.org/ns/dcat#Dataset> }",
    "CONSTRUCT": "CONSTRUCT { ?d a ?c } WHERE { ?d a ?c } ORDER BY ?d ?c",
    "nonsense": "SELEKT * { ?s ?p ?o }",
}
RESULTS = {
    "SELECT": ("json", "xml", "csv", "tsv", "html"),
    "ASK": ("json", "xml", "html"),
    "CONSTRUCT": ("turtle", "ntriples", "xml", "json-ld"),
    "nonsense": ("json",),
}
PASSING = re.compile(r"^(etag|date|server|age|x-request-id|cache-control-age)$", re.IGNORECASE)
NOW = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
SHOWN = 12  # lines of a difference


@dataclass(frozen=True, slots=True)
class Request:
    """A GET request: its path below the base, and what it accepts."""

    path: str
    accept: str = "*/*"


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, without what differs by itself."""

    status: int
    headers: dict[str, str]
    body: bytes


def requests(data: Path) -> Iterator[Request]:
    """What to ask of a registry whose data folder that is."""
    yield from map(Request, ROUTES)
    yield from (Request(route, accept) for accept in ACCEPTS for route in ("", "catalog", "datasets/", "ldes"))
    for kind, name in sample(data):
        yield from (Request(f"{name}.{row.suffix}") for row in representations_of(kind))
        yield from (Request(name, accept) for accept in ACCEPTS)
        yield from (Request(name + wish, "text/html") for wish in WISHES)
        if name.startswith("datasets/"):
            slug = name.removeprefix("datasets/")
            yield from (Request(f"quality/{slug}{end}") for end in ("", ".ttl", ".json", ".svg", "/losses"))
            yield Request(f"oai?verb=GetRecord&metadataPrefix=oai_dc&identifier={quote(BASE + name, safe='')}")
    for kind, text in QUERIES.items():
        yield from (Request(f"sparql?query={quote(text, safe='')}&format={wanted}") for wanted in RESULTS[kind])


def sample(data: Path) -> list[tuple[str, str]]:
    """Choose records by kind and name: of each kind the first, the largest and the last by name."""
    found: list[tuple[str, str]] = []
    with sqlite3.connect(data / "ledger.db") as ledger:
        rows = ledger.execute(
            "SELECT head.kind, head.name, length(version.text) FROM head JOIN version USING (sequence) "
            "WHERE head.status = 'published' ORDER BY head.kind, head.name"
        ).fetchall()
    for kind in dict.fromkeys(row[0] for row in rows):
        of_kind = [row for row in rows if row[0] == kind]
        largest = max(of_kind, key=lambda row: row[2])
        found += dict.fromkeys((kind, row[1]) for row in (of_kind[0], largest, of_kind[-1]))
    return found


def ask(port: int, request: Request) -> Answer:
    """Send *request* to the server at *port*."""
    address = f"http://127.0.0.1:{port}/{request.path}"
    sent = urllib.request.Request(address, headers={"Accept": request.accept, "Host": "radcat.example.org"})
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(sent, timeout=120) as response:
            status, headers, body = response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        status, headers, body = error.code, error.headers, error.read()
    kept = {name.lower(): value for name, value in headers.items() if not PASSING.match(name)}
    kept.pop("content-length", None)
    if request.path.startswith("oai"):
        body = NOW.sub(b"(a date)", body, count=1)  # responseDate
    return Answer(status, kept, body)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object) -> None:
        return None


def differences(before: Answer, after: Answer) -> list[str]:
    """Say where two answers differ."""
    found = []
    if before.status != after.status:
        found.append(f"status {before.status} -> {after.status}")
    found += [
        f"{name}: {before.headers.get(name)} -> {after.headers.get(name)}"
        for name in sorted({*before.headers, *after.headers})
        if before.headers.get(name) != after.headers.get(name)
    ]
    if before.body != after.body:
        texts = [answer.body.decode("utf-8", "replace").splitlines() for answer in (before, after)]
        lines = [line[:200] for line in unified_diff(*texts, lineterm="", n=0)][2:]
        same = "the same lines in another order" if sorted(texts[0]) == sorted(texts[1]) else f"{len(lines)} lines"
        found += [f"body: {same}", *lines[:SHOWN]]
    return found


def main() -> int:
    """Serve both versions, ask both, and print what differs; 1 where anything does."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    checkouts = [Path(argument).resolve() for argument in sys.argv[1:]]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        # The records of the version before, for both: what is compared is the program.
        content = folder / "content"
        for part in ("ontology", "records", "shapes"):
            shutil.copytree(checkouts[0] / part, content / part)
        _run(checkouts[0], "sync", content, folder / "first")
        shutil.rmtree(folder / "first" / "dumps", ignore_errors=True)
        ports = []
        for checkout in checkouts:
            data, port = folder / f"data{len(ports)}", free_port()
            shutil.copytree(folder / "first", data)
            stack.enter_context(
                running(
                    [sys.executable, "-m", "radcat", "serve", "--bind", f"127.0.0.1:{port}", *_place(content, data)],
                    port,
                    _environment(checkout),
                )
            )
            ports.append(port)
        statuses, different = Counter[int](), 0
        for request in dict.fromkeys(requests(folder / "first")):
            before, after = (ask(port, request) for port in ports)
            statuses[before.status] += 1
            found = differences(before, after)
            if found:
                different += 1
                print(f"\n{request.path or '(home)'} [{request.accept}]")
                print("\n".join(f"  {line}" for line in found))
        said = ", ".join(f"{count} of status {status}" for status, count in sorted(statuses.items()))
        print(f"\n{statuses.total()} answers compared ({said}); {different} differ")
    return 1 if different else 0


def _place(root: Path, data: Path) -> list[str]:
    return ["--root", str(root), "--data", str(data), "--base-iri", BASE]


def _run(checkout: Path, command: str, root: Path, data: Path) -> None:
    given = [sys.executable, "-m", "radcat", command, *_place(root, data)]
    subprocess.run(given, check=True, env=_environment(checkout), stdout=subprocess.DEVNULL, cwd=REPOSITORY)


def _environment(checkout: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(checkout / "server"), "RADCAT_ENGINE": "shacl", "RADCAT_RATE_LIMIT": "off"}


if __name__ == "__main__":
    sys.exit(main())

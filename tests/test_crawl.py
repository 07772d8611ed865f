"""Nothing that a site of ours names is missing: a crawler follows every link, with a proxy in front and without."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from tests.conftest import BASE, EXAMPLE, serving
from tests.crawler import Crawl
from tests.material import absent
from tests.ports import free_port

from radcat.formats import REPRESENTATIONS

# The Graph Store Protocol wants to be told which graph: its own address is the service's, and no document's.
SERVICES = ("store",)
LOOPBACK = re.compile(r"https?://(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\])[:/]")
PUBLIC = "https://registry.example/covid/"


def some_of_each_kind(address: str) -> bool:
    """Choose every page, every document about a dataset, and one document of each other record, of all kinds in turn.

    The example's crawl takes them all; here it would be five thousand times more of the same. So would what each
    format of each dataset loses, which is the dearest page of all, each way of each page of lineage, and each page in
    each language: some do.
    """
    if "lang=" in address and zlib.crc32(address.encode().rpartition(b"/")[2]) % 4:
        return False
    if "focus=" in address or "/leakage?" in address:
        return zlib.crc32(address.partition("?")[2].encode()) % 50 == 0
    name = address.rpartition("/")[2]
    stem, _, suffix = name.replace("?_profile=alt", ".").partition(".")
    if stem == "losses":
        return zlib.crc32(address.partition("/quality/")[2].encode()) % 10 == 0
    mine = ["", *(row.suffix for row in REPRESENTATIONS if row.kinds is None)]
    if "/datasets/" in address or name == stem or suffix not in mine or stem == "catalog":
        return True
    return suffix == mine[zlib.crc32(stem.encode()) % len(mine)]


@pytest.fixture(scope="module")
def whole(server: str) -> Crawl:
    """The site of this repository's catalogue, crawled."""
    return Crawl(server, server, some_of_each_kind).run()


def test_every_address_that_the_site_names_answers(whole: Crawl) -> None:
    assert len(whole.statuses) > 3000
    assert whole.wrong(SERVICES) == []
    assert whole.strays == set()


def test_every_link_to_a_place_in_a_page_finds_it_there(whole: Crawl) -> None:
    assert len(whole.fragments) > 100
    assert whole.dead_fragments() == []
    assert whole.doubled_anchors() == []


@contextmanager
def nginx(folder: Path, upstream: str, passed_on: str) -> Iterator[str]:
    """A proxy that is asked under another name, scheme and path than radcat, and does not say so."""
    program = shutil.which("nginx")
    if program is None:
        absent("nginx is absent: apt install nginx-light")
    port = free_port()
    for name in ("body", "proxy", "fastcgi", "uwsgi", "scgi"):
        (folder / name).mkdir()
    paths = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
    configuration = f"""
        daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
        events {{ worker_connections 64; }}
        http {{
            access_log off; client_body_temp_path {folder}/body; {paths}
            server {{
                listen 127.0.0.1:{port};
                location /covid/ {{
                    proxy_pass {upstream}{passed_on};
                    proxy_set_header Host inner.invalid;
                    proxy_set_header X-Forwarded-Host evil.invalid;
                    proxy_set_header X-Forwarded-Proto gopher;
                    proxy_set_header X-Forwarded-Prefix /evil;
                }}
            }}
        }}"""
    (folder / "nginx.conf").write_text(configuration)
    process = subprocess.Popen([program, "-c", folder / "nginx.conf", "-e", folder / "error.log"])
    try:
        while not _answers(f"http://127.0.0.1:{port}/covid/readyz"):
            assert process.poll() is None, (folder / "error.log").read_text()
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/covid/"
    finally:
        process.terminate()
        process.wait()


def _answers(address: str) -> bool:
    try:
        return requests.get(address, timeout=30).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the example, whose public address is another than its own."""
    folder = tmp_path_factory.mktemp("behind")
    root = folder / "catalogue"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns(".radcat"))
    with serving(root, folder / "data", RADCAT_BASE_IRI=PUBLIC, RADCAT_HARVEST_PAGE_SIZE="2") as address:
        yield address


@pytest.mark.parametrize("passed_on", ["", "/"], ids=["that leaves the path on", "that cuts the path off"])
def test_a_proxy_changes_no_address(behind: str, tmp_path: Path, passed_on: str) -> None:
    """Whatever host, scheme and path the visitor asks and radcat sees: all that it names is public, and answers."""
    with nginx(tmp_path, behind.rstrip("/"), passed_on) as proxy:
        crawl = Crawl(PUBLIC, proxy).run()
    assert len(crawl.statuses) > 300
    assert crawl.wrong(SERVICES) == []
    assert crawl.strays == set()
    assert crawl.dead_fragments() == []
    # The manual shows commands that serve on the reader's own machine.
    assert [line for line in crawl.naming(LOOPBACK) if f"{PUBLIC}docs/" not in line] == []
    assert crawl.naming(re.compile(r"(inner|evil)\.invalid|gopher:")) == []


def test_pages_lead_on_under_the_public_path_when_nothing_stands_in_front(behind: str) -> None:
    page = requests.get(behind, headers={"Accept": "text/html"}, timeout=30).text
    assert BASE not in page
    for asked in (behind, f"{behind}covid/"):
        assert requests.get(f"{asked}catalog.ttl", timeout=30).status_code == 200
    assert 'href="/covid/datasets/"' in page

"""This repository's own catalogue, harvested from a running server as data portals harvest it."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from rdflib import RDFS, VOID, Graph, URIRef
from tests.material import shared

REPOSITORY = Path(__file__).parent.parent.parent
DATASETS = len(list((REPOSITORY / "records" / "datasets").glob("*.ttl")))


def test_the_pages_together_satisfy_the_base_shapes_of_dcat_ap(server: str) -> None:
    tool = shared("tools/dcat_validate.py")
    command = [str(tool), f"{server}catalog.ttl?page_size=30", "--follow", "--sets", "dcatap3,dcatap3-deprecated"]
    done = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=False)
    head = re.search(r"triples from (\d+) documents, (\d+) datasets", done.stdout)
    assert head is not None, done.stdout + done.stderr
    assert head.groups() == (str(-(-DATASETS // 30)), str(DATASETS))
    found = dict(re.findall(r"== (\S+): (\d+) violations", done.stdout))
    assert found == {"dcatap3": "0", "dcatap3-deprecated": "0"}, done.stdout


@pytest.mark.parametrize(
    "address", ["catalog.rdf", "oai?verb=Identify", "feed.atom", "ldes", "sitemap.xml", "dump.nq.gz"]
)
def test_the_server_hands_out_what_the_application_writes(server: str, address: str) -> None:
    with urllib.request.urlopen(server + address) as answer:  # noqa: S310  # our own address
        assert answer.status == 200
        assert len(answer.read()) > 100


def test_void_leads_to_the_dumps(server: str) -> None:
    asked = urllib.request.Request(f"{server}.well-known/void", headers={"Accept": "text/turtle"})  # noqa: S310
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        description = Graph().parse(data=answer.read(), format="turtle")
    assert (None, RDFS.seeAlso, URIRef(f"{server}catalog.dcat-ap.ttl")) in description
    dumps = sorted(str(dump) for dump in description.objects(None, VOID.dataDump))
    assert dumps == [f"{server}dump.nq.gz", f"{server}dump.ttl.gz"]

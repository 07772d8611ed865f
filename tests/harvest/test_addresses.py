"""Behind a proxy, or asked by a wrong name: addresses are those of the configured base, never the request's."""

from __future__ import annotations

import gzip
import re

import pytest
from tests.harvest.conftest import BASE, Past

ADDRESSES = [
    "/catalog.ttl",
    "/catalog.rdf?page=2",
    "/catalog.jsonld?page=2&page_size=3",
    "/catalog.dcat-ap.ttl?page=2",
    "/catalog?_profile=dcat-ap",
    "/catalog.nt?modified_since=2024-02-29",
    "/oai?verb=Identify",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc",
    "/oai?verb=ListRecords&metadataPrefix=dcat_ap",
    "/oai?verb=nothing",
    "/sitemap.xml",
    "/robots.txt",
    "/llms.txt",
    "/feed.atom",
    "/ldes",
    "/ldes/0",
    "/dump.nq.gz",
    "/dump.ttl.gz",
    "/data.json",
    "/data-1.1.json",
]
PROXY = {
    "Host": "evil.example:8443",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "ftp",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-For": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=ftp",
    "X-Original-URL": "/evil",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_proxy_in_front_changes_no_address(past: Past, address: str) -> None:
    plain, proxied = past.client.get(address), past.client.get(address, headers=PROXY)
    bodies = [
        re.sub(rb"<responseDate>[^<]*", b"", gzip.decompress(r.data) if address.endswith(".gz") else r.data)
        for r in (plain, proxied)
    ]
    assert bodies[0] == bodies[1]
    assert BASE.encode() in bodies[0]
    assert b"evil" not in bodies[1]
    assert b"localhost" not in bodies[0]
    assert plain.headers.get("Link") == proxied.headers.get("Link")


@pytest.mark.parametrize("accept", ["text/turtle", "application/ld+json", "application/rdf+xml"])
def test_nor_in_the_root_that_fair_data_point_clients_begin_at(past: Past, accept: str) -> None:
    answers = [past.client.get("/", headers={"Accept": accept, **more}).data for more in ({}, PROXY)]
    assert b"evil" not in answers[1]
    assert BASE.encode() in answers[1]


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_says_what_get_says_without_a_body(past: Past, address: str) -> None:
    head, got = past.client.head(address), past.client.get(address)
    assert (head.status_code, head.content_type, head.data) == (got.status_code, got.content_type, b"")
    assert head.headers.get("ETag") == got.headers.get("ETag")

"""Who asks, behind a proxy that passes on what its clients make up, over the wire."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.conftest import EXAMPLE, serving_process

SPELLINGS = ["X_Forwarded_For", "X-Forwarded-For", "X-Forwarded_For", "x_forwarded-for"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_header_that_no_proxy_sets_makes_no_new_client(tmp_path: Path, spelling: str) -> None:
    settings = {
        "RADCAT_TRUSTED_PROXIES": "127.0.0.0/8",
        "RADCAT_PROXY_HEADER": "Forwarded",
        "RADCAT_RATE_LIMIT": "3/day",
    }
    with serving_process(EXAMPLE, tmp_path, **settings) as (address, _):
        statuses = []
        for number in range(5):
            connection = http.client.HTTPConnection(str(urlsplit(address).netloc), timeout=120)
            headers = {"Forwarded": "for=192.0.2.1", spelling: f"198.51.100.{number}"}
            connection.request("GET", "/sparql?query=ASK%7B%7D", headers=headers)
            answer = connection.getresponse()
            answer.read()
            statuses.append(answer.status)
            connection.close()
    assert statuses == [200, 200, 200, 429, 429]

"""Records written for lenient shapes (cases/14-lenient): sent by PUT and asked for in every way, under none."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cases.conftest import BASE, Publish

from radcat.formats import representations_of
from radcat.ledger.tokens import Role

LISTS = ["/", "/datasets/", "/feed.atom", "/sitemap.xml", "/catalog.ttl", "/oai?verb=ListRecords&metadataPrefix=oai_dc"]


def test_they_are_taken_by_put_and_answered_in_every_format(cases: Path, publish: Publish) -> None:
    published = publish(edit=lambda copy: shutil.rmtree(copy / "shapes"), writes=True)
    client = published.client
    token = published.registry.tokens.create("an admin", Role.ADMIN)
    files = sorted((cases / "14-lenient").glob("*.ttl"))
    assert files
    for file in files:
        name = f"datasets/{file.stem}"
        sent = client.put(
            f"/store?graph={BASE}{name}",
            data=file.read_bytes(),
            content_type="text/turtle",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert sent.status_code in (201, 204), (file.name, sent.data)
        for row in representations_of("dataset"):
            answer = client.get(f"/{name}.{row.suffix}")
            assert answer.status_code in (200, 406), (file.name, row.suffix, answer.data)
            assert row.name == "croissant" or answer.status_code == 200, (file.name, row.suffix, answer.data)
        page = client.get(f"/{name}", headers={"Accept": "text/html"})
        assert page.status_code == 200
        for answer in (page, client.get(f"/{name}.ttl"), client.head(f"/{name}")):
            assert not any(set("\r\n\t\0") & set(value) for value in answer.headers.values()), "no header is torn"
    for path in LISTS:
        assert client.get(path).status_code == 200, path
    client.application.extensions["radcat.writer"].close()
    published.registry.tokens.close()

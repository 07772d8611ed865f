"""What answers to harvesters take from what was written before is what would be written now."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.harvest.conftest import Past, dataset, entry, publish, withdrawal

from radcat.errors import RegistryError
from radcat.formats import BY_NAME
from radcat.formats.base import Described
from radcat.ledger.renderings import Renderings
from radcat.model import Record

FORMATS = ("oai_dc", "datacite", "dcat_ap", "schema")
AGENT = "agents/seven-skerries-tide-office"
SCHEME = "ns/instrument"


def changed(past: Past, name: str, before: str, after: str) -> Record:
    record = past.registry.catalogue.version(name).record
    text = record.text.decode()
    assert before in text
    return Record(record.kind, name, text.replace(before, after).encode())


def rename_agent(past: Past) -> None:
    text = past.registry.catalogue.version(AGENT).record.text.decode()
    name = re.search(r'foaf:name "([^"]*)"', text)
    assert name
    publish(past, [entry(changed(past, AGENT, name[1], "Office of Changed Names"))])


def remove_agent(past: Past) -> None:
    publish(past, [withdrawal(past.registry.catalogue.version(AGENT).record)])


def rename_concept(past: Past) -> None:
    publish(past, [entry(changed(past, SCHEME, '"float gauge"', '"gauge with a changed name"'))])


def rename_catalogue(past: Past) -> None:
    text = past.registry.catalogue.version("catalog").record.text.decode()
    title = re.search(r'dcterms:title "([^"]*)"', text)
    assert title
    publish(past, [entry(changed(past, "catalog", title[1], "A changed catalogue"))])


def change_a_dataset(past: Past) -> None:
    publish(past, [entry(dataset(5, "Another title"))])


CHANGES = [rename_agent, remove_agent, rename_concept, rename_catalogue, change_a_dataset]


def harvested(past: Past, prefix: str) -> list[bytes]:
    """All pages of a harvest, without what is another each time."""
    pages, address = [], f"oai?verb=ListRecords&metadataPrefix={prefix}"
    while True:
        page = past.get(address)
        token = re.search(rb"<resumptionToken[^>]*>([^<]+)<", page)
        page = re.sub(rb"<responseDate>.*?</request>", b"", page, flags=re.DOTALL)
        pages.append(re.sub(rb"(<resumptionToken[^>]*>)[^<]+", rb"\1", page))
        if not token:
            return pages
        address = f"oai?verb=ListRecords&resumptionToken={token[1].decode()}"


def turtle_pages(past: Past) -> list[bytes]:
    """All pages of the catalogue in Turtle."""
    pages, address = [], "catalog.ttl"
    while True:
        pages.append(past.get(address))
        found = re.search(rb"hydra/core#next> <([^>]*)>", pages[-1])
        if not found:
            return pages
        address = found[1].decode()


def forget(past: Past) -> None:
    folder = past.registry.settings.data_folder
    kept = list(folder.glob("renderings-*"))
    assert kept, "nothing was kept"
    for path in kept:
        path.unlink()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_after_a_change_all_is_as_if_nothing_had_been_kept(changing: Past, change: Callable[[Past], None]) -> None:
    before, pages = {prefix: harvested(changing, prefix) for prefix in FORMATS}, turtle_pages(changing)
    assert turtle_pages(changing) == pages
    change(changing)
    kept, pages = {prefix: harvested(changing, prefix) for prefix in FORMATS}, turtle_pages(changing)
    forget(changing)
    assert kept == {prefix: harvested(changing, prefix) for prefix in FORMATS}
    assert turtle_pages(changing) == pages
    assert kept != before


def test_what_has_not_changed_is_not_written_again(changing: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    first = harvested(changing, "oai_dc")
    written: list[str] = []
    write = BY_NAME["oai_dc"].write

    def noting(described: Described) -> bytes:
        written.append(described.record.name)
        return write(described)

    object.__setattr__(BY_NAME["oai_dc"], "write", noting)
    try:
        assert harvested(changing, "oai_dc") == first
        assert written == []
        change_a_dataset(changing)
        harvested(changing, "oai_dc")
        assert written == ["datasets/d-05"]
        rename_agent(changing)
        harvested(changing, "oai_dc")
        assert len(written) > 20, "all that it publishes"
    finally:
        object.__setattr__(BY_NAME["oai_dc"], "write", write)


def test_what_was_published_while_a_page_was_written_is_not_kept_with_it(
    changing: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record written from the agent's old name must not be kept as if written from its new one."""
    write, is_done = BY_NAME["oai_dc"].write, list[bool]()

    def interrupted(described: Described) -> bytes:
        written = write(described)
        if not is_done:
            is_done.append(True)
            rename_agent(changing)
        return written

    object.__setattr__(BY_NAME["oai_dc"], "write", interrupted)
    try:
        harvested(changing, "oai_dc")
    finally:
        object.__setattr__(BY_NAME["oai_dc"], "write", write)
    kept = harvested(changing, "oai_dc")
    forget(changing)
    assert kept == harvested(changing, "oai_dc")


def test_a_harvest_goes_on_where_nothing_can_be_kept(changing: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = harvested(changing, "oai_dc")
    nowhere = Renderings(changing.registry.settings.data_folder / "absent", "none")
    monkeypatch.setattr("radcat.web.state.Site.renderings", nowhere)
    assert harvested(changing, "oai_dc") == whole


def test_a_record_that_cannot_be_written_is_not_kept(changing: Past) -> None:
    write = BY_NAME["oai_dc"].write

    def failing(described: Described) -> bytes:
        if described.record.name == "datasets/d-05":
            raise RegistryError("no words")
        return write(described)

    assert b"Dataset 05" in b"".join(harvested(changing, "oai_dc"))
    forget(changing)
    object.__setattr__(BY_NAME["oai_dc"], "write", failing)
    try:
        assert b"Dataset 05" not in b"".join(harvested(changing, "oai_dc"))
    finally:
        object.__setattr__(BY_NAME["oai_dc"], "write", write)
    assert b"Dataset 05" in b"".join(harvested(changing, "oai_dc"))

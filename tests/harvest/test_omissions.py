"""One record that can't be written in a format costs a reader that record, and no other."""

from __future__ import annotations

import gzip
import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from lxml import etree
from rdflib import RDF, Graph
from rdflib.namespace import DCAT
from tests.harvest.conftest import BASE, EXAMPLE, Past, dataset, entry, publish, withdrawal

from radcat.bootstrap import Registry
from radcat.catalogue import Catalogue
from radcat.cli import cli
from radcat.formats import BY_NAME, dcat_ap, representations_of
from radcat.formats.base import Described, Representation
from radcat.harvest import dump
from radcat.ledger.omissions import Omissions
from radcat.model import Record
from radcat.quality import score
from radcat.quality.measuring import UNMEASURED
from radcat.rdf import turtle
from radcat.rdf.namespaces import HYDRA

SLUG = "d-05"
NAME = f"datasets/{SLUG}"
IRI = BASE + NAME
OTHER = "datasets/d-06"
OAI = {"o": "http://www.openarchives.org/OAI/2.0/"}
Break = Callable[[], None]


class Fault(Exception):
    """What nobody foresaw."""


@pytest.fixture
def unreadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """One record can't even be parsed."""
    graph = Catalogue.graph

    def failing(self: Catalogue, record: Record) -> Graph:
        if record.name == NAME:
            raise Fault("no graph")
        return graph(self, record)

    monkeypatch.setattr(Catalogue, "graph", failing)


@pytest.fixture
def breaking() -> Iterator[Callable[[Representation], None]]:
    """Breaks a format's writer for one record."""
    broken: list[tuple[Representation, Any]] = []

    def break_(row: Representation) -> None:
        write = row.write

        def failing(described: Described) -> bytes:
            if described.record.name == NAME:
                raise Fault("no words")
            return write(described)

        broken.append((row, write))
        object.__setattr__(row, "write", failing)  # the row is frozen, and in many tables

    yield break_
    for row, write in broken:
        object.__setattr__(row, "write", write)


def left_out(past: Past) -> set[tuple[str, str]]:
    ready = json.loads(past.client.get("/readyz").data)
    return {(omission["name"], omission["format"]) for omission in ready["left_out"]}


def others(past: Past) -> list[str]:
    return [iri for iri in past.published if iri != IRI]


def walked(past: Past, address: str, suffix: str) -> list[Graph]:
    """All pages of the catalogue, by hydra:next."""
    pages, step = list[Graph](), address
    while step:
        body = past.get(step)
        page = (
            turtle.parse(body, BASE, "the page")
            if suffix == "ttl"
            else Graph().parse(data=body, format={"rdf": "xml", "nt": "nt"}[suffix])
        )
        pages.append(page)
        step = str(next(page.objects(None, HYDRA.next), ""))
    return pages


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "nt"])
@pytest.mark.parametrize("profile", ["", "dcat-ap."])
def test_a_page_of_the_catalogue_leaves_it_out_and_counts_without_it(
    changing: Past, unreadable: None, profile: str, suffix: str
) -> None:
    pages = walked(changing, f"catalog.{profile}{suffix}", suffix)
    found = [str(node) for page in pages for node in sorted(page.subjects(RDF.type, DCAT.Dataset), key=str)]
    assert found == others(changing)
    members = {str(node) for page in pages for node in page.objects(None, DCAT.dataset)}
    assert members == set(others(changing))
    # From the page on that met it first.
    assert {str(total) for total in pages[-1].objects(None, HYDRA.totalItems)} == {str(len(others(changing)))}
    again, *_ = walked(changing, f"catalog.{profile}{suffix}", suffix)
    assert {str(total) for total in again.objects(None, HYDRA.totalItems)} == {str(len(others(changing)))}
    assert {name for name, _ in left_out(changing)} == {NAME}


@pytest.mark.parametrize("suffix", ["jsonld", "nq", "trig"])
@pytest.mark.parametrize("profile", ["", "dcat-ap."])
def test_so_does_one_in_the_other_syntaxes(changing: Past, unreadable: None, profile: str, suffix: str) -> None:
    body = changing.get(f"catalog.{profile}{suffix}?page_size=100").decode()
    assert OTHER in body
    assert NAME not in body


@pytest.mark.parametrize("prefix", ["oai_dc", "datacite", "dcat_ap", "schema"])
def test_an_oai_list_leaves_it_out_and_its_counts_and_cursors_are_right(
    changing: Past, breaking: Callable[[Representation], None], monkeypatch: pytest.MonkeyPatch, prefix: str
) -> None:
    _break_oai(breaking, monkeypatch, prefix)
    for _ in range(2):  # the first harvest meets it, the second knows of it
        found, cursors, size = _harvest(changing, f"oai?verb=ListRecords&metadataPrefix={prefix}")
        whole = [iri for iri in changing.published if iri != IRI] + [f"{BASE}datasets/d-02", f"{BASE}datasets/d-03"]
        assert sorted(found) == sorted(whole)
        assert cursors == [sum(counts) for counts in _running(changing, prefix)]
        assert size == len(whole)
    listed, _, size = _harvest(changing, f"oai?verb=ListIdentifiers&metadataPrefix={prefix}")
    assert sorted(listed) == sorted(whole)
    assert size == len(whole)
    answer = changing.get(f"oai?verb=GetRecord&metadataPrefix={prefix}&identifier={IRI}")
    assert b"cannotDisseminateFormat" in answer
    assert (NAME, f"OAI-PMH {prefix}") in left_out(changing)


def _break_oai(breaking: Callable[[Representation], None], monkeypatch: pytest.MonkeyPatch, prefix: str) -> None:
    if prefix in ("oai_dc", "datacite"):
        breaking(BY_NAME[prefix])
        return
    from radcat.harvest import formats

    describe = formats.describe  # type: ignore[attr-defined]  # the name that is replaced

    def failing(catalogue: Catalogue, record: Record, context: dict[str, object]) -> Described:
        if record.name == NAME:
            raise Fault("no words")
        return describe(catalogue, record, context)

    monkeypatch.setattr(formats, "describe", failing)


def _harvest(past: Past, address: str) -> tuple[list[str], list[int], int]:
    found, cursors, size = list[str](), list[int](), 0
    verb = address.partition("verb=")[2].partition("&")[0]
    step = address
    while step:
        root = etree.fromstring(past.get(step))
        assert root.find("o:error", OAI) is None
        found += [str(element.text) for element in root.iter(f"{{{OAI['o']}}}identifier")]
        token = root.find(".//o:resumptionToken", OAI)
        assert token is not None
        cursors.append(int(token.get("cursor", "")))
        size = int(token.get("completeListSize", ""))
        step = f"oai?verb={verb}&resumptionToken={token.text}" if token.text else ""
    return found, cursors, size


def _running(past: Past, prefix: str) -> list[list[int]]:
    """How many records stood on the pages before each page."""
    counts, step = list[int](), f"oai?verb=ListRecords&metadataPrefix={prefix}"
    while step:
        root = etree.fromstring(past.get(step))
        counts.append(len(list(root.iter(f"{{{OAI['o']}}}record"))))
        token = root.findtext(".//o:resumptionToken", "", OAI)
        step = f"oai?verb=ListRecords&resumptionToken={token}" if token else ""
    return [counts[:place] for place in range(len(counts))]


def test_the_feed_leaves_it_out(changing: Past, unreadable: None) -> None:
    root = etree.fromstring(changing.get("feed.atom"))
    linked = [link.get("href") for link in root.iter("{*}link") if link.get("rel") == "alternate"]
    assert IRI not in linked
    assert BASE + OTHER in linked
    assert left_out(changing) == {(NAME, "feed.atom")}


@pytest.mark.parametrize("accept", ["application/trig", "application/n-quads"])
def test_the_event_stream_leaves_it_out_and_no_such_page_is_kept_for_ever(
    changing: Past, unreadable: None, accept: str
) -> None:
    publish(changing, [entry(dataset(number % 20 + 30, f"Again {number}")) for number in range(250)])
    response = changing.client.get("/ldes/0", headers={"Accept": accept})
    assert response.status_code == 200
    assert OTHER in response.text
    assert NAME not in response.text
    assert "immutable" not in response.headers["Cache-Control"]
    assert "immutable" in changing.client.get("/ldes/1").headers["Cache-Control"]


@pytest.mark.parametrize("suffix", ["nq", "ttl"])
def test_a_dump_leaves_it_out(changing: Past, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    form = dump.FORMS[suffix]

    def failing(record: Record, catalogue: Catalogue) -> bytes:
        if record.name == NAME:
            raise Fault("no words")
        return form.write(record, catalogue)

    monkeypatch.setitem(dump.FORMS, suffix, replace(form, write=failing))
    text = gzip.decompress(changing.get(f"dump.{suffix}.gz")).decode()
    assert "Dataset 06" in text
    assert "Dataset 05" not in text
    assert left_out(changing) == {(NAME, f"dump.{suffix}.gz")}


@pytest.mark.parametrize("address", ["datasets/", "", "quality"])
def test_a_list_for_people_leaves_it_out(changing: Past, unreadable: None, address: str) -> None:
    assert changing.client.get(f"/{address}").status_code == 200
    assert NAME not in changing.get(address).decode()


def test_a_score_that_fails_costs_its_row_alone(changing: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    assess = score.assess

    def failing(subject: Any) -> Any:
        if subject.dataset.iri == IRI:
            raise Fault("no points")
        return assess(subject)

    monkeypatch.setattr(score, "assess", failing)
    changing.registry.measuring.run()
    text = changing.get("quality").decode()
    assert f"quality/{OTHER.rpartition('/')[2]}" in text
    assert f"quality/{SLUG}" not in text
    noted = [fault.name for fault in changing.registry.faults.all() if fault.source == UNMEASURED]
    assert noted == [NAME]


@pytest.mark.parametrize("row", representations_of("dataset"), ids=lambda row: row.name)
def test_the_record_alone_is_refused_in_words_and_its_page_names_the_format(
    changing: Past, breaking: Callable[[Representation], None], row: Representation
) -> None:
    breaking(row)
    response = changing.client.get(f"/{NAME}.{row.suffix}")
    assert (response.status_code, response.content_type) == (500, "application/problem+json")
    said = response.get_json()["detail"]
    assert f"{NAME} can't be written as {row.name}" in said
    assert "Fault: no words" in said
    assert changing.client.get(f"/{OTHER}.{row.suffix}").status_code == 200
    page = changing.client.get(f"/{NAME}", headers={"Accept": "text/html"}).text
    assert f"<code>{row.name}</code>: Fault: no words" in page
    assert "Left out" not in changing.client.get(f"/{OTHER}", headers={"Accept": "text/html"}).text


def test_a_page_that_fails_is_refused_in_words_with_what_else_there_is(changing: Past, unreadable: None) -> None:
    response = changing.client.get(f"/{NAME}", headers={"Accept": "text/html"})
    assert response.status_code == 500
    assert f"{NAME} can" in response.text
    assert "text/turtle" in response.text
    assert "Traceback" not in response.text


def test_the_report_of_losses_says_that_a_format_carries_nothing(
    changing: Past, breaking: Callable[[Representation], None]
) -> None:
    breaking(BY_NAME["bibtex"])
    text = changing.get(f"quality/{SLUG}/losses").decode()
    assert "can't be written in this format: Fault: no words" in text.replace("&#39;", "'")


def test_it_is_logged_once_however_often_it_is_asked_for(
    changing: Past, unreadable: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            changing.get("feed.atom")
            changing.get("catalog.ttl?page_size=100")
    told = [record.getMessage() for record in caplog.records if NAME in record.getMessage()]
    assert len(told) == 2  # a line a format
    assert all("is left out of it: Fault: no graph" in line for line in told)


def test_what_can_be_written_again_is_named_no_more(changing: Past, breaking: Callable[[Representation], None]) -> None:
    row = BY_NAME["bibtex"]
    write = row.write
    breaking(row)
    changing.client.get(f"/{NAME}.bib")
    assert left_out(changing) == {(NAME, "bibtex")}
    object.__setattr__(row, "write", write)
    assert changing.client.get(f"/{NAME}.bib").status_code == 200
    assert left_out(changing) == set()


def test_a_newer_version_and_a_withdrawn_record_are_not_named(
    changing: Past, breaking: Callable[[Representation], None]
) -> None:
    breaking(BY_NAME["bibtex"])
    changing.client.get(f"/{NAME}.bib")
    publish(changing, [entry(dataset(5, "Another title"))])
    assert left_out(changing) == set()
    changing.client.get(f"/{NAME}.bib")
    assert left_out(changing) == {(NAME, "bibtex")}
    publish(changing, [withdrawal(dataset(5, "Another title"))])
    assert left_out(changing) == set()


def test_another_process_names_it_too_and_learns_that_it_is_mended(
    changing: Past, breaking: Callable[[Representation], None]
) -> None:
    breaking(BY_NAME["bibtex"])
    changing.client.get(f"/{NAME}.bib")
    other = Omissions(changing.registry.ledger)
    (omission,) = other.current()
    assert (omission.name, omission.format, omission.reason) == (NAME, "bibtex", "Fault: no words")
    record = changing.registry.catalogue.version(NAME).record
    assert other.attempt(record, "bibtex", lambda: b"written") == b"written"
    assert left_out(changing) == set()


@pytest.mark.parametrize(
    "fault",
    [OSError(28, "No space left on device"), MemoryError(), sa.exc.OperationalError("x", {}, Exception("locked"))],
)
def test_a_fault_of_the_machine_is_no_record_s(changing: Past, fault: Exception) -> None:
    """A list that lacked what could not be read just now would look like a withdrawal."""
    omissions, record = changing.registry.catalogue.omissions, changing.registry.catalogue.version(NAME).record

    def failing(*_: object) -> bytes:
        raise fault

    with pytest.raises(type(fault)):
        omissions.attempt(record, "turtle", failing)
    with pytest.raises(type(fault)):
        omissions.together((changing.registry.catalogue.version(NAME),), "turtle", failing)
    assert omissions.current() == []


def test_a_format_that_fails_for_every_record_is_a_fault_of_ours_and_no_empty_list(
    changing: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    graph = dcat_ap.graph

    def failing(described: Described) -> Graph:
        if described.record.kind == "dataset":
            raise Fault("no words")
        return graph(described)

    monkeypatch.setattr(dcat_ap, "graph", failing)
    assert changing.client.get("/catalog.dcat-ap.ttl").status_code == 500


def test_a_database_that_can_t_be_written_costs_the_memory_and_not_the_answer(
    changing: Past, unreadable: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise sa.exc.OperationalError("insert", {}, sqlite3.OperationalError("attempt to write a readonly database"))

    _ = changing.registry.links  # which opens its own table, and is there before
    monkeypatch.setattr(sa.Engine, "begin", failing)
    assert OTHER in changing.get("feed.atom").decode()


def run(registry: Registry, *arguments: str) -> Result:
    assert registry.settings.data
    place = ["--root", str(EXAMPLE), "--data", str(registry.settings.data), "--base-iri", BASE]
    command, *more = arguments
    return CliRunner().invoke(cli, [command, *place, *more], prog_name="radcat")


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "ntriples", "rdfxml", "jsonld"])
def test_an_export_leaves_it_out_names_it_and_exits_with_1(
    changing: Past, unreadable: None, tmp_path: Path, form: str
) -> None:
    out = tmp_path / "export"
    done = run(changing.registry, "export", "--format", form, "--out", str(out))
    assert done.exit_code == 1
    assert f"left out because they can't be written as {form}: {NAME}" in done.output
    text = out.read_text()
    assert "Dataset 06" in text
    assert "Dataset 05" not in text
    said = run(changing.registry, "status")
    assert f"{NAME}: export {form}: Fault: no graph" in said.output
    listed = json.loads(run(changing.registry, "status", "--format", "json").output)["left_out"]
    assert [(each["name"], each["format"]) for each in listed] == [(NAME, f"export {form}")]


def test_a_static_site_lacks_that_file_alone(
    changing: Past, breaking: Callable[[Representation], None], tmp_path: Path
) -> None:
    breaking(BY_NAME["bibtex"])
    done = run(changing.registry, "export", "--site", str(tmp_path / "site"))
    assert done.exit_code == 1
    assert f"broken link: {NAME}.bib" in done.output
    assert not (tmp_path / "site" / f"{NAME}.bib").exists()
    assert (tmp_path / "site" / f"{OTHER}.bib").exists()
    assert "no words" in (tmp_path / "site" / NAME / "index.html").read_text()


def test_what_is_left_out_survives_the_process(changing: Past, breaking: Callable[[Representation], None]) -> None:
    breaking(BY_NAME["ris"])
    changing.client.get(f"/{NAME}.ris")
    again = Registry.open(changing.registry.settings)
    try:
        assert [(each.name, each.format) for each in again.catalogue.omissions.current()] == [(NAME, "ris")]
    finally:
        again.ledger.close()

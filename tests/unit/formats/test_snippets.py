"""How to get and load a dataset: what is written can be run."""

from __future__ import annotations

import ast
import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from tests.conftest import REPOSITORY
from tests.file_host import hosted

from radcat.formats.snippets import Snippet, all_of, download, file_name, loaders
from radcat.model import Checksum, Concept, Dataset, Distribution

SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
APPLIES = URIRef("https://example.org/ns/radcat#appliesTo")


@pytest.fixture
def host(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "host"
    folder.mkdir()
    (folder / "lungs 1.zip").write_bytes(b"lungs")
    (folder / "it's.zip").write_bytes(b"hearts")
    with hosted(folder) as root:
        yield root


def distribution(address: str, content: bytes | None = None) -> Distribution:
    value = hashlib.sha256(content).hexdigest() if content is not None else None
    checksum = Checksum(iri="_:c", algorithm=SHA256, value=value) if value else None
    return Distribution(iri="https://example.org/datasets/lungs#d", download_url=address, checksum=checksum)


def run(snippet: Snippet, folder: Path) -> subprocess.CompletedProcess[str]:
    folder.mkdir()
    return subprocess.run(
        ["/bin/sh", "-ec", snippet.text], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_download_is_fetched_and_checked(host: str, tmp_path: Path) -> None:
    snippet = download(distribution(f"{host}/lungs%201.zip", b"lungs"))
    assert snippet is not None
    assert snippet.remark is None
    done = run(snippet, tmp_path / "here")
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(": OK\n")
    assert [path.read_bytes() for path in (tmp_path / "here").iterdir()] == [b"lungs"]


def test_a_file_that_is_another_is_told(host: str, tmp_path: Path) -> None:
    snippet = download(distribution(f"{host}/lungs%201.zip", b"kidneys"))
    assert snippet is not None
    assert run(snippet, tmp_path / "here").returncode != 0


def test_without_a_checksum_that_is_said(host: str, tmp_path: Path) -> None:
    snippet = download(distribution(f"{host}/it's.zip"))
    assert snippet is not None
    assert snippet.remark
    assert run(snippet, tmp_path / "here").returncode == 0


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://example.org/a/b.zip?download=1", "b.zip"),
        ("https://example.org/", "download"),
        ("https://example.org/..", "download"),
        ("https://example.org/-rf", "rf"),
        ("https://example.org/$(reboot);.zip", "_reboot_.zip"),
        ("https://example.org/%2e%2e%2fetc", "2e_2e_2fetc"),
    ],
)
def test_a_file_name_harms_nobody(address: str, name: str) -> None:
    found = file_name(address)
    assert found.strip("_") == name.strip("_") or found == name


@pytest.mark.parametrize("address", ["", "ftp://example.org/x", "javascript:alert(1)", "file:///etc/passwd"])
def test_only_web_addresses_are_downloaded(address: str) -> None:
    assert download(distribution(address)) is None


@pytest.mark.parametrize("odd", ["';touch$IFS'broken';'", "$(touch$IFS'broken')", "&touch&broken"])
def test_an_address_can_not_break_out_of_its_quotes(tmp_path: Path, odd: str) -> None:
    snippet = download(distribution(f"http://127.0.0.1:9/x{odd}"))
    assert snippet is not None
    run(snippet, tmp_path / "here")
    assert not (tmp_path / "here" / "broken").exists()


def vocabulary() -> Graph:
    graph = Graph()
    text = (REPOSITORY / "ontology" / "schemes" / "loader.ttl").read_text("utf-8")
    return graph.parse(data=text, format="turtle", publicID="https://example.org/")


def dataset(slug: str, *formats: str) -> Dataset:
    iri = f"https://example.org/datasets/{slug}"
    return Dataset(iri=iri, title=slug, formats=tuple(Concept(iri=each) for each in formats))


def test_loaders_are_those_of_the_formats_and_of_the_dataset() -> None:
    nifti = dataset("lungs", "https://example.org/ns/format/nifti")
    assert [each.title for each in loaders(vocabulary(), nifti, APPLIES)] == ["MONAI (NIfTI)"]
    cohen = dataset("covid-chestxray-dataset", "http://publications.europa.eu/resource/authority/file-type/PNG")
    assert [each.title for each in loaders(vocabulary(), cohen, APPLIES)] == [
        "MONAI (PNG and JPEG)",
        "TorchXRayVision (COVID19_Dataset)",
    ]
    assert list(loaders(Graph(), cohen, APPLIES)) == []


def test_every_loader_of_the_catalogue_is_python_that_names_the_folder() -> None:
    texts = [str(text) for text in vocabulary().objects(None, URIRef("https://schema.org/text"))]
    assert texts
    for text in texts:
        assert "{folder}" in text
        ast.parse(text)


def test_a_folder_in_a_snippet_is_a_name_and_no_code() -> None:
    odd = dataset('x"+evil+"', "https://example.org/ns/format/nifti")
    for snippet in all_of(odd, vocabulary(), APPLIES, "en"):
        if snippet.language == "python":
            ast.parse(snippet.text)
            assert '"+evil' not in snippet.text or "jsonld" in snippet.text

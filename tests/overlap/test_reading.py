"""Lists of every form that people have them in, and what is no list."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from radcat.errors import UnreadableManifest
from radcat.overlap import reading
from radcat.overlap.manifests import CHECKSUM, INSTANCE, NAME, PATIENT, PICTURE, stem

DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
OTHER = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def read(folder: Path, name: str, content: str | bytes, column: str | None = None) -> dict[str, list[str]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return {key: list(values) for key, values in reading.read(path, column).columns.items()}


@pytest.mark.parametrize(
    ("name", "content", "columns"),
    [
        ("list.txt", "a.png\nb c.png\n\nd.png\n", {NAME: ["a.png", "b c.png", "d.png"]}),
        ("list", "a\nb", {NAME: ["a", "b"]}),
        ("list.txt", "filename\na\nb", {NAME: ["a", "b"]}),
        ("uids.txt", "1.2.840.1\n1.2.840.2", {NAME: ["1.2.840.1", "1.2.840.2"]}),
        ("names, with commas.txt", "a, b.png\nc.png\n", {NAME: ["a, b.png", "c.png"]}),
        ("sums.txt", f"{DIGEST}\n{OTHER}\n", {CHECKSUM: [DIGEST, OTHER]}),
        ("SHA256SUMS", f"{DIGEST}  a b.png\n{OTHER} *c.png\n", {NAME: ["a b.png", "c.png"], CHECKSUM: [DIGEST, OTHER]}),
        ("t.csv", "Image Index,Finding\na.png,x\nb.png,y\n", {NAME: ["a.png", "b.png"]}),
        ("t.csv", "finding,file_name\nx,a.png\n", {NAME: ["a.png"]}),
        ("t.csv", "finding;Filename\nx;a.png\n", {NAME: ["a.png"]}),
        ("t.csv", 'id,name\n1,"a ""b"", c.png"\n', {NAME: ["1"]}),
        ("t.csv", "x,a.png\ny,b.png\n", {NAME: ["a.png", "b.png"]}),
        ("t.csv", f"a.png,{DIGEST}\n", {NAME: ["a.png"], CHECKSUM: [DIGEST]}),
        ("t.csv", "only\nthese\n", {NAME: ["only", "these"]}),
        ("t.tsv", "x\ta.png\ny\tb.png\n", {NAME: ["a.png", "b.png"]}),
        ("t.txt", "x\ta.png\ny\tb.png\n", {NAME: ["a.png", "b.png"]}),
        ("t.csv", "name,sha256\na.png\nb.png,2\n", {NAME: ["a.png", "b.png"], CHECKSUM: ["", "2"]}),
        (
            "train.txt",
            "COVID 1 COVID(1).png COVID-19 sirm\n419 MIDRC-419-0.png positive ricord\n",
            {NAME: ["COVID(1).png", "MIDRC-419-0.png"]},
        ),
        (
            "own.csv",
            f"name,sha256,sop_instance_uid,phash,patient\na.dcm,{DIGEST},1.2,,f00\n",
            {NAME: ["a.dcm"], CHECKSUM: [DIGEST], INSTANCE: ["1.2"], PATIENT: ["f00"]},
        ),
    ],
)
def test_the_form_of_a_list_is_told_by_its_content(
    tmp_path: Path, name: str, content: str, columns: dict[str, list[str]]
) -> None:
    assert read(tmp_path, name, content) == columns


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_names_are_the_same_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "list.txt", "für-1.png\nfür-2.png\n".encode(encoding)) == {NAME: ["für-1.png", "für-2.png"]}


def test_perceptual_hashes_are_numbers(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("name,phash\na.png,\nb.png,00000000000000ff\n")
    found = reading.read(tmp_path / "t.csv")
    assert PICTURE not in found.columns
    assert (list(found.hashes.entries), list(found.hashes.values)) == ([1], [255])


def test_a_guessed_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_bytes("für.png".encode("cp1252"))
    (note,) = reading.read(tmp_path / "list.txt").notes
    assert "UTF-8" in note


def test_lines_may_end_as_on_any_system_and_a_file_be_compressed(tmp_path: Path) -> None:
    assert read(tmp_path, "list.txt", "a.png\r\nb.png\r\n") == {NAME: ["a.png", "b.png"]}
    assert read(tmp_path, "list.txt.gz", gzip.compress(b"a.png\nb.png")) == {NAME: ["a.png", "b.png"]}
    assert read(tmp_path, "t.csv.gz", gzip.compress(b"a.png,x\nb.png,y\n")) == {NAME: ["a.png", "b.png"]}


@pytest.mark.parametrize(
    ("name", "content", "column", "names"),
    [
        ("t.csv", "study,accession\nx,1\ny,2\n", "accession", ["1", "2"]),
        ("t.csv", "x,1\ny,2\n", "2", ["1", "2"]),
        ("t.txt", "1 x\n2 y\n", "2", ["x", "y"]),
    ],
)
def test_a_column_can_be_named_or_numbered(
    tmp_path: Path, name: str, content: str, column: str, names: list[str]
) -> None:
    assert read(tmp_path, name, content, column) == {NAME: names}


@pytest.mark.parametrize(
    ("name", "content", "column", "told"),
    [
        ("empty.txt", b"", None, "no entries"),
        ("blank.txt", b"\n \n", None, "no entries"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\1\2\3abcdefghi", None, "bytes that no text has"),
        ("cut.gz", gzip.compress(b"a.png\n" * 1000, mtime=0)[:-20], None, "can't be compared"),
        ("t.csv", b"x,1\ny,2\n", None, "--column"),
        ("t.csv", b"x,1\ny,2\n", "7", "no column 7"),
        ("t.csv", b"study,number\nx,1\n", "name", "study, number"),
        ("t.txt", b"1 x\n", "name", "a number"),
        ("long.txt", b"x" * 20_000, None, "no list"),
        ("t.csv", b"name,phash\na.png,zz\n", None, "'zz' is no perceptual hash"),
        ("t.csv", b"name,phash\na.png,00112233445566778899\n", None, "no perceptual hash"),
    ],
)
def test_what_is_no_list_is_told_with_a_remedy(
    tmp_path: Path, name: str, content: bytes, column: str | None, told: str
) -> None:
    with pytest.raises(UnreadableManifest, match=told) as raised:
        read(tmp_path, name, content, column)
    assert name in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableManifest, match="No such file"):
        reading.read(tmp_path / "none.txt")


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("a/b/IMG_1.PNG", "img_1"),
        ("C:\\data\\IMG_1.jpeg", "img_1"),
        ("scan.nii.gz", "scan"),
        ("1.2.840.113619.2", "1.2.840.113619.2"),
        ("1.2.840.113619.2.dcm", "1.2.840.113619.2"),
        ("COVID(1).png", "covid(1)"),
        (".hidden", ".hidden"),
        ("folder/", "folder"),
    ],
)
def test_a_stem_is_a_name_without_folder_extension_and_case(name: str, bare: str) -> None:
    assert stem(name) == bare

"""`radcat manifest` over real pictures and DICOM files, and `radcat overlap` over what it wrote."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy
import pydicom
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from radcat.cli import cli
from radcat.overlap import folders

KEY = "a secret of thirty-two characters"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, [str(each) for each in arguments])


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(newline="") as stream:
        return {row["name"]: row for row in csv.DictReader(stream)}


def drawn(seed: int, mode: str = "L") -> Any:
    """A picture with enough in it to tell it from others."""
    values = numpy.random.default_rng(seed).random((16, 16))
    whole = numpy.kron(values, numpy.ones((16, 16)))
    if mode == "I;16":
        return Image.fromarray((whole * 4095).astype("uint16"))
    return Image.fromarray((whole * 255).astype("uint8"))


def write_dicom(path: Path, uid: str, patient: str) -> None:
    meta = pydicom.dataset.FileMetaDataset()
    meta.MediaStorageSOPClassUID = pydicom.uid.DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID, meta.TransferSyntaxUID = uid, pydicom.uid.ExplicitVRLittleEndian
    found = pydicom.dataset.Dataset()
    found.SOPClassUID, found.SOPInstanceUID = meta.MediaStorageSOPClassUID, uid
    found.PatientID, found.PatientName = patient, "Doe^Jane"
    found.file_meta = meta
    found.save_as(path, enforce_file_format=True)


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    """Two folders that share a picture as it is, one in another size and form, and a patient."""
    train, test = tmp_path / "train", tmp_path / "test"
    for folder in (train / "a", test):
        folder.mkdir(parents=True)
    drawn(1).save(train / "a" / "one.png")
    drawn(1).save(test / "copy of one.png")
    drawn(2).save(train / "two.png")
    drawn(2).resize((200, 200)).save(test / "resized.jpg", quality=80)
    drawn(3).save(train / "three.png")
    drawn(4).save(test / "four.png")
    drawn(5, "I;16").save(train / "deep.png")
    drawn(6, "I;16").save(test / "deep too.png")
    write_dicom(train / "x.dcm", "1.2.826.0.1.3680043.8.498.1", "P-1")
    write_dicom(test / "no ending", "1.2.826.0.1.3680043.8.498.2", "P-1")
    (train / ".hidden").write_text("not listed")
    (train / "notes.txt").write_text("listed by its checksum")
    return tmp_path


def test_a_manifest_says_what_identifies_each_file_and_no_patient(sets: Path) -> None:
    result = run("manifest", sets / "train", "-o", sets / "train.csv")
    assert result.exit_code == 0, result.output
    found = rows(sets / "train.csv")
    assert sorted(found) == ["a/one.png", "deep.png", "notes.txt", "three.png", "two.png", "x.dcm"]
    assert found["a/one.png"]["sha256"] == hashlib.sha256((sets / "train/a/one.png").read_bytes()).hexdigest()
    assert len(found["a/one.png"]["phash"]) == 16
    assert found["x.dcm"]["sop_instance_uid"] == "1.2.826.0.1.3680043.8.498.1"
    assert "patient" not in found["x.dcm"]
    text = (sets / "train.csv").read_text()
    assert "P-1" not in text
    assert "Jane" not in text
    assert "6 files listed." in result.stderr


def test_what_two_folders_share_is_found_however_it_was_changed(sets: Path) -> None:
    for name in ("train", "test"):
        (sets / "key").write_text(KEY)
        result = run("manifest", sets / name, "-o", sets / f"{name}.csv", "--patient-key", sets / "key")
        assert result.exit_code == 0, result.output
    assert "P-1" not in (sets / "train.csv").read_text()
    result = run("overlap", sets / "train.csv", sets / "test.csv", "--list", "--format", "json")
    assert result.exit_code == 0, result.output
    (pair,) = json.loads(result.stdout)["pairs"]
    assert (pair["entries_a"], pair["entries_b"]) == (6, 5)
    assert (pair["exact"], pair["near"], pair["patients"]) == (1, 2, 1)
    assert pair["matches"] == [
        {"a": "a/one.png", "b": "copy of one.png", "match": "exact", "by": "sha256"},
        {"a": "two.png", "b": "resized.jpg", "match": "near", "by": "phash"},
    ]


def test_patients_of_different_keys_are_never_the_same(sets: Path) -> None:
    for name, key in (("train", KEY), ("test", KEY[::-1])):
        (sets / "key").write_text(key)
        run("manifest", sets / name, "-o", sets / f"{name}.csv", "--patient-key", sets / "key")
    (pair,) = json.loads(run("overlap", sets / "train.csv", sets / "test.csv", "--format", "json").stdout)["pairs"]
    assert pair["patients"] == 0


def test_a_short_key_is_refused(sets: Path) -> None:
    (sets / "key").write_text("short\n")
    result = run("manifest", sets / "train", "--patient-key", sets / "key")
    assert result.exit_code == 2
    assert "openssl rand" in result.output


def test_a_damaged_picture_keeps_its_checksum_and_is_told(sets: Path) -> None:
    (sets / "train" / "cut.png").write_bytes((sets / "train/two.png").read_bytes()[:200])
    result = run("manifest", sets / "train", "-o", sets / "train.csv")
    assert result.exit_code == 1
    assert "cut.png: can't be read as a picture" in result.stderr
    assert "1 of them not whole" in result.stderr
    assert rows(sets / "train.csv")["cut.png"]["sha256"]


def test_without_its_extras_a_manifest_has_names_and_checksums(sets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "find_spec", lambda _: None)
    result = run("manifest", sets / "train")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "name,sha256"
    assert "radcat[pictures]" in result.stderr
    assert "radcat[dicom]" in result.stderr


@pytest.mark.parametrize(("fail_on", "status"), [((), 0), (("--fail-on", "exact"), 0), (("--fail-on", "near"), 1)])
def test_the_status_says_what_was_found_where_it_is_asked_to(
    tmp_path: Path, fail_on: tuple[str, ...], status: int
) -> None:
    (tmp_path / "a.txt").write_text("x/One.png\n")
    (tmp_path / "b.txt").write_text("one.jpg\n")
    result = run("overlap", tmp_path / "a.txt", tmp_path / "b.txt", "--format", "csv", *fail_on)
    assert result.exit_code == status
    header, row = csv.reader(result.stdout.splitlines())
    assert dict(zip(header, row, strict=True)) == {
        "a": str(tmp_path / "a.txt"),
        "b": str(tmp_path / "b.txt"),
        "entries_a": "1",
        "entries_b": "1",
        "exact": "0",
        "near": "1",
        "patients": "",
    }


def test_every_pair_of_several_lists_is_compared(tmp_path: Path) -> None:
    names = [tmp_path / f"{name}.txt" for name in "abc"]
    for name in names:
        name.write_text("one.png\n")
    result = run("overlap", *names, "--list", "--format", "csv")
    assert [line.split(",")[4] for line in result.stdout.splitlines()[1:]] == ["exact"] * 3
    assert "One" not in run("overlap", *names, "--format", "table").stdout


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "has no entries"), (b"\x89PNG\r\n\0\1\2\3\4", "bytes that no text has")]
)
def test_what_can_not_be_compared_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    (tmp_path / "b.txt").write_text("one.png\n")
    result = run("overlap", tmp_path / "a.txt", tmp_path / "b.txt")
    assert told in str(result.exception)


def test_one_list_is_not_enough(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    result = run("overlap", tmp_path / "a.txt")
    assert result.exit_code == 2
    assert "name two lists at least" in result.output


def test_a_list_that_can_not_be_written_is_told_before_anything_is_read(sets: Path) -> None:
    result = run("manifest", sets / "train", "-o", sets / "train" / "two.png" / "list.csv")
    assert result.exit_code == 2
    assert "list.csv can't be written" in " ".join(result.output.split())

"""Makes a manifest of a folder: what identifies each file, and nothing that identifies a patient.

Pictures have a perceptual hash where ImageHash is installed (`radcat[pictures]`), DICOM files their SOP Instance UID
where pydicom is (`radcat[dicom]`). A patient's ID goes in only as an HMAC (RFC 2104), with a key that the user keeps.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Final

from radcat.overlap.manifests import CHECKSUM, COLUMNS, INSTANCE, NAME, PATIENT, PICTURE

PICTURES: Final = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"))
EXTRAS: Final = {"pictures": "imagehash", "dicom": "pydicom"}  # of the package, with what they install
_MAGIC: Final = slice(128, 132)  # where a DICOM file says that it is one (PS3.10, section 7.1)
_AHEAD: Final = 256  # files that are read at a time
_KEY_BYTES: Final = 16  # a shorter key can be guessed


@dataclass(frozen=True, slots=True)
class Entry:
    """A file, by what identifies it."""

    values: dict[str, str]  # by column
    note: str | None = None  # what could not be read of it


class Reader:
    """Reads files of one folder."""

    def __init__(self, folder: Path, key: bytes | None = None) -> None:
        """Read files below *folder*; patients are named where there is a *key*."""
        self._folder, self._key = folder, key
        self.files = tuple(_files(folder))
        self._hash = _perceptual_hash() if find_spec(EXTRAS["pictures"]) else None
        self._dicom = _dicom() if find_spec(EXTRAS["dicom"]) else None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the manifest."""
        able = {PICTURE: self._hash, INSTANCE: self._dicom, PATIENT: self._dicom and self._key}
        return tuple(column for column in COLUMNS if able.get(column, True))

    @property
    def missing(self) -> tuple[str, ...]:
        """The extras of the package that are not installed."""
        have = {"pictures": self._hash, "dicom": self._dicom}
        return tuple(extra for extra, found in have.items() if found is None)

    def entries(self) -> Iterator[Entry]:
        """The entries of all files, by name; hidden ones are left out, and links are not followed."""
        files = iter(self.files)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            while batch := list(islice(files, _AHEAD)):  # or a million files would all be queued at once
                yield from pool.map(self.entry, batch)

    def entry(self, path: Path) -> Entry:
        """Read one file; one that can't be read has its name only, and a note."""
        name = path.relative_to(self._folder).as_posix()
        values = {NAME: name}
        try:
            with path.open("rb") as stream:
                head = stream.read(_MAGIC.stop)
                stream.seek(0)
                values[CHECKSUM] = hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            return Entry(values, f"{name}: {error.strerror}")
        try:
            if self._dicom and head[_MAGIC] == b"DICM":
                values |= self._instance(self._dicom, path)
            elif self._hash and path.suffix.lower() in PICTURES:
                values[PICTURE] = self._hash(path)
        except Exception as error:  # whatever a decoder makes of a damaged file; its checksum is known all the same
            return Entry(values, f"{name}: can't be read as a picture: {' '.join(str(error).split())[:200]}")
        return Entry(values)

    def _instance(self, dicom: Any, path: Path) -> dict[str, str]:
        tags = ["SOPInstanceUID", "PatientID"]
        header = dicom.dcmread(path, stop_before_pixels=True, specific_tags=tags)
        found = {INSTANCE: str(header.get("SOPInstanceUID", ""))}
        patient = str(header.get("PatientID", "") or "").strip()
        if self._key and patient:
            found[PATIENT] = hmac.new(self._key, patient.encode(), hashlib.sha256).hexdigest()
        return found


def key_of(content: bytes) -> bytes:
    """The key in a file that a user wrote, without the space around it.

    Raises:
        ValueError: it is too short to keep a secret.
    """
    key = content.strip()
    if len(key) < _KEY_BYTES:
        raise ValueError(f"a key needs {_KEY_BYTES} characters at least, such as `openssl rand -hex 32` writes")
    return key


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(parent, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield path


def _dicom() -> Any:
    """pydicom, which is to say nothing of values that break the standard: they are compared as they are."""
    dicom = import_module("pydicom")
    import_module("pydicom.config").settings.reading_validation_mode = dicom.config.IGNORE
    return dicom


def _perceptual_hash() -> Callable[[Path], str]:
    """What writes the 64 bits of a picture's perceptual hash (pHash, by its low frequencies) as 16 digits."""
    imagehash, image, numpy = import_module("imagehash"), import_module("PIL.Image"), import_module("numpy")

    def write(path: Path) -> str:
        with image.open(path) as opened:
            picture = opened
            if picture.mode[0] in "IF":  # 16 bits and more, which a plain conversion would cut off at 255
                values = numpy.asarray(picture, dtype="float64")
                low, high = values.min(), values.max()
                picture = image.fromarray(((values - low) * (255 / max(high - low, 1))).astype("uint8"))
            return str(imagehash.phash(picture))

    return write

"""Reads manifests: CSV, TSV, one entry a line, what sha256sum writes, and lists such as those of COVIDx.

A file is a table where its ending or its first line says so. Which column holds what is known by its name, else by
what stands in it. Compressed files (gzip) are read as they are.
"""

from __future__ import annotations

import csv
import gzip
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import IO, Final

from radcat.errors import UnreadableManifest
from radcat.overlap.manifests import CHECKSUM, INSTANCE, NAME, PATIENT, PICTURE, Hashes, Manifest

# What columns of others are called, without case, spaces and underscores.
HEADINGS: Final = {
    NAME: (
        *("name", "file", "filename", "filepath", "path", "image", "imagename", "imagepath", "imagefile", "img"),
        *("imageid", "imageindex", "id"),
    ),
    CHECKSUM: ("sha256", "sha1", "sha512", "md5", "checksum", "hash", "digest"),
    INSTANCE: ("sopinstanceuid", "instanceuid", "sopuid"),
    PICTURE: ("phash", "perceptualhash"),
    PATIENT: ("patient", "patientid", "subject", "subjectid"),
}
_KNOWN: Final = {heading: column for column, headings in HEADINGS.items() for heading in headings}
_SAMPLE: Final = 200  # lines by which the form is told
_FALLBACK: Final = "cp1252"  # what old programs write names in
_LONGEST: Final = 10_000  # characters of an entry; more is no list
_DIGEST: Final = re.compile(r"(?:[0-9A-Fa-f]{32}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{128})")
_SUM: Final = re.compile(rf"\\?({_DIGEST.pattern}) [ *](.+)")  # as sha256sum and md5sum write it
_FILE: Final = r"\S+\.(?:png|jpe?g|gif|bmp|tiff?|webp|dcm|dicom|nii(?:\.gz)?|mha|mhd|nrrd|npy|npz|mp4|avi|mov)"
_ENDS_IN_FILE: Final = re.compile(rf"{_FILE}$", re.IGNORECASE)
# A file's name among other fields that spaces divide, whatever stands before it.
_AMONG_OTHERS: Final = re.compile(rf"(?:.*\s)?({_FILE})(?=\s)", re.IGNORECASE)


def read(path: Path, column: str | None = None) -> Manifest:
    """Read the manifest at *path*; *column* names the one with the entries, or gives its number, from 1.

    Raises:
        UnreadableManifest: it is no list, or nothing tells which column holds the entries.
    """
    try:
        with _opened(path) as stream:
            encoding = _encoding(stream, path)
            with TextIOWrapper(stream, encoding=encoding, newline=None) as text:
                found = _entries(_lines(text, path), path, column)
    except UnreadableManifest:
        raise
    except UnicodeError as error:
        raise UnreadableManifest(path, f"it is no text in UTF-8 or UTF-16 ({error})") from error
    except (OSError, EOFError, csv.Error, gzip.BadGzipFile) as error:
        raise UnreadableManifest(path, getattr(error, "strerror", None) or str(error)) from error
    hashes = _hashes(found.pop(PICTURE, ()), path)
    if not any(found.values()):
        raise UnreadableManifest(path, "it has no entries")
    guessed = f"{path} is not in UTF-8 and was read as Windows-1252; write it in UTF-8 if names look wrong."
    return Manifest(str(path), found, hashes, (guessed,) if encoding == _FALLBACK else ())


def _hashes(texts: Iterable[str], path: Path) -> Hashes:
    entries, values = array("L"), array("Q")
    for number, text in enumerate(texts):
        if text:
            try:
                values.append(int(text, 16))
            except (ValueError, OverflowError) as error:
                raise UnreadableManifest(path, f"{text[:40]!r} is no perceptual hash of 16 digits") from error
            entries.append(number)
    return Hashes(entries, values)


def _opened(path: Path) -> IO[bytes]:
    plain = path.open("rb")
    if plain.read(2) == b"\x1f\x8b":
        plain.close()
        return gzip.open(path)  # type: ignore[return-value]  # which reads bytes as any file does
    plain.seek(0)
    return plain


def _encoding(stream: IO[bytes], path: Path) -> str:
    """The encoding of a text, told by its first bytes."""
    start = stream.read(1 << 16)
    stream.seek(0)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if b"\0" in start:
        even, odd = start[::2].count(0), start[1::2].count(0)
        if max(even, odd) < len(start) // 4:
            raise UnreadableManifest(path, "it holds bytes that no text has; is it the picture itself?")
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8-sig" if _is_utf8(start) else _FALLBACK


def _is_utf8(start: bytes) -> bool:
    try:
        start.decode()
    except UnicodeDecodeError as error:
        return error.start > len(start) - 4 and len(start) == 1 << 16  # the sample ends within a character
    return True


def _lines(stream: TextIOWrapper, path: Path) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        if len(line) > _LONGEST:
            raise UnreadableManifest(path, f"line {number} has more than {_LONGEST:,} characters, so it is no list")
        yield line.rstrip("\r\n")


def _entries(lines: Iterator[str], path: Path, column: str | None) -> dict[str, list[str]]:
    sample = [line for line in islice(lines, _SAMPLE) if line.strip()]
    lines = chain(sample, (line for line in lines if line.strip()))
    divider = _divider(sample, path)
    if divider is None:
        return _single(lines, sample, path, column)
    return _table(csv.reader(lines, delimiter=divider), divider, sample, path, column)


def _divider(sample: Sequence[str], path: Path) -> str | None:
    """What divides the columns of a table; None of a list."""
    name = path.name.lower().removesuffix(".gz")
    heading = sample[0] if sample else ""
    for divider in ("\t", ",", ";"):
        cells = [_heading(cell) for cell in heading.split(divider)]
        if len(cells) > 1 and any(cell in _KNOWN for cell in cells):
            return divider
    if name.endswith((".tsv", ".tab")) or sum("\t" in line for line in sample) > len(sample) / 2:
        return "\t"
    if name.endswith(".csv"):
        return ";" if heading.count(";") > heading.count(",") else ","
    return None


def _heading(cell: str) -> str:
    return re.sub(r"[\s_\-\"']", "", cell).lower()


def _table(
    rows: Iterator[list[str]], divider: str, sample: Sequence[str], path: Path, column: str | None
) -> dict[str, list[str]]:
    first = next(rows, [])
    chosen = _chosen_by_name(first, path, column)
    if not chosen:
        chosen = _chosen_by_content(list(csv.reader(sample, delimiter=divider)), path, column)
        rows = chain([first], rows)
    found: dict[str, list[str]] = {name: [] for name in chosen}
    for row in rows:
        for name, place in chosen.items():
            found[name].append(row[place].strip() if place < len(row) else "")
    return found


def _chosen_by_name(first: Sequence[str], path: Path, column: str | None) -> dict[str, int]:
    """The place of each column, where the first line has headings."""
    if column is not None and not column.isdigit():
        wanted = [number for number, cell in enumerate(first) if cell.strip().lower() == column.lower()]
        if not wanted:
            raise UnreadableManifest(path, f"it has no column {column!r}; it has: {', '.join(first[:20])}")
        return {NAME: wanted[0]}
    if column is not None:
        return {}
    found: dict[str, int] = {}
    for number, cell in enumerate(map(_heading, first)):
        if cell in _KNOWN:
            found.setdefault(_KNOWN[cell], number)
    return found


def _chosen_by_content(rows: Sequence[Sequence[str]], path: Path, column: str | None) -> dict[str, int]:
    if column is not None:
        place = int(column) - 1
        if not 0 <= place < max(map(len, rows), default=0):
            raise UnreadableManifest(path, f"it has no column {column}")
        return {NAME: place}
    kinds = [_kind([row[place] for row in rows if place < len(row)]) for place in range(max(map(len, rows), default=0))]
    found: dict[str, int] = {kind: kinds.index(kind) for kind in (NAME, CHECKSUM) if kind in kinds}
    if not found and len(kinds) == 1:
        return {NAME: 0}
    if not found:
        raise UnreadableManifest(
            path, "nothing tells which column holds the names or checksums; say it with --column, by name or number"
        )
    return found


def _kind(cells: Sequence[str]) -> str | None:
    most = len(cells) / 2
    if sum(bool(_DIGEST.fullmatch(cell.strip())) for cell in cells) > most:
        return CHECKSUM
    return NAME if sum(bool(_ENDS_IN_FILE.search(cell.strip())) for cell in cells) > most else None


def _single(lines: Iterable[str], sample: Sequence[str], path: Path, column: str | None) -> dict[str, list[str]]:
    """A list: an entry a line, or fields that spaces divide."""
    if column is not None:
        return {NAME: [_field(line, column, path) for line in lines]}
    forms = Counter(_form(line) for line in sample)
    form = forms.most_common(1)[0][0] if forms else NAME
    if form == "sums":
        pairs = [pair.groups() if (pair := _SUM.fullmatch(line)) else ("", "") for line in lines]
        return {NAME: [name for _, name in pairs], CHECKSUM: [digest for digest, _ in pairs]}
    if form == "fields":
        found = (_AMONG_OTHERS.match(line) for line in lines)
        return {NAME: [match[1] if match else "" for match in found]}
    entries = [line.strip() for line in lines]
    if len(entries) > 1 and _heading(entries[0]) in _KNOWN:
        return {_KNOWN[_heading(entries[0])]: entries[1:]}
    return {CHECKSUM if form == CHECKSUM else NAME: entries}


def _form(line: str) -> str:
    if _SUM.fullmatch(line):
        return "sums"
    if _DIGEST.fullmatch(line.strip()):
        return CHECKSUM
    if _ENDS_IN_FILE.search(line.strip()):
        return NAME
    return "fields" if _AMONG_OTHERS.match(line) else NAME


def _field(line: str, column: str, path: Path) -> str:
    fields = line.split()
    if not column.isdigit():
        raise UnreadableManifest(path, "it has no headings, so give --column a number, from 1")
    place = int(column) - 1
    return fields[place] if 0 <= place < len(fields) else ""

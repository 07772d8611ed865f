"""What changed in a catalogue's folder since it was last looked at, told by what the file system says of each file.

Reading a hundred thousand files to find that nothing changed takes half a minute; asking for their sizes and times
takes less than a second. A file counts as unchanged if size, modification time, change time and inode are what they
were. The change time can't be set back, so that an older file put in place of a newer one is noticed.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Final

from radcat.folder import files, records
from radcat.model import Kind

# A file that was written so shortly before it was read may be written again within the same tick of the file system's
# clock, at the same size, and nothing would tell. So it is read again the next time. FAT ticks every two seconds.
GRAIN: Final = 2_500_000_000  # nanoseconds


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the file system says of a file: bytes, nanoseconds, nanoseconds, and its inode."""

    size: int
    modified: int
    changed: int
    inode: int

    @classmethod
    def of(cls, status: os.stat_result) -> Stamp:
        """Take it from what `stat` says."""
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)

    def is_older_than(self, moment: int) -> bool:
        """Whether the file was left alone since before *moment* (nanoseconds), by more than the grain of clocks."""
        return max(self.modified, self.changed) < moment - GRAIN


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A record's file as it was read last."""

    place: bytes  # its path below the catalogue's root, as the file system has it
    kind: str
    name: str  # of the record
    sha256: str  # of its content; that of nothing where it can't be read
    fault: str | None = None  # why it can't be read
    stamp: Stamp | None = None  # None where it has to be read again the next time

    @property
    def path(self) -> Path:
        """Its path below the catalogue's root."""
        return Path(os.fsdecode(self.place))


def scan(root: Path, known: Mapping[bytes, ScannedFile], kind: Kind) -> Iterator[ScannedFile]:
    """Yield what is known of each file of *kind* below *root*, by name; read those that may have changed."""
    folder = root / kind.folder
    if files.leads_out(folder, root):
        known = {}  # whatever its files are, they are not ours, and reading them says so
    below = os.fsencode(kind.folder) + b"/"
    for name, stamp in _listed(folder, kind):
        place = below + name
        if stamp is not None and (old := known.get(place)) is not None and old.stamp == stamp:
            yield old
        elif files.exists(path := folder / os.fsdecode(name)):  # or it went away after the folder was listed
            yield _read(root, path, place, kind)


def _read(root: Path, path: Path, place: bytes, kind: Kind) -> ScannedFile:
    moment, stamp = time.time_ns(), _stamp(path)
    content, fault = files.read(path, root)
    if fault or stamp is None or stamp != _stamp(path) or not stamp.is_older_than(moment):
        stamp = None
    return ScannedFile(place, kind.name, records.name_of(kind, path), sha256(content).hexdigest(), fault, stamp)


def _stamp(path: Path | os.DirEntry[bytes]) -> Stamp | None:
    """What the file system says of a regular file; a link says nothing of what it leads to."""
    try:
        status = path.stat(follow_symlinks=False)
    except OSError:
        return None
    return Stamp.of(status) if stat.S_ISREG(status.st_mode) else None


def _listed(folder: Path, kind: Kind) -> list[tuple[bytes, Stamp | None]]:
    """List the files that `files.candidates` lists, in the order of their names' bytes, with their stamps."""
    single = f"{kind.single}.ttl".encode() if kind.single else None
    found: list[tuple[bytes, Stamp | None]] = []
    try:
        with os.scandir(os.fsencode(folder)) as entries:
            for entry in entries:
                name = entry.name
                if name != single if single else name.startswith(b".") or not name.endswith(b".ttl"):
                    continue
                if entry.is_file(follow_symlinks=False):
                    found.append((name, _stamp(entry)))
                elif _is_wanted_link(entry):
                    found.append((name, None))
    except (FileNotFoundError, NotADirectoryError):
        return []
    return sorted(found, key=itemgetter(0))


def _is_wanted_link(entry: os.DirEntry[bytes]) -> bool:
    if not entry.is_symlink():
        return False
    try:
        return entry.is_file() or not os.path.exists(entry.path)  # noqa: PTH110
    except OSError:
        return True  # a circle: what leads nowhere is listed, so that it is reported

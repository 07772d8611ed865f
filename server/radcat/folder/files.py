"""Files of a catalogue: read without being led astray, replaced in one step, and cleaned up after a crash."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

PARTIAL: Final = ".radcat.part"  # the end of the name of a file in the making; nobody else's ends so
NOT_OURS: Final = "not a regular file of the catalogue"  # in place of a hash: no text has it


def shown(path: Path) -> str:
    """Give a path as a message can hold it: a name may have bytes that are no text, and line breaks."""
    name = path.as_posix().encode("utf-8", "backslashreplace").decode()
    return name if name.isprintable() else name.encode("unicode_escape").decode()


def leads_out(path: Path, root: Path) -> bool:
    """Whether *path* is, or lies behind, a symbolic link out of the folder *root*."""
    try:
        return not path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # a circle of links leads nowhere
        return True


def candidates(folder: Path, pattern: str) -> list[Path]:
    """List the files of *folder* to read, by name: no hidden ones, which editors leave, and no folders or devices.

    A symbolic link is listed wherever it leads, so that one that leads nowhere is reported and not overlooked.
    """
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith(".") and _is_wanted(path))


def _is_wanted(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:  # it went away
        return False
    if stat.S_ISLNK(mode):
        with suppress(OSError):
            mode = path.stat().st_mode
    return stat.S_ISREG(mode) or stat.S_ISLNK(mode)


def read(path: Path, root: Path) -> tuple[bytes, str | None]:
    """Read a file of the catalogue at *root*: its content, or why it can't be read and what to do."""
    if path.is_symlink() and not path.exists():
        return b"", "it is a symbolic link that leads nowhere; remove it, or mend it."
    if leads_out(path, root):
        return b"", "it is a symbolic link out of the catalogue's folder, and is not read; put the file itself here."
    if not path.is_file():
        return b"", "it is not a regular file; remove it, or put a file in its place."
    try:
        return path.read_bytes(), None
    except OSError as error:
        return b"", f"it can't be read ({error.strerror}); let the user that runs radcat read it."


def exists(path: Path) -> bool:
    """Whether anything at all has that name; nothing has a name that can't be one."""
    return os.path.lexists(path)


def hash_of(path: Path, root: Path | None = None) -> str | None:
    """Hash what a file holds, as a record's text is hashed; None where there is no file.

    What is not a regular file, or lies outside *root*, has no text's hash.

    Raises:
        OSError: it can't be read.
    """
    if not exists(path):
        return None
    if not path.is_file() or (root is not None and leads_out(path, root)):
        return NOT_OURS
    return sha256(path.read_bytes()).hexdigest()


def write_file(path: Path, text: str) -> None:
    """Replace a file's content in one step, so that a crash, or a power cut, leaves the old text or the new.

    Its mode and owner stay, and a symbolic link stays one: the file it leads to is replaced.
    """
    path = path.resolve() if path.is_symlink() else path
    partial = partial_of(path)
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            with suppress(FileNotFoundError):
                _take_after(file.fileno(), path.stat())
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise
    _make_durable(path.parent)


def _take_after(descriptor: int, old: os.stat_result) -> None:
    with suppress(PermissionError):  # only root may give a file away
        if (old.st_uid, old.st_gid) != (os.geteuid(), os.getegid()):
            os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def partial_of(path: Path) -> Path:
    """Name the file in which *path* is made, beside it."""
    return path.with_name(f".{path.name}{PARTIAL}")


def try_to_write(path: Path) -> None:
    """Find out whether a file can be written at *path*, and leave nothing behind.

    Raises:
        OSError: it can't be.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_of(path)
    partial.touch()
    partial.unlink()


def remove_file(path: Path) -> None:
    """Remove a file durably; it may be gone already."""
    path.unlink(missing_ok=True)
    _make_durable(path.parent)


def remove_partials(folders: Iterable[Path]) -> int:
    """Remove what a crash left half made in *folders*; nobody may be writing there. Return how many there were."""
    count = 0
    for folder in folders:
        for path in folder.glob(f".*{PARTIAL}"):
            with suppress(OSError):
                path.unlink()
                count += 1
    return count


def _make_durable(folder: Path) -> None:
    """Let a folder's entries survive a power cut: a file's own fsync does not see to its name."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

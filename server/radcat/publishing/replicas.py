"""Taking the registry to other machines: the ledger and the store at one generation, side by side in a folder.

    FOLDER/12/ledger.db          the ledger at generation 12, without what lets people write
    FOLDER/12/store/             the store at generation 12, for `oxigraph serve-read-only --location`
    FOLDER/12/.radcat-snapshot   says that the folder is ours, and may be removed when newer ones are there

How the folder gets there is not our business: rsync, a shared file system, an object store.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from radcat.errors import SettingError, StoreUnavailable
from radcat.ledger import database, tokens
from radcat.ledger.versions import Ledger
from radcat.publishing.locking import holding
from radcat.stores.embedded import copy_snapshot

KEPT: Final = 3
LEDGER: Final = database.FILE
MARK: Final = ".radcat-snapshot"
_NEW: Final = ".radcat-new"  # below the folder: a snapshot that is not whole yet
_LOCK: Final = ".radcat-lock"  # below the folder: held by who takes a snapshot
_NUMBER: Final = re.compile(r"[1-9][0-9]*")


def take(data: Path, into: Path) -> Path:
    """Put the newest generation of the registry whose data are in *data* below *into*; older ones go but for a few.

    Raises:
        StoreUnavailable: nothing was published there.
        RegistryBusy: another process is publishing, or taking a snapshot, and does not come to an end.
    """
    if not (data / LEDGER).is_file():
        raise StoreUnavailable(f"nothing has been published in {data} yet; run `radcat sync`.")
    into.mkdir(parents=True, exist_ok=True)
    with holding(into / _LOCK):
        new = into / _NEW
        _remove(new)  # of a run that was killed
        try:
            generation = _copy_generation(data, new)
            taken = into / str(generation)
            if not _is_ours(taken):
                if taken.exists() or taken.is_symlink():
                    raise SettingError(f"{taken} is in the way, and no snapshot; move it, or name another folder.")
                new.rename(taken)
        finally:
            _remove(new)
        for old in _generations(into)[:-KEPT]:
            _remove(into / str(old))
    return taken


def follow(source: Path, data: Path) -> int:
    """Bring the ledger in *data* to the newest generation below *source*, in one step; return the generation.

    Processes that read it see the old one or the new one, and need not be started again.

    Raises:
        StoreUnavailable: there is none.
        SettingError: what is published in *data* is not a part of it.
    """
    generations = _generations(source)
    if not generations:
        raise StoreUnavailable(f"{source} holds no snapshot; make one with `radcat snapshot {source}`.")
    newest = source / str(generations[-1])
    data.mkdir(parents=True, exist_ok=True)
    if (data / LEDGER).exists():
        current = _generation(data)
        if current > generations[-1]:
            raise SettingError(
                f"{data} stands at generation {current}, beyond {newest}: it is written to, or follows another one."
            )
        if current == generations[-1]:
            return current
    database.in_folder(data)
    _copy(newest / LEDGER, data / LEDGER)
    return generations[-1]


def _copy_generation(data: Path, new: Path) -> int:
    """Copy ledger and store to the folder *new*, and return the generation that both stand at."""
    with holding(data / "writer.lock"):  # so that neither moves on while the other is copied
        new.mkdir()
        position = copy_snapshot(data / "store", new / "store")
        if position is None:
            raise StoreUnavailable(f"nothing has been published in {data} yet; run `radcat sync`.")
        _copy(data / LEDGER, new / LEDGER)
    tokens.forget(f"sqlite:///{new / LEDGER}")
    (new / MARK).touch()
    if (found := _generation(new)) != position.generation:
        raise StoreUnavailable(
            f"the store stands at generation {position.generation} and the ledger at {found}; run `radcat sync` first."
        )
    return found


def _copy(source: Path, to: Path) -> None:
    """Copy a database as one transaction of the other, whoever reads or writes either."""
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(to, timeout=30)) as writing:
            reading.backup(writing)
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"{source} can't be copied to {to}: {error}.") from error


def _remove(folder: Path) -> None:
    if not folder.is_symlink():  # what it leads to is not ours
        shutil.rmtree(folder, ignore_errors=True)


def _generation(folder: Path) -> int:
    ledger = Ledger(f"sqlite:///{folder / LEDGER}")
    try:
        return ledger.generation
    finally:
        ledger.close()


def _generations(folder: Path) -> list[int]:
    paths = folder.iterdir() if folder.is_dir() else ()
    return sorted(int(path.name) for path in paths if _NUMBER.fullmatch(path.name) and _is_ours(path))


def _is_ours(path: Path) -> bool:
    """Tell a snapshot from a folder of somebody else's that has a number for its name."""
    if path.is_symlink() or not path.is_dir():
        return False
    # Version 0.1 left no mark, and nothing but these two.
    before = {entry.name for entry in path.iterdir()} - {f"{LEDGER}-wal", f"{LEDGER}-shm"} == {LEDGER, "store"}
    return (path / MARK).is_file() or before

"""Taking the registry to other machines: the ledger and the store at one generation, side by side in a folder.

    FOLDER/12/ledger.db      the ledger at generation 12
    FOLDER/12/store/         the store at generation 12, for `oxigraph serve-read-only --location`

How the folder gets there is not our business: rsync, a shared file system, an object store.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from radcat.errors import SettingError, StoreUnavailable
from radcat.ledger import Ledger
from radcat.locking import holding
from radcat.store.oxigraph import copy_snapshot

KEPT: Final = 3
LEDGER: Final = "ledger.db"


def take(data: Path, into: Path) -> Path:
    """Put the newest generation of the registry whose data are in *data* below *into*; older ones go but for a few.

    Raises:
        StoreUnavailable: nothing was published there.
        RegistryBusy: another process is publishing, and does not come to an end.
    """
    into.mkdir(parents=True, exist_ok=True)
    new = into / ".new"
    with holding(data / "writer.lock"):  # so that neither moves on while the other is copied
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir()
        position = copy_snapshot(data / "store", new / "store")
        if position is None:
            raise StoreUnavailable(f"nothing has been published in {data} yet; run `radcat sync`.")
        _copy(data / LEDGER, new / LEDGER)
    if (found := _generation(new)) != position.generation:
        raise StoreUnavailable(
            f"the store stands at generation {position.generation} and the ledger at {found}; run `radcat sync` first."
        )
    taken = into / str(position.generation)
    if taken.exists():
        shutil.rmtree(new)
    else:
        new.rename(taken)
    for old in _generations(into)[:-KEPT]:
        shutil.rmtree(into / str(old), ignore_errors=True)
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
    _copy(newest / LEDGER, data / LEDGER)
    return generations[-1]


def _copy(source: Path, to: Path) -> None:
    """Copy a database as one transaction of the other, whoever reads or writes either."""
    try:
        with closing(sqlite3.connect(source)) as reading, closing(sqlite3.connect(to, timeout=30)) as writing:
            reading.backup(writing)
    except sqlite3.DatabaseError as error:
        raise StoreUnavailable(f"{source} can't be copied to {to}: {error}.") from error


def _generation(folder: Path) -> int:
    ledger = Ledger.in_folder(folder)
    try:
        return ledger.generation
    finally:
        ledger.close()


def _generations(folder: Path) -> list[int]:
    names = (path.name for path in folder.iterdir()) if folder.is_dir() else ()
    return sorted(int(name) for name in names if name.isdigit())

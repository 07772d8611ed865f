"""What the catalogue's folder held when it was last read, beside the ledger: which files are not as published.

The table can be lost at any time: the next sync reads every file then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from radcat.folder.scan import ScannedFile, Stamp
from radcat.ledger import database
from radcat.ledger.tables import HEAD, META, VERSION
from radcat.ledger.versions import Ledger, Status

_ROOT: Final = "scanned folder"  # the key in META
_tables = sa.MetaData()
_file = sa.Table(
    "scanned_file",
    _tables,
    sa.Column("place", sa.LargeBinary, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("fault", sa.Text),
    sa.Column("size", sa.BigInteger),  # and the following: the stamp, empty where there is none
    sa.Column("modified", sa.BigInteger),
    sa.Column("changed", sa.BigInteger),
    sa.Column("inode", sa.BigInteger),
    sa.Index("scanned_file_of_kind", "kind"),
    sa.Index("scanned_file_of_name", "name"),
    sqlite_with_rowid=False,
)
_published = (HEAD.c.name == _file.c.name) & (HEAD.c.status == Status.PUBLISHED)
_with_version = HEAD.join(VERSION, VERSION.c.sequence == HEAD.c.sequence)
# Built once: publishing asks it for thousands of files.
_BY_NAME: Final = sa.select(_file).where(_file.c.name == sa.bindparam("wanted")).order_by(_file.c.place).limit(1)


class ScannedFiles:
    """The files of one catalogue's folder, as they were read last. Safe to share between threads."""

    def __init__(self, ledger: Ledger) -> None:
        """Keep them in the database of *ledger*."""
        self._ledger = ledger

    @property
    def _engine(self) -> sa.Engine:
        return self._ledger.engine

    def begin(self, root: Path) -> None:
        """Forget what is known of another folder than *root*, and make the table if there is none."""
        place = str(root.resolve())
        with self._engine.begin() as connection:
            database.create(connection, _tables)
            if connection.scalar(sa.select(META.c.value).where(META.c.key == _ROOT)) != place:
                connection.execute(_file.delete())
                connection.execute(META.delete().where(META.c.key == _ROOT))
                connection.execute(META.insert().values(key=_ROOT, value=place))

    def of_kind(self, kind: str) -> Mapping[bytes, ScannedFile]:
        """Read what is known of the files of *kind*, by place."""
        with self._engine.connect() as connection:
            found = connection.execute(sa.select(_file).where(_file.c.kind == kind))
            return {row.place: _scanned(row) for row in found}

    def keep(self, read: Iterable[ScannedFile], gone: Iterable[bytes] = ()) -> None:
        """Keep what was *read* anew, and forget the places of files that are *gone*."""
        rows = [_row(file) for file in read]
        places = [{"at": place} for place in (*gone, *(row["place"] for row in rows))]
        with self._engine.begin() as connection:
            if places:
                connection.execute(_file.delete().where(_file.c.place == sa.bindparam("at")), places)
            if rows:
                connection.execute(_file.insert(), rows)

    def count(self) -> int:
        """Count the files."""
        with self._engine.connect() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_file)) or 0

    def names(self) -> Iterator[str]:
        """Read the names of the records that files hold, in no order."""
        with self._engine.connect() as connection:
            yield from connection.scalars(sa.select(_file.c.name))

    def differing(self) -> Iterator[ScannedFile]:
        """Read which files are not as published, in the order of their places; what can't be read is one of them."""
        joined = _file.outerjoin(_with_version, _published)
        query = sa.select(_file).select_from(joined)
        query = query.where(VERSION.c.sha256.is_(None) | (VERSION.c.sha256 != _file.c.sha256))
        with self._engine.connect() as connection:
            for row in connection.execute(query.order_by(_file.c.place)):
                yield _scanned(row)

    def missing(self) -> list[tuple[str, str]]:
        """List the published records that no file holds: kind and name, in order of names."""
        query = sa.select(HEAD.c.kind, HEAD.c.name).select_from(HEAD.outerjoin(_file, HEAD.c.name == _file.c.name))
        query = query.where((HEAD.c.status == Status.PUBLISHED) & _file.c.name.is_(None))
        with self._engine.connect() as connection:
            return [(row.kind, row.name) for row in connection.execute(query.order_by(HEAD.c.name))]

    def find(self, name: str) -> ScannedFile | None:
        """Read what is known of the file that holds the record *name*."""
        with self._engine.connect() as connection:
            row = connection.execute(_BY_NAME, {"wanted": name}).first()
        return _scanned(row) if row else None

    def several(self, names: Iterable[str]) -> list[ScannedFile]:
        """Read what is known of the files that hold *names*, in no order."""
        found: list[ScannedFile] = []
        with self._engine.connect() as connection:
            for some in database.parts(sorted(names)):
                rows = connection.execute(sa.select(_file).where(_file.c.name.in_(some)))
                found += map(_scanned, rows)
        return found


def _row(file: ScannedFile) -> dict[str, Any]:
    stamp = file.stamp
    return {
        "place": file.place,
        "kind": file.kind,
        "name": file.name,
        "sha256": file.sha256,
        "fault": file.fault,
        "size": stamp and stamp.size,
        "modified": stamp and stamp.modified,
        "changed": stamp and stamp.changed,
        "inode": stamp and stamp.inode,
    }


def _scanned(row: Any) -> ScannedFile:
    stamp = None if row.size is None else Stamp(row.size, row.modified, row.changed, row.inode)
    return ScannedFile(row.place, row.kind, row.name, row.sha256, row.fault, stamp)

"""Records that can't be written in a format: left out of every list in it, and named until they can be written.

Whoever writes many records hands each one, or all of them, to `Omissions`. A fault of one record then costs a reader
that record and no other. Faults of the machine, such as a full disk or a database that is locked, are nobody's record's
and pass through: a list that lacked everything would look like a mass withdrawal.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Final, TypeVar

import sqlalchemy as sa

from radcat.errors import RegistryError
from radcat.ledger import snapshots
from radcat.ledger.tables import NEWEST, OMISSION, VERSION
from radcat.ledger.versions import Ledger, Status, Version
from radcat.model import Record

log = logging.getLogger(__name__)

# What fails when the machine does, whatever the record.
MACHINE: Final = (OSError, MemoryError, sa.exc.SQLAlchemyError)
_FOUND: Final = "omissions that were found"  # among what a snapshot remembers
_Key = tuple[str, str, str]
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Omission:
    """That one version of a record can't be written in one format."""

    name: str
    sha256: str  # of the version's text
    format: str  # a representation's name, or a list's: "feed.atom"
    reason: str
    date: str  # xsd:dateTime, UTC: when it was tried first


class Omissions:
    """Keeps what was left out, in the ledger's database. Safe to share between threads and processes."""

    def __init__(self, ledger: Ledger) -> None:
        """Read and write beside *ledger*."""
        self._ledger, self._lock = ledger, Lock()
        self._known: dict[_Key, Omission] = {}
        self._generation = -1  # at which the database was last read

    def attempt(self, record: Record, form: str, write: Callable[[], Result]) -> Result | None:
        """Write *record* in the format *form*; None where it can't be, which is logged and kept."""
        try:
            written = write()
        except MACHINE:
            raise
        except Exception as fault:  # whatever it is: the record is left out, and the others are not
            self.note(record, form, fault)
            return None
        self.forget(record, form)
        return written

    def together(
        self, versions: Sequence[Version], form: str, write: Callable[[tuple[Version, ...]], Result]
    ) -> Result:
        """Write *versions* in one go. Where that fails, write each alone to find which to leave out."""
        known = self._read()
        suspects = {v.sequence for v in versions if known and (v.record.name, v.record.sha256, form) in known}

        def stands(version: Version) -> bool:
            return self.attempt(version.record, form, lambda: write((version,))) is not None

        left = tuple(v for v in versions if v.sequence not in suspects or stands(v))
        try:
            return write(left)
        except MACHINE:
            raise
        except Exception:
            standing = tuple(version for version in left if stands(version))
            if len(left) > _FEW and not standing:
                raise  # all of them: the fault is ours, and an empty list would tell of a withdrawal
        return write(standing)

    def note(self, record: Record, form: str, fault: Exception) -> str:
        """Keep that *record* can't be written, log it once, and return the reason."""
        known = self._read()
        key, reason = (record.name, record.sha256, form), _reason(fault)
        if key in known and known[key].reason == reason:
            return reason
        expected = isinstance(fault, RegistryError)
        log.warning(
            "%s can't be written as %s and is left out of it: %s",
            record.name, form, reason, exc_info=None if expected else fault,
        )  # fmt: skip
        found = Omission(*key, reason, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        with self._lock:
            self._known[key] = found
        self._remember(key, found)
        self._keep(found)
        return reason

    def current(self) -> list[Omission]:
        """List what is left out now: newest versions alone, by name and format."""
        heads = sa.select(OMISSION).select_from(
            NEWEST.join(OMISSION, (OMISSION.c.name == VERSION.c.name) & (OMISSION.c.sha256 == VERSION.c.sha256))
        )
        return self._select(heads.where(VERSION.c.status == Status.PUBLISHED))

    def of(self, record: Record) -> list[Omission]:
        """List the formats that *record* can't be written in, as far as somebody tried."""
        own = (OMISSION.c.name == record.name) & (OMISSION.c.sha256 == record.sha256)
        found = {each.format: each for each in self._select(sa.select(OMISSION).where(own))}
        # What was found in this very request is not in its snapshot yet.
        if (snapshot := snapshots.current(self._ledger.engine)) is not None:
            for (name, sha256, form), each in snapshot.remembered.get(_FOUND, {}).items():
                if (name, sha256) == (record.name, record.sha256):
                    found.pop(form, None)
                    found |= {form: each} if each else {}
        return [found[form] for form in sorted(found)]

    def _remember(self, key: _Key, found: Omission | None) -> None:
        if (snapshot := snapshots.current(self._ledger.engine)) is not None:
            snapshot.remembered.setdefault(_FOUND, {})[key] = found

    def forget(self, record: Record, form: str) -> None:
        """Note that *record* can be written, where it couldn't before."""
        # Without asking for the generation: this is done for every record of a list, and lists do that once.
        known = self._known if self._generation >= 0 else self._read()
        if (key := (record.name, record.sha256, form)) not in known:
            return
        with self._lock:
            self._known.pop(key, None)
        self._remember(key, None)
        try:
            with self._ledger.engine.begin() as connection:
                connection.execute(OMISSION.delete().where(*_is(key)))
        except sa.exc.SQLAlchemyError as error:
            log.warning("what was left out can't be noted as written again: %s", error)

    def _keep(self, found: Omission) -> None:
        try:
            with self._ledger.engine.begin() as connection:
                connection.execute(OMISSION.delete().where(*_is((found.name, found.sha256, found.format))))
                connection.execute(OMISSION.insert().values(**asdict(found)))
        except sa.exc.SQLAlchemyError as error:  # on a machine that only reads, or while somebody writes for long
            log.warning("what was left out can't be kept for `radcat status`: %s", error)

    def refresh(self) -> None:
        """Learn what other processes found; whoever begins a list of single records does it once."""
        self._read()

    def names(self, form: str) -> list[str]:
        """List the records that *form* lacks now."""
        return [each.name for each in self.current() if each.format == form] if self._read() else []

    def _read(self) -> dict[_Key, Omission]:
        """What is known to be left out; the database is asked once a generation, for what other processes found."""
        generation = self._ledger.generation
        if generation != self._generation:
            found = {(each.name, each.sha256, each.format): each for each in self._select(sa.select(OMISSION))}
            with self._lock:
                self._known, self._generation = found, generation
        return self._known

    def _select(self, query: sa.Select[tuple[str, ...]]) -> list[Omission]:
        with snapshots.reading(self._ledger.engine) as connection:
            rows = connection.execute(query.order_by(OMISSION.c.name, OMISSION.c.format))
            return [Omission(row.name, row.sha256, row.format, row.reason, row.date) for row in rows]


_FEW: Final = 2  # records that may well fail together


def _is(key: _Key) -> list[sa.ColumnElement[bool]]:
    columns = (OMISSION.c.name, OMISSION.c.sha256, OMISSION.c.format)
    return [column == value for column, value in zip(columns, key, strict=True)]


def _reason(fault: Exception) -> str:
    """Say what went wrong; an error that is not ours has its class before it, since its text may be a word."""
    return str(fault) if isinstance(fault, RegistryError) else f"{type(fault).__name__}: {fault}"

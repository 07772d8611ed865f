"""The ledger: every version of every record, append-only, in a relational database.

History, tombstones, ETags and harvests are read off it, and every index can be rebuilt from it.
The newest sequence number is the registry's generation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from radcat.errors import CannotWrite, LedgerVersionError, StoreDamaged
from radcat.ledger import (
    appending,
    database,
    lineages,
    link_checks,
    listings,
    memberships,
    references,
    snapshots,
    tallies,
)
from radcat.ledger.entries import Entry as Entry
from radcat.ledger.entries import Finding as Finding
from radcat.ledger.entries import Head as Head
from radcat.ledger.entries import Pending as Pending
from radcat.ledger.entries import Status as Status
from radcat.ledger.entries import Version as Version
from radcat.ledger.tables import (
    DATASET_KEY,
    FINDING,
    HEAD,
    LINEAGE,
    LINK_ANSWER,
    LISTING,
    META,
    NEWEST,
    PENDING,
    REFERENCE,
    SURVEY_LIST,
    TABLES,
    TALLY,
    VERSION,
)
from radcat.ledger.tallies import Tally
from radcat.model import duplicates

SCHEMA_VERSION: Final = "3"
OLDER: Final = frozenset({"1", "2"})  # layouts that lack only what is made when the ledger is opened

# Built once: a page asks these dozens of times, and building a statement costs more than asking it.
_LATEST = sa.select(VERSION).select_from(NEWEST).where(HEAD.c.name == sa.bindparam("wanted"))
_LAST = sa.select(VERSION.c.sequence, VERSION.c.date).order_by(VERSION.c.sequence.desc()).limit(1).subquery()
_STATE = sa.select(
    _LAST,
    TALLY,
    sa.exists().where((LISTING.c.kind == TALLY.c.kind) & (LISTING.c.tag > "")).label("is_multilingual"),
    sa.select(sa.func.max(LINK_ANSWER.c.date)).scalar_subquery().label("newest_answer"),
).select_from(_LAST.outerjoin(TALLY, sa.true()))
_LAST_DATE = sa.select(VERSION.c.date).order_by(VERSION.c.sequence.desc()).limit(1)


class Ledger:
    """Versions in order. Safe to share between threads; other processes may read and append beside it."""

    def __init__(self, url: str) -> None:
        """Open the database at *url*, making its tables if there are none.

        Raises:
            LedgerVersionError: another version of radcat wrote it.
            StoreDamaged: it is not a database, or can't be opened.
        """
        self._url, self._engine = url, database.connect(url)
        try:
            self._prepare(url)
            listings.FILLING.run(self._engine)
            lineages.FILLING.run(self._engine)
        except sa.exc.DatabaseError as error:
            self.close()
            raise StoreDamaged(
                f"the ledger {url} can't be opened: {error.orig}; bring back a copy of it, "
                "or move it away to begin a new one from the files."
            ) from error

    def __reduce__(self) -> tuple[Any, ...]:
        return Ledger, (self._url,)  # another process has connections of its own

    def _prepare(self, url: str) -> None:
        with self._engine.begin() as connection:
            written = self._layout(connection)
            if written not in (None, SCHEMA_VERSION, *OLDER):
                raise LedgerVersionError(
                    f"the ledger {url} has layout {written}, this radcat reads {SCHEMA_VERSION}; "
                    "run the radcat that wrote it, or point RADCAT_DATA at an empty folder."
                )
            has_keys = sa.inspect(connection).has_table(DATASET_KEY.name)
            has_tallies = sa.inspect(connection).has_table(TALLY.name)
            has_lineage = sa.inspect(connection).has_table(LINEAGE.name)
            has_lists = sa.inspect(connection).has_table(SURVEY_LIST.name)
            if written == SCHEMA_VERSION and has_keys and has_tallies and has_lineage and has_lists:
                return
            database.create(connection, TABLES)
            if written is None:
                listings.FILLING.note_whole(connection)
                lineages.FILLING.note_whole(connection)
            elif not has_tallies:
                tallies.fill(connection)
            if written is not None and not has_keys:
                appending.fill_keys(connection)
            if written == SCHEMA_VERSION:
                return
            memberships.fill(connection)
            connection.execute(META.delete().where(META.c.key == "schema"))
            connection.execute(META.insert().values(key="schema", value=SCHEMA_VERSION))

    @staticmethod
    def _layout(connection: sa.Connection) -> str | None:
        if not sa.inspect(connection).has_table(META.name):
            return None
        return connection.scalar(sa.select(META.c.value).where(META.c.key == "schema"))

    @classmethod
    def in_folder(cls, folder: Path) -> Ledger:
        """Open the SQLite ledger of a data folder, making the folder if need be."""
        return cls(database.in_folder(folder))

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    @property
    def engine(self) -> sa.Engine:
        """The database's connections, for who reads the versions in another way."""
        return self._engine

    @property
    def generation(self) -> int:
        """The newest sequence number; 0 while nothing was ever published."""
        return self._newest[0]

    @property
    def date(self) -> str | None:
        """When the newest version was published (xsd:dateTime, UTC); None while nothing ever was."""
        return self._newest[1]

    @property
    def tallies(self) -> Mapping[str, Tally]:
        """How many records of each kind are published, and its newest version; without kinds that never were."""
        return self._newest[2]

    @property
    def _newest(self) -> tuple[int, str | None, Mapping[str, Tally]]:
        """The newest sequence number, its date, and the tallies."""

        def ask() -> tuple[int, str | None, Mapping[str, Tally]]:
            with snapshots.reading(self._engine) as connection:
                rows = connection.execute(_STATE).all()
            if not rows:
                return 0, None, {}
            # Every page says when a link was last checked, in its date: asked here, it costs no question more.
            snapshots.remembered(self._engine, link_checks.NEWEST, lambda: rows[0].newest_answer)
            tallies_ = {r.kind: Tally(r.published, r.names, r.newest, bool(r.is_multilingual)) for r in rows if r.kind}
            return rows[0].sequence, rows[0].date, tallies_

        return snapshots.remembered(self._engine, "newest", ask)

    def append(
        self,
        entries: Iterable[Entry],
        agent: str,
        findings: Iterable[Finding] = (),
        now: datetime | None = None,
    ) -> int:
        """Append versions and replace the findings, all or nothing, and return the new generation.

        What has a place is pending until `written` is told of it. Entries are read one by one, so that there may be
        any number of them.

        Raises:
            CannotWrite: the database takes nothing now: the disk is full, it is read-only, or locked for long.
        """
        date = (now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        with _writing(), self._engine.begin() as connection:
            # A clock set back must not: who harvests from a date on would miss what came after it.
            date = max(date, connection.scalar(_LAST_DATE) or date)
            for some in appending.together(entries):
                appending.append(connection, some, date, agent)
            connection.execute(FINDING.delete())
            if rows := [asdict(finding) for finding in findings]:
                connection.execute(FINDING.insert(), rows)
        return self.generation

    def pending(self) -> list[Pending]:
        """Read which versions are yet to be written to their files, in order."""
        joined = PENDING.join(VERSION, PENDING.c.sequence == VERSION.c.sequence)
        query = sa.select(VERSION, PENDING.c.place, PENDING.c.before).select_from(joined)
        with snapshots.reading(self._engine) as connection:
            # Not by the version's number, for which SQLite would read all versions to find the few that wait.
            found = connection.execute(query.order_by(PENDING.c.sequence))
            return [Pending(row.place, row.before, Version.read(row)) for row in found]

    def written(self, sequences: Iterable[int]) -> None:
        """Note that the files of these versions are written.

        Raises:
            CannotWrite: see `append`.
        """
        # What a power cut undoes here is done again: the files are found to be what they should be.
        with _writing(), database.at_ease(self._engine) as connection:
            connection.execute(PENDING.delete().where(PENDING.c.sequence.in_(list(sequences))))

    def latest(self, name: str) -> Version | None:
        """Read the newest version of *name*, tombstones included."""

        def ask() -> Version | None:
            with snapshots.reading(self._engine) as connection:
                row = connection.execute(_LATEST, {"wanted": name}).first()
            return Version.read(row) if row else None

        return snapshots.remembered(self._engine, ("latest", name), ask)

    def published(self, name: str) -> Version | None:
        """Read the version of *name* that is published, if one is."""
        version = self.latest(name)
        return version if version and version.status is Status.PUBLISHED else None

    def several(self, names: Iterable[str]) -> list[Version]:
        """Read the published versions of *names*, in no order; of names that are none there is none."""
        found: list[Version] = []
        newest = sa.select(VERSION).select_from(NEWEST).where(HEAD.c.status == Status.PUBLISHED)
        with snapshots.reading(self._engine) as connection:
            for some in database.parts(sorted(names)):
                found += map(Version.read, connection.execute(newest.where(HEAD.c.name.in_(some))))
        return found

    def positions(self, names: Iterable[str]) -> dict[str, int]:
        """Read the sequence numbers of the published versions of *names*, without those that are none."""
        found: dict[str, int] = {}
        query = sa.select(HEAD.c.name, HEAD.c.sequence).where(HEAD.c.status == Status.PUBLISHED)
        with snapshots.reading(self._engine) as connection:
            for some in database.parts(sorted(names)):
                rows = connection.execute(query.where(HEAD.c.name.in_(some)))
                found.update((row.name, row.sequence) for row in rows)
        return found

    def position_of(self, kinds: Iterable[str]) -> int:
        """Read the sequence number of the newest version of any record of *kinds*, tombstones included."""
        known = self.tallies
        return max((known[kind].newest for kind in kinds if kind in known), default=0)

    def history(self, name: str) -> list[Version]:
        """Read every version of *name*, oldest first."""
        with snapshots.reading(self._engine) as connection:
            found = connection.execute(sa.select(VERSION).where(VERSION.c.name == name).order_by(VERSION.c.sequence))
            return [Version.read(row) for row in found]

    def changes(self, after: int = 0) -> Iterator[Version]:
        """Read the newest versions of the names that changed after sequence number *after*, in order."""
        query = sa.select(VERSION).select_from(NEWEST).where(VERSION.c.sequence > after)
        with snapshots.reading(self._engine) as connection:
            for row in connection.execute(query.order_by(VERSION.c.sequence)):
                yield Version.read(row)

    def heads(self) -> dict[str, Head]:
        """Read what is known of every name, without the texts."""
        return {head.name: head for head in self.changed()}

    def changed(self, after: int = 0) -> list[Head]:
        """Read what is known of the names that changed after sequence number *after*, in order, without the texts."""
        columns = [VERSION.c[name] for name in ("sequence", "kind", "name", "status", "sha256")]
        query = sa.select(*columns).select_from(NEWEST).where(VERSION.c.sequence > after)
        with snapshots.reading(self._engine) as connection:
            found = connection.execute(query.order_by(VERSION.c.sequence))
            return [Head(row.name, row.kind, Status(row.status), row.sequence, row.sha256) for row in found]

    def head(self, name: str) -> Head | None:
        """Read what is known of one name; see `heads`."""
        version = self.latest(name)
        if version is None:
            return None
        return Head(name, version.record.kind, version.status, version.sequence, version.record.sha256)

    def referring(self, *targets: str, limit: int | None = None) -> list[str]:
        """Name the published records that point at one of *targets*, or at something below it; *limit* of them."""
        found: set[str] = set()
        with snapshots.reading(self._engine) as connection:
            for some in database.parts(targets):
                wanted = REFERENCE.c.target.in_(some)
                query = sa.select(REFERENCE.c.name).where(wanted).distinct().order_by(REFERENCE.c.name).limit(limit)
                found.update(connection.scalars(query))
        return sorted(found)[:limit]

    def versions_referring(self, target: str, limit: int) -> list[Version]:
        """Read the published records that point at *target*, *limit* of them.

        `datasets_referring` then knows its own of the same target and limit.
        """
        wanted = HEAD.c.name.in_(_referring(target, limit)) | HEAD.c.name.in_(_referring(target, limit, "dataset"))
        found = self._versions(wanted)
        if (snapshot := snapshots.current(self._engine)) is not None:
            datasets = [version for version in found if version.record.kind == "dataset"]
            snapshot.remembered["datasets referring", target, limit] = datasets[:limit]
        return found[:limit]

    def datasets_referring(self, target: str, limit: int) -> list[Version]:
        """Read the published datasets that point at *target*; *limit* of them."""
        wanted = HEAD.c.name.in_(_referring(target, limit, "dataset"))
        return snapshots.remembered(self._engine, ("datasets referring", target, limit), lambda: self._versions(wanted))

    def _versions(self, wanted: sa.ColumnElement[bool]) -> list[Version]:
        query = sa.select(VERSION).select_from(NEWEST).where(wanted).order_by(HEAD.c.name)
        with snapshots.reading(self._engine) as connection:
            return [Version.read(row) for row in connection.execute(query)]

    def hold_referring(self, targets: Sequence[str], limit: int) -> None:
        """Read at once what `datasets_referring` is asked for in this snapshot for each of *targets*."""
        if (snapshot := snapshots.current(self._engine)) is None:
            return
        number = sa.func.row_number().over(partition_by=REFERENCE.c.target, order_by=REFERENCE.c.name).label("number")
        wanted = REFERENCE.c.target.in_(targets) & (HEAD.c.kind == "dataset")
        pointing = REFERENCE.join(HEAD, HEAD.c.name == REFERENCE.c.name)
        some = sa.select(REFERENCE.c.target, HEAD.c.sequence, number).select_from(pointing).where(wanted).subquery()
        query = sa.select(some.c.target, VERSION)
        query = query.select_from(some.join(VERSION, VERSION.c.sequence == some.c.sequence))
        found: dict[str, list[Version]] = {target: [] for target in targets}
        for row in snapshot.connection.execute(query.where(some.c.number <= limit).order_by(VERSION.c.name)):
            found[row.target].append(Version.read(row))
        for target, versions in found.items():
            snapshot.remembered["datasets referring", target, limit] = versions

    def sharing(self, key: str, but: Set[str]) -> tuple[list[str], int]:
        """Name the first published datasets with *key*, as many as a report names, and count them all.

        Those in *but* are left out.
        """
        wanted = DATASET_KEY.c.key == key
        query = sa.select(DATASET_KEY.c.name).where(wanted).order_by(DATASET_KEY.c.name)
        with snapshots.reading(self._engine) as connection:
            found = list(connection.scalars(query.limit(duplicates.NAMED + len(but))))
            names = [name for name in found if name not in but]
            if len(found) < duplicates.NAMED + len(but):
                return names, len(names)
            left_out = [name for name in found if name in but]
            if len(but) <= database.AT_ONCE:
                wanted &= DATASET_KEY.c.name.not_in(but)
                left_out = []
            every = connection.scalar(sa.select(sa.func.count()).select_from(DATASET_KEY).where(wanted)) or 0
        return names[: duplicates.NAMED], every - len(left_out)

    def names(self, kind: str, after: str = "", limit: int | None = None, offset: int = 0) -> list[str]:
        """List the published names of *kind* in order, from behind *after*."""
        wanted = (HEAD.c.kind == kind) & (HEAD.c.status == Status.PUBLISHED) & (HEAD.c.name > after)
        query = sa.select(HEAD.c.name).where(wanted).order_by(HEAD.c.name).limit(limit).offset(offset)
        with snapshots.reading(self._engine) as connection:
            return list(connection.scalars(query))

    def names_of(self, kinds: Iterable[str]) -> list[str]:
        """List the published names of several *kinds*."""
        wanted = HEAD.c.kind.in_(list(kinds)) & (HEAD.c.status == Status.PUBLISHED)
        with snapshots.reading(self._engine) as connection:
            return list(connection.scalars(sa.select(HEAD.c.name).where(wanted)))

    def sequences(self, kind: str) -> list[tuple[str, int]]:
        """List the published names of *kind* in order, each with the sequence number of its version."""
        wanted = (HEAD.c.kind == kind) & (HEAD.c.status == Status.PUBLISHED)
        with snapshots.reading(self._engine) as connection:
            found = connection.execute(sa.select(HEAD.c.name, HEAD.c.sequence).where(wanted).order_by(HEAD.c.name))
            return [(name, sequence) for name, sequence in found]

    def count(self, kind: str) -> int:
        """Count the published records of *kind*."""
        known = self.tallies.get(kind)
        return known.published if known else 0

    def listed(self, kinds: Sequence[str], wanted: Sequence[str], limit: int, offset: int = 0) -> list[str]:
        """Name the published records of *kinds* on a page of their list; see `listings`."""
        return self.lists([(kinds, limit)], wanted, offset)[0]

    def lists(
        self, asked: Sequence[tuple[Sequence[str], int]], wanted: Sequence[str], offset: int = 0
    ) -> list[list[str]]:
        """Name the first published records of several lists at once, each of its kinds and so many of them."""
        known = self.tallies
        spoken = {kind for kind in known if known[kind].is_multilingual}
        return listings.pages(self._engine, asked, wanted, offset, spoken)

    def hold(self, names: Iterable[str], *, around: bool = False, pointing: tuple[str, str, str] | None = None) -> None:
        """Read the newest versions of *names* at once, for whoever asks for them in this snapshot one by one.

        With *around*, those of all that they point at, too, but for vocabularies, which are kept apart; and with
        *pointing*, the arguments of `references.together`, what `references.hold` reads.
        """
        if (snapshot := snapshots.current(self._engine)) is None:
            return
        found: list[Version] = []
        missing = sorted(name for name in set(names) if around or ("latest", name) not in snapshot.remembered)
        for some in database.parts(missing):
            wanted: sa.FromClause = (
                sa.select(sa.column("value").label("wanted"))
                .select_from(sa.func.json_each(json.dumps(list(some))).table_valued("value"))
                .subquery()
            )
            if around:
                own = sa.select(wanted.c.wanted)
                targets = sa.select(REFERENCE.c.target).where(REFERENCE.c.name.in_(own))
                targets = targets.where(~REFERENCE.c.target.startswith(memberships.VOCABULARY))
                wanted = own.union(targets, *([references.together(*pointing)] if pointing else [])).subquery()
            joined = wanted.outerjoin(HEAD, HEAD.c.name == wanted.c.wanted)
            joined = joined.outerjoin(VERSION, VERSION.c.sequence == HEAD.c.sequence)
            has_finding = sa.exists().where(FINDING.c.name == wanted.c.wanted).label("has_finding")
            query = sa.select(wanted.c.wanted, has_finding, VERSION).select_from(joined)
            for row in snapshot.connection.execute(query):
                version = None if row.sequence is None else Version.read(row)
                snapshot.remembered["latest", row.wanted] = version
                snapshot.remembered["finding", row.wanted] = bool(row.has_finding)
                if pointing and version and version.record.kind == pointing[1]:
                    found.append(version)
        if pointing:
            references.remember(snapshot, *pointing[:2], found)

    def has_finding(self, name: str) -> bool:
        """Tell whether the file of *name* was not published, or no longer conforms."""

        def ask() -> bool:
            with snapshots.reading(self._engine) as connection:
                return connection.scalar(sa.select(FINDING.c.place).where(FINDING.c.name == name).limit(1)) is not None

        return snapshots.remembered(self._engine, ("finding", name), ask)

    def findings(self) -> list[Finding]:
        """Read what the last publication left out, and what no longer conforms."""
        with snapshots.reading(self._engine) as connection:
            return [Finding(*row) for row in connection.execute(sa.select(FINDING).order_by(FINDING.c.place))]


def _referring(target: str, limit: int, kind: str | None = None) -> sa.Select[tuple[str]]:
    """Name the first records, of one *kind* or of all, that point at *target*."""
    wanted = REFERENCE.c.target == target
    if kind is not None:
        wanted &= HEAD.c.kind == kind
    found = sa.select(REFERENCE.c.name).join(HEAD, HEAD.c.name == REFERENCE.c.name).where(wanted)
    return found.distinct().order_by(REFERENCE.c.name).limit(limit)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except sa.exc.OperationalError as error:
        raise CannotWrite("the ledger", str(error.orig)) from error

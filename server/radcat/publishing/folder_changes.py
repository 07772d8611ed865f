"""What the catalogue's folder says otherwise than what is published."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from radcat.errors import NoCatalogue
from radcat.folder import files, records
from radcat.folder.scan import ScannedFile, scan
from radcat.ledger.scanned_files import ScannedFiles
from radcat.ledger.versions import Finding, Ledger
from radcat.model import KINDS
from radcat.publishing import withdrawals
from radcat.publishing.record_files import FolderFiles
from radcat.publishing.withdrawals import Allowance, Withheld

log = logging.getLogger(__name__)

_AT_ONCE: Final = 500  # files whose rows are written together
_ORDER: Final = {kind.name: place for place, kind in enumerate(KINDS)}


@dataclass(frozen=True, slots=True)
class FolderChanges:
    """What is to be judged and withdrawn to bring the registry to what the folder holds."""

    files: FolderFiles
    put: tuple[str, ...]  # to be judged, in the order of publishing
    unchanged: frozenset[str]  # of those, which are published as they are
    withdraw: tuple[tuple[str, str], ...]  # kind and name
    withheld: tuple[Withheld, ...]

    def is_anything(self, earlier: Iterable[Finding]) -> bool:
        """Whether there is anything to do; *earlier* findings about files that are gone have to be dropped, too."""
        return bool(self.put or self.withdraw) or not all(finding.name in self.files for finding in earlier)


def read(root: Path, scanned: ScannedFiles) -> None:
    """Bring *scanned* to what the folder at *root* holds; only files that may have changed are read.

    Raises:
        NoCatalogue: the folder holds no records.
    """
    scanned.begin(root)
    names: set[str] = set()
    has_records = False
    for kind in KINDS:
        known = scanned.of_kind(kind.name)
        waiting: list[ScannedFile] = []
        present = set[bytes]()
        for file in scan(root, known, kind):
            present.add(file.place)
            has_records = has_records or file.place.startswith(b"records/")
            # Two places can give one IRI. The second claimant goes by its path, and `check_place` refuses it.
            name = records.name_of(kind, file.path) if file.name.endswith(".ttl") else file.name
            name = files.shown(file.path) if name in names else name
            names.add(name)
            if file.name != name or file is not known.get(file.place):
                waiting.append(replace(file, name=name))
            if len(waiting) == _AT_ONCE:
                scanned.keep(waiting)
                waiting = []
        scanned.keep(waiting, known.keys() - present)
    if not has_records:
        raise NoCatalogue(root)


def choose(
    root: Path,
    scanned: ScannedFiles,
    ledger: Ledger,
    unwritten: Set[str],
    earlier: Sequence[Finding],
    allowance: Allowance,
) -> FolderChanges:
    """Compare the folder at *root* with what is published: records whose files are *unwritten* are left alone."""
    differing = {file.name: file for file in scanned.differing() if file.name not in unwritten}
    withdraw, withheld = _gone(scanned, ledger, unwritten, root, allowance)
    refused = {finding.name: finding.sha256 for finding in earlier if not finding.published}
    again = {f.name: f for f in scanned.several(refused.keys() - differing.keys()) if f.name not in unwritten}

    def is_new(file: ScannedFile) -> bool:
        known = refused.get(file.name)
        return file.sha256 != known and (known is not None or file.name in differing)

    found = sorted([*differing.values(), *again.values()], key=lambda file: (_ORDER[file.kind], file.place))
    # If anything moved at all, those that were refused before may be judged otherwise now.
    moved = bool(withdraw) or any(map(is_new, found))
    put = [file for file in found if is_new(file) or (moved and file.name in refused)]
    published = {name for name in unwritten if (head := ledger.head(name)) and head.is_published}
    kept = published.union(*(kind.names for kind in withheld))
    held = FolderFiles(root, scanned, ledger, kept, unwritten - published, put)
    unchanged = frozenset(file.name for file in put if file.name not in differing)
    return FolderChanges(held, tuple(file.name for file in put), unchanged, tuple(withdraw), tuple(withheld))


def _gone(
    scanned: ScannedFiles, ledger: Ledger, unwritten: Set[str], root: Path, allowance: Allowance
) -> tuple[list[tuple[str, str]], list[Withheld]]:
    """Choose what to withdraw of what the folder no longer holds."""
    missing = [(kind, name) for kind, name in scanned.missing() if name not in unwritten]
    gone: Mapping[str, Sequence[str]] = withdrawals.by_kind(missing)
    counts = {kind: ledger.count(kind) for kind in gone}
    withdraw, withheld = withdrawals.decide(gone, counts, records.missing_folders(root), allowance)
    for kind in withheld:
        log.warning("%s", kind.summary)
    kinds = {name: kind for kind, name in missing}
    return [(kinds[name], name) for name in withdraw], withheld

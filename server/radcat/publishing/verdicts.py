"""Which verdicts of earlier publications still hold, so that a check need not judge every record anew.

A published record conformed when it was published. It still does as long as it is unchanged, nothing that it refers to
has changed, and it would be judged by the same shapes, vocabularies and engines, under the same base IRI.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

from radcat.folder.files import write_file
from radcat.folder.records import RecordFile
from radcat.ledger.versions import Ledger
from radcat.validation.review import JUDGES_ALL

_FILE: Final = "judge.json"  # in the data folder


@dataclass(frozen=True, slots=True)
class Judge:
    """What verdicts depend on besides the records: the engine, its version and ours, and the base IRI."""

    engine: str
    versions: dict[str, str]
    base: str

    @classmethod
    def current(cls, engine: str, base: str) -> Judge:
        """The judge that this program would be with *engine*: "pyshacl", "shacl" or "both"."""
        packages = ("radcat", *(("pyshacl", "shacl") if engine == "both" else (engine,)))
        return cls(engine, {package: version(package) for package in packages}, base)

    @classmethod
    def noted(cls, folder: Path) -> Judge | None:
        """Read which judge all published records of a data folder conform to; None where nobody can tell."""
        try:
            return cls(**json.loads((folder / _FILE).read_bytes()))
        except (OSError, ValueError, TypeError):
            return None

    def note(self, folder: Path) -> None:
        """Note that all published records conform to this judge; a data folder that can't be written stays as it is."""
        with suppress(OSError):
            write_file(folder / _FILE, json.dumps(asdict(self), indent=2) + "\n")

    @staticmethod
    def forget(folder: Path) -> None:
        """Note that nobody can tell: another judge publishes from now on."""
        (folder / _FILE).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Due:
    """What has to be judged of a folder, by comparison with what is published."""

    changed: Sequence[RecordFile]  # new and changed files
    gone: Sequence[str]  # published records whose files are gone
    affected: Sequence[str]  # published records whose verdict those may turn, or that are known not to conform
    rules_changed: str  # which shapes or vocabularies did, so that any verdict may; empty where none did
    is_same_judge: bool

    @property
    def reason(self) -> str:
        """Why every record has to be judged; empty where only some have to be."""
        if self.rules_changed or self.is_same_judge:
            return self.rules_changed
        return "the published ones were judged by another engine or version, or under another base IRI"


def due(files: Sequence[RecordFile], ledger: Ledger, judge: Judge, noted: Judge | None) -> Due:
    """Choose what to judge of *files*, all those of a folder, before *judge*."""
    heads = {name: head for name, head in ledger.heads().items() if head.is_published}
    changed = [f for f in files if f.record.name not in heads or heads[f.record.name].sha256 != f.record.sha256]
    present = {file.record.name for file in files}
    gone = [name for name in heads if name not in present]
    moved = {file.record.name for file in changed} | set(gone)
    doubtful = {finding.name for finding in ledger.findings() if finding.name in heads}
    affected = sorted(({*ledger.referring(*moved)} | doubtful) & present - moved)
    rules = [file.place for file in changed if file.record.kind in JUDGES_ALL]
    rules += [name for name in gone if heads[name].kind in JUDGES_ALL]
    rules_changed = f"{rules[0]} has changed since the last publication, and any verdict may with it" if rules else ""
    return Due(changed, gone, affected, rules_changed, noted == judge)

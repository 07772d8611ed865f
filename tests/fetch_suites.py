"""Fetch the standards' suites that tests read, each at one commit of its public home: `make suites`.

`tests/suites.toml` names repository, commit, paths and licence of each. Git compares what it fetches with the commit's
hash, so that nothing else needs to be checked. What was fetched before, by the same row of the table, is kept.
A mirror is Git's own business: `git config --global url.https://mirror.example/.insteadOf https://github.com/`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parent / "suites.toml"
FETCHED: Final = Path(__file__).parent.parent / ".suites"
SECONDS: Final = 600  # for one command of Git
# Git asks nobody for a password and changes no line ends. A repository of which this is run in a hook is not ours.
ENVIRONMENT: Final = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
OF_A_HOOK: Final = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


class NotFetchedError(Exception):
    """A suite could not be fetched; the message names its repository and what to do."""


@dataclass(frozen=True)
class Suite:
    """One commit of one repository. *paths* leads from its files and folders to where they go below *folder*."""

    folder: str
    repository: str
    commit: str
    licence: str
    paths: Mapping[str, str]


def read(table: Path) -> tuple[list[Suite], dict[str, str]]:
    """Read the suites, and the reason of each that has no public home, by its folder.

    Raises:
        TypeError: a suite lacks a key, or has one too many.
    """
    rows: dict[str, list[dict[str, Any]]] = tomllib.loads(table.read_text(encoding="utf-8"))
    reasons = {row["folder"]: row["reason"] for row in rows.get("not_fetched", [])}
    return [Suite(**row) for row in rows["suite"]], reasons


def fetch(suite: Suite, into: Path) -> bool:
    """Put the suite below *into*, whole or not at all; False if it is there already.

    Raises:
        NotFetchedError: Git could not fetch the commit, or the commit has not all paths.
    """
    place = into / suite.folder
    stamp = into / ".stamps" / f"{suite.folder.replace('/', '+')}.json"
    row = json.dumps(asdict(suite), indent=1)
    if place.is_dir() and stamp.is_file() and stamp.read_text(encoding="utf-8") == row:
        return False
    stamp.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into, prefix=".fetching-") as work:
        tree, found = Path(work) / "tree", Path(work) / "found"
        _check_out(suite, tree)
        for source, target in suite.paths.items():
            if not (tree / source).exists():
                raise NotFetchedError(
                    f"{suite.repository} has no {source} at commit {suite.commit}: correct tests/suites.toml."
                )
            (found / target).parent.mkdir(parents=True, exist_ok=True)
            (tree / source).rename(found / target)
        stamp.unlink(missing_ok=True)
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        found.rename(place)
    stamp.write_text(row, encoding="utf-8")
    return True


def _check_out(suite: Suite, tree: Path) -> None:
    """Fetch the one commit, and of its files those below *paths* only, where the server can leave out the others."""

    def git(*arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in OF_A_HOOK} | ENVIRONMENT
        command = ["git", "-C", str(tree), "-c", "core.autocrlf=false", "-c", "advice.detachedHead=false", *arguments]
        try:
            subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=SECONDS)
        except FileNotFoundError as error:
            raise NotFetchedError("git is absent: install it, then run `make suites` again.") from error
        except subprocess.TimeoutExpired as error:
            raise NotFetchedError(
                f"{suite.repository} did not answer within {SECONDS} s: run `make suites` again, or name a mirror."
            ) from error
        except subprocess.CalledProcessError as error:
            said = error.stderr.strip().splitlines() or [f"git {arguments[0]} ended with status {error.returncode}"]
            raise NotFetchedError(
                f"{suite.repository} at commit {suite.commit} could not be fetched: {said[-1]}. "
                f"Check the network, or put a copy of the suite into .suites/{suite.folder}, then run it again."
            ) from error

    tree.mkdir()
    git("init", "--quiet")
    git("remote", "add", "origin", suite.repository)
    git("config", "remote.origin.promisor", "true")
    git("config", "remote.origin.partialclonefilter", "blob:none")
    git("fetch", "--quiet", "--depth=1", "--no-tags", "--filter=blob:none", "origin", suite.commit)
    git("sparse-checkout", "set", "--no-cone", *(f"/{path}" for path in suite.paths))
    git("checkout", "--quiet", "--detach", suite.commit)


def run(table: Path, into: Path, say: Callable[[str], None]) -> bool:
    """Fetch every suite of *table*, saying for each what became of it; False if one could not be fetched."""
    suites, reasons = read(table)
    whole = True
    for number, suite in enumerate(suites, 1):
        head = f"[{number}/{len(suites)}] {suite.folder}"
        say(f"{head}: fetching {suite.repository} at {suite.commit[:12]}")
        try:
            new = fetch(suite, into)
        except NotFetchedError as error:
            whole = False
            say(f"{head}: NOT FETCHED. {error}")
        else:
            say(f"{head}: {'fetched' if new else 'there already'} (licence: {suite.licence})")
    for folder, reason in reasons.items():
        say(f"not fetched: {folder}: {reason}")
    return whole


if __name__ == "__main__":
    sys.exit(0 if run(TABLE, FETCHED, lambda line: print(line, flush=True)) else 1)

"""Packages of npm that tests use, installed once from a lock file into pytest's cache."""

from __future__ import annotations

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from tests.material import absent


def installed(place: Path, name: str, cache: pytest.Cache) -> Path:
    """Install what the package-lock.json in *place* names, under *name* in the *cache*; skips where npm can't."""
    npm = shutil.which("npm")
    if not npm:
        absent("npm is absent: apt install nodejs npm")
    folder = cache.mkdir(name)
    stamp, wanted = folder / "installed", sha256((place / "package-lock.json").read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        for file in ("package.json", "package-lock.json"):
            shutil.copy(place / file, folder)
        command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            absent(f"npm could not install {name}: {done.stderr[-300:]}")
        stamp.write_text(wanted)
    return folder

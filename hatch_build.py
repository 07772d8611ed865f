"""Fetch the query editor (YASGUI) when the package is built, so that no copy of it lies in the repository.

`npm.lock.json` names package, version, integrity and files. What does not match it is refused and the build ends;
where it can't be had, the build goes on and the query page is a plain form. Run `python hatch_build.py` to try again.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT: Final = Path(__file__).parent
LOCK: Final = ROOT / "npm.lock.json"
SECONDS: Final = 60  # to wait for a registry


class IntegrityError(RuntimeError):
    """What was fetched is not what the lock file names."""


class CustomBuildHook(BuildHookInterface):
    """Fetch before a wheel is built, and before an editable install."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  # hatchling's signature
        """Put the files where the wheel takes them from; an sdist carries none."""
        if self.target_name != "wheel":
            return
        lock = json.loads(LOCK.read_text())
        build_data.setdefault("artifacts", []).append(lock["folder"])
        self.app.display_info(install(lock, ROOT))


def install(lock: dict[str, Any], root: Path) -> str:
    """Fetch, check and unpack what *lock* names below *root*; say in one line what was done.

    Raises:
        IntegrityError: the archive is not the one that was locked.
    """
    folder = root / lock["folder"]
    stamp, name = folder / "lock.json", f"{lock['name']} {lock['version']}"
    if stamp.exists() and json.loads(stamp.read_text()) == lock:
        return f"{name} is there already"
    archive = fetch(lock)
    if archive is None:
        return (
            f"{name} could not be fetched: the query page will be a plain form. "
            "With npm, or with NPM_CONFIG_REGISTRY set, python hatch_build.py tries again."
        )
    check(archive, lock["integrity"], name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        members = {m.name: opened.extractfile(m) for m in opened.getmembers() if m.isfile()}
        read = {path: file.read() for path, file in members.items() if file}
    for path in lock["files"]:
        (folder / Path(path).name).write_bytes(read[f"package/{path}"])
    (folder / "LICENSE.txt").write_text(licence(json.loads(read["package/package.json"]), _bundled(read)))
    stamp.write_text(json.dumps(lock))
    return f"{name} fetched and checked"


def fetch(lock: dict[str, Any]) -> bytes | None:
    """Get the archive by npm, which knows its registry, or from NPM_CONFIG_REGISTRY; None where neither can."""
    with tempfile.TemporaryDirectory() as folder:
        if npm := shutil.which("npm"):
            package = f"{lock['name']}@{lock['version']}"
            command = [npm, "pack", package, "--silent", "--ignore-scripts", "--pack-destination", folder]
            try:
                subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=SECONDS)  # noqa: S603
                return next(Path(folder).glob("*.tgz")).read_bytes()
            except (subprocess.SubprocessError, OSError, StopIteration):
                pass  # an npm that is set up badly is no reason not to ask the registry
    # npm reads the name in either case.
    named = {name.upper(): value for name, value in os.environ.items()}.get("NPM_CONFIG_REGISTRY")
    if not named:
        return None
    file = f"{lock['name'].rpartition('/')[2]}-{lock['version']}.tgz"
    try:
        address = f"{named.rstrip('/')}/{lock['name']}/-/{file}"
        with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310  # the operator's own setting
            return bytes(answer.read())
    except (urllib.error.URLError, OSError, ValueError):
        return None


def check(archive: bytes, integrity: str, name: str) -> None:
    """Compare *archive* with a Subresource Integrity value: `sha512-…`.

    Raises:
        IntegrityError: they differ.
    """
    algorithm, _, expected = integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, archive).digest()).decode()
    if found != expected:
        raise IntegrityError(f"{name}: npm.lock.json names {integrity}, the registry sent {algorithm}-{found}.")


def licence(package: dict[str, Any], bundled: list[str]) -> str:
    """Write down whose work this is; the archive itself carries no licence file."""
    people = [package.get("author", {}), *package.get("contributors", [])]
    names = "; ".join(str(person.get("name", "")) if isinstance(person, dict) else str(person) for person in people)
    return (
        f"{package['name']} {package['version']}\n{package.get('homepage', '')}\n"
        f"Copyright (c) {names}\nLicence: {package['license']}\n\n{_MIT if package['license'] == 'MIT' else ''}\n"
        f"The bundle contains these packages, each under its own licence: {', '.join(bundled)}.\n"
    )


def _bundled(read: dict[str, bytes]) -> list[str]:
    """List the packages that a source map names."""
    maps = [json.loads(text) for path, text in read.items() if path.endswith(".min.js.map")]
    behind = [s.rpartition("node_modules/")[2].split("/") for m in maps for s in m["sources"] if "node_modules/" in s]
    return sorted({"/".join(parts[: 2 if parts[0].startswith("@") else 1]) for parts in behind})


_MIT: Final = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""

if __name__ == "__main__":
    sys.stdout.write(install(json.loads(LOCK.read_text()), ROOT) + "\n")

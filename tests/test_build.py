"""The build hook: what it fetches is what the lock file names, or nothing."""

from __future__ import annotations

import base64
import hashlib
import http.server
import importlib.util
import io
import json
import re
import tarfile
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import radcat

REPOSITORY = Path(__file__).parent.parent
FILES = {
    "package/package.json": json.dumps(
        {"name": "@zazuko/yasgui", "version": "4.6.2", "license": "MIT", "author": "Somebody", "homepage": "x:y"}
    ),
    "package/build/yasgui.min.js": "alert(1)",
    "package/build/yasgui.min.css": "a{}",
    "package/build/yasgui.min.js.map": json.dumps(
        {"sources": ["../node_modules/codemirror/a.js", "../node_modules/@x/y/b.js"]}
    ),
    "package/../../outside.txt": "no",
}


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The hook, read as hatchling reads it."""
    spec = importlib.util.spec_from_file_location("hatch_build", REPOSITORY / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def archive() -> bytes:
    """An archive as npm's registry sends it, with a member that would like to be elsewhere."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w:gz") as packed:
        for name, text in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            packed.addfile(member, io.BytesIO(text.encode()))
    return held.getvalue()


@pytest.fixture
def lock(archive: bytes) -> dict[str, Any]:
    """The lock file, with the integrity of the archive above."""
    found: dict[str, Any] = json.loads((REPOSITORY / "npm.lock.json").read_text())
    return {**found, "integrity": "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()}


@pytest.fixture
def registry(archive: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A package registry of our own, where npm is absent; the paths that it was asked for."""
    asked: list[str] = []

    class Registry(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(archive)

        def log_message(self, *_: Any) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Registry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("NPM_CONFIG_REGISTRY", f"http://127.0.0.1:{server.server_port}/npm/")
        monkeypatch.setenv("PATH", "")
        yield asked
        server.shutdown()


def test_the_files_that_the_lock_names_are_unpacked_with_a_licence(
    hook: ModuleType, lock: dict[str, Any], registry: list[str], tmp_path: Path
) -> None:
    assert hook.install(lock, tmp_path) == "@zazuko/yasgui 4.6.2 fetched and checked"
    folder = tmp_path / lock["folder"]
    assert registry == ["/npm/@zazuko/yasgui/-/yasgui-4.6.2.tgz"]
    assert {path.name for path in folder.iterdir()} == {"yasgui.min.js", "yasgui.min.css", "LICENSE.txt", "lock.json"}
    licence = (folder / "LICENSE.txt").read_text()
    assert "Copyright (c) Somebody" in licence
    assert "Permission is hereby granted" in licence
    assert "@x/y, codemirror" in licence
    assert not list(tmp_path.rglob("outside.txt"))


def test_what_is_there_already_is_not_fetched_again(
    hook: ModuleType, lock: dict[str, Any], registry: list[str], tmp_path: Path
) -> None:
    hook.install(lock, tmp_path)
    assert hook.install(lock, tmp_path) == "@zazuko/yasgui 4.6.2 is there already"
    assert len(registry) == 1


def test_what_does_not_match_the_lock_is_refused_and_leaves_nothing(
    hook: ModuleType, lock: dict[str, Any], registry: list[str], tmp_path: Path
) -> None:
    with pytest.raises(hook.IntegrityError, match=re.escape("npm.lock.json names sha512-AAAA")):
        hook.install({**lock, "integrity": "sha512-AAAA"}, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "no address at all"])
def test_without_a_network_the_build_goes_on_and_says_so_in_one_line(
    hook: ModuleType, lock: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", address)
    monkeypatch.setenv("PATH", "")
    said = hook.install(lock, tmp_path)
    assert "could not be fetched" in said
    assert "plain form" in said
    assert "\n" not in said
    assert list(tmp_path.iterdir()) == []


def test_the_wheel_takes_the_files_that_git_leaves_out() -> None:
    lock = json.loads((REPOSITORY / "npm.lock.json").read_text())
    ignored = (REPOSITORY / ".gitignore").read_text().splitlines()
    assert any(line.strip("/") and lock["folder"].startswith(line.strip("/")) for line in ignored)
    assert lock["folder"].endswith(lock["version"])
    assert lock["integrity"].startswith("sha512-")


def test_the_version_stands_in_one_place_and_the_citation_agrees() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())
    assert "version" not in project["project"]
    assert project["tool"]["hatch"]["version"]["path"] == "server/radcat/__init__.py"
    citation = yaml.safe_load((REPOSITORY / "CITATION.cff").read_text())
    assert citation["version"] == radcat.__version__
    headings = re.findall(r"^## \[(.+?)\]", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert radcat.__version__ in headings


def test_hatchling_reads_that_version() -> None:
    found = ProjectMetadata(str(REPOSITORY), PluginManager())
    assert found.version == radcat.__version__


def test_every_dependency_has_one_version_in_the_constraints() -> None:
    """`make constraints` mends it."""
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    lines = (REPOSITORY / "constraints.txt").read_text().splitlines()
    rows = [Requirement(line) for line in lines if not line.startswith("#")]
    held = {canonicalize_name(row.name): str(row.specifier) for row in rows}
    assert len(held) == len(rows)
    assert all(re.fullmatch(r"==[^*,]+", version) for version in held.values())
    lines = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    wanted = [each for each in map(Requirement, lines) if each.name != project["name"]]  # dev has the other extras
    for requirement in wanted:
        version = held[canonicalize_name(requirement.name)].removeprefix("==")
        assert requirement.specifier.contains(version, prereleases=True), requirement

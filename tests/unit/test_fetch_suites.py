"""`make suites`: one commit from a Git server, whole or not at all, and what tests do without it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import yaml
from tests import fetch_suites, material
from tests.fetch_suites import NotFetchedError, Suite
from tests.file_host import hosted

WHO = ("-c", "user.name=somebody", "-c", "user.email=somebody@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(folder), *WHO, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@dataclass(frozen=True)
class Home:
    """A repository with two commits, of which the older one is the suite's."""

    folder: Path
    suite: Suite

    @property
    def large(self) -> str:
        """The hash of a file beside the suite."""
        return git(self.folder, "rev-parse", f"{self.suite.commit}:other/large.bin")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    folder = tmp_path / "home"
    (folder / "suite" / "deep").mkdir(parents=True)
    (folder / "other").mkdir()
    (folder / "suite" / "deep" / "a.ttl").write_bytes(b"<a> <b> <c> .\r\n")
    (folder / "LICENSE").write_text("Free.\n")
    (folder / "other" / "large.bin").write_text("not asked for\n")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message=One")
    commit = git(folder, "rev-parse", "HEAD")
    (folder / "suite" / "deep" / "a.ttl").write_text("<a> <b> <later> .\n")
    git(folder, "commit", "--quiet", "--all", "--message=Two")
    paths = {"suite/deep": "tests", "LICENSE": "LICENSE"}
    return Home(folder, Suite("w3c/things", folder.as_uri(), commit, "Free", paths))


def test_the_named_commit_arrives_byte_for_byte_and_nothing_else(home: Home, tmp_path: Path) -> None:
    into = tmp_path / "suites"
    assert fetch_suites.fetch(home.suite, into)
    place = into / "w3c" / "things"
    found = {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    assert found == {"tests/a.ttl": b"<a> <b> <c> .\r\n", "LICENSE": b"Free.\n"}
    assert sorted(path.name for path in into.iterdir()) == [".stamps", "w3c"]


def test_files_beside_the_suite_are_not_even_transferred(home: Home, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    fetch_suites._check_out(home.suite, tree)
    objects = git(tree, "rev-list", "--objects", "--missing=print", "HEAD").splitlines()
    assert [line for line in objects if line.startswith("?")] == [f"?{home.large}"]


def test_a_second_run_asks_nobody_and_another_commit_replaces_the_first(home: Home, tmp_path: Path) -> None:
    into = tmp_path / "suites"
    fetch_suites.fetch(home.suite, into)
    newest = git(home.folder, "rev-parse", "HEAD")
    gone = home.folder.rename(tmp_path / "gone")
    assert not fetch_suites.fetch(home.suite, into)
    gone.rename(home.folder)
    assert fetch_suites.fetch(replace(home.suite, commit=newest, paths={"suite/deep": "other"}), into)
    place = into / "w3c" / "things"
    assert [path.relative_to(place).as_posix() for path in place.rglob("*.ttl")] == ["other/a.ttl"]
    assert (place / "other" / "a.ttl").read_text() == "<a> <b> <later> .\n"


def test_what_fails_names_repository_and_remedy_and_leaves_what_was_there(home: Home, tmp_path: Path) -> None:
    into = tmp_path / "suites"
    fetch_suites.fetch(home.suite, into)
    unknown, missing = replace(home.suite, commit="0" * 40), replace(home.suite, paths={"tests": "tests"})
    with pytest.raises(NotFetchedError, match=rf"{home.folder.as_uri()} at commit 0+ could not be fetched: .+ Check"):
        fetch_suites.fetch(unknown, into)
    with pytest.raises(NotFetchedError, match=r"has no tests at commit \w+: correct tests/suites\.toml"):
        fetch_suites.fetch(missing, into)
    assert (into / "w3c" / "things" / "tests" / "a.ttl").is_file()
    assert [path for path in into.iterdir() if path.name.startswith(".fetching-")] == []


def test_the_run_goes_on_after_a_failure_and_tells_it(home: Home, tmp_path: Path) -> None:
    row = 'folder = "{}"\nrepository = "{}"\ncommit = "{}"\nlicence = "Free"\npaths = {{ "LICENSE" = "LICENSE" }}\n'
    address, commit = home.suite.repository, home.suite.commit
    rows = [row.format("gone", f"{address}-gone", commit), row.format("here", address, commit)]
    table = tmp_path / "suites.toml"
    last = '[[not_fetched]]\nfolder = "tables"\nreason = "nobody publishes them"\n'
    table.write_text("".join(f"[[suite]]\n{text}" for text in rows) + last)
    said = list[str]()
    assert not fetch_suites.run(table, tmp_path / "suites", said.append)
    assert (tmp_path / "suites" / "here" / "LICENSE").is_file()
    assert said[1].startswith(f"[1/2] gone: NOT FETCHED. {address}-gone at commit {commit}")
    assert said[3:] == ["[2/2] here: fetched (licence: Free)", "not fetched: tables: nobody publishes them"]


@pytest.fixture
def plain_server(home: Home) -> Iterator[str]:
    """The repository over HTTP by a server that knows nothing of Git."""
    git(home.folder, "update-server-info")
    with hosted(home.folder) as root:
        yield f"{root}/.git"


def test_a_server_that_cannot_give_one_commit_is_told_as_a_fault_of_that_repository(
    home: Home, plain_server: str, tmp_path: Path
) -> None:
    with pytest.raises(NotFetchedError, match=r"127\.0\.0\.1:\d+/\.git at commit"):
        fetch_suites.fetch(replace(home.suite, repository=plain_server), tmp_path / "suites")


def test_the_table_names_a_public_home_commit_and_licence_of_each() -> None:
    suites, reasons = fetch_suites.read(fetch_suites.TABLE)
    folders = [suite.folder for suite in suites]
    assert len(set(folders)) == len(folders)
    for suite in suites:
        assert suite.repository.startswith("https://github.com/")
        assert len(suite.commit) == 40
        assert set(suite.commit) <= set("0123456789abcdef")
        assert suite.licence
    assert not set(folders) & set(reasons)
    assert all(reasons.values())


def test_every_suite_beside_the_repository_is_in_the_table() -> None:
    suites, reasons = fetch_suites.read(fetch_suites.TABLE)
    known = {*(suite.folder for suite in suites), *reasons}
    for path in material.shared("suites").rglob("*"):
        place = path.relative_to(material.SHARED / "suites").as_posix()
        if path.is_file() and not place.startswith("dcat/vocab/"):  # of which some are fetched
            assert any(place.startswith(f"{folder}/") for folder in known), place


def test_a_fetched_suite_comes_before_the_one_beside_the_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material, "FETCHED", tmp_path / "fetched")
    monkeypatch.setattr(material, "SHARED", tmp_path / "shared")
    beside, fetched = tmp_path / "shared" / "suites" / "a", tmp_path / "fetched" / "a"
    beside.mkdir(parents=True)
    assert material.suite("a") == beside
    fetched.mkdir(parents=True)
    assert material.suite("a") == fetched


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_what_is_absent_skips_a_test_and_fails_it_in_ci(
    ci: str, outcome: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(material, "SHARED", tmp_path)
    monkeypatch.setenv("CI", ci)
    monkeypatch.delenv("TESTS_WITHOUT", raising=False)
    with pytest.raises(outcome, match="the suite nothing is absent: run `make suites`"):
        material.suite("nothing")
    with pytest.raises(outcome, match=r"\.\./shared/tools/x\.py is absent: "):
        material.shared("tools/x.py")


def test_only_what_is_named_as_left_out_skips_a_test_in_ci(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "SHARED", tmp_path)
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("TESTS_WITHOUT", "cases suites/oai")
    with pytest.raises(pytest.skip.Exception, match="suites/oai/xsd is absent, as TESTS_WITHOUT names it"):
        material.suite("oai/xsd")
    for name in ("tools", "cases-of-others"):
        with pytest.raises(pytest.fail.Exception):
            material.shared(name)


def test_the_workflow_of_the_public_forge_leaves_out_what_has_no_public_home_and_no_more() -> None:
    workflow = (material.REPOSITORY / ".github" / "workflows" / "ci.yml").read_text()
    without = set(yaml.safe_load(workflow)["jobs"]["ci"]["env"]["TESTS_WITHOUT"].split())
    _, reasons = fetch_suites.read(fetch_suites.TABLE)
    handed_over = {"cases", "facts", "seeds", "tools"}
    assert without == handed_over | {f"suites/{folder}" for folder in reasons}

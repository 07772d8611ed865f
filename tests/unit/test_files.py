"""Files are replaced in one step and keep what they are; what a crash left of ours goes, and nobody else's."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from radcat.folder import files


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o664, 0o755, 0o444])
def test_the_mode_of_a_file_stays(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("old", encoding="utf-8")
    path.chmod(mode)
    files.write_file(path, "new ä")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == ("new ä".encode(), mode)


def test_a_new_file_has_the_mode_that_the_system_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_file(tmp_path / "x.ttl", "new")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "x.ttl").stat().st_mode) == 0o640


def test_a_symbolic_link_stays_one_and_the_file_behind_it_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/real.ttl").write_text("old", encoding="utf-8")
    link, chain = tmp_path / "x.ttl", tmp_path / "y.ttl"
    link.symlink_to("folder/real.ttl")
    chain.symlink_to("x.ttl")
    files.write_file(chain, "new")
    assert (link.is_symlink(), chain.is_symlink()) == (True, True)
    assert (tmp_path / "folder/real.ttl").read_text(encoding="utf-8") == "new"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["folder", "real.ttl", "x.ttl", "y.ttl"]


def test_a_write_that_fails_leaves_the_old_text_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write_file(path, "new")
    assert [(found.name, found.read_text(encoding="utf-8")) for found in tmp_path.iterdir()] == [("x.ttl", "old")]


def test_only_our_own_left_overs_are_removed(tmp_path: Path) -> None:
    ours = [".x.ttl.radcat.part", ".a-b.ttl.radcat.part"]
    others = [".x.ttl.part", "x.radcat.part", ".x.ttl.swp", "x.ttl", ".radcat-files"]
    for name in (*ours, *others):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert files.remove_partials([tmp_path, tmp_path / "nowhere"]) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(others)


def test_a_name_that_can_not_be_one_is_shown_on_one_line(tmp_path: Path) -> None:
    assert files.shown(Path("a/b.ttl")) == "a/b.ttl"
    assert files.shown(Path("a/two\nlines.ttl")) == r"a/two\nlines.ttl"
    assert files.shown(Path(os.fsdecode(b"caf\xe9.ttl"))) == r"caf\udce9.ttl"
